//! Every statement of the search page. Each loads only what the scope reaches.

use platform::{
    Language, Result, Scope, Time,
    id::{AnyId, OrganizationId, PersonId},
    visibility,
};
use store::{Reader, Row, named_params, params};

/// A topic or use case as a hit shows it.
pub(super) struct Shown {
    pub(super) title: String,
    pub(super) slug: String,
    pub(super) author: String,
    pub(super) created_at: Time,
    /// The post that answers a topic.
    pub(super) best: Option<AnyId>,
    /// Text for a passage: a use case's solution.
    pub(super) text: String,
}

/// A post with the topic that it belongs to.
pub(super) struct ShownPost {
    pub(super) topic: AnyId,
    pub(super) topic_title: String,
    pub(super) slug: String,
    pub(super) author: String,
    pub(super) created_at: Time,
    pub(super) content: String,
    pub(super) is_best: bool,
}

/// A colleague.
pub(super) struct ShownPerson {
    pub(super) id: PersonId,
    pub(super) organization: OrganizationId,
    pub(super) name: String,
    pub(super) job_title: String,
    pub(super) department: String,
    pub(super) bio: String,
    pub(super) created_at: Time,
}

pub(super) fn topic(db: &Reader<'_>, scope: &Scope, id: AnyId) -> Result<Option<Shown>> {
    let sql = format!(
        "SELECT t.title, t.slug, p.display_name, t.created_at, t.best_answer_post_id
         FROM forum_topics t JOIN people p ON p.id = t.author_id
         WHERE t.id = :id AND t.deleted_at IS NULL AND {}",
        visibility::sql("t")
    );
    let mut bound = scope.bind().to_vec();
    bound.push((":id", &id));
    Ok(db.optional(&sql, bound.as_slice(), |r| {
        Ok(Shown {
            title: r.get(0)?,
            slug: r.get(1)?,
            author: r.get(2)?,
            created_at: r.get(3)?,
            best: r.get(4)?,
            text: String::new(),
        })
    })?)
}

pub(super) fn post(db: &Reader<'_>, scope: &Scope, id: AnyId) -> Result<Option<ShownPost>> {
    let sql = format!(
        "SELECT t.id, t.title, t.slug, a.display_name, p.created_at, p.content,
                t.best_answer_post_id IS p.id
         FROM forum_posts p JOIN forum_topics t ON t.id = p.topic_id JOIN people a ON a.id = p.author_id
         WHERE p.id = :id AND p.deleted_at IS NULL AND t.deleted_at IS NULL AND {}",
        visibility::sql("t")
    );
    let mut bound = scope.bind().to_vec();
    bound.push((":id", &id));
    Ok(db.optional(&sql, bound.as_slice(), |r| {
        Ok(ShownPost {
            topic: r.get(0)?,
            topic_title: r.get(1)?,
            slug: r.get(2)?,
            author: r.get(3)?,
            created_at: r.get(4)?,
            content: r.get(5)?,
            is_best: r.get(6)?,
        })
    })?)
}

/// A use case, with its title in the reader's language when it has one.
pub(super) fn use_case(
    db: &Reader<'_>,
    scope: &Scope,
    id: AnyId,
    language: Language,
) -> Result<Option<Shown>> {
    let arabic = language == Language::Ar;
    let sql = format!(
        "SELECT CASE WHEN u.title_ar <> '' AND (:arabic OR u.title_en = '') THEN u.title_ar ELSE u.title_en END,
                u.slug, u.company_name,
                coalesce(u.published_at, u.created_at), u.solution
         FROM use_cases u
         WHERE u.id = :id AND u.status = 'published' AND u.deleted_at IS NULL AND {}",
        visibility::sql("u")
    );
    let mut bound = scope.bind().to_vec();
    bound.push((":id", &id));
    bound.push((":arabic", &arabic));
    Ok(db.optional(&sql, bound.as_slice(), |r| {
        Ok(Shown {
            title: r.get(0)?,
            slug: r.get(1)?,
            author: r.get(2)?,
            created_at: r.get(3)?,
            best: None,
            text: r.get(4)?,
        })
    })?)
}

const PERSON: &str =
    "SELECT id, organization_id, display_name, job_title, department, bio, created_at FROM people";

fn person_row(r: &Row<'_>) -> rusqlite::Result<ShownPerson> {
    Ok(ShownPerson {
        id: r.get(0)?,
        organization: r.get(1)?,
        name: r.get(2)?,
        job_title: r.get(3)?,
        department: r.get(4)?,
        bio: r.get(5)?,
        created_at: r.get(6)?,
    })
}

/// A colleague of the viewer.
pub(super) fn person(db: &Reader<'_>, scope: &Scope, id: AnyId) -> Result<Option<ShownPerson>> {
    let sql = format!("{PERSON} WHERE id = ?1 AND organization_id = ?2 AND deleted_at IS NULL");
    Ok(db.optional(&sql, params![id, scope.organization], person_row)?)
}

/// Anybody, for the index.
pub(super) fn any_person(db: &Reader<'_>, id: AnyId) -> Result<Option<ShownPerson>> {
    let sql = format!("{PERSON} WHERE id = ?1 AND deleted_at IS NULL");
    Ok(db.optional(&sql, params![id], person_row)?)
}

/// Everybody by id, for the index.
pub(super) fn people_after(
    db: &Reader<'_>,
    after: Option<AnyId>,
    limit: u32,
) -> Result<Vec<ShownPerson>> {
    let sql = format!(
        "{PERSON} WHERE (?1 IS NULL OR id > ?1) AND deleted_at IS NULL ORDER BY id LIMIT ?2"
    );
    Ok(db.all(&sql, params![after, limit], person_row)?)
}

/// Titles and names that contain a text, newest first: the answer while the index is not ready.
/// Gives kind and id.
pub(super) fn containing(
    db: &Reader<'_>,
    scope: &Scope,
    pattern: &str,
    limit: u32,
) -> Result<Vec<(&'static str, AnyId)>> {
    let topics = format!(
        "SELECT t.id FROM forum_topics t WHERE t.deleted_at IS NULL AND {}
         AND (t.title LIKE :pattern ESCAPE '\\' OR t.content LIKE :pattern ESCAPE '\\')
         ORDER BY t.created_at DESC LIMIT :limit",
        visibility::sql("t")
    );
    let cases = format!(
        "SELECT u.id FROM use_cases u WHERE u.status = 'published' AND u.deleted_at IS NULL AND {}
         AND (u.title_en LIKE :pattern ESCAPE '\\' OR u.title_ar LIKE :pattern ESCAPE '\\'
              OR u.summary LIKE :pattern ESCAPE '\\')
         ORDER BY u.published_at DESC LIMIT :limit",
        visibility::sql("u")
    );
    let mut found = Vec::new();
    for (kind, sql) in [("topic", topics), ("use_case", cases)] {
        let mut bound = scope.bind().to_vec();
        bound.extend([
            (":pattern", &pattern as &dyn rusqlite::ToSql),
            (":limit", &limit),
        ]);
        let ids = db.all(&sql, bound.as_slice(), |r| r.get(0))?;
        found.extend(ids.into_iter().map(|id| (kind, id)));
    }
    let people =
        "SELECT id FROM people WHERE organization_id = :organization AND deleted_at IS NULL
                  AND display_name LIKE :pattern ESCAPE '\\' ORDER BY display_name LIMIT :limit";
    let bound =
        named_params! {":organization": scope.organization, ":pattern": pattern, ":limit": limit};
    found.extend(
        db.all(people, bound, |r| r.get(0))?
            .into_iter()
            .map(|id| ("person", id)),
    );
    Ok(found)
}
