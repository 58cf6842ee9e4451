//! Every statement on failed attempts.

use store::{Reader, Writer, params};

use crate::{error::Result, time::Time};

/// How many between then and now, and when the last was. What lies ahead of a clock that was set
/// back does not count.
pub(super) fn failures(db: &Reader<'_>, key: &str, since: Time, now: Time) -> Result<(u32, Time)> {
    let sql = "SELECT count(*), coalesce(max(at), 0) FROM sign_in_failures WHERE key = ?1 AND at > ?2 AND at <= ?3";
    Ok(db.one(sql, params![key, since, now], |r| {
        Ok((r.get(0)?, r.get(1)?))
    })?)
}

pub(super) fn insert(tx: &Writer<'_>, key: &str, now: Time) -> Result<()> {
    tx.execute(
        "INSERT INTO sign_in_failures (key, at) VALUES (?1, ?2)",
        params![key, now],
    )?;
    Ok(())
}

pub(super) fn forget(tx: &Writer<'_>, key: &str) -> Result<()> {
    tx.execute("DELETE FROM sign_in_failures WHERE key = ?1", params![key])?;
    Ok(())
}

pub(super) fn forget_newest(tx: &Writer<'_>, key: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM sign_in_failures WHERE rowid =
            (SELECT rowid FROM sign_in_failures WHERE key = ?1 ORDER BY at DESC, rowid DESC LIMIT 1)",
        params![key],
    )?;
    Ok(())
}

/// Runs at every start, by an index.
pub(crate) const SWEEP: &str = "DELETE FROM sign_in_failures WHERE at < ?1";

pub(super) fn sweep(tx: &Writer<'_>, before: Time) -> Result<()> {
    tx.execute(SWEEP, params![before])?;
    Ok(())
}
