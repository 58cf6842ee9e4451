//! Every statement on mentions.

use platform::{
    Result, Time,
    id::{OrganizationId, PersonId, hex_list},
};
use store::{Reader, Writer, named_params, params};

use crate::forum::{PostId, TopicId};

/// A person `p` who may open the topic `t`: the same rule as `platform::visibility`, turned round
/// to ask for people.
pub(in crate::forum) const MAY_OPEN: &str = "p.deleted_at IS NULL AND p.status = 'active'
    AND (t.visibility = 'public'
         OR (p.organization_id = t.organization_id
             AND (t.visibility = 'organization' OR p.id = t.author_id
                  OR EXISTS (SELECT 1 FROM person_roles pr
                             JOIN role_permissions rp ON rp.role_id = pr.role_id
                             WHERE pr.person_id = p.id AND rp.permission = 'organization.manage'))))";

pub(super) fn forget(tx: &Writer<'_>, topic: TopicId, post: Option<PostId>) -> Result<()> {
    let sql = "DELETE FROM forum_mentions WHERE topic_id = ?1 AND post_id = coalesce(?2, ?1)";
    tx.execute(sql, params![topic, post])?;
    Ok(())
}

/// Notes those of the people who may open the topic.
pub(super) fn insert(
    tx: &Writer<'_>,
    topic: TopicId,
    post: Option<PostId>,
    people: &[PersonId],
    now: Time,
) -> Result<()> {
    let sql = format!(
        "INSERT INTO forum_mentions (person_id, topic_id, post_id, created_at)
         SELECT p.id, t.id, coalesce(:post, t.id), :now
         FROM json_each(:people) j
         JOIN people p ON p.id = unhex(j.value)
         JOIN forum_topics t ON t.id = :topic
         WHERE {MAY_OPEN}
         ON CONFLICT DO NOTHING"
    );
    tx.execute(
        &sql,
        named_params! {":post": post, ":topic": topic, ":people": hex_list(people), ":now": now},
    )?;
    Ok(())
}

/// The name, or one of its words, begins like the text.
const BEGINS: &str =
    "(p.display_name LIKE :begin ESCAPE '\\' OR p.display_name LIKE :word ESCAPE '\\')";

fn beginnings(text: &str) -> (String, String) {
    let text = text
        .trim()
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    (format!("{text}%"), format!("% {text}%"))
}

/// People who may open a topic: of the asking person's organisation, and whoever takes part in it.
pub(super) fn readers_of(
    db: &Reader<'_>,
    topic: TopicId,
    organization: OrganizationId,
    text: &str,
    limit: u32,
) -> Result<Vec<PersonId>> {
    let sql = format!(
        "SELECT p.id FROM forum_topics t
         JOIN people p ON p.organization_id = :organization OR p.id = t.author_id
              OR p.id IN (SELECT author_id FROM forum_posts WHERE topic_id = t.id AND deleted_at IS NULL)
         WHERE t.id = :topic AND {MAY_OPEN} AND {BEGINS}
         ORDER BY p.display_name, p.id LIMIT :limit"
    );
    let (begin, word) = beginnings(text);
    let params = named_params! {
        ":topic": topic, ":organization": organization, ":begin": begin, ":word": word, ":limit": limit,
    };
    Ok(db.all(&sql, params, |r| r.get(0))?)
}

/// People of an organisation.
pub(super) fn colleagues(
    db: &Reader<'_>,
    organization: OrganizationId,
    text: &str,
    limit: u32,
) -> Result<Vec<PersonId>> {
    let sql = format!(
        "SELECT p.id FROM people p
         WHERE p.organization_id = :organization AND p.deleted_at IS NULL AND p.status = 'active'
           AND {BEGINS}
         ORDER BY p.display_name, p.id LIMIT :limit"
    );
    let (begin, word) = beginnings(text);
    let params = named_params! {
        ":organization": organization, ":begin": begin, ":word": word, ":limit": limit,
    };
    Ok(db.all(&sql, params, |r| r.get(0))?)
}

/// People who could be named: of an organisation, and whoever takes part in a topic.
pub(super) fn nameable(
    db: &Reader<'_>,
    organization: OrganizationId,
    topic: Option<TopicId>,
) -> Result<Vec<(PersonId, String)>> {
    let sql = "SELECT p.id, p.display_name FROM people p
         WHERE (p.organization_id = :organization
                OR p.id IN (SELECT author_id FROM forum_topics WHERE id = :topic
                            UNION SELECT author_id FROM forum_posts
                                  WHERE topic_id = :topic AND deleted_at IS NULL))
           AND p.deleted_at IS NULL AND p.status = 'active'
         ORDER BY p.organization_id = :organization DESC, p.id LIMIT 20000";
    let params = named_params! {":organization": organization, ":topic": topic};
    Ok(db.all(sql, params, |r| Ok((r.get(0)?, r.get(1)?)))?)
}
