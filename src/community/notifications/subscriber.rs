//! Follows the journal and tells people what it means for them.
//!
//! A group of rows is heard on a reading connection; what follows from it is written with the new
//! position in short transactions on the writer, so that whoever writes hardly waits. Killed at any
//! moment, the next start hears the rows after the kept position again, and the cause of each
//! notification keeps it from being told twice.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use platform::{
    App, Result, Time,
    app::WeakApp,
    id::{Ids, PersonId},
    journal,
    notifying::{Effect, Source, Telling},
};
use store::{Reader, Writer};
use tokio::sync::watch;

use super::{queries, service, types::LIFE};

/// The name of its position.
const NAME: &str = "notifications";
/// How many rows of the journal are heard at once.
const GROUP: u32 = 200;
/// How many effects are written in one transaction.
const BATCH: usize = 100;
/// Rows that mean nothing to anybody move the position only when they are so many: writing it after
/// each would double what writing costs.
const IDLE: u64 = 1000;
/// What comes within this time is heard together.
const GATHER: Duration = Duration::from_millis(100);
/// The longest pause after something went wrong.
const PAUSE: Duration = Duration::from_mins(1);

/// How far it has come in this process.
struct Progress {
    /// Up to here everything was heard; may be ahead of the kept position by rows that mean nothing.
    heard: AtomicU64,
    told: watch::Sender<u64>,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            heard: AtomicU64::new(0),
            told: watch::Sender::new(0),
        }
    }
}

/// Follows the journal until the application stops. Started once, beside the server.
pub async fn follow(app: WeakApp) {
    let Some(mut moved) = app.upgrade().map(|app| app.moved.subscribe()) else {
        return;
    };
    let mut pause = GATHER;
    loop {
        let Some(work) = app.upgrade() else {
            return;
        };
        let outcome = tokio::task::spawn_blocking(move || catch_up(&work)).await;
        let went_well = matches!(outcome, Ok(Ok(())));
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(%error, "Notifications were not written; trying again");
            }
            Err(error) => {
                tracing::error!(%error, "Making notifications ended in a panic; trying again");
            }
        }
        pause = if went_well {
            GATHER
        } else {
            (pause * 2).min(PAUSE)
        };
        tokio::time::sleep(pause).await;
        if went_well && moved.changed().await.is_err() {
            return;
        }
    }
}

/// Waits until everything up to a place of the journal was heard; false when that takes longer.
pub async fn reached(app: &App, seq: u64, limit: Duration) -> bool {
    let mut told = app.kept::<Progress>().told.subscribe();
    let waited = tokio::time::timeout(limit, told.wait_for(|at| *at >= seq)).await;
    matches!(waited, Ok(Ok(_)))
}

/// Tells of everything that the journal holds beyond the position. Blocks.
pub fn catch_up(app: &App) -> Result<()> {
    while step(app)? {}
    Ok(())
}

/// Hears the next rows. False when there are none.
fn step(app: &App) -> Result<bool> {
    let progress = app.kept::<Progress>();
    let (hooks, heard) = (app.hooks.clone(), progress.heard.load(Ordering::Acquire));
    let oldest = app.clock.now().minus(LIFE);
    let group = app
        .store
        .read_blocking(move |db| gather(db, &hooks.notifications, heard, oldest))?;
    let is_behind = group.reached - group.kept >= IDLE;
    if !group.effects.is_empty() || is_behind {
        let Some(changed) = write(app, group.from, group.reached, group.effects)? else {
            // Somebody else went ahead: from there on.
            return Ok(true);
        };
        for person in changed {
            service::announce(app, person);
        }
    }
    progress.heard.fetch_max(group.reached, Ordering::AcqRel);
    progress
        .told
        .send_modify(|at| *at = (*at).max(group.reached));
    Ok(group.reached > group.from)
}

/// What rows of the journal mean.
struct Group {
    /// The position that is kept.
    kept: u64,
    from: u64,
    reached: u64,
    effects: Vec<(Time, Effect)>,
}

fn gather(db: &Reader<'_>, sources: &[Source], heard: u64, oldest: Time) -> Result<Group> {
    let kept = journal::position(db, NAME)?;
    let from = kept.max(heard);
    let entries = journal::after(db, from, GROUP)?;
    let reached = entries.last().map_or(from, |e| e.seq);
    let mut effects = Vec::new();
    for entry in entries.iter().filter(|e| e.at >= oldest) {
        let hearers = sources
            .iter()
            .filter(|s| s.resources.contains(&entry.resource_type.as_str()));
        for source in hearers {
            let found = (source.hear)(db, entry)?;
            effects.extend(found.into_iter().map(|effect| (entry.at, effect)));
        }
    }
    Ok(Group {
        kept,
        from,
        reached,
        effects,
    })
}

/// Writes effects, and the position with the last of them. Returns whose notifications changed;
/// nothing when the position has moved on meanwhile.
fn write(
    app: &App,
    from: u64,
    reached: u64,
    effects: Vec<(Time, Effect)>,
) -> Result<Option<Vec<PersonId>>> {
    let mut rest = effects.into_iter().peekable();
    let mut changed = Vec::new();
    loop {
        let batch: Vec<_> = rest.by_ref().take(BATCH).collect();
        let (ids, is_last) = (app.ids.clone(), rest.peek().is_none());
        let done = app.write_blocking(move |tx| {
            if journal::position(tx, NAME)? > from {
                return Ok(None);
            }
            let mut changed = Vec::new();
            for (at, effect) in &batch {
                changed.extend(apply(tx, &ids, *at, effect)?);
            }
            if is_last {
                journal::advance(tx, NAME, reached)?;
            }
            Ok(Some(changed))
        })?;
        let Some(mut more) = done else {
            return Ok(None);
        };
        changed.append(&mut more);
        if is_last {
            break;
        }
    }
    changed.sort_unstable();
    changed.dedup();
    Ok(Some(changed))
}

fn apply(tx: &Writer<'_>, ids: &Ids, at: Time, effect: &Effect) -> Result<Option<PersonId>> {
    let (person, has_changed) = match effect {
        Effect::Tell(telling) => (telling.person, tell(tx, ids, at, telling)?),
        Effect::Withdraw {
            person,
            cause,
            actor,
        } => {
            let standing = queries::standing(tx, *person, cause)?.filter(|s| s.is_open);
            let taken = match standing {
                Some(standing) => queries::take_actor(tx, &standing, *actor)?,
                None => false,
            };
            (*person, taken)
        }
    };
    Ok(has_changed.then_some(person))
}

fn tell(tx: &Writer<'_>, ids: &Ids, at: Time, telling: &Telling) -> Result<bool> {
    if !queries::wants(tx, telling.person, telling.kind)? {
        return Ok(false);
    }
    let id = ids.next();
    if queries::insert(tx, id, telling, at)? {
        if let Some(actor) = telling.actor {
            queries::add_actor(tx, id, actor, 1, at)?;
        }
        return Ok(true);
    }
    let Some(actor) = telling.actor.filter(|_| telling.collects) else {
        return Ok(false);
    };
    let Some(standing) = queries::standing(tx, telling.person, &telling.cause)? else {
        return Ok(false);
    };
    let round = standing.round + i64::from(!standing.is_open);
    if !queries::add_actor(tx, standing.id, actor, round, at)? {
        return Ok(false);
    }
    queries::renew(tx, standing.id, round, at)?;
    Ok(true)
}
