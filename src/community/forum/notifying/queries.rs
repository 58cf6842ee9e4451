//! Every statement of what the forum tells.

use platform::{
    Language, Result, Time,
    id::{AnyId, PersonId, hex_list},
    notifying::Shown,
    visibility,
};
use store::{Reader, named_params, params};

use crate::forum::{PostId, TopicId, mentions::queries::MAY_OPEN};

/// What telling needs to know of a topic.
pub(super) struct TopicFacts {
    pub(super) id: TopicId,
    pub(super) author: PersonId,
    pub(super) is_deleted: bool,
    pub(super) created_at: Time,
}

/// What telling needs to know of a post.
pub(super) struct PostFacts {
    pub(super) id: PostId,
    pub(super) topic: TopicId,
    pub(super) parent: Option<PostId>,
    pub(super) author: PersonId,
    pub(super) is_deleted: bool,
    pub(super) created_at: Time,
}

pub(super) fn topic(db: &Reader<'_>, id: TopicId) -> Result<Option<TopicFacts>> {
    let sql =
        "SELECT author_id, deleted_at IS NOT NULL, created_at FROM forum_topics WHERE id = ?1";
    Ok(db.optional(sql, params![id], |r| {
        Ok(TopicFacts {
            id,
            author: r.get(0)?,
            is_deleted: r.get(1)?,
            created_at: r.get(2)?,
        })
    })?)
}

pub(super) fn post(db: &Reader<'_>, id: PostId) -> Result<Option<PostFacts>> {
    let sql = "SELECT p.topic_id, p.parent_post_id, p.author_id,
                      p.deleted_at IS NOT NULL OR t.deleted_at IS NOT NULL, p.created_at
               FROM forum_posts p JOIN forum_topics t ON t.id = p.topic_id WHERE p.id = ?1";
    Ok(db.optional(sql, params![id], |r| {
        Ok(PostFacts {
            id,
            topic: r.get(0)?,
            parent: r.get(1)?,
            author: r.get(2)?,
            is_deleted: r.get(3)?,
            created_at: r.get(4)?,
        })
    })?)
}

/// Who is named in a text of a topic (the topic's own id for its opening text) and may open it.
pub(super) fn mentioned(
    db: &Reader<'_>,
    topic: TopicId,
    text: AnyId,
    author: PersonId,
) -> Result<Vec<PersonId>> {
    let sql = format!(
        "SELECT p.id FROM forum_mentions m JOIN people p ON p.id = m.person_id
         JOIN forum_topics t ON t.id = m.topic_id
         WHERE m.topic_id = ?1 AND m.post_id = ?2 AND p.id <> ?3 AND {MAY_OPEN}"
    );
    Ok(db.all(&sql, params![topic, text, author], |r| r.get(0))?)
}

/// Whom a post concerns, each once, by what concerns him most: 0 named, 1 answered, 2 his topic,
/// 3 followed. Only people who may open it.
pub(super) fn concerned(db: &Reader<'_>, post: &PostFacts) -> Result<Vec<(PersonId, i64)>> {
    let sql = format!(
        "SELECT p.id, min(w.why) FROM (
             SELECT person_id AS id, 0 AS why FROM forum_mentions
             WHERE topic_id = :topic AND post_id = :post
             UNION ALL SELECT author_id, 1 FROM forum_posts WHERE id = :parent AND deleted_at IS NULL
             UNION ALL SELECT author_id, 2 FROM forum_topics WHERE id = :topic
             UNION ALL SELECT person_id, 3 FROM forum_follows WHERE topic_id = :topic) w
         JOIN people p ON p.id = w.id JOIN forum_topics t ON t.id = :topic
         WHERE p.id <> :author AND {MAY_OPEN} GROUP BY p.id"
    );
    let params = named_params! {
        ":topic": post.topic, ":post": post.id, ":parent": post.parent, ":author": post.author,
    };
    Ok(db.all(&sql, params, |r| Ok((r.get(0)?, r.get(1)?)))?)
}

