//! The work itself, on threads that may block: making a snapshot, trying one, taking away those that
//! are over.

use std::{
    fs::{self, DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use jiff::tz::TimeZone;

use super::{
    draft::Draft,
    drill::{Drilled, drill},
    queries, room,
    runs::{Problem, Run, Work},
    save::{self, Saved, Wanted, uploads},
    snapshots::{self, FOLDER, Keep, Kind},
    trouble::Trouble,
};
use crate::{app::App, time::Time};

/// After so many bytes the disk is looked at again, and those who write are let through.
const PIECE: u64 = 8 << 20;
const PAUSE: Duration = Duration::from_millis(2);

/// What is going on; one thing at a time.
#[derive(Debug, Default)]
pub(super) struct Turn {
    pub(super) busy: AtomicBool,
    /// Not before this, counted from the start.
    pub(super) rest_until: Mutex<Duration>,
}

/// Holds the turn.
pub(super) struct Held(Arc<Turn>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.busy.store(false, Ordering::Release);
    }
}

pub(super) fn take_turn(app: &App) -> Option<Held> {
    let turn = app.kept::<Turn>();
    let was_busy = turn.busy.swap(true, Ordering::AcqRel);
    (!was_busy).then(|| Held(turn))
}

pub(super) fn zone() -> TimeZone {
    TimeZone::system()
}

/// The row of a run that began at `begun` and ends now; what became of it is not in it yet.
fn ended(app: &App, work: Work, begun: Duration) -> Run {
    Run {
        id: app.ids.next(),
        work,
        at: app.clock.now(),
        took_ms: app.clock.elapsed().saturating_sub(begun).as_millis() as u64,
        snapshot: None,
        bytes: 0,
        files: 0,
        entries: 0,
        problem: None,
        detail: None,
    }
}

/// Makes a snapshot and remembers what became of it.
pub(super) fn run_snapshot(app: &App, kind: Kind) -> Run {
    let begun = app.clock.elapsed();
    let made = make_snapshot(app, kind);
    let work = match kind {
        Kind::Nightly => Work::Nightly,
        Kind::Manual => Work::Manual,
        Kind::Upgrade => Work::Upgrade,
    };
    let mut run = ended(app, work, begun);
    match made {
        Ok((name, saved)) => {
            tracing::info!(name, bytes = saved.archive_bytes, "Made a snapshot");
            run.bytes = saved.archive_bytes;
            run.files = saved.files as u64;
            if let Some(first) = saved.missing.first() {
                let count = saved.missing.len();
                run.problem = Some(Problem::Files);
                run.detail = Some(format!(
                    "{count} uploaded files are missing or damaged, the first is {first}"
                ));
            }
            if let Err(trouble) = copy_out(app, &name) {
                tracing::warn!(error = %trouble, "The snapshot was not copied to the second folder");
                run.problem = Some(Problem::Copy);
                run.detail = Some(trouble.to_string());
            }
            run.snapshot = Some(name);
        }
        Err(trouble) => {
            tracing::warn!(error = %trouble, "No snapshot was made");
            run.problem = Some(problem(&trouble));
            run.detail = Some(trouble.to_string());
        }
    }
    remember(app, run)
}

pub(super) fn run_drill(app: &App) -> Run {
    let begun = app.clock.elapsed();
    let drilled = drill(app);
    let mut run = ended(app, Work::Drill, begun);
    let found = match drilled {
        Ok(Some(Drilled {
            snapshot,
            bytes,
            files,
            entries,
            problem,
        })) => {
            run.snapshot = Some(snapshot);
            (run.bytes, run.files, run.entries) = (bytes, files, entries);
            problem
        }
        Ok(None) => Some((Problem::Nothing, "there is no snapshot yet".to_owned())),
        Err(trouble) => Some((problem(&trouble), trouble.to_string())),
    };
    if let Some((problem, detail)) = found {
        tracing::warn!(detail, "The restore drill failed");
        run.problem = Some(problem);
        run.detail = Some(detail);
    }
    remember(app, run)
}

fn problem(trouble: &Trouble) -> Problem {
    match trouble {
        trouble if trouble.is_full() => Problem::Room,
        Trouble::Damaged(_)
        | Trouble::Foreign(_)
        | Trouble::BaseChanged(_)
        | Trouble::Store(store::OpenError::Broken { .. }) => Problem::Damaged,
        _ => Problem::Other,
    }
}

/// Writes a run down. What cannot be written down was logged.
fn remember(app: &App, run: Run) -> Run {
    let kept = run.clone();
    if let Err(error) = app.write_blocking(move |tx| queries::insert(tx, &kept)) {
        tracing::warn!(%error, "What became of a snapshot or drill was not written down");
    }
    run
}

/// The name and what is in it.
fn make_snapshot(app: &App, kind: Kind) -> Result<(String, Saved), Trouble> {
    let folder = app.data.join(FOLDER);
    let made = DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder);
    made.map_err(|e| Trouble::io(&folder, e))?;
    let spare = app.config.backup.spare_mib.saturating_mul(1 << 20);
    room::require(&folder, spare)?;
    let (frozen, uploads) = app.store.freeze(uploads)?;
    let (name, now) = free_name(&folder, app.clock.now(), kind);
    let wanted = Wanted {
        data: &app.data,
        product_version: app.store.product_version(),
        now,
        files: true,
        passphrase: None,
    };
    let mut since = 0;
    let mut pace = |bytes| {
        since += bytes;
        if since >= PIECE {
            since = 0;
            std::thread::sleep(PAUSE);
            room::require(&folder, spare)?;
        }
        Ok(())
    };
    let saved = save::save(&frozen, &uploads, wanted, &folder.join(&name), &mut pace)?;
    Ok((name, saved))
}

