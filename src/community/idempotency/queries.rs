//! Every statement on kept answers.

use platform::{Result, Time, id::PersonId};
use store::{Reader, Writer, params};

use super::Once;

pub(super) struct Kept {
    pub(super) call: String,
    pub(super) body: Vec<u8>,
    pub(super) answer: String,
}

pub(super) fn kept(db: &Reader<'_>, person: PersonId, key: &str) -> Result<Option<Kept>> {
    let sql =
        "SELECT call, body_hash, answer FROM idempotency_keys WHERE person_id = ?1 AND key = ?2";
    let kept = |r: &store::Row<'_>| {
        Ok(Kept {
            call: r.get(0)?,
            body: r.get(1)?,
            answer: r.get(2)?,
        })
    };
    Ok(db.optional(sql, params![person, key], kept)?)
}

pub(super) fn keep(
    tx: &Writer<'_>,
    person: PersonId,
    once: &Once,
    answer: &str,
    now: Time,
) -> Result<()> {
    tx.execute(
        "INSERT INTO idempotency_keys (person_id, key, call, body_hash, answer, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![person, once.key, once.call, once.body, answer, now],
    )?;
    Ok(())
}

/// Removes answers that were kept long enough.
pub(super) fn forget(tx: &Writer<'_>, before: Time) -> Result<()> {
    tx.execute(
        "DELETE FROM idempotency_keys WHERE created_at < ?1",
        params![before],
    )?;
    Ok(())
}
