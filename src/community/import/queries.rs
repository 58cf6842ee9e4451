//! Every statement on what was brought in.

use platform::{
    Result, Time,
    id::{Id, OrganizationId, PersonId},
};
use store::{Reader, Writer, params};

use crate::forum::{CategoryId, TopicId};

/// A source that was taken in before, at least in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) id: i64,
    pub(super) authors_organization: OrganizationId,
    pub(super) former_member: PersonId,
    pub(super) last_vote: i64,
    pub(super) is_unsettled: bool,
}

/// What a foreign number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A question, which is a topic here.
    Topic,
    /// An answer, which is a post here.
    Post,
    /// A comment, which is a post here.
    Comment,
    /// A user, who is a person here.
    User,
    /// A user who wrote but has no row of his own yet.
    Unnamed,
    /// An accepted answer; it leads to its topic.
    Accepted,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Post => "post",
            Self::Comment => "comment",
            Self::User => "user",
            Self::Unnamed => "unnamed",
            Self::Accepted => "accepted",
        }
    }
}

pub(super) fn find(db: &Reader<'_>, kind: &str, name: &str) -> Result<Option<Import>> {
    let sql = "SELECT id, authors_organization_id, former_member_id, last_vote, is_unsettled
               FROM imports WHERE kind = ?1 AND name = ?2";
    Ok(db.optional(sql, params![kind, name], |r| {
        Ok(Import {
            id: r.get(0)?,
            authors_organization: r.get(1)?,
            former_member: r.get(2)?,
            last_vote: r.get(3)?,
            is_unsettled: r.get(4)?,
        })
    })?)
}

pub(super) fn insert(
    tx: &Writer<'_>,
    (kind, name): (&str, &str),
    authors_organization: OrganizationId,
    former_member: PersonId,
    now: Time,
) -> Result<()> {
    tx.execute(
        "INSERT INTO imports (id, kind, name, authors_organization_id, former_member_id, created_at)
         SELECT coalesce(max(id), 0) + 1, ?1, ?2, ?3, ?4, ?5 FROM imports",
        params![kind, name, authors_organization, former_member, now],
    )?;
    Ok(())
}

/// Notes what became of something; false when that was noted before.
pub(super) fn note<K: ?Sized>(
    tx: &Writer<'_>,
    import: i64,
    kind: Kind,
    foreign: i64,
    id: Id<K>,
) -> Result<bool> {
    let sql = "INSERT INTO imports_map (import_id, kind, foreign_id, id) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, params![import, kind.as_str(), foreign, id])? > 0)
}

/// What became of something.
pub(super) fn noted<K: ?Sized>(
    db: &Reader<'_>,
    import: i64,
    kind: Kind,
    foreign: i64,
) -> Result<Option<Id<K>>> {
    let sql = "SELECT id FROM imports_map WHERE import_id = ?1 AND kind = ?2 AND foreign_id = ?3";
    Ok(db.optional(sql, params![import, kind.as_str(), foreign], |r| r.get(0))?)
}

/// Whether anything was brought in.
pub(super) fn has_any(db: &Reader<'_>, import: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM imports_map WHERE import_id = ?1";
    Ok(db.exists(sql, params![import])?)
}

/// A user whose row came after what he wrote.
pub(super) fn name_user(tx: &Writer<'_>, import: i64, foreign: i64) -> Result<()> {
    let sql = "UPDATE imports_map SET kind = 'user'
               WHERE import_id = ?1 AND kind = 'unnamed' AND foreign_id = ?2";
    tx.execute(sql, params![import, foreign])?;
    Ok(())
}

/// Adds up-votes to those of a post.
pub(super) fn add_votes(tx: &Writer<'_>, import: i64, foreign: i64, votes: u32) -> Result<()> {
    let sql = "INSERT INTO imports_votes (import_id, foreign_id, votes) VALUES (?1, ?2, ?3)
               ON CONFLICT DO UPDATE SET votes = votes + excluded.votes";
    tx.execute(sql, params![import, foreign, votes])?;
    Ok(())
}

/// The up-votes of a post.
pub(super) fn votes(db: &Reader<'_>, import: i64, foreign: i64) -> Result<u32> {
    let sql = "SELECT votes FROM imports_votes WHERE import_id = ?1 AND foreign_id = ?2";
    let found = db.optional(sql, params![import, foreign], |r| r.get(0))?;
    Ok(found.unwrap_or(0))
}

