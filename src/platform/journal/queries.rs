//! Every statement on the journal.

use store::{Reader, Row, Writer, named_params, params};

use super::{Entry, Fact, chain::Line};
use crate::{
    error::{Error, Result},
    id::{AnyId, OrganizationId, PersonId},
    time::Time,
};

/// A row about to be written.
pub(super) struct NewRow<'a> {
    pub(super) seq: u64,
    pub(super) fact: &'a Fact<'a>,
    pub(super) changes: &'a str,
    pub(super) hash: [u8; 32],
}

impl NewRow<'_> {
    /// The columns in a fixed order, as they are hashed. [`Line::text`] builds the same text.
    pub(super) fn chained_text(&self) -> String {
        let id = |i: &Option<AnyId>| i.map(|i| i.to_string()).unwrap_or_default();
        let f = self.fact;
        let parts = [
            self.seq.to_string(),
            f.at.millis().to_string(),
            f.organization.map(|o| o.to_string()).unwrap_or_default(),
            f.actor.0.to_owned(),
            id(&f.actor.1),
            f.action.to_string(),
            f.action.resource.to_owned(),
            id(&f.resource),
            self.changes.to_owned(),
            f.origin.ip.clone().unwrap_or_default(),
            f.origin.user_agent.clone().unwrap_or_default(),
            f.origin.request_id.clone().unwrap_or_default(),
        ];
        parts.join("\u{1f}")
    }
}

/// The last place of all, and the last hash of one organisation's chain.
pub(super) fn chain_end(
    tx: &Writer<'_>,
    organization: Option<OrganizationId>,
) -> Result<(u64, Vec<u8>)> {
    let before = tx.optional(
        "SELECT coalesce(
             (SELECT hash FROM journal WHERE organization_id IS ?1 ORDER BY seq DESC LIMIT 1),
             (SELECT last_hash FROM journal_archives WHERE organization_id IS ?1
              ORDER BY last_seq DESC LIMIT 1))",
        params![organization],
        |r| r.get::<_, Option<Vec<u8>>>(0),
    )?;
    let before = before.flatten();
    Ok((head(tx)?, before.unwrap_or_default()))
}

pub(super) fn insert(tx: &Writer<'_>, row: &NewRow<'_>) -> Result<()> {
    let f = row.fact;
    tx.execute(
        "INSERT INTO journal (seq, at, organization_id, actor_kind, actor_id, action, resource_type,
                              resource_id, changes, ip, user_agent, request_id, hash)
         VALUES (:seq, :at, :organization, :kind, :actor, :action, :type, :resource, :changes, :ip,
                 :agent, :request, :hash)",
        named_params! {
            ":seq": row.seq as i64, ":at": f.at, ":organization": f.organization, ":kind": f.actor.0,
            ":actor": f.actor.1, ":action": f.action.to_string(), ":type": f.action.resource,
            ":resource": f.resource, ":changes": row.changes, ":ip": f.origin.ip,
            ":agent": f.origin.user_agent, ":request": f.origin.request_id, ":hash": row.hash,
        },
    )?;
    Ok(())
}

pub(super) fn head(db: &Reader<'_>) -> Result<u64> {
    Ok(
        db.one("SELECT coalesce(max(seq), 0) FROM journal", [], |r| {
            r.get::<_, i64>(0)
        })? as u64,
    )
}

pub(super) fn head_of(db: &Reader<'_>, person: PersonId) -> Result<u64> {
    let sql = "SELECT coalesce(max(seq), 0) FROM journal WHERE actor_id = ?1";
    Ok(db.one(sql, params![person], |r| r.get::<_, i64>(0))? as u64)
}

pub(super) fn last_time(db: &Reader<'_>) -> Result<Option<Time>> {
    Ok(db.optional(
        "SELECT at FROM journal ORDER BY seq DESC LIMIT 1",
        [],
        |r| r.get(0),
    )?)
}

pub(super) fn after(db: &Reader<'_>, seq: u64, limit: u32) -> Result<Vec<Entry>> {
    let sql =
        "SELECT seq, at, organization_id, actor_id, action, resource_type, resource_id, changes
               FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    Ok(db.all(sql, params![seq as i64, limit], entry)?)
}

fn entry(r: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        seq: r.get::<_, i64>(0)? as u64,
        at: r.get(1)?,
        organization: r.get(2)?,
        actor: r.get(3)?,
        action: r.get(4)?,
        resource_type: r.get(5)?,
        resource_id: r.get(6)?,
        changes: serde_json::from_str(&r.get::<_, String>(7)?).unwrap_or_default(),
    })
}

pub(super) fn position(db: &Reader<'_>, subscriber: &str) -> Result<u64> {
    let sql = "SELECT seq FROM journal_position WHERE subscriber = ?1";
    Ok(db
        .optional(sql, params![subscriber], |r| r.get::<_, i64>(0))?
        .unwrap_or(0) as u64)
}

pub(super) fn advance(tx: &Writer<'_>, subscriber: &str, seq: u64) -> Result<()> {
    tx.execute(
        "INSERT INTO journal_position (subscriber, seq) VALUES (?1, ?2)
         ON CONFLICT (subscriber) DO UPDATE SET seq = max(seq, excluded.seq)",
        params![subscriber, seq as i64],
    )?;
    Ok(())
}

/// The columns of [`line`].
const LINE: &str = "seq, at, organization_id, actor_kind, actor_id, action, resource_type,
    resource_id, changes, ip, user_agent, request_id, hash";

/// Walks all rows, oldest first, one at a time.
pub(super) fn each_line(
    db: &Reader<'_>,
    mut visit: impl FnMut(Option<AnyId>, Line) -> Result<(), Error>,
) -> Result<()> {
    let sql = format!("SELECT {LINE} FROM journal ORDER BY seq");
    let mut outcome = Ok(());
    db.each(&sql, [], |r| {
        if outcome.is_ok() {
            outcome = visit(r.get(2)?, line(r)?);
        }
        Ok(())
    })?;
    outcome
}

/// The next rows of one chain.
pub(super) fn lines(
    db: &Reader<'_>,
    organization: Option<OrganizationId>,
    after: u64,
    limit: u32,
) -> Result<Vec<Line>> {
    let sql = format!(
        "SELECT {LINE} FROM journal WHERE organization_id IS ?1 AND seq > ?2 ORDER BY seq LIMIT ?3"
    );
    Ok(db.all(&sql, params![organization, after as i64, limit], line)?)
}

fn line(r: &Row<'_>) -> rusqlite::Result<Line> {
    let id = |i: usize| -> rusqlite::Result<String> {
        let id = r.get::<_, Option<AnyId>>(i)?;
        Ok(id.map(|i| i.to_string()).unwrap_or_default())
    };
    let text = |i: usize| -> rusqlite::Result<String> {
        Ok(r.get::<_, Option<String>>(i)?.unwrap_or_default())
    };
    Ok(Line {
        seq: r.get::<_, i64>(0)? as u64,
        at: r.get(1)?,
        organization_id: id(2)?,
        actor_kind: text(3)?,
        actor_id: id(4)?,
        action: text(5)?,
        resource_type: text(6)?,
        resource_id: id(7)?,
        changes: text(8)?,
        ip: text(9)?,
        user_agent: text(10)?,
        request_id: text(11)?,
        hash: r.get(12)?,
    })
}
