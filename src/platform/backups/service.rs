//! Snapshots of the running server: made each night and on demand, kept for a while, tried.

use std::{
    fs::File,
    io,
    sync::{Arc, PoisonError, atomic::Ordering},
    time::Duration,
};

use super::{
    DOWNLOADED, DRILLED, MADE, queries, room,
    runs::Run,
    snapshots::{self, FOLDER, Kind, Snapshot},
    trouble::Trouble,
    work::{Turn, run_drill, run_snapshot, take_turn, tidy, zone},
};
use crate::{
    actor::Actor,
    app::{App, WeakApp},
    config::Switch,
    error::{Error, Kind as ErrorKind, Result},
    journal::{self, Action, Changes},
    setup,
};

/// How often it is looked whether there is something to do; also how long after the start.
const LOOK_EVERY: Duration = Duration::from_mins(1);
/// After a night that failed, the next attempt waits this long.
const REST: Duration = Duration::from_hours(1);
/// Whoever asked for something hears of its end when it comes within this time.
const PATIENCE: Duration = Duration::from_secs(10);
/// What the operator sees.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The newest first.
    pub snapshots: Vec<Snapshot>,
    /// Whether a snapshot is being made, or a drill is on.
    pub busy: bool,
    /// The last attempt at a snapshot.
    pub last: Option<Run>,
    /// The last drill.
    pub drill: Option<Run>,
    /// Bytes that are free beside the data folder.
    pub free: u64,
}

/// What became of something that was asked for.
#[derive(Clone, Debug)]
pub enum Begun {
    /// It has ended.
    Ended(Run),
    /// It goes on.
    Busy,
}

/// Everything about snapshots.
pub async fn overview(app: &App) -> Result<Overview> {
    let (last, drill) = app
        .read(|db| Ok((queries::last(db, false)?, queries::last(db, true)?)))
        .await?;
    let busy = app.kept::<Turn>().busy.load(Ordering::Acquire);
    let work = app.clone();
    blocking(move || {
        Ok(Overview {
            snapshots: snapshots::list(&work.data.join(FOLDER))?,
            busy,
            last,
            drill,
            free: room::free(&work.data)?,
        })
    })
    .await
}

/// Makes a snapshot because somebody asks for it. 409 `backup_busy` while something is going on.
pub async fn make(app: &App, actor: &Arc<Actor>) -> Result<Begun> {
    let held = take_turn(app).ok_or_else(|| Error::conflict("backup-busy"))?;
    note(app, actor, MADE, None).await?;
    let work = app.clone();
    let task = tokio::task::spawn_blocking(move || {
        let _held = held;
        run_snapshot(&work, Kind::Manual)
    });
    patiently(task).await
}

/// Tries the newest snapshot. 409 `backup_busy` while something is going on.
pub async fn drill_now(app: &App, actor: &Arc<Actor>) -> Result<Begun> {
    let held = take_turn(app).ok_or_else(|| Error::conflict("backup-busy"))?;
    note(app, actor, DRILLED, None).await?;
    let work = app.clone();
    let task = tokio::task::spawn_blocking(move || {
        let _held = held;
        run_drill(&work)
    });
    patiently(task).await
}

/// A drill for commands that work beside no server.
pub fn drill_blocking(app: &App) -> Run {
    run_drill(app)
}

async fn patiently(task: tokio::task::JoinHandle<Run>) -> Result<Begun> {
    match tokio::time::timeout(PATIENCE, task).await {
        Ok(run) => Ok(Begun::Ended(run.map_err(Error::internal)?)),
        Err(_) => Ok(Begun::Busy),
    }
}

/// Opens a snapshot to be downloaded, which is noted: everything of everybody is in it. 404 when
/// there is none of that name.
pub async fn open(app: &App, actor: &Arc<Actor>, name: String) -> Result<(File, u64)> {
    snapshots::parse(&name).ok_or_else(Error::not_found)?;
    let path = app.data.join(FOLDER).join(&name);
    let opened = blocking(move || match File::open(&path) {
        Ok(file) => {
            let bytes = file.metadata().map_err(|e| Trouble::io(&path, e))?.len();
            Ok(Some((file, bytes)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Trouble::io(&path, error)),
    });
    let opened = opened.await?.ok_or_else(Error::not_found)?;
    note(app, actor, DOWNLOADED, Some(name)).await?;
    Ok(opened)
}

/// Notes in the journal what somebody did.
async fn note(app: &App, actor: &Arc<Actor>, action: Action, name: Option<String>) -> Result<()> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.write(move |tx| {
        let changes = Changes::none().field("snapshot", None, name);
        journal::record(tx, &actor, now, action, actor.organization, changes)?;
        Ok(())
    })
    .await
}

/// Looks after the nights until the application stops. Nights that were missed are made up for soon
/// after the start.
pub async fn follow(app: WeakApp) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let Some(app) = app.upgrade() else {
            return;
        };
        if let Err(error) = look(&app).await {
            tracing::warn!(%error, "Could not look after the snapshots");
        }
    }
}

/// One look: makes the snapshot of the night when it is due, and takes away those that are over.
pub async fn look(app: &App) -> Result<()> {
    if !setup::is_done(app).await? {
        return Ok(());
    }
    let Some(held) = take_turn(app) else {
        return Ok(());
    };
    let work = app.clone();
    blocking(move || {
        let _held = held;
        let all = snapshots::list(&work.data.join(FOLDER))?;
        let turn = work.kept::<Turn>();
        let mut rest = turn
            .rest_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let config = &work.config.backup;
        let is_due = || snapshots::is_due(&all, work.clock.now(), config.hour.get(), &zone());
        if config.nightly == Switch::On && work.clock.elapsed() >= *rest && is_due() {
            let run = run_snapshot(&work, Kind::Nightly);
            if run.snapshot.is_none() {
                *rest = work.clock.elapsed() + REST;
            }
        }
        drop(rest);
        tidy(&work)
    })
    .await
}

/// Away from the async threads.
async fn blocking<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, Trouble> + Send + 'static,
{
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Error::internal)?.map_err(|trouble| {
        if trouble.is_full() {
            Error::new(ErrorKind::StorageFull, "storage-full")
        } else {
            Error::internal(trouble)
        }
    })
}