/// How many up-votes are of posts that were not brought in.
pub(super) fn votes_without_post(db: &Reader<'_>, import: i64) -> Result<u64> {
    let sql = "SELECT coalesce(sum(v.votes), 0) FROM imports_votes v
               WHERE v.import_id = ?1 AND NOT EXISTS (SELECT 1 FROM imports_map m
                   WHERE m.import_id = v.import_id AND m.kind IN ('topic', 'post')
                     AND m.foreign_id = v.foreign_id)";
    Ok(db.one(sql, params![import], |r| r.get::<_, i64>(0))? as u64)
}

/// Notes up to which vote the votes are counted.
pub(super) fn set_last_vote(tx: &Writer<'_>, import: i64, last: i64) -> Result<()> {
    let sql = "UPDATE imports SET last_vote = max(last_vote, ?2) WHERE id = ?1";
    tx.execute(sql, params![import, last])?;
    Ok(())
}

/// Notes that the counters of a topic have to be brought up to date.
pub(super) fn unsettle(tx: &Writer<'_>, import: i64, topic: TopicId) -> Result<()> {
    let sql = "INSERT INTO imports_unsettled (import_id, topic_id) VALUES (?1, ?2)
               ON CONFLICT DO NOTHING";
    tx.execute(sql, params![import, topic])?;
    Ok(())
}

pub(super) fn set_unsettled(tx: &Writer<'_>, import: i64, unsettled: bool) -> Result<()> {
    let sql = "UPDATE imports SET is_unsettled = ?2 WHERE id = ?1 AND is_unsettled <> ?2";
    tx.execute(sql, params![import, unsettled])?;
    Ok(())
}

pub(super) fn settled(tx: &Writer<'_>, import: i64, topic: TopicId) -> Result<()> {
    let sql = "DELETE FROM imports_unsettled WHERE import_id = ?1 AND topic_id = ?2";
    tx.execute(sql, params![import, topic])?;
    Ok(())
}

/// Some of the topics that wait, and to which organisation they belong.
pub(super) fn unsettled(
    db: &Reader<'_>,
    import: i64,
    limit: u32,
) -> Result<Vec<(TopicId, OrganizationId)>> {
    let sql = "SELECT u.topic_id, t.organization_id FROM imports_unsettled u
               JOIN forum_topics t ON t.id = u.topic_id
               WHERE u.import_id = ?1 ORDER BY u.topic_id LIMIT ?2";
    Ok(db.all(sql, params![import, limit], |r| Ok((r.get(0)?, r.get(1)?)))?)
}

pub(super) fn count_unsettled(db: &Reader<'_>, import: i64) -> Result<u64> {
    let sql = "SELECT count(*) FROM imports_unsettled WHERE import_id = ?1";
    Ok(db.one(sql, params![import], |r| r.get::<_, i64>(0))? as u64)
}

/// The organisation of the person who operates the server, the first of them.
pub(super) fn operators_organization(db: &Reader<'_>) -> Result<Option<OrganizationId>> {
    let sql = "SELECT p.organization_id FROM people p
               JOIN person_roles h ON h.person_id = p.id
               JOIN roles r ON r.id = h.role_id
               WHERE r.key = 'owner' AND r.is_system = 1 AND p.deleted_at IS NULL
               ORDER BY p.created_at, p.id LIMIT 1";
    Ok(db.optional(sql, [], |r| r.get(0))?)
}

pub(super) fn organization_by_slug(db: &Reader<'_>, slug: &str) -> Result<Option<OrganizationId>> {
    let sql = "SELECT id FROM organizations WHERE slug = ?1";
    Ok(db.optional(sql, params![slug], |r| r.get(0))?)
}

/// A category by its short name; without one, the general category.
pub(super) fn category(db: &Reader<'_>, slug: Option<&str>) -> Result<Option<CategoryId>> {
    let sql = "SELECT id FROM forum_categories WHERE ?1 IS NULL OR slug = ?1
               ORDER BY slug = 'general' DESC, kind = 'general' DESC, position, id LIMIT 1";
    Ok(db.optional(sql, params![slug], |r| r.get(0))?)
}

/// The short names of all categories, in their order.
pub(super) fn category_slugs(db: &Reader<'_>) -> Result<Vec<String>> {
    let sql = "SELECT slug FROM forum_categories ORDER BY position, id";
    Ok(db.all(sql, [], |r| r.get(0))?)
}
