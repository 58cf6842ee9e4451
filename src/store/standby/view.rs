//! The standby's own view: one generation in its work folder.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Copied, Refused};
use crate::generation::{
    Db, Found, Generation, Log, Marker, Standing, Tail, judge, log_header, write_in_use,
};
use crate::live::Live;
use crate::lock::{create_private, private_file};
use crate::{Error, Fault, OpenError};

/// Left free beside a view, in bytes.
const SPARE: u64 = 64 << 20;

/// Where a generation is copied to before it counts.
const ARRIVING: &str = "arriving";

/// What is shown.
pub(super) struct View {
    pub(super) generation: Generation,
    pub(super) marker: Marker,
    pub(super) tail: Tail,
    pub(super) live: Arc<Live>,
    pub(super) as_of: Option<Timestamp>,
}

impl View {
    /// The newest whole generation that an earlier run left in the work folder. What is not whole
    /// is taken away: it can be copied again.
    pub(super) fn left_in(db: &Db, schema: u32, readers: u32) -> Result<Option<Self>, OpenError> {
        remove(&db.path.join(ARRIVING))?;
        let mut found = None;
        for generation in db.list()? {
            if found.is_none() {
                found = Self::left(&generation, schema, readers)?;
                if found.is_some() {
                    continue;
                }
            }
            remove(&generation.path)?;
        }
        Ok(found)
    }

    fn left(generation: &Generation, schema: u32, readers: u32) -> Result<Option<Self>, OpenError> {
        let Standing::Whole(whole) = judge(generation)? else {
            return Ok(None);
        };
        if whole.marker.schema_version != schema {
            return Ok(None);
        }
        let view = Self::of(generation, whole.marker, &whole.log, readers);
        let complain = |refused: &Refused| {
            tracing::warn!(
                generation = generation.number,
                why = refused.why,
                "What was shown before cannot be read any more"
            );
        };
        Ok(view.inspect_err(complain).ok())
    }

    /// Copies a generation into the work folder. It counts only when the copy is whole.
    pub(super) fn copy(
        from: &Generation,
        marker: Marker,
        db: &Db,
        readers: u32,
    ) -> Result<Self, Refused> {
        let log = arrived(from, &marker)?;
        create_private(&db.path)?;
        db.has_room_for(marker.size.saturating_add(log.end).saturating_add(SPARE))?;
        let to = db.generation(from.number);
        let arriving = Generation {
            number: from.number,
            path: db.path.join(ARRIVING),
        };
        remove(&arriving.path)?;
        let whole = fill(from, &marker, &log, &arriving).and_then(|()| whole(from, &arriving));
        let log = match whole {
            Ok(log) => log,
            Err(refused) => {
                remove(&arriving.path)?;
                return Err(refused);
            }
        };
        remove(&to.path)?;
        std::fs::rename(&arriving.path, &to.path).map_err(|e| OpenError::io(&to.path, e))?;
        Self::of(&to, marker, &log, readers)
    }

    fn of(
        generation: &Generation,
        marker: Marker,
        log: &Log,
        readers: u32,
    ) -> Result<Self, Refused> {
        let path = generation.log();
        if log.size > log.end {
            let cut = OpenOptions::new().write(true).open(&path);
            cut.and_then(|file| file.set_len(log.end))
                .map_err(|e| OpenError::io(&path, e))?;
        }
        let tail = Tail::behind(&path, log.end)?;
        let (live, as_of) = open(generation, readers)?;
        Ok(Self {
            generation: generation.clone(),
            marker,
            tail,
            live,
            as_of,
        })
    }

    /// Takes in what the log of `from` has beyond this view. Answers whether that was anything.
    pub(super) fn go_on(&mut self, from: &Generation, readers: u32) -> Result<bool, Refused> {
        let reached = self.tail.carry(&from.log(), &self.generation.log())?;
        if reached.at == self.tail.at {
            return Ok(false);
        }
        let (live, as_of) = open(&self.generation, readers)?;
        self.live = live;
        self.tail = reached;
        self.as_of = as_of.or(self.as_of);
        Ok(true)
    }
}

