//! Every statement on messages. Whatever is read of them is read through the asker's own place in
//! their conversation.

use std::collections::HashMap;

use platform::{
    Result, Time,
    id::{PersonId, hex_list},
    listing::{List, Listing, Statement},
    secret::Seal,
};
use store::{Reader, Row, Writer, named_params, params, types::ToSql};

use super::Reaction;
use crate::messages::{
    conversations::queries::MINE,
    types::{Conversation, ConversationId, Message, MessageId},
};

const COLUMNS: &str = "m.id, m.conversation_id, m.number, m.author_id, m.reply_to_id, m.created_at,
    m.edited_at, m.deleted_at IS NOT NULL, m.content";

fn message(r: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: r.get(0)?,
        conversation: r.get(1)?,
        number: r.get(2)?,
        author: r.get(3)?,
        reply_to: r.get(4)?,
        created_at: r.get(5)?,
        edited_at: r.get(6)?,
        is_deleted: r.get(7)?,
        content: r.get(8)?,
    })
}

/// Messages `m` that somebody sees.
const SEEN: &str = "m.conversation_id = c.id AND m.number > p.since_number AND p.left_at IS NULL";

/// A message that somebody sees.
pub(super) fn seen(db: &Reader<'_>, me: PersonId, id: MessageId) -> Result<Option<Message>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM messages m
         CROSS JOIN conversations c ON c.id = m.conversation_id
         CROSS JOIN conversation_participants p ON p.conversation_id = c.id AND p.person_id = ?1
         WHERE m.id = ?2 AND {SEEN}"
    );
    Ok(db.optional(&sql, params![me, id], message)?)
}

/// Those of the messages that somebody sees.
pub(super) fn seen_of(db: &Reader<'_>, me: PersonId, ids: &[MessageId]) -> Result<Vec<Message>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM json_each(?2) j
         CROSS JOIN messages m ON m.id = unhex(j.value)
         CROSS JOIN conversations c ON c.id = m.conversation_id
         CROSS JOIN conversation_participants p ON p.conversation_id = c.id AND p.person_id = ?1
         WHERE {SEEN}"
    );
    Ok(db.all(&sql, params![me, hex_list(ids)], message)?)
}

/// The newest message of each of these conversations that somebody sees.
pub(super) fn last_of(
    db: &Reader<'_>,
    me: PersonId,
    ids: &[ConversationId],
) -> Result<HashMap<ConversationId, Message>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM json_each(?2) j
         CROSS JOIN conversations c ON c.id = unhex(j.value)
         CROSS JOIN conversation_participants p ON p.conversation_id = c.id AND p.person_id = ?1
         CROSS JOIN messages m ON m.conversation_id = c.id AND m.number = c.last_number
         WHERE {SEEN}"
    );
    let found = db.all(&sql, params![me, hex_list(ids)], message)?;
    Ok(found.into_iter().map(|m| (m.conversation, m)).collect())
}

/// A part of the messages of a conversation that somebody takes part in. Numbers have no gaps, so
/// how many there are is known.
pub(super) fn list(
    db: &Reader<'_>,
    seal: &Seal,
    me: PersonId,
    conversation: &Conversation,
    list: &List,
) -> Result<Listing<Message>> {
    let condition = format!(
        "p.person_id = :me AND p.conversation_id = :id AND m.conversation_id = :id AND {SEEN}"
    );
    let params: &[(&str, &dyn ToSql)] = &[(":me", &me), (":id", &conversation.id)];
    let statement = Statement {
        columns: COLUMNS,
        from: &format!("{MINE} CROSS JOIN messages m"),
        condition: &condition,
        params,
        first: "",
    };
    let total = conversation.last_number - conversation.since_number;
    list.run_counted(db, seal, &statement, u64::try_from(total).ok(), message)
}

/// The newest messages up to a number, in the order in which they were sent.
pub(super) fn up_to(
    db: &Reader<'_>,
    me: PersonId,
    id: ConversationId,
    number: i64,
    limit: u32,
) -> Result<Vec<Message>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {MINE} CROSS JOIN messages m
         WHERE p.person_id = ?1 AND p.conversation_id = ?2 AND m.conversation_id = ?2 AND {SEEN}
           AND m.number <= ?3
         ORDER BY m.number DESC LIMIT ?4"
    );
    let mut found = db.all(&sql, params![me, id, number, limit], message)?;
    found.reverse();
    Ok(found)
}

