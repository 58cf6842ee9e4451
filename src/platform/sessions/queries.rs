//! Every statement on sessions.

use store::{Reader, Row, Writer, named_params, params};

use super::{Key, NewSession, SessionRow};
use crate::{
    actor::Origin,
    error::Result,
    id::{PersonId, SessionId},
    time::Time,
};

pub(super) fn insert(
    tx: &Writer<'_>,
    new: &NewSession,
    person: PersonId,
    origin: &Origin,
    now: Time,
) -> Result<()> {
    tx.execute(
        "INSERT INTO sessions (id, person_id, kind, secret_hash, csrf, created_at, last_seen_at,
            expires_at, ends_at, ip, user_agent)
         VALUES (:id, :person, :kind, :hash, :csrf, :now, :now, :expires, :ends, :ip, :agent)",
        named_params! {
            ":id": new.id, ":person": person, ":kind": new.kind.as_str(), ":hash": new.hash(),
            ":csrf": new.csrf, ":now": now, ":expires": now.plus(new.kind.idle_life()),
            ":ends": now.plus(super::service::WHOLE_LIFE), ":ip": origin.ip, ":agent": origin.user_agent,
        },
    )?;
    Ok(())
}

/// A session that has not ended.
pub(super) struct Found {
    pub(super) id: SessionId,
    pub(super) person: PersonId,
    pub(super) csrf: String,
    pub(super) last_seen_at: Time,
    pub(super) expires_at: Time,
    pub(super) ends_at: Time,
}

pub(super) fn find(db: &Reader<'_>, key: Key, now: Time) -> Result<Option<Found>> {
    const SELECT: &str =
        "SELECT id, person_id, csrf, last_seen_at, expires_at, ends_at FROM sessions";
    let found = match key {
        Key::Cookie(hash) => {
            let sql = format!(
                "{SELECT} WHERE secret_hash = ?1 AND kind = 'browser' AND min(expires_at, ends_at) > ?2"
            );
            db.optional(&sql, params![hash, now], found)?
        }
        Key::Family(id) => {
            let sql = format!(
                "{SELECT} WHERE id = ?1 AND kind = 'api' AND min(expires_at, ends_at) > ?2"
            );
            db.optional(&sql, params![id, now], found)?
        }
    };
    Ok(found)
}

/// The family whose current refresh token it is.
pub(super) fn by_refresh_token(
    db: &Reader<'_>,
    hash: [u8; 32],
    now: Time,
) -> Result<Option<Found>> {
    let sql = "SELECT id, person_id, csrf, last_seen_at, expires_at, ends_at FROM sessions
               WHERE secret_hash = ?1 AND kind = 'api' AND min(expires_at, ends_at) > ?2";
    Ok(db.optional(sql, params![hash, now], found)?)
}

fn found(r: &Row<'_>) -> rusqlite::Result<Found> {
    Ok(Found {
        id: r.get(0)?,
        person: r.get(1)?,
        csrf: r.get(2)?,
        last_seen_at: r.get(3)?,
        expires_at: r.get(4)?,
        ends_at: r.get(5)?,
    })
}

/// The family that exchanged this refresh token before.
pub(super) fn spent_by(db: &Reader<'_>, hash: [u8; 32]) -> Result<Option<(SessionId, PersonId)>> {
    let sql = "SELECT s.id, s.person_id FROM spent_refresh_tokens t JOIN sessions s ON s.id = t.session_id
               WHERE t.secret_hash = ?1";
    Ok(db.optional(sql, params![hash], |r| Ok((r.get(0)?, r.get(1)?)))?)
}

pub(super) fn was_spent(db: &Reader<'_>, hash: [u8; 32]) -> Result<bool> {
    let sql = "SELECT 1 FROM spent_refresh_tokens WHERE secret_hash = ?1";
    Ok(db.exists(sql, params![hash])?)
}