pub(super) fn likes_topic(db: &Reader<'_>, id: AnyId, person: PersonId) -> Result<bool> {
    let sql = "SELECT 1 FROM forum_topic_likes WHERE topic_id = ?1 AND person_id = ?2";
    Ok(db.exists(sql, params![id, person])?)
}

pub(super) fn likes_post(db: &Reader<'_>, id: AnyId, person: PersonId) -> Result<bool> {
    let sql = "SELECT 1 FROM forum_post_likes WHERE post_id = ?1 AND person_id = ?2";
    Ok(db.exists(sql, params![id, person])?)
}

pub(super) fn follows(db: &Reader<'_>, id: TopicId, person: PersonId) -> Result<bool> {
    let sql = "SELECT 1 FROM forum_follows WHERE topic_id = ?1 AND person_id = ?2";
    Ok(db.exists(sql, params![id, person])?)
}

pub(super) fn best_answer(db: &Reader<'_>, id: TopicId) -> Result<Option<PostId>> {
    let sql = "SELECT best_answer_post_id FROM forum_topics WHERE id = ?1 AND deleted_at IS NULL";
    Ok(db.optional(sql, params![id], |r| r.get(0))?.flatten())
}

/// A topic that the person may open. Of what a moderator did with his own he hears also when it is
/// gone.
pub(super) fn open_topic() -> String {
    format!(
        "EXISTS (SELECT 1 FROM forum_topics t WHERE t.id = n.subject_id
             AND ((t.deleted_at IS NULL AND {})
                  OR (n.kind = 'moderation' AND t.author_id = :scope_person)))",
        visibility::sql("t")
    )
}

/// A post in a topic that the person may open. A best answer only as long as it is the best. Of
/// his own post that a moderator removed he hears also when it is gone.
pub(super) fn open_post() -> String {
    format!(
        "EXISTS (SELECT 1 FROM forum_posts p JOIN forum_topics t ON t.id = p.topic_id
             WHERE p.id = n.subject_id AND t.deleted_at IS NULL AND {}
             AND (n.kind <> 'best_answer' OR t.best_answer_post_id = p.id)
             AND (p.deleted_at IS NULL OR (n.kind = 'moderation' AND p.author_id = :scope_person)))",
        visibility::sql("t")
    )
}

/// Deleted topics have an address too: their authors are offered to bring them back there.
pub(super) fn show_topics(db: &Reader<'_>, _: Language, ids: &[AnyId]) -> Result<Vec<Shown>> {
    let sql = "SELECT t.id, t.title, t.slug
               FROM json_each(?1) j JOIN forum_topics t ON t.id = unhex(j.value)";
    Ok(db.all(sql, params![hex_list(ids)], |r| {
        let (id, slug): (AnyId, String) = (r.get(0)?, r.get(2)?);
        Ok(Shown {
            id,
            title: r.get(1)?,
            url: Some(format!("/forum/t/{id}/{slug}")),
            note: String::new(),
        })
    })?)
}

/// A post goes by the title of its topic.
pub(super) fn show_posts(db: &Reader<'_>, _: Language, ids: &[AnyId]) -> Result<Vec<Shown>> {
    let sql = "SELECT p.id, t.title, p.deleted_at IS NULL, t.id, t.slug
               FROM json_each(?1) j JOIN forum_posts p ON p.id = unhex(j.value)
               JOIN forum_topics t ON t.id = p.topic_id";
    Ok(db.all(sql, params![hex_list(ids)], |r| {
        let (id, is_there): (AnyId, bool) = (r.get(0)?, r.get(2)?);
        let (topic, slug): (TopicId, String) = (r.get(3)?, r.get(4)?);
        let url = if is_there {
            format!("/forum/posts/{id}")
        } else {
            format!("/forum/t/{topic}/{slug}")
        };
        Ok(Shown {
            id,
            title: r.get(1)?,
            url: Some(url),
            note: String::new(),
        })
    })?)
}