/// A name that is not taken, and its moment: names count seconds.
pub(super) fn free_name(folder: &Path, mut at: Time, kind: Kind) -> (String, Time) {
    loop {
        let name = snapshots::name(at, kind);
        if !folder.join(&name).exists() {
            return (name, at);
        }
        at = at.plus(Duration::from_secs(1));
    }
}

/// Copies a snapshot into the second folder, if there is to be one.
fn copy_out(app: &App, name: &str) -> Result<(), Trouble> {
    let Some(folder) = &app.config.backup.copy_to else {
        return Ok(());
    };
    // Not made when it is missing: it may be a disk that is not mounted at present.
    let target = folder.join(name);
    let failed = |e| Trouble::io(&target, e);
    let source = app.data.join(FOLDER).join(name);
    let mut source = File::open(&source).map_err(|e| Trouble::io(&source, e))?;
    let mut draft = Draft::of(&target).map_err(failed)?;
    io::copy(&mut source, &mut draft.file).map_err(failed)?;
    draft.keep().map_err(failed)
}

/// Takes away the snapshots that are over, here and in the second folder.
pub(super) fn tidy(app: &App) -> Result<(), Trouble> {
    let folder = app.data.join(FOLDER);
    for name in over(app, &folder)? {
        snapshots::empty(&folder.join(name))?;
    }
    let Some(folder) = &app.config.backup.copy_to else {
        return Ok(());
    };
    for name in over(app, folder)? {
        let path = folder.join(name);
        fs::remove_file(&path).map_err(|e| Trouble::io(&path, e))?;
    }
    Ok(())
}

/// The names of those that are over.
fn over(app: &App, folder: &Path) -> Result<Vec<String>, Trouble> {
    let all = snapshots::list(folder)?;
    let config = &app.config.backup;
    let keep = Keep {
        daily: config.keep_daily as usize,
        weekly: config.keep_weekly as usize,
        monthly: config.keep_monthly as usize,
        others: config.keep_others as usize,
    };
    // What the newest one supersedes stays as long as a copy of the folder may take.
    let is_settled = all
        .first()
        .is_some_and(|s| app.clock.now().since(s.made_at) >= app.config.store.retain());
    if !is_settled {
        return Ok(Vec::new());
    }
    let over = snapshots::expired(&all, keep, &zone());
    let names = over.into_iter().map(|s| s.name.clone());
    Ok(names
        .inspect(|name| tracing::info!(name, "A snapshot is over"))
        .collect())
}

/// Takes away what snapshots that are over left behind; at the start.
pub fn begin(data: &Path) {
    if let Err(error) = snapshots::sweep(&data.join(FOLDER)) {
        tracing::warn!(%error, "Emptied snapshots were not taken away");
    }
}
