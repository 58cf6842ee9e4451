//! The journal: everything that happens, written once, in the transaction that does it.
//!
//! It is the audit trail, the outbox of the search index and the source of live updates. It is
//! append only (triggers refuse anything else, but that archived months leave) and hash-chained per
//! organisation: each row carries
//! the hash of the row before it, so that a row that was changed or taken out shows. Each
//! subscriber keeps its own position and is idempotent.

pub mod archive;
mod chain;
mod queries;

use std::fmt;

use serde_json::{Map, Value};
use store::{Id, Reader, Writer};

pub use chain::{Followed, follow, verify};

use crate::{
    actor::{Actor, ActorKind, Origin},
    error::Result,
    id::{AnyId, OrganizationId},
    time::Time,
};

/// What happened, `resource.verb` with the resource's own word: `forum_topic.created`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Action {
    /// The kind of thing it happened to: `forum_topic`.
    pub resource: &'static str,
    /// What happened to it: `created`.
    pub verb: &'static str,
}

impl Action {
    /// Declared as a constant by the room that owns the resource.
    pub const fn new(resource: &'static str, verb: &'static str) -> Self {
        Self { resource, verb }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.resource, self.verb)
    }
}

/// Which fields changed: name → [before, after]. Secrets are given as `"***"` by the caller.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes(Map<String, Value>);

impl Changes {
    /// Nothing but the fact itself.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a field when it differs.
    pub fn field<T: serde::Serialize>(mut self, name: &str, before: T, after: T) -> Self {
        let value = |v: T| serde_json::to_value(v).unwrap_or(Value::Null);
        let (before, after) = (value(before), value(after));
        if before != after {
            self.0
                .insert(name.to_owned(), Value::Array(vec![before, after]));
        }
        self
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A row of the journal as a subscriber reads it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place; grows by one.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// In which organisation; none for the server itself.
    pub organization: Option<OrganizationId>,
    /// Who did it; none for the server itself.
    pub actor: Option<AnyId>,
    /// `forum_topic.created`.
    pub action: String,
    /// `forum_topic`.
    pub resource_type: String,
    /// Which one.
    pub resource_id: Option<AnyId>,
    /// name → [before, after].
    pub changes: Value,
}

/// Notes what an actor did. Returns the place of the row.
pub fn record<K: ?Sized>(
    tx: &Writer<'_>,
    actor: &Actor,
    now: Time,
    action: Action,
    resource: Id<K>,
    changes: Changes,
) -> Result<u64> {
    let fact = Fact {
        at: now,
        organization: Some(actor.organization),
        actor: match actor.kind {
            ActorKind::Person => ("person", Some(AnyId::from_uuid(*actor.person.as_uuid()))),
            ActorKind::System => ("system", None),
        },
        action,
        resource: Some(AnyId::from_uuid(*resource.as_uuid())),
        changes,
        origin: &actor.origin,
    };
    append(tx, &fact)
}

/// Notes what happened without a signed-in person: a failed sign-in, the server's own work.
pub fn record_system<K: ?Sized>(
    tx: &Writer<'_>,
    organization: Option<OrganizationId>,
    origin: &Origin,
    now: Time,
    action: Action,
    resource: Option<Id<K>>,
    changes: Changes,
) -> Result<u64> {
    let resource = resource.map(|r| AnyId::from_uuid(*r.as_uuid()));
    append(
        tx,
        &Fact {
            at: now,
            organization,
            actor: ("system", None),
            action,
            resource,
            changes,
            origin,
        },
    )
}

struct Fact<'a> {
    at: Time,
    organization: Option<OrganizationId>,
    actor: (&'static str, Option<AnyId>),
    action: Action,
    resource: Option<AnyId>,
    changes: Changes,
    origin: &'a Origin,
}

fn append(tx: &Writer<'_>, fact: &Fact<'_>) -> Result<u64> {
    let (last_seq, before) = queries::chain_end(tx, fact.organization)?;
    let seq = last_seq + 1;
    let changes = serde_json::to_string(&fact.changes.0)?;
    let row = queries::NewRow {
        seq,
        fact,
        changes: &changes,
        hash: [0; 32],
    };
    let hash = chain::row_hash(&before, &row.chained_text());
    queries::insert(tx, &queries::NewRow { hash, ..row })?;
    Ok(seq)
}

/// The place of the newest row; 0 when nothing happened yet.
pub fn head(db: &Reader<'_>) -> Result<u64> {
    queries::head(db)
}

/// The place of the newest row that a person caused; for read-your-write.
pub fn head_of(db: &Reader<'_>, person: crate::id::PersonId) -> Result<u64> {
    queries::head_of(db, person)
}

/// When the newest row was written.
pub fn last_time(db: &Reader<'_>) -> Result<Option<Time>> {
    queries::last_time(db)
}

/// Rows after a place, oldest first, at most `limit`.
pub fn after(db: &Reader<'_>, seq: u64, limit: u32) -> Result<Vec<Entry>> {
    queries::after(db, seq, limit)
}

/// Up to where a subscriber has come; 0 for a new one.
pub fn position(db: &Reader<'_>, subscriber: &str) -> Result<u64> {
    queries::position(db, subscriber)
}

/// Moves a subscriber's position, in the transaction that holds its effect.
pub fn advance(tx: &Writer<'_>, subscriber: &str, seq: u64) -> Result<()> {
    queries::advance(tx, subscriber, seq)
}