/// Whether what must be there at least has arrived. Reads the log, not the base.
fn arrived(from: &Generation, marker: &Marker) -> Result<Log, Refused> {
    let incomplete = |what: &str| {
        let why = format!("{} has not arrived in full", from.path.join(what).display());
        Err(Refused::because(Copied::Incomplete, why))
    };
    if from.base_bytes() < marker.size {
        return incomplete("guildhall.db");
    }
    if !from.log().exists() {
        return incomplete("guildhall.db-wal");
    }
    match log_header(&from.log())? {
        None => return incomplete("guildhall.db-wal"),
        Some(header) if header != marker.log_header => {
            return Err(damaged(&from.log(), Fault::OfAnother));
        }
        Some(_) => {}
    }
    let log = Log::read(&from.log())?;
    if let Some(at) = log.damaged_at {
        return Err(damaged(&from.log(), Fault::Damaged { at }));
    }
    if log.commits == 0 {
        return incomplete("guildhall.db-wal");
    }
    Ok(log)
}

pub(super) fn damaged(path: &Path, fault: Fault) -> Refused {
    let found = OpenError::Broken {
        path: path.to_owned(),
        fault,
        older: None,
    };
    Refused::because(Copied::Damaged, found.to_string())
}

/// The base, then the log up to its last commit, then the marker.
fn fill(from: &Generation, marker: &Marker, log: &Log, to: &Generation) -> Result<(), Refused> {
    create_private(&to.path)?;
    copy(&from.base(), &to.base(), marker.size)?;
    copy(&from.log(), &to.log(), log.end)?;
    let path = to.marker();
    std::fs::write(&path, marker.text()).map_err(|e| OpenError::io(&path, e))?;
    Ok(write_in_use(to)?)
}

/// Whether what was copied is what its marker says.
fn whole(from: &Generation, copied: &Generation) -> Result<Log, Refused> {
    match judge(copied)? {
        Standing::Whole(whole) => Ok(whole.log),
        Standing::Broken(broken) => {
            let name = broken.path.file_name().unwrap_or_default();
            Err(damaged(&from.path.join(name), broken.fault))
        }
        Standing::HalfBuilt { .. } => {
            let why = format!("{} has not arrived in full", from.path.display());
            Err(Refused::because(Copied::Incomplete, why))
        }
    }
}

/// Not a link: a tool that rewrites files in place would change what is shown.
fn copy(from: &Path, to: &Path, bytes: u64) -> Result<(), OpenError> {
    let source = File::open(from).map_err(|e| OpenError::io(from, e))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    private_file(&mut options);
    let mut target = options.open(to).map_err(|e| OpenError::io(to, e))?;
    let mut source = std::io::Read::take(source, bytes);
    std::io::copy(&mut source, &mut target)
        // What `judge` remembers of it must not outlive it.
        .and_then(|_| target.sync_all())
        .map_err(|e| OpenError::io(to, e))
}

fn open(generation: &Generation, readers: u32) -> Result<(Arc<Live>, Option<Timestamp>), Refused> {
    let failed = |e: Error| OpenError::io(&generation.base(), std::io::Error::other(e));
    let live = Live::still(generation.clone(), readers).map_err(failed)?;
    let as_of = live.committed_at().map_err(failed)?;
    Ok((Arc::new(live), as_of))
}

/// Takes away a folder of the work folder. Who reads it still has its files open.
pub(super) fn remove(path: &Path) -> Result<(), OpenError> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(OpenError::io(path, error))
        }
        _ => Ok(()),
    }
}

/// The marker that stands in a generation's folder, if it is of that generation.
pub(super) fn marker(generation: &Generation) -> Result<Option<Marker>, OpenError> {
    Ok(match Marker::read(generation)? {
        Found::Marker(marker) if marker.generation == generation.number => Some(marker),
        _ => None,
    })
}