/// A part of the messages that somebody sees and that hold all these words. Looks at the folded
/// words beside each message, within his own conversations.
pub(super) fn search(
    db: &Reader<'_>,
    seal: &Seal,
    me: PersonId,
    words: &str,
    list: &List,
) -> Result<Listing<Message>> {
    let condition = format!(
        "p.person_id = :me AND {SEEN} AND m.deleted_at IS NULL AND :words <> '[]'
         AND NOT EXISTS (SELECT 1 FROM json_each(:words) w WHERE instr(m.words, w.value) = 0)"
    );
    let params: &[(&str, &dyn ToSql)] = &[(":me", &me), (":words", &words)];
    let statement = Statement {
        columns: COLUMNS,
        from: &format!("{MINE} CROSS JOIN messages m"),
        condition: &condition,
        params,
        first: "",
    };
    list.run(db, seal, &statement, message)
}

/// A message about to be sent.
#[derive(Debug)]
pub(in crate::messages) struct NewRow<'a> {
    pub(in crate::messages) id: MessageId,
    pub(in crate::messages) conversation: ConversationId,
    pub(in crate::messages) number: i64,
    pub(in crate::messages) author: PersonId,
    pub(in crate::messages) reply_to: Option<MessageId>,
    pub(in crate::messages) content: &'a str,
    pub(in crate::messages) words: &'a str,
    pub(in crate::messages) now: Time,
}

pub(in crate::messages) fn insert(tx: &Writer<'_>, new: &NewRow<'_>) -> Result<()> {
    tx.execute(
        "INSERT INTO messages (id, conversation_id, number, author_id, reply_to_id, created_at, content, words)
         VALUES (:id, :conversation, :number, :author, :reply_to, :now, :content, :words)",
        named_params! {
            ":id": new.id, ":conversation": new.conversation, ":number": new.number,
            ":author": new.author, ":reply_to": new.reply_to, ":now": new.now,
            ":content": new.content, ":words": new.words,
        },
    )?;
    Ok(())
}

pub(super) fn update(
    tx: &Writer<'_>,
    id: MessageId,
    content: &str,
    words: &str,
    now: Time,
) -> Result<()> {
    let sql = "UPDATE messages SET content = ?2, words = ?3, edited_at = ?4 WHERE id = ?1";
    tx.execute(sql, params![id, content, words, now])?;
    Ok(())
}

/// The words go; the place stays.
pub(super) fn delete(tx: &Writer<'_>, id: MessageId, now: Time) -> Result<()> {
    let sql = "UPDATE messages SET content = '', words = '', deleted_at = ?2 WHERE id = ?1";
    tx.execute(sql, params![id, now])?;
    let sql = "DELETE FROM message_reactions WHERE message_id = ?1";
    tx.execute(sql, params![id])?;
    Ok(())
}

/// The signs on these messages, in the order in which they came first.
pub(super) fn reactions(
    db: &Reader<'_>,
    me: PersonId,
    ids: &[MessageId],
) -> Result<HashMap<MessageId, Vec<Reaction>>> {
    let sql = "SELECT r.message_id, r.reaction, count(*), max(r.person_id = ?1)
               FROM json_each(?2) j CROSS JOIN message_reactions r ON r.message_id = unhex(j.value)
               GROUP BY r.message_id, r.reaction ORDER BY min(r.created_at), r.reaction";
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    let rows = db.all(sql, params![me, hex_list(ids)], |r| {
        let reaction = Reaction {
            reaction: r.get(1)?,
            count: r.get(2)?,
            is_mine: r.get(3)?,
        };
        Ok((r.get(0)?, reaction))
    })?;
    for (id, reaction) in rows {
        found.entry(id).or_default().push(reaction);
    }
    Ok(found)
}

/// Puts somebody's sign on a message, or takes it off.
pub(super) fn react(
    tx: &Writer<'_>,
    me: PersonId,
    id: MessageId,
    reaction: &str,
    now: Time,
) -> Result<()> {
    let sql =
        "DELETE FROM message_reactions WHERE message_id = ?2 AND reaction = ?3 AND person_id = ?1";
    if tx.execute(sql, params![me, id, reaction])? == 0 {
        let sql = "INSERT INTO message_reactions (message_id, person_id, reaction, created_at)
                   VALUES (?2, ?1, ?3, ?4)";
        tx.execute(sql, params![me, id, reaction, now])?;
    }
    Ok(())
}
