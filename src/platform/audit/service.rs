//! The only door to the log.

use std::sync::Arc;

use rusqlite::types::Value;
use store::Reader;

use super::{
    EXPORTED,
    export::Export,
    names, queries,
    types::{Entry, EntryId},
};
use crate::{
    actor::{Actor, Viewer},
    app::App,
    error::{Error, Result},
    hooks::Hooks,
    id::OrganizationId,
    journal::{self, Changes},
    listing::{List, Listing, Meta, Paging},
    permission::{AUDIT_LOG_READ, SERVER_OPERATE},
};

/// Which part of the log a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The newest rows.
    #[default]
    Newest,
    /// Those before a row.
    Before(EntryId),
    /// Those after a row.
    After(EntryId),
}

/// Rows around a place, newest first.
#[derive(Debug)]
pub struct Around {
    /// The rows.
    pub rows: Vec<Entry>,
    /// How many there are in all.
    pub total: u64,
    /// Whether there are older ones.
    pub has_older: bool,
    /// Whether there are newer ones.
    pub has_newer: bool,
}

/// Whose rows are asked for: the reader's organisation's, or, by the operator, those of none.
pub(super) fn whose(actor: &Actor, list: &List) -> Result<Option<OrganizationId>> {
    actor.require(AUDIT_LOG_READ)?;
    if list.text("scope") == Some("server") {
        actor.require(SERVER_OPERATE)?;
        return Ok(None);
    }
    Ok(Some(actor.organization))
}

/// A part of the log.
pub async fn list(app: &App, actor: &Arc<Actor>, list: List) -> Result<Listing<Entry>> {
    let whose = whose(actor, &list)?;
    let reading = Reading::new(app, actor);
    let seal = app.seal.clone();
    app.read(move |db| {
        let mut found = queries::list(db, whose, i64::MAX, &list, &seal, None)?;
        reading.withhold(db, &mut found.items)?;
        Ok(found)
    })
    .await
}

/// A page of the log around a row. A row that is gone leads to the newest.
pub async fn around(app: &App, actor: &Arc<Actor>, list: List, part: Part) -> Result<Around> {
    let whose = whose(actor, &list)?;
    let reading = Reading::new(app, actor);
    let seal = app.seal.clone();
    app.read(move |db| {
        let mut around = turn(db, whose, &list, part, &seal)?;
        reading.withhold(db, &mut around.rows)?;
        Ok(around)
    })
    .await
}

fn turn(
    db: &Reader<'_>,
    whose: Option<OrganizationId>,
    list: &List,
    part: Part,
    seal: &crate::secret::Seal,
) -> Result<Around> {
    let (id, newer) = match part {
        Part::Newest => (None, false),
        Part::Before(id) => (Some(id), false),
        Part::After(id) => (Some(id), true),
    };
    let seq = match id {
        Some(id) => queries::one(db, whose, id)?.map(|e| e.seq),
        None => None,
    };
    let newer = newer && seq.is_some();
    let mut list = if newer {
        list.clone().upwards()
    } else {
        list.clone()
    };
    list.paging = Paging::Cursor {
        after: seq.map(|seq| vec![Value::Integer(seq), Value::Integer(seq)]),
    };
    let Listing { mut items, meta } = queries::list(db, whose, i64::MAX, &list, seal, None)?;
    let Meta {
        total, next_cursor, ..
    } = meta;
    let more = next_cursor.is_some();
    if !newer {
        return Ok(Around {
            rows: items,
            total,
            has_older: more,
            has_newer: seq.is_some(),
        });
    }
    if !more {
        // The newest page is always a full one.
        return turn(db, whose, &list.downwards(), Part::Newest, seal);
    }
    items.reverse();
    Ok(Around {
        rows: items,
        total,
        has_older: true,
        has_newer: true,
    })
}

/// One row; 404 unless it is within the reader's reach.
pub async fn one(app: &App, actor: &Arc<Actor>, id: EntryId) -> Result<Entry> {
    actor.require(AUDIT_LOG_READ)?;
    let (organization, operates) = (actor.organization, actor.has(SERVER_OPERATE));
    let reading = Reading::new(app, actor);
    app.read(move |db| {
        let mut found = queries::one(db, Some(organization), id)?;
        if found.is_none() && operates {
            found = queries::one(db, None, id)?;
        }
        let mut rows = Vec::from_iter(found);
        reading.withhold(db, &mut rows)?;
        rows.pop().ok_or_else(Error::not_found)
    })
    .await
}

/// The rows as they stand now, to be taken away; which is noted. `asked` is what was asked for, in
/// words.
pub async fn export(app: &App, actor: &Arc<Actor>, list: List, asked: String) -> Result<Export> {
    let whose = whose(actor, &list)?;
    let (noting, now) = (actor.clone(), app.clock.now());
    let until = app
        .write(move |tx| {
            let until = journal::head(tx)?;
            let asked = Some(asked).filter(|a| !a.is_empty());
            let changes = Changes::none().field("filters", None, asked);
            journal::record(tx, &noting, now, EXPORTED, noting.organization, changes)?;
            Ok(until)
        })
        .await?;
    let reading = Reading::new(app, actor);
    Ok(Export::new(app, reading, whose, until as i64, list))
}

/// Who reads, to decide what is left out.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) viewer: Viewer,
    pub(super) hooks: Hooks,
}

impl Reading {
    fn new(app: &App, actor: &Arc<Actor>) -> Self {
        Self {
            viewer: Viewer::Person(actor.clone()),
            hooks: app.hooks.clone(),
        }
    }

    /// Leaves out the values of rows about things that the reader may not open. Administrators see
    /// everything of their organisation, also what was removed; which conversation a row is about
    /// nobody sees.
    pub(super) fn withhold(&self, db: &Reader<'_>, rows: &mut [Entry]) -> Result<()> {
        for row in rows.iter_mut() {
            if self.hooks.unnamed.contains(&row.resource_type.as_str()) {
                row.resource_id = None;
            }
        }
        if self.viewer.actor().is_some_and(|a| a.is_admin()) {
            return Ok(());
        }
        for row in rows.iter_mut().filter(|r| !r.changes.is_empty()) {
            let Some(id) = row.resource_id else {
                continue;
            };
            if !names::may_open(db, &self.hooks, &self.viewer, &row.resource_type, id)? {
                row.changes.clear();
                row.is_withheld = true;
            }
        }
        Ok(())
    }
}
