//! Every statement on likes.

use platform::{Result, Time, id::PersonId};
use store::{Reader, Writer, params};

use crate::forum::{PostId, TopicId};

/// Returns whether the person likes the topic now.
pub(super) fn toggle_topic(
    tx: &Writer<'_>,
    person: PersonId,
    id: TopicId,
    now: Time,
) -> Result<bool> {
    let removed = tx.execute(
        "DELETE FROM forum_topic_likes WHERE topic_id = ?1 AND person_id = ?2",
        params![id, person],
    )? > 0;
    if !removed {
        tx.execute(
            "INSERT INTO forum_topic_likes (topic_id, person_id, created_at) VALUES (?1, ?2, ?3)",
            params![id, person, now],
        )?;
    }
    tx.execute(
        "UPDATE forum_topics SET likes_count = likes_count + ?2 WHERE id = ?1",
        params![id, if removed { -1 } else { 1 }],
    )?;
    Ok(!removed)
}

/// Returns whether the person likes the post now.
pub(super) fn toggle_post(
    tx: &Writer<'_>,
    person: PersonId,
    id: PostId,
    now: Time,
) -> Result<bool> {
    let removed = tx.execute(
        "DELETE FROM forum_post_likes WHERE post_id = ?1 AND person_id = ?2",
        params![id, person],
    )? > 0;
    if !removed {
        tx.execute(
            "INSERT INTO forum_post_likes (post_id, person_id, created_at) VALUES (?1, ?2, ?3)",
            params![id, person, now],
        )?;
    }
    tx.execute(
        "UPDATE forum_posts SET likes_count = likes_count + ?2 WHERE id = ?1",
        params![id, if removed { -1 } else { 1 }],
    )?;
    Ok(!removed)
}

pub(super) fn topic_likes(db: &Reader<'_>, id: TopicId) -> Result<i64> {
    let sql = "SELECT likes_count FROM forum_topics WHERE id = ?1";
    Ok(db.one(sql, params![id], |r| r.get(0))?)
}

pub(super) fn post_likes(db: &Reader<'_>, id: PostId) -> Result<i64> {
    let sql = "SELECT likes_count FROM forum_posts WHERE id = ?1";
    Ok(db.one(sql, params![id], |r| r.get(0))?)
}
