//! Every statement of loading.

use platform::{Result, Time, id::PersonId};
use store::{Reader, Writer, named_params, params};

use super::{LoadedPost, LoadedTopic};
use crate::forum::{PostId, Title, TopicId};

pub(super) fn insert_topic(tx: &Writer<'_>, topic: &LoadedTopic) -> Result<()> {
    let title = Title::kept(topic.title.clone());
    tx.execute(
        "INSERT INTO forum_topics (id, category_id, organization_id, author_id, visibility,
                is_pinned, is_locked, views_count, last_activity_at, created_at, updated_at,
                edited_at, slug, title, title_key, tags, excerpt, html_version, html, content)
         VALUES (:id, :category, :organization, :author, :visibility, :pinned, :locked, :views,
                 :created, :created, :created, :edited, :slug, :title, :key, :tags, :excerpt,
                 :renderer, :html, :content)",
        named_params! {
            ":id": topic.id, ":category": topic.category, ":organization": topic.organization,
            ":author": topic.author, ":visibility": topic.visibility, ":pinned": topic.is_pinned,
            ":locked": topic.is_locked, ":views": topic.views, ":created": topic.created_at,
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

/// Adds a post; one whose parent is not there answers the topic.
pub(super) fn insert_post(
    tx: &Writer<'_>,
    post: &LoadedPost,
    above: Option<(PostId, i64)>,
) -> Result<()> {
    tx.execute(
        "INSERT INTO forum_posts (id, topic_id, parent_post_id, root_post_id, depth, author_id,
                created_at, updated_at, edited_at, html_version, html, content)
         VALUES (:id, :topic, :parent, :root, :depth, :author, :created, :created, :edited,
                 :renderer, :html, :content)",
        named_params! {
            ":id": post.id, ":topic": post.topic, ":parent": above.and(post.parent),
            ":root": above.map_or(post.id, |(root, _)| root),
            ":depth": above.map_or(0, |(_, depth)| depth + 1), ":author": post.author,
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

pub(super) fn count_posts(tx: &Writer<'_>, topic: TopicId) -> Result<()> {
    tx.execute(
        "UPDATE forum_posts AS p SET
            likes_count = (SELECT count(*) FROM forum_post_likes l WHERE l.post_id = p.id),
            replies_count = (SELECT count(*) FROM forum_posts c WHERE c.parent_post_id = p.id AND c.is_hidden = 0)
         WHERE p.topic_id = ?1 AND p.is_hidden = 0",
        params![topic],
    )?;
    Ok(())
}

pub(super) fn count_topic(tx: &Writer<'_>, topic: TopicId) -> Result<()> {
    tx.execute(
        "UPDATE forum_topics AS t SET
            likes_count = (SELECT count(*) FROM forum_topic_likes l WHERE l.topic_id = t.id),
            replies_count = (SELECT count(*) FROM forum_posts p WHERE p.topic_id = t.id
                             AND p.is_hidden = 0 AND p.deleted_at IS NULL)
         WHERE t.id = ?1",
        params![topic],
    )?;
    Ok(())
}
