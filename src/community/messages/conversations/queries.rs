//! Every statement on conversations and on who takes part in them.

use std::collections::HashMap;

use platform::{
    Result, Time,
    id::{Id, PersonId, hex_list},
    listing::{List, Listing, Statement},
    secret::Seal,
};
use store::{Reader, Row, Writer, named_params, params, types::ToSql};

use crate::messages::types::{Conversation, ConversationId, Kind, Participant};

/// Messages `m` of others that `p` has not read in the conversation `c`.
const UNREAD: &str = "m.conversation_id = c.id AND m.number > max(p.read_number, p.since_number)
    AND m.author_id <> p.person_id AND m.deleted_at IS NULL";

/// The columns of [`conversation`].
fn columns() -> String {
    format!(
        "c.id, c.kind = 'group', c.title, c.creator_id, c.created_at, c.last_at, c.last_number,
         p.since_number, p.read_number, p.is_archived, p.is_muted,
         (SELECT count(*) FROM messages m WHERE {UNREAD})"
    )
}

fn conversation(r: &Row<'_>) -> rusqlite::Result<Conversation> {
    Ok(Conversation {
        id: r.get(0)?,
        kind: if r.get(1)? { Kind::Group } else { Kind::Direct },
        title: r.get(2)?,
        creator: r.get(3)?,
        created_at: r.get(4)?,
        last_at: r.get(5)?,
        last_number: r.get(6)?,
        since_number: r.get(7)?,
        read_number: r.get(8)?,
        is_archived: r.get(9)?,
        is_muted: r.get(10)?,
        unread: r.get(11)?,
    })
}

/// What somebody takes part in: `p` is his own place in `c`. Everything that is read of a
/// conversation or of its messages is read through this.
pub(in crate::messages) const MINE: &str =
    "conversation_participants p JOIN conversations c ON c.id = p.conversation_id";

/// A conversation that somebody takes part in.
pub(super) fn mine(
    db: &Reader<'_>,
    me: PersonId,
    id: ConversationId,
) -> Result<Option<Conversation>> {
    let sql = format!(
        "SELECT {} FROM {MINE} WHERE p.person_id = ?1 AND p.conversation_id = ?2 AND p.left_at IS NULL",
        columns()
    );
    Ok(db.optional(&sql, params![me, id], conversation)?)
}

/// A part of the conversations that somebody takes part in. One of two that the other began shows
/// when there is something to read.
pub(super) fn list(
    db: &Reader<'_>,
    seal: &Seal,
    me: PersonId,
    list: &List,
) -> Result<Listing<Conversation>> {
    let columns = columns();
    let params: &[(&str, &dyn ToSql)] = &[(":me", &me)];
    let statement = Statement {
        columns: &columns,
        from: MINE,
        condition: "p.person_id = :me AND p.left_at IS NULL
            AND (c.kind = 'group' OR c.creator_id = p.person_id OR c.last_number > p.since_number)",
        params,
        first: "",
    };
    list.run(db, seal, &statement, conversation)
}

/// How many messages wait for somebody, and in how many conversations. Muted ones do not count.
pub(super) fn unread(db: &Reader<'_>, me: PersonId) -> Result<(i64, i64)> {
    let sql = format!(
        "SELECT coalesce(sum(n), 0), count(*) FROM (
             SELECT (SELECT count(*) FROM messages m WHERE {UNREAD}) AS n FROM {MINE}
             WHERE p.person_id = ?1 AND p.left_at IS NULL AND p.is_muted = 0
               AND c.last_number > p.read_number) WHERE n > 0"
    );
    Ok(db.one(&sql, params![me], |r| Ok((r.get(0)?, r.get(1)?)))?)
}

/// Who takes part in these conversations, in the order in which they came. What they have read is
/// there where they and the one who asks show it.
pub(super) fn participants(
    db: &Reader<'_>,
    me: PersonId,
    ids: &[ConversationId],
) -> Result<HashMap<ConversationId, Vec<Participant>>> {
    const SHOWS: &str = "coalesce((SELECT s.shows_reads FROM message_settings s
        WHERE s.person_id = $), 1) = 1";
    let sql = format!(
        "SELECT p.conversation_id, p.person_id, p.joined_at,
                CASE WHEN {} AND {} THEN p.read_number END, p.read_at
         FROM json_each(:ids) j
         CROSS JOIN conversation_participants p ON p.conversation_id = unhex(j.value)
         WHERE p.left_at IS NULL ORDER BY p.joined_at, p.person_id",
        SHOWS.replace('$', ":me"),
        SHOWS.replace('$', "p.person_id"),
    );
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    let params = named_params! {":me": me, ":ids": hex_list(ids)};
    let rows = db.all(&sql, params, |r| {
        let number: Option<i64> = r.get(3)?;
        let at: Option<Time> = r.get(4)?;
        let participant = Participant {
            person: r.get(1)?,
            joined_at: r.get(2)?,
            read: number.zip(at),
        };
        Ok((r.get(0)?, participant))
    })?;
    for (id, participant) in rows {
        found.entry(id).or_default().push(participant);
    }
    Ok(found)
}

/// Who takes part and has an account in use: whoever hears of news.
pub(super) fn listeners(db: &Reader<'_>, id: ConversationId) -> Result<Vec<PersonId>> {
    let sql = "SELECT p.id FROM conversation_participants c JOIN people p ON p.id = c.person_id
               WHERE c.conversation_id = ?1 AND c.left_at IS NULL
                 AND p.status = 'active' AND p.deleted_at IS NULL ORDER BY p.id";
    Ok(db.all(sql, params![id], |r| r.get(0))?)
}

