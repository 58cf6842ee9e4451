//! Every statement of the home page. Each loads only what the scope reaches.

use platform::{
    Result, Scope, Time,
    id::{AnyId, PersonId},
    visibility,
};
use rusqlite::ToSql;
use store::{Reader, Row, params};

/// A topic as home lists it.
pub(super) struct TopicLine {
    pub(super) id: AnyId,
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) excerpt: String,
    pub(super) category_en: String,
    pub(super) category_ar: String,
    pub(super) category_kind: String,
    pub(super) category_slug: String,
    pub(super) author: String,
    pub(super) replies: i64,
    pub(super) likes: i64,
    pub(super) is_answered: bool,
    pub(super) at: Time,
}

/// A use case as home lists it.
pub(super) struct CaseLine {
    pub(super) id: AnyId,
    pub(super) slug: String,
    pub(super) title_en: String,
    pub(super) title_ar: String,
    pub(super) company: String,
    pub(super) is_draft: bool,
}

/// What there is in all that the viewer may see.
#[derive(Clone, Copy, Default)]
pub(super) struct Totals {
    pub(super) topics: i64,
    pub(super) answered: i64,
    pub(super) use_cases: i64,
}

fn topic_line(r: &Row<'_>) -> rusqlite::Result<TopicLine> {
    Ok(TopicLine {
        id: r.get(0)?,
        slug: r.get(1)?,
        title: r.get(2)?,
        excerpt: r.get(3)?,
        category_en: r.get(4)?,
        category_ar: r.get(5)?,
        category_kind: r.get(6)?,
        category_slug: r.get(7)?,
        author: r.get(8)?,
        replies: r.get(9)?,
        likes: r.get(10)?,
        is_answered: r.get(11)?,
        at: r.get(12)?,
    })
}

fn topics(
    db: &Reader<'_>,
    scope: &Scope,
    condition: &str,
    order: &str,
    limit: u32,
) -> Result<Vec<TopicLine>> {
    let sql = format!(
        "SELECT t.id, t.slug, t.title, t.excerpt, c.name_en, c.name_ar, c.kind, c.slug, p.display_name, t.replies_count, t.likes_count, t.best_answer_post_id IS NOT NULL,
                t.last_activity_at
         FROM forum_topics t JOIN forum_categories c ON c.id = t.category_id
              JOIN people p ON p.id = t.author_id
         WHERE t.deleted_at IS NULL AND {} {condition} ORDER BY {order} LIMIT :limit",
        visibility::sql("t")
    );
    let mut bound = scope.bind().to_vec();
    bound.push((":limit", &limit as &dyn ToSql));
    Ok(db.all(&sql, bound.as_slice(), topic_line)?)
}

/// The topics where something happened last.
pub(super) fn latest_topics(db: &Reader<'_>, scope: &Scope, limit: u32) -> Result<Vec<TopicLine>> {
    topics(db, scope, "", "t.last_activity_at DESC, t.id DESC", limit)
}

/// Questions of others that nobody has answered yet, oldest first.
pub(super) fn unanswered_topics(
    db: &Reader<'_>,
    scope: &Scope,
    limit: u32,
) -> Result<Vec<TopicLine>> {
    let condition = "AND t.replies_count = 0 AND t.is_locked = 0 AND t.author_id <> :scope_person";
    topics(db, scope, condition, "t.created_at DESC, t.id DESC", limit)
}

/// The viewer's own questions with replies but without a best answer.
pub(super) fn undecided_topics(
    db: &Reader<'_>,
    scope: &Scope,
    limit: u32,
) -> Result<Vec<TopicLine>> {
    let condition =
        "AND t.author_id = :scope_person AND t.replies_count > 0 AND t.best_answer_post_id IS NULL";
    topics(
        db,
        scope,
        condition,
        "t.last_activity_at DESC, t.id DESC",
        limit,
    )
}

const CASE: &str = "SELECT u.id, u.slug, u.title_en, u.title_ar, u.company_name,
                           u.status = 'draft' FROM use_cases u";

fn case_line(r: &Row<'_>) -> rusqlite::Result<CaseLine> {
    Ok(CaseLine {
        id: r.get(0)?,
        slug: r.get(1)?,
        title_en: r.get(2)?,
        title_ar: r.get(3)?,
        company: r.get(4)?,
        is_draft: r.get(5)?,
    })
}

/// Published use cases, featured ones first, then the newest.
pub(super) fn latest_cases(db: &Reader<'_>, scope: &Scope, limit: u32) -> Result<Vec<CaseLine>> {
    let sql = format!(
        "{CASE} WHERE u.status = 'published' AND u.deleted_at IS NULL AND {}
         ORDER BY u.is_featured DESC, u.published_at DESC, u.id DESC LIMIT :limit",
        visibility::sql("u")
    );
    let mut bound = scope.bind().to_vec();
    bound.push((":limit", &limit as &dyn ToSql));
    Ok(db.all(&sql, bound.as_slice(), case_line)?)
}

/// A person's own drafts, the last changed first.
pub(super) fn drafts(db: &Reader<'_>, person: PersonId, limit: u32) -> Result<Vec<CaseLine>> {
    let sql = format!(
        "{CASE} WHERE u.author_id = ?1 AND u.status = 'draft' AND u.deleted_at IS NULL
         ORDER BY u.updated_at DESC LIMIT ?2"
    );
    Ok(db.all(&sql, params![person, limit], case_line)?)
}

/// Use cases of the organisation that wait for a moderator.
pub(super) fn in_review(db: &Reader<'_>, scope: &Scope) -> Result<i64> {
    let sql = "SELECT count(*) FROM use_cases WHERE organization_id = ?1 AND status = 'in_review' AND deleted_at IS NULL";
    Ok(db.one(sql, params![scope.organization], |r| r.get(0))?)
}

pub(super) fn totals(db: &Reader<'_>, scope: &Scope) -> Result<Totals> {
    let bound = scope.bind();
    let topics = format!(
        "SELECT count(*), count(t.best_answer_post_id) FROM forum_topics t WHERE t.deleted_at IS NULL AND {}",
        visibility::sql("t")
    );
    let (topics, answered) = db.one(&topics, bound.as_slice(), |r| Ok((r.get(0)?, r.get(1)?)))?;
    let cases = format!(
        "SELECT count(*) FROM use_cases u WHERE u.status = 'published' AND u.deleted_at IS NULL AND {}",
        visibility::sql("u")
    );
    let use_cases = db.one(&cases, bound.as_slice(), |r| r.get(0))?;
    Ok(Totals {
        topics,
        answered,
        use_cases,
    })
}
