//! One walk through a file: rows are read in order and handed in groups to several threads, which
//! turn them into ours and write each group in one transaction. Memory holds a few groups.

use std::{
    fs::File,
    io::BufReader,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, sync_channel},
    },
    thread,
};

use platform::{App, Result};

use super::{
    Options, Progress, Refused, Step,
    report::Report,
    rows::{Broken, Piece, Row, Rows},
};

/// A group ends after so many rows…
const ROWS_MAX: usize = 1000;
/// …or after so many bytes of the file.
const BYTES_MAX: u64 = 1 << 20;
/// How much of a file is read at once.
const BUFFER_BYTES: usize = 128 << 10;

/// A run of the import.
pub(super) struct Run<'a> {
    pub(super) app: &'a App,
    pub(super) options: &'a Options,
    pub(super) watch: &'a (dyn Fn(Progress) + Sync),
    pub(super) report: Mutex<Report>,
}

/// A file of the dump and what a walk through it is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk {
    pub(super) file: &'static str,
    pub(super) root: &'static str,
    pub(super) step: Step,
    /// Whether broken places are told; files that are walked through again tell them once.
    pub(super) tells: bool,
}

impl Walk {
    /// The first walk through a file in a run.
    pub(super) const fn first(file: &'static str, root: &'static str, step: Step) -> Self {
        Self {
            file,
            root,
            step,
            tells: true,
        }
    }

    /// A further one.
    pub(super) const fn again(file: &'static str, root: &'static str, step: Step) -> Self {
        Self {
            tells: false,
            ..Self::first(file, root, step)
        }
    }
}

impl Run<'_> {
    /// Changes the report.
    pub(super) fn report(&self, change: impl FnOnce(&mut Report)) {
        change(&mut self.report.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Walks through a file row by row. A file that is not there is noted.
    pub(super) fn walk(
        &self,
        walk: Walk,
        mut each: impl FnMut(&Row<'_>, u64) -> Result<(), Failed>,
    ) -> Result<(), Refused> {
        let path = self.options.folder.join(walk.file);
        let failed = |error| Refused::Io {
            path: path.clone(),
            error,
        };
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if walk.tells {
                    self.report(|r| r.leave(missing(walk.file), 1));
                }
                return Ok(());
            }
            Err(error) => return Err(failed(error)),
        };
        let total = file.metadata().map_err(failed)?.len();
        let mut rows = Rows::new(BufReader::with_capacity(BUFFER_BYTES, file), walk.root);
        let mut seen = 0_u64;
        loop {
            let done = rows.bytes();
            if seen.is_multiple_of(256) {
                (self.watch)(Progress {
                    step: walk.step,
                    done,
                    total,
                });
            }
            seen += 1;
            let broken = match rows.next().map_err(failed)? {
                None => break,
                Some(Piece::Row(row)) => match each(&row, done) {
                    Ok(()) => continue,
                    Err(Failed::Row(broken)) => broken,
                    Err(Failed::Run(refused)) => return Err(refused),
                },
                Some(Piece::Broken(_)) if !walk.tells => continue,
                Some(Piece::Broken(broken)) => broken,
            };
            self.report(|r| r.broken(walk.file, broken.line, broken.why));
        }
        (self.watch)(Progress {
            step: walk.step,
            done: total,
            total,
        });
        Ok(())
    }

    /// Walks through a file, picks rows as values and writes them in groups.
    pub(super) fn pass<T: Send>(
        &self,
        walk: Walk,
        mut pick: impl FnMut(&Row<'_>) -> Result<Option<T>, Broken>,
        write: impl Fn(Vec<T>) -> Result<Report> + Sync,
    ) -> Result<(), Refused> {
        let workers = thread::available_parallelism()
            .map_or(2, usize::from)
            .clamp(2, 8);
        let (sender, receiver) = sync_channel::<Vec<T>>(workers);
        let receiver = Mutex::new(receiver);
        let stop = AtomicBool::new(false);
        let failure = Mutex::new(None);
        let work = || {
            if let Err(error) = self.write_groups(&receiver, &stop, &write) {
                stop.store(true, Ordering::Relaxed);
                let mut first = failure.lock().unwrap_or_else(PoisonError::into_inner);
                first.get_or_insert(error);
            }
        };
        let walked = thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(work);
            }
            let mut group = Vec::new();
            let mut begun = 0;
            let walked = self.walk(walk, |row, at| {
                let full = group.len() >= ROWS_MAX || at - begun >= BYTES_MAX;
                if full && !group.is_empty() {
                    send(&sender, std::mem::take(&mut group), &stop)?;
                }
                if group.is_empty() {
                    begun = at;
                }
                group.extend(pick(row).map_err(Failed::Row)?);
                Ok(())
            });
            let rest = if group.is_empty() {
                Ok(())
            } else {
                send(&sender, group, &stop)
            };
            drop(sender);
            match (walked, rest) {
                (Err(refused), _) | (Ok(()), Err(Failed::Run(refused))) => Err(refused),
                _ => Ok(()),
            }
        });
        let failure = failure.into_inner().unwrap_or_else(PoisonError::into_inner);
        match failure {
            Some(error) => Err(Refused::Failed(error)),
            None => walked,
        }
    }

    fn write_groups<T>(
        &self,
        receiver: &Mutex<Receiver<Vec<T>>>,
        stop: &AtomicBool,
        write: impl Fn(Vec<T>) -> Result<Report>,
    ) -> Result<()> {
        loop {
            let next = receiver
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .recv();
            let Ok(group) = next else {
                return Ok(());
            };
            // The rest of a run that failed is only taken, so that the reader does not wait.
            if stop.load(Ordering::Relaxed) {
                continue;
            }
            match write(group) {
                Ok(written) => self.report(|r| r.merge(written)),
                Err(error) => {
                    stop.store(true, Ordering::Relaxed);
                    while receiver
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .recv()
                        .is_ok()
                    {}
                    return Err(error);
                }
            }
        }
    }
}

fn send<T>(
    sender: &std::sync::mpsc::SyncSender<Vec<T>>,
    group: Vec<T>,
    stop: &AtomicBool,
) -> Result<(), Failed> {
    let sent = sender.send(group);
    if sent.is_err() || stop.load(Ordering::Relaxed) {
        return Err(Failed::Run(Refused::Stopped));
    }
    Ok(())
}

/// Why a row ends the walk, or only itself.
pub(super) enum Failed {
    /// This row alone.
    Row(Broken),
    /// Everything.
    Run(Refused),
}

fn missing(file: &str) -> &'static str {
    match file {
        "Users.xml" => "missing_file_users",
        "Comments.xml" => "missing_file_comments",
        "Votes.xml" => "missing_file_votes",
        "Tags.xml" => "missing_file_tags",
        _ => "missing_file_posts",
    }
}
