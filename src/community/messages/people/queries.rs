//! Every statement on whom one may write to, whom one blocked, and what one set.

use std::collections::HashMap;

use platform::{
    Result, Time,
    id::{PersonId, hex_list},
};
use store::{Reader, Writer, named_params, params};

use crate::{
    messages::{rules::Reach, types::Settings},
    people::{
        Card,
        queries::{CARD, card},
    },
};

/// Somebody `p` who has an account in use.
const ACTIVE: &str = "(p.deleted_at IS NULL AND p.status = 'active' AND p.email_key IS NOT NULL)";

/// Whether `:me` and `p` blocked each other, either way.
const BLOCKED: &str = "EXISTS (SELECT 1 FROM message_blocks b
    WHERE (b.person_id = :me AND b.blocked_id = p.id) OR (b.person_id = p.id AND b.blocked_id = :me))";

/// What decides whether these people can be written to; unknown ones are not there.
pub(super) fn reaches(
    db: &Reader<'_>,
    me: PersonId,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Reach>> {
    let sql = format!(
        "SELECT p.id, p.organization_id, {ACTIVE}, coalesce(s.takes_from_others, 0), {BLOCKED}
         FROM json_each(:ids) j CROSS JOIN people p ON p.id = unhex(j.value)
         LEFT JOIN message_settings s ON s.person_id = p.id"
    );
    let params = named_params! {":me": me, ":ids": hex_list(ids)};
    let found = db.all(&sql, params, |r| {
        let reach = Reach {
            organization: r.get(1)?,
            is_active: r.get(2)?,
            takes_from_others: r.get(3)?,
            is_blocked: r.get(4)?,
        };
        Ok((r.get(0)?, reach))
    })?;
    Ok(found.into_iter().collect())
}

/// People whom somebody may write to, by the beginning of a word of the name: the same rule as
/// [`crate::messages::rules::reaches`], turned round to ask for people.
pub(super) fn within_reach(
    db: &Reader<'_>,
    me: PersonId,
    text: &str,
    limit: u32,
) -> Result<Vec<Card>> {
    let sql = format!(
        "SELECT {CARD} FROM people me
         JOIN people p ON p.id <> me.id
         JOIN organizations o ON o.id = p.organization_id
         LEFT JOIN message_settings s ON s.person_id = p.id
         WHERE me.id = :me AND {ACTIVE} AND NOT {BLOCKED}
           AND (p.organization_id = me.organization_id OR s.takes_from_others = 1)
           AND (p.display_name LIKE :begin ESCAPE '\\' OR p.display_name LIKE :word ESCAPE '\\')
         ORDER BY p.organization_id <> me.organization_id, p.display_name, p.id LIMIT :limit"
    );
    let text = text
        .trim()
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    let (begin, word) = (format!("{text}%"), format!("% {text}%"));
    let params = named_params! {":me": me, ":begin": begin, ":word": word, ":limit": limit};
    Ok(db.all(&sql, params, card)?)
}

pub(super) fn settings(db: &Reader<'_>, me: PersonId) -> Result<Option<Settings>> {
    let sql = "SELECT takes_from_others, shows_reads FROM message_settings WHERE person_id = ?1";
    Ok(db.optional(sql, params![me], |r| {
        Ok(Settings {
            takes_from_others: r.get(0)?,
            shows_reads: r.get(1)?,
        })
    })?)
}

pub(super) fn set(tx: &Writer<'_>, me: PersonId, settings: Settings) -> Result<()> {
    let sql = "INSERT INTO message_settings (person_id, takes_from_others, shows_reads)
               VALUES (?1, ?2, ?3) ON CONFLICT (person_id) DO UPDATE
               SET takes_from_others = excluded.takes_from_others, shows_reads = excluded.shows_reads";
    tx.execute(
        sql,
        params![me, settings.takes_from_others, settings.shows_reads],
    )?;
    Ok(())
}

/// Whom somebody blocked, the latest first.
pub(super) fn blocked(db: &Reader<'_>, me: PersonId) -> Result<Vec<Card>> {
    let sql = format!(
        "SELECT {CARD} FROM message_blocks b JOIN people p ON p.id = b.blocked_id
         JOIN organizations o ON o.id = p.organization_id
         WHERE b.person_id = ?1 ORDER BY b.created_at DESC, p.id"
    );
    Ok(db.all(&sql, params![me], card)?)
}

pub(super) fn is_blocked_by(db: &Reader<'_>, me: PersonId, other: PersonId) -> Result<bool> {
    let sql = "SELECT 1 FROM message_blocks WHERE person_id = ?1 AND blocked_id = ?2";
    Ok(db.exists(sql, params![me, other])?)
}

pub(super) fn block(tx: &Writer<'_>, me: PersonId, other: PersonId, now: Time) -> Result<()> {
    let sql = "INSERT INTO message_blocks (person_id, blocked_id, created_at) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    tx.execute(sql, params![me, other, now])?;
    Ok(())
}

pub(super) fn unblock(tx: &Writer<'_>, me: PersonId, other: PersonId) -> Result<()> {
    let sql = "DELETE FROM message_blocks WHERE person_id = ?1 AND blocked_id = ?2";
    tx.execute(sql, params![me, other])?;
    Ok(())
}

/// Whether the two meet: they are of one organisation, talk in a conversation, or the other takes
/// messages of everybody.
pub(super) fn is_known(db: &Reader<'_>, me: PersonId, other: PersonId) -> Result<bool> {
    let sql = "SELECT 1 FROM people me JOIN people p ON p.id = ?2
               WHERE me.id = ?1 AND (p.organization_id = me.organization_id
                  OR EXISTS (SELECT 1 FROM message_settings s
                             WHERE s.person_id = p.id AND s.takes_from_others = 1)
                  OR EXISTS (SELECT 1 FROM conversation_participants a
                             JOIN conversation_participants b ON b.conversation_id = a.conversation_id
                             WHERE a.person_id = me.id AND a.left_at IS NULL AND b.person_id = p.id))";
    Ok(db.exists(sql, params![me, other])?)
}
