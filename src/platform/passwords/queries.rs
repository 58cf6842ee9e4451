//! Every statement on password hashes and one-use links.

use store::{Reader, Writer, params};

use crate::{error::Result, id::PersonId, time::Time};

pub(super) const RESET: &str = "password_reset";

pub(crate) fn kept(db: &Reader<'_>, person: PersonId) -> Result<Option<String>> {
    let sql = "SELECT password_hash FROM people WHERE id = ?1 AND deleted_at IS NULL";
    Ok(db.optional(sql, params![person], |r| r.get(0))?.flatten())
}

pub(crate) fn set(tx: &Writer<'_>, person: PersonId, hash: &str, now: Time) -> Result<()> {
    let sql = "UPDATE people SET password_hash = ?2, updated_at = ?3 WHERE id = ?1 AND deleted_at IS NULL";
    tx.execute(sql, params![person, hash, now])?;
    Ok(())
}

pub(super) fn insert_token(
    tx: &Writer<'_>,
    hash: [u8; 32],
    person: PersonId,
    now: Time,
    expires_at: Time,
) -> Result<()> {
    tx.execute(
        "INSERT INTO one_time_tokens (secret_hash, kind, person_id, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![hash, RESET, person, now, expires_at],
    )?;
    Ok(())
}

/// Whose link it is, while it is good.
pub(super) fn token_owner(db: &Reader<'_>, hash: [u8; 32], now: Time) -> Result<Option<PersonId>> {
    let sql = "SELECT person_id FROM one_time_tokens
               WHERE secret_hash = ?1 AND kind = ?2 AND expires_at > ?3";
    Ok(db.optional(sql, params![hash, RESET, now], |r| r.get(0))?)
}

pub(super) fn forget_tokens(tx: &Writer<'_>, person: PersonId) -> Result<usize> {
    let sql = "DELETE FROM one_time_tokens WHERE person_id = ?1 AND kind = ?2";
    Ok(tx.execute(sql, params![person, RESET])?)
}

pub(super) fn verify_email(tx: &Writer<'_>, person: PersonId, now: Time) -> Result<()> {
    tx.execute(
        "UPDATE people SET email_verified_at = coalesce(email_verified_at, ?2),
            status = CASE status WHEN 'pending_verification' THEN 'active' ELSE status END
         WHERE id = ?1",
        params![person, now],
    )?;
    Ok(())
}
