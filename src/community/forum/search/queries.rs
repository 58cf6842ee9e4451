//! Every statement of the forum's search documents.

use platform::{
    Result,
    id::{AnyId, OrganizationId, PersonId},
};
use store::{Reader, Row, params};

use super::Row as Document;
use crate::forum::{PostId, TopicId};

const TOPICS: &str = "SELECT t.id, NULL, t.organization_id, t.author_id, t.visibility, t.author_id,
        CASE WHEN a.deleted_at IS NULL THEN a.display_name ELSE '' END,
        trim(o.name_en || ' ' || o.name_ar), c.slug, t.title, t.tags, t.content, t.created_at,
        t.likes_count, t.replies_count, t.best_answer_post_id IS NOT NULL
    FROM forum_topics t
    JOIN people a ON a.id = t.author_id
    JOIN organizations o ON o.id = t.organization_id
    JOIN forum_categories c ON c.id = t.category_id
    WHERE t.deleted_at IS NULL";

const POSTS: &str = "SELECT p.id, t.id, t.organization_id, t.author_id, t.visibility, p.author_id,
        CASE WHEN a.deleted_at IS NULL THEN a.display_name ELSE '' END,
        '', c.slug, '', t.tags, p.content, p.created_at,
        p.likes_count, p.replies_count, p.id IS t.best_answer_post_id
    FROM forum_posts p
    JOIN forum_topics t ON t.id = p.topic_id
    JOIN people a ON a.id = p.author_id
    JOIN forum_categories c ON c.id = t.category_id
    WHERE t.deleted_at IS NULL AND p.deleted_at IS NULL";

fn found(r: &Row<'_>) -> rusqlite::Result<Document> {
    Ok(Document {
        id: r.get(0)?,
        topic: r.get(1)?,
        organization: r.get(2)?,
        topic_author: r.get(3)?,
        visibility: r.get(4)?,
        author: r.get(5)?,
        author_name: r.get(6)?,
        company: r.get(7)?,
        category: r.get(8)?,
        title: r.get(9)?,
        tags: serde_json::from_str(r.get_ref(10)?.as_str()?).unwrap_or_default(),
        content: r.get(11)?,
        created_at: r.get(12)?,
        likes: r.get(13)?,
        replies: r.get(14)?,
        answers: r.get(15)?,
    })
}

pub(super) fn topic(db: &Reader<'_>, id: TopicId) -> Result<Option<Document>> {
    Ok(db.optional(&format!("{TOPICS} AND t.id = ?1"), params![id], found)?)
}

pub(super) fn posts_of_topic(db: &Reader<'_>, id: TopicId) -> Result<Vec<Document>> {
    Ok(db.all(&format!("{POSTS} AND p.topic_id = ?1"), params![id], found)?)
}

pub(super) fn post(db: &Reader<'_>, id: PostId) -> Result<Option<Document>> {
    Ok(db.optional(&format!("{POSTS} AND p.id = ?1"), params![id], found)?)
}

pub(super) fn topic_page(
    db: &Reader<'_>,
    after: Option<AnyId>,
    limit: u32,
) -> Result<Vec<Document>> {
    let sql = format!("{TOPICS} AND t.id > coalesce(?1, x'') ORDER BY t.id LIMIT ?2");
    Ok(db.all(&sql, params![after, limit], found)?)
}

pub(super) fn post_page(
    db: &Reader<'_>,
    after: Option<AnyId>,
    limit: u32,
) -> Result<Vec<Document>> {
    let sql = format!("{POSTS} AND p.id > coalesce(?1, x'') ORDER BY p.id LIMIT ?2");
    Ok(db.all(&sql, params![after, limit], found)?)
}

/// Whether a person wrote something public.
pub fn is_public_author(db: &Reader<'_>, person: PersonId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM forum_topics t WHERE t.author_id = ?1
                   AND t.visibility = 'public' AND t.deleted_at IS NULL)
               OR EXISTS (SELECT 1 FROM forum_posts p JOIN forum_topics t ON t.id = p.topic_id
                   WHERE p.author_id = ?1 AND p.deleted_at IS NULL
                     AND t.visibility = 'public' AND t.deleted_at IS NULL)";
    Ok(db.one(sql, params![person], |r| r.get(0))?)
}

/// How many topics an organisation has.
pub fn topics_of(db: &Reader<'_>, organization: OrganizationId) -> Result<u64> {
    let sql = "SELECT count(*) FROM forum_topics WHERE organization_id = ?1 AND deleted_at IS NULL";
    count(db, sql, organization)
}

/// How many posts stand in the topics of an organisation.
pub fn posts_of(db: &Reader<'_>, organization: OrganizationId) -> Result<u64> {
    let sql = "SELECT coalesce(sum(replies_count), 0) FROM forum_topics
               WHERE organization_id = ?1 AND deleted_at IS NULL";
    count(db, sql, organization)
}

fn count(db: &Reader<'_>, sql: &str, organization: OrganizationId) -> Result<u64> {
    Ok(db
        .one(sql, params![organization], |r| r.get::<_, i64>(0))?
        .max(0) as u64)
}
