//! The statements on archives.

use store::{Reader, Row, Writer, named_params, params};

use super::{Archive, End};
use crate::{error::Result, id::OrganizationId, time::Time};

const COLUMNS: &str = "organization_id, path, entries, last_at, first_seq, last_seq, sha256,
    before_hash, last_hash, archived_at";

fn archive(r: &Row<'_>) -> rusqlite::Result<Archive> {
    let number = |i: usize| r.get::<_, i64>(i).map(|n| n as u64);
    Ok(Archive {
        organization: r.get(0)?,
        path: r.get(1)?,
        entries: number(2)?,
        last_at: r.get(3)?,
        first_seq: number(4)?,
        last_seq: number(5)?,
        sha256: r.get(6)?,
        before_hash: r.get(7)?,
        last_hash: r.get(8)?,
        archived_at: r.get(9)?,
    })
}

pub(super) fn insert(tx: &Writer<'_>, a: &Archive) -> Result<()> {
    tx.execute(
        "INSERT INTO journal_archives (organization_id, path, entries, last_at, first_seq, last_seq,
            sha256, before_hash, last_hash, archived_at)
         VALUES (:organization, :path, :entries, :last_at, :first, :last, :sha256, :before, :hash, :now)",
        named_params! {
            ":organization": a.organization, ":path": a.path, ":entries": a.entries as i64,
            ":last_at": a.last_at, ":first": a.first_seq as i64, ":last": a.last_seq as i64,
            ":sha256": a.sha256, ":before": a.before_hash, ":hash": a.last_hash,
            ":now": a.archived_at,
        },
    )?;
    Ok(())
}

pub(super) fn all(db: &Reader<'_>) -> Result<Vec<Archive>> {
    let sql = format!("SELECT {COLUMNS} FROM journal_archives ORDER BY last_seq");
    Ok(db.all(&sql, [], archive)?)
}

pub(super) fn of(db: &Reader<'_>, organization: Option<OrganizationId>) -> Result<Vec<Archive>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM journal_archives WHERE organization_id IS ?1 ORDER BY last_seq"
    );
    Ok(db.all(&sql, params![organization], archive)?)
}

pub(super) fn paths(db: &Reader<'_>) -> Result<Vec<String>> {
    let sql = "SELECT path FROM journal_archives";
    Ok(db.all(sql, [], |r| r.get(0))?)
}

/// Those written before a moment whose rows are still in the table.
pub(super) fn due(
    db: &Reader<'_>,
    organization: Option<OrganizationId>,
    before: Time,
) -> Result<Vec<Archive>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM journal_archives a
         WHERE organization_id IS ?1 AND archived_at <= ?2
             AND EXISTS (SELECT 1 FROM journal j WHERE j.organization_id IS a.organization_id
                         AND j.seq BETWEEN a.first_seq AND a.last_seq)
         ORDER BY last_seq"
    );
    Ok(db.all(&sql, params![organization, before], archive)?)
}

/// Where a chain was archived up to.
pub(super) fn end(db: &Reader<'_>, organization: Option<OrganizationId>) -> Result<Option<End>> {
    let sql = "SELECT last_seq, last_hash FROM journal_archives
               WHERE organization_id IS ?1 ORDER BY last_seq DESC LIMIT 1";
    Ok(db.optional(sql, params![organization], |r| {
        Ok(End {
            seq: r.get::<_, i64>(0)? as u64,
            hash: r.get(1)?,
        })
    })?)
}

/// Where each chain was archived up to.
pub(in crate::journal) fn ends(db: &Reader<'_>) -> Result<Vec<(Option<OrganizationId>, End)>> {
    let all = all(db)?.into_iter();
    let end = |a: Archive| {
        let end = End {
            seq: a.last_seq,
            hash: a.last_hash,
        };
        (a.organization, end)
    };
    Ok(all.map(end).collect())
}

pub(super) fn reach(db: &Reader<'_>) -> Result<u64> {
    let sql = "SELECT coalesce(max(last_seq), 0) FROM journal_archives";
    Ok(db.one(sql, [], |r| r.get::<_, i64>(0))? as u64)
}

/// Up to where everybody who keeps his place in the journal has come.
pub(super) fn read_by_all(db: &Reader<'_>) -> Result<u64> {
    let sql = "SELECT coalesce(min(seq), 0) FROM journal_position";
    Ok(db.one(sql, [], |r| r.get::<_, i64>(0))? as u64)
}

pub(super) fn delete(
    tx: &Writer<'_>,
    organization: Option<OrganizationId>,
    first: u64,
    last: u64,
    rows: u32,
) -> Result<usize> {
    Ok(tx.execute(
        "DELETE FROM journal WHERE seq IN (SELECT seq FROM journal WHERE organization_id IS ?1
             AND seq BETWEEN ?2 AND ?3 ORDER BY seq LIMIT ?4)",
        params![organization, first as i64, last as i64, rows],
    )?)
}