pub(super) fn exchange(
    tx: &Writer<'_>,
    id: SessionId,
    old: [u8; 32],
    new: [u8; 32],
    now: Time,
    expires_at: Time,
) -> Result<()> {
    let sql =
        "INSERT INTO spent_refresh_tokens (secret_hash, session_id, spent_at) VALUES (?1, ?2, ?3)";
    tx.execute(sql, params![old, id, now])?;
    let sql =
        "UPDATE sessions SET secret_hash = ?2, last_seen_at = ?3, expires_at = ?4 WHERE id = ?1";
    tx.execute(sql, params![id, new, now, expires_at])?;
    Ok(())
}

pub(super) fn set_secret(tx: &Writer<'_>, id: SessionId, hash: [u8; 32]) -> Result<bool> {
    let sql = "UPDATE sessions SET secret_hash = ?2 WHERE id = ?1 AND kind = 'browser'";
    Ok(tx.execute(sql, params![id, hash])? == 1)
}

pub(super) fn touch(
    tx: &Writer<'_>,
    id: SessionId,
    person: PersonId,
    now: Time,
    expires_at: Option<Time>,
) -> Result<()> {
    let sql = "UPDATE sessions SET last_seen_at = ?2, expires_at = coalesce(?3, expires_at) WHERE id = ?1";
    tx.execute(sql, params![id, now, expires_at])?;
    tx.execute(
        "UPDATE people SET last_seen_at = ?2 WHERE id = ?1",
        params![person, now],
    )?;
    Ok(())
}

/// Ends one session of a person; false when he has none of that id.
pub(super) fn delete(tx: &Writer<'_>, person: PersonId, id: SessionId) -> Result<bool> {
    let sql = "DELETE FROM sessions WHERE id = ?1 AND person_id = ?2";
    Ok(tx.execute(sql, params![id, person])? == 1)
}

/// Ends every session of a person, but for `except`. The caller forgets the cached ones afterwards.
pub fn end_all(tx: &Writer<'_>, person: PersonId, except: Option<SessionId>) -> Result<()> {
    let sql = "DELETE FROM sessions WHERE person_id = ?1 AND (?2 IS NULL OR id <> ?2)";
    tx.execute(sql, params![person, except])?;
    Ok(())
}

/// Ends every session there is.
pub(super) fn end_everybodys(tx: &Writer<'_>) -> Result<()> {
    tx.execute("DELETE FROM sessions", [])?;
    Ok(())
}

pub(super) fn list(db: &Reader<'_>, person: PersonId, now: Time) -> Result<Vec<SessionRow>> {
    let sql = "SELECT id, kind = 'browser', created_at, last_seen_at, ip, user_agent FROM sessions
               WHERE person_id = ?1 AND min(expires_at, ends_at) > ?2 ORDER BY last_seen_at DESC, id DESC";
    Ok(db.all(sql, params![person, now], |r| {
        Ok(SessionRow {
            id: r.get(0)?,
            is_browser: r.get(1)?,
            created_at: r.get(2)?,
            last_seen_at: r.get(3)?,
            ip: r.get(4)?,
            user_agent: r.get(5)?,
            is_current: false,
        })
    })?)
}

/// Each finds what has ended by an index: they run at every start.
pub(crate) const SWEEP: [&str; 3] = [
    "DELETE FROM sessions WHERE expires_at <= ?1 OR ends_at <= ?1",
    "DELETE FROM spent_refresh_tokens WHERE spent_at < ?1",
    "DELETE FROM one_time_tokens WHERE expires_at <= ?1",
];

/// Removes what has ended: sessions, exchanged tokens of families that are gone, used-up links.
pub(super) fn sweep(tx: &Writer<'_>, now: Time) -> Result<()> {
    let [ended, spent, unused] = SWEEP;
    tx.execute(ended, params![now])?;
    tx.execute(spent, params![now.minus(super::service::WHOLE_LIFE)])?;
    tx.execute(unused, params![now])?;
    Ok(())
}
