//! Every statement on marks.

use platform::{Result, Time, id::PersonId};
use store::{Reader, Writer, params};

use crate::forum::TopicId;

pub(in crate::forum) fn follow(
    tx: &Writer<'_>,
    person: PersonId,
    topic: TopicId,
    now: Time,
) -> Result<()> {
    tx.execute(
        "INSERT INTO forum_follows (person_id, topic_id, created_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO NOTHING",
        params![person, topic, now],
    )?;
    Ok(())
}

pub(super) fn unfollow(tx: &Writer<'_>, person: PersonId, topic: TopicId) -> Result<bool> {
    let sql = "DELETE FROM forum_follows WHERE person_id = ?1 AND topic_id = ?2";
    Ok(tx.execute(sql, params![person, topic])? > 0)
}

pub(super) fn bookmark(tx: &Writer<'_>, person: PersonId, topic: TopicId, now: Time) -> Result<()> {
    tx.execute(
        "INSERT INTO forum_bookmarks (person_id, topic_id, created_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO NOTHING",
        params![person, topic, now],
    )?;
    Ok(())
}

pub(super) fn remove_bookmark(tx: &Writer<'_>, person: PersonId, topic: TopicId) -> Result<bool> {
    let sql = "DELETE FROM forum_bookmarks WHERE person_id = ?1 AND topic_id = ?2";
    Ok(tx.execute(sql, params![person, topic])? > 0)
}

/// Notes that a person has seen a topic up to a moment.
pub(in crate::forum) fn read_up_to(
    tx: &Writer<'_>,
    person: PersonId,
    topic: TopicId,
    at: Time,
) -> Result<()> {
    tx.execute(
        "INSERT INTO forum_reads (person_id, topic_id, read_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET read_at = max(read_at, excluded.read_at)",
        params![person, topic, at],
    )?;
    Ok(())
}

/// Up to when a person has read a topic.
pub(in crate::forum) fn read_at(
    db: &Reader<'_>,
    person: PersonId,
    topic: TopicId,
) -> Result<Option<Time>> {
    let sql = "SELECT read_at FROM forum_reads WHERE person_id = ?1 AND topic_id = ?2";
    Ok(db.optional(sql, params![person, topic], |r| r.get(0))?)
}

pub(super) fn add_views(tx: &Writer<'_>, topic: TopicId, views: u32) -> Result<()> {
    let sql = "UPDATE forum_topics SET views_count = views_count + ?2 WHERE id = ?1";
    tx.execute(sql, params![topic, views])?;
    Ok(())
}

pub(super) fn all_read(tx: &Writer<'_>, person: PersonId, now: Time) -> Result<()> {
    tx.execute(
        "INSERT INTO forum_all_read (person_id, at) VALUES (?1, ?2)
         ON CONFLICT DO UPDATE SET at = excluded.at",
        params![person, now],
    )?;
    Ok(())
}
