//! The statements on the journal as a log.

use std::fmt::Write as _;

use store::{
    Reader, Row, named_params,
    types::{FromSqlError, ToSql},
};

use super::types::{ActorWord, Entry, EntryId, id_of, parts_of};
use crate::{
    error::Result,
    id::OrganizationId,
    listing::{List, Listing, Statement},
    secret::Seal,
};

const COLUMNS: &str = "j.seq, j.at, j.organization_id, j.actor_kind, j.actor_id,
    CASE j.actor_kind WHEN 'person'
        THEN (SELECT p.display_name FROM people p WHERE p.id = j.actor_id) END,
    j.action, j.resource_type, j.resource_id, j.changes, j.ip, j.user_agent, j.request_id, j.hash";

/// The rows of an organisation, or of none, up to a place. `total` when nobody asks for the number.
pub(super) fn list(
    db: &Reader<'_>,
    whose: Option<OrganizationId>,
    until: i64,
    list: &List,
    seal: &Seal,
    total: Option<u64>,
) -> Result<Listing<Entry>> {
    let mut condition = "j.organization_id IS :organization AND j.seq <= :until".to_owned();
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":organization", &whose), (":until", &until)];
    let things: Vec<_> = (0..)
        .map(|n| format!(":thing{n}"))
        .zip(list.values("resource_id"))
        .collect();
    if !things.is_empty() {
        let names: Vec<_> = things.iter().map(|(name, _)| name.as_str()).collect();
        let _ = write!(condition, " AND j.resource_id IN ({})", names.join(", "));
        params.extend(
            things
                .iter()
                .map(|(name, id)| (name.as_str(), *id as &dyn ToSql)),
        );
    }
    let statement = Statement {
        columns: COLUMNS,
        from: "journal j",
        condition: &condition,
        params: &params,
        first: "",
    };
    list.run_counted(db, seal, &statement, total, entry)
}

/// One row of an organisation, or of none.
pub(super) fn one(
    db: &Reader<'_>,
    whose: Option<OrganizationId>,
    id: EntryId,
) -> Result<Option<Entry>> {
    let (at, tail) = parts_of(id);
    let sql = format!(
        "SELECT {COLUMNS} FROM journal j
         WHERE j.organization_id IS :organization AND j.at = :at AND substr(j.hash, 4, 7) = :tail"
    );
    let params = named_params! {":organization": whose, ":at": at, ":tail": tail};
    let found: Vec<Entry> = db.all(&sql, params, entry)?;
    Ok(found.into_iter().find(|e| e.id == id))
}

fn entry(r: &Row<'_>) -> rusqlite::Result<Entry> {
    let (at, hash) = (r.get(1)?, r.get::<_, Vec<u8>>(13)?);
    let kind: String = r.get(3)?;
    Ok(Entry {
        id: id_of(at, &hash),
        seq: r.get(0)?,
        at,
        organization: r.get(2)?,
        actor_kind: ActorWord::of_journal(&kind).ok_or(FromSqlError::InvalidType)?,
        actor: r.get(4)?,
        actor_name: r.get(5)?,
        action: r.get(6)?,
        resource_type: r.get(7)?,
        resource_id: r.get(8)?,
        changes: serde_json::from_str(&r.get::<_, String>(9)?).unwrap_or_default(),
        is_withheld: false,
        ip: r.get(10)?,
        user_agent: r.get(11)?,
        request_id: r.get(12)?,
    })
}
