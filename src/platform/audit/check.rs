//! Whether the chain of an organisation is whole, asked by who reads its log.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::types::{EntryId, id_of};
use crate::{
    actor::Actor,
    app::App,
    error::{Error, Result},
    id::OrganizationId,
    journal::{self, Followed},
    permission::{AUDIT_LOG_READ, SERVER_OPERATE},
    time::Time,
};

/// How many rows are read at once: between two of these, writing and rotation go on.
const PIECE: u32 = 2000;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// When it was made.
    pub at: Time,
    /// How many rows fit, from the first on.
    pub rows: u64,
    /// The moment of the last of them.
    pub until: Option<Time>,
    /// The first row that does not fit the one before it, and its moment.
    pub broken: Option<(EntryId, Time)>,
    /// An archived month whose file is missing or was changed.
    pub damaged: Option<String>,
}

/// The last check of each chain since the start.
#[derive(Debug, Default)]
struct Kept(Mutex<HashMap<Option<OrganizationId>, Check>>);

fn whose(actor: &Actor, of_server: bool) -> Result<Option<OrganizationId>> {
    actor.require(AUDIT_LOG_READ)?;
    if of_server {
        actor.require(SERVER_OPERATE)?;
        return Ok(None);
    }
    Ok(Some(actor.organization))
}

/// Follows the whole chain of the reader's organisation, or, for the operator, that of the server.
pub async fn check(app: &App, actor: &Arc<Actor>, of_server: bool) -> Result<Check> {
    let whose = whose(actor, of_server)?;
    let work = app.clone();
    let followed = tokio::task::spawn_blocking(move || {
        let read = &work.store;
        for archive in read.read_blocking(move |db| journal::archive::of(db, whose))? {
            if !journal::archive::is_whole(&work.data, &archive)? {
                return Ok::<_, Error>((Followed::default(), Some(archive.path)));
            }
        }
        let begin = move |db: &store::Reader<'_>| Followed::after_archives(db, whose);
        let mut followed = read.read_blocking(begin)?;
        loop {
            let (more, next) = work.store.read_blocking(move |db| {
                let more = journal::follow(db, whose, &mut followed, PIECE)?;
                Ok::<_, Error>((more, followed))
            })?;
            if !more {
                return Ok((next, None));
            }
            followed = next;
        }
    });
    let (followed, damaged) = followed.await.map_err(Error::internal)??;
    let check = Check {
        at: app.clock.now(),
        rows: followed.rows,
        until: followed.until,
        broken: followed.broken.map(|(at, hash)| (id_of(at, &hash), at)),
        damaged,
    };
    if let Some(path) = &check.damaged {
        tracing::error!(path, "An archive of the journal is missing or damaged");
    }
    if let Some((id, at)) = check.broken {
        tracing::error!(row.id = %id, row.at = %at, "A row of the journal does not fit the one before it");
    }
    let kept = app.kept::<Kept>();
    let mut checks = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
    checks.insert(whose, check.clone());
    Ok(check)
}

/// What the last check since the start found.
pub fn last_check(app: &App, actor: &Actor, of_server: bool) -> Result<Option<Check>> {
    let whose = whose(actor, of_server)?;
    let kept = app.kept::<Kept>();
    let checks = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(checks.get(&whose).cloned())
}

/// The moment of the last row that left the log for a file.
pub async fn archived_until(app: &App, actor: &Actor, of_server: bool) -> Result<Option<Time>> {
    let whose = whose(actor, of_server)?;
    let all = app.read(move |db| journal::archive::of(db, whose)).await?;
    Ok(all.last().map(|a| a.last_at))
}