/// The ids of two people, the lesser first.
fn pair(a: PersonId, b: PersonId) -> [u8; 32] {
    let (first, second) = if a < b { (a, b) } else { (b, a) };
    let mut pair = [0; 32];
    pair[..16].copy_from_slice(&first.bytes());
    pair[16..].copy_from_slice(&second.bytes());
    pair
}

/// The direct conversation of two people.
pub(super) fn of_pair(db: &Reader<'_>, a: PersonId, b: PersonId) -> Result<Option<ConversationId>> {
    let sql = "SELECT id FROM conversations WHERE pair = ?1";
    Ok(db.optional(sql, params![pair(a, b)], |r| r.get(0))?)
}

/// A conversation about to begin.
#[derive(Debug)]
pub(in crate::messages) struct NewRow<'a> {
    pub(in crate::messages) id: ConversationId,
    /// Of a direct one: the other.
    pub(in crate::messages) with: Option<PersonId>,
    pub(in crate::messages) title: &'a str,
    pub(in crate::messages) creator: PersonId,
    pub(in crate::messages) now: Time,
}

pub(in crate::messages) fn insert(tx: &Writer<'_>, new: &NewRow<'_>) -> Result<()> {
    let kind = new.with.map_or(Kind::Group, |_| Kind::Direct);
    tx.execute(
        "INSERT INTO conversations (id, kind, pair, title, creator_id, created_at, last_at)
         VALUES (:id, :kind, :pair, :title, :creator, :now, :now)",
        named_params! {
            ":id": new.id, ":kind": kind.as_str(), ":pair": new.with.map(|w| pair(new.creator, w)),
            ":title": new.title, ":creator": new.creator, ":now": new.now,
        },
    )?;
    Ok(())
}

/// Lets people in, also such who left before: they see what is sent from now on.
pub(in crate::messages) fn join(
    tx: &Writer<'_>,
    id: ConversationId,
    people: &[PersonId],
    now: Time,
) -> Result<()> {
    tx.execute(
        "INSERT INTO conversation_participants
                (conversation_id, person_id, joined_at, since_number, read_number)
         SELECT c.id, unhex(j.value), :now, c.last_number, c.last_number
         FROM conversations c CROSS JOIN json_each(:people) j WHERE c.id = :id
         ON CONFLICT (conversation_id, person_id) DO UPDATE
         SET joined_at = excluded.joined_at, since_number = excluded.since_number,
             read_number = excluded.read_number, read_at = NULL, left_at = NULL,
             is_archived = 0, is_muted = 0",
        named_params! {":id": id, ":people": hex_list(people), ":now": now},
    )?;
    Ok(())
}

pub(super) fn rename(tx: &Writer<'_>, id: ConversationId, title: &str) -> Result<()> {
    let sql = "UPDATE conversations SET title = ?2 WHERE id = ?1";
    tx.execute(sql, params![id, title])?;
    Ok(())
}

pub(super) fn leave(tx: &Writer<'_>, me: PersonId, id: ConversationId, now: Time) -> Result<()> {
    let sql = "UPDATE conversation_participants SET left_at = ?3
               WHERE person_id = ?1 AND conversation_id = ?2";
    tx.execute(sql, params![me, id, now])?;
    Ok(())
}

pub(super) fn archive(tx: &Writer<'_>, me: PersonId, id: ConversationId, on: bool) -> Result<()> {
    let sql = "UPDATE conversation_participants SET is_archived = ?3
               WHERE person_id = ?1 AND conversation_id = ?2";
    tx.execute(sql, params![me, id, on])?;
    Ok(())
}

pub(super) fn mute(tx: &Writer<'_>, me: PersonId, id: ConversationId, on: bool) -> Result<()> {
    let sql = "UPDATE conversation_participants SET is_muted = ?3
               WHERE person_id = ?1 AND conversation_id = ?2";
    tx.execute(sql, params![me, id, on])?;
    Ok(())
}

/// Somebody has read up to a message; never back.
pub(in crate::messages) fn read<K: ?Sized>(
    tx: &Writer<'_>,
    me: PersonId,
    id: Id<K>,
    number: i64,
    now: Time,
) -> Result<bool> {
    let sql = "UPDATE conversation_participants SET read_number = ?3, read_at = ?4
               WHERE person_id = ?1 AND conversation_id = ?2 AND read_number < ?3";
    Ok(tx.execute(sql, params![me, id, number, now])? > 0)
}

/// A message came: the conversation is put away no more, except for whoever does not want to be
/// told of it. Returns its number.
pub(in crate::messages) fn advance(
    tx: &Writer<'_>,
    id: ConversationId,
    author: PersonId,
    now: Time,
) -> Result<i64> {
    let sql = "UPDATE conversations SET last_number = last_number + 1, last_at = ?2 WHERE id = ?1";
    tx.execute(sql, params![id, now])?;
    let sql = "SELECT last_number FROM conversations WHERE id = ?1";
    let number = tx.one(sql, params![id], |r| r.get(0))?;
    let sql = "UPDATE conversation_participants SET is_archived = 0
               WHERE conversation_id = ?1 AND is_archived = 1 AND (is_muted = 0 OR person_id = ?2)";
    tx.execute(sql, params![id, author])?;
    read(tx, author, id, number, now)?;
    Ok(number)
}
