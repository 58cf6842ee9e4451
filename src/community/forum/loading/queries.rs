//! Every statement of loading.

use platform::{
    Result, Time,
    id::{Id, PersonId},
};
use store::{Reader, Writer, named_params, params};

use super::{LoadedPost, LoadedTopic};
use crate::forum::{PostId, Title, TopicId};

pub(super) fn insert_topic(tx: &Writer<'_>, topic: &LoadedTopic) -> Result<()> {
    let title = Title::kept(topic.title.clone());
    tx.execute(
        "INSERT INTO forum_topics (id, category_id, organization_id, author_id, visibility,
                is_pinned, is_locked, views_count, likes_count, last_activity_at, created_at, updated_at,
                edited_at, slug, title, title_key, tags, excerpt, html_version, html, content)
         VALUES (:id, :category, :organization, :author, :visibility, :pinned, :locked, :views,
                 :likes, :created, :created, :created, :edited, :slug, :title, :key, :tags, :excerpt,
                 :renderer, :html, :content)",
        named_params! {
            ":id": topic.id, ":category": topic.category, ":organization": topic.organization,
            ":author": topic.author, ":visibility": topic.visibility, ":pinned": topic.is_pinned,
            ":locked": topic.is_locked, ":views": topic.views, ":likes": topic.likes,
            ":created": topic.created_at,
            ":edited": topic.edited_at, ":slug": title.slug(), ":title": topic.title,
            ":key": title.key(), ":tags": serde_json::to_string(&topic.tags)?,
            ":excerpt": topic.text.excerpt, ":renderer": topic.text.renderer(),
            ":html": topic.text.html, ":content": topic.text.content,
        },
    )?;
    Ok(())
}

/// The top of a post's thread and its depth.
pub(super) fn place(db: &Reader<'_>, post: PostId) -> Result<Option<(PostId, i64)>> {
    let sql = "SELECT root_post_id, depth FROM forum_posts WHERE id = ?1";
    Ok(db.optional(sql, params![post], |r| Ok((r.get(0)?, r.get(1)?)))?)
}

/// The topic of a post.
pub fn topic_of(db: &Reader<'_>, post: PostId) -> Result<Option<TopicId>> {
    let sql = "SELECT topic_id FROM forum_posts WHERE id = ?1";
    Ok(db.optional(sql, params![post], |r| r.get(0))?)
}

/// Adds a post; one whose parent is not there answers the topic.
pub(super) fn insert_post(
    tx: &Writer<'_>,
    post: &LoadedPost,
    above: Option<(PostId, i64)>,
) -> Result<()> {
    tx.execute(
        "INSERT INTO forum_posts (id, topic_id, parent_post_id, root_post_id, depth, author_id,
                likes_count, created_at, updated_at, edited_at, html_version, html, content)
         VALUES (:id, :topic, :parent, :root, :depth, :author, :likes, :created, :created, :edited,
                 :renderer, :html, :content)",
        named_params! {
            ":id": post.id, ":topic": post.topic, ":parent": above.and(post.parent),
            ":root": above.map_or(post.id, |(root, _)| root),
            ":depth": above.map_or(0, |(_, depth)| depth + 1), ":author": post.author,
            ":likes": post.likes,
            ":created": post.created_at, ":edited": post.edited_at,
            ":renderer": post.text.renderer(), ":html": post.text.html,
            ":content": post.text.content,
        },
    )?;
    Ok(())
}

/// Notes that a person likes a topic.
pub fn like_topic(tx: &Writer<'_>, topic: TopicId, person: PersonId, at: Time) -> Result<()> {
    let sql = "INSERT INTO forum_topic_likes (topic_id, person_id, created_at) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    tx.execute(sql, params![topic, person, at])?;
    Ok(())
}

/// Notes that a person likes a post.
pub fn like_post(tx: &Writer<'_>, post: PostId, person: PersonId, at: Time) -> Result<()> {
    let sql = "INSERT INTO forum_post_likes (post_id, person_id, created_at) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    tx.execute(sql, params![post, person, at])?;
    Ok(())
}

/// Makes a post the best answer of its topic.
pub fn best_answer(tx: &Writer<'_>, topic: TopicId, post: PostId) -> Result<()> {
    let sql = "UPDATE forum_topics SET best_answer_post_id = ?2 WHERE id = ?1";
    tx.execute(sql, params![topic, post])?;
    Ok(())
}

/// Notes that a person follows a topic.
pub fn follow(tx: &Writer<'_>, topic: TopicId, person: PersonId, at: Time) -> Result<()> {
    super::super::marks::follow(tx, person, topic, at)
}

pub(super) fn add_imported_likes<K: ?Sized>(
    tx: &Writer<'_>,
    object: Id<K>,
    likes: u32,
) -> Result<()> {
    let sql = "INSERT INTO forum_imported_likes (object_id, likes) VALUES (?1, ?2)
               ON CONFLICT DO UPDATE SET likes = likes + excluded.likes";
    if likes > 0 {
        tx.execute(sql, params![object, likes])?;
    }
    Ok(())
}

pub(super) fn raise_topic(tx: &Writer<'_>, topic: TopicId, likes: u32) -> Result<()> {
    let sql = "UPDATE forum_topics SET likes_count = likes_count + ?2 WHERE id = ?1";
    tx.execute(sql, params![topic, likes])?;
    Ok(())
}

pub(super) fn raise_post(tx: &Writer<'_>, post: PostId, likes: u32) -> Result<()> {
    let sql = "UPDATE forum_posts SET likes_count = likes_count + ?2 WHERE id = ?1";
    tx.execute(sql, params![post, likes])?;
    Ok(())
}

/// Posts that are right already are not written again.
pub(super) fn count_posts(tx: &Writer<'_>, topic: TopicId) -> Result<()> {
    tx.execute(
        "UPDATE forum_posts AS p SET likes_count = c.likes, replies_count = c.replies
         FROM (SELECT q.id AS id, q.likes_count AS liked, q.replies_count AS replied,
                      (SELECT count(*) FROM forum_post_likes l WHERE l.post_id = q.id)
                      + coalesce((SELECT i.likes FROM forum_imported_likes i
                                  WHERE i.object_id = q.id), 0) AS likes,
                      (SELECT count(*) FROM forum_posts r
                       WHERE r.parent_post_id = q.id AND r.is_hidden = 0) AS replies
               FROM forum_posts q WHERE q.topic_id = ?1 AND q.is_hidden = 0) AS c
         WHERE p.id = c.id AND (c.liked <> c.likes OR c.replied <> c.replies)",
        params![topic],
    )?;
    Ok(())
}

pub(super) fn count_topic(tx: &Writer<'_>, topic: TopicId) -> Result<()> {
    tx.execute(
        "UPDATE forum_topics AS t SET
            likes_count = (SELECT count(*) FROM forum_topic_likes l WHERE l.topic_id = t.id)
                + coalesce((SELECT i.likes FROM forum_imported_likes i
                            WHERE i.object_id = t.id), 0),
            replies_count = (SELECT count(*) FROM forum_posts p WHERE p.topic_id = t.id
                             AND p.is_hidden = 0 AND p.deleted_at IS NULL)
         WHERE t.id = ?1",
        params![topic],
    )?;
    Ok(())
}
