//! Every statement of the sample data.

use platform::{
    Result, Time,
    id::{AnyId, FileId, Id, PersonId},
};
use store::{Reader, Writer, params};

use crate::forum::CategoryId;

/// A loading of the sample data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LoadRow {
    pub(super) scale: u32,
    pub(super) is_complete: bool,
    pub(super) opened_guests: bool,
}

pub(super) fn load_of(db: &Reader<'_>) -> Result<Option<LoadRow>> {
    let sql = "SELECT scale, is_complete, opened_guests FROM sample_loads WHERE id = 1";
    Ok(db.optional(sql, [], |r| {
        Ok(LoadRow {
            scale: r.get(0)?,
            is_complete: r.get(1)?,
            opened_guests: r.get(2)?,
        })
    })?)
}

pub(super) fn begin(tx: &Writer<'_>, scale: u32, opened_guests: bool, now: Time) -> Result<()> {
    let sql = "INSERT INTO sample_loads (id, scale, is_complete, opened_guests, loaded_at)
               VALUES (1, ?1, 0, ?2, ?3)";
    tx.execute(sql, params![scale, opened_guests, now])?;
    Ok(())
}

pub(super) fn complete(tx: &Writer<'_>) -> Result<()> {
    tx.execute("UPDATE sample_loads SET is_complete = 1", [])?;
    Ok(())
}

/// Marks an organisation or a person as sample data.
pub(super) fn mark<K: ?Sized>(tx: &Writer<'_>, kind: &str, id: Id<K>) -> Result<()> {
    let sql = "INSERT INTO sample_objects (kind, id) VALUES (?1, ?2)";
    tx.execute(sql, params![kind, id])?;
    Ok(())
}

/// Whether somebody operates the server.
pub(super) fn has_operator(db: &Reader<'_>) -> Result<bool> {
    Ok(db.exists(
        "SELECT 1 FROM people p JOIN person_roles h ON h.person_id = p.id
         JOIN roles r ON r.id = h.role_id
         WHERE r.key = 'owner' AND r.is_system = 1 AND p.deleted_at IS NULL",
        [],
    )?)
}

pub(super) fn categories(db: &Reader<'_>) -> Result<Vec<(String, CategoryId)>> {
    let sql = "SELECT slug, id FROM forum_categories";
    Ok(db.all(sql, [], |r| Ok((r.get(0)?, r.get(1)?)))?)
}

/// Some of the topics of sample people.
pub(super) fn topics(db: &Reader<'_>, limit: u32) -> Result<Vec<AnyId>> {
    let sql = "SELECT t.id FROM sample_objects s JOIN forum_topics t ON t.author_id = s.id
               WHERE s.kind = 'person' LIMIT ?1";
    Ok(db.all(sql, params![limit], |r| r.get(0))?)
}

/// Some of the use cases of sample people.
pub(super) fn cases(db: &Reader<'_>, limit: u32) -> Result<Vec<AnyId>> {
    let sql = "SELECT u.id FROM sample_objects s JOIN use_cases u ON u.author_id = s.id
               WHERE s.kind = 'person' LIMIT ?1";
    Ok(db.all(sql, params![limit], |r| r.get(0))?)
}

/// Takes a topic out with all that hangs on it.
pub(super) fn delete_topic(tx: &Writer<'_>, id: AnyId) -> Result<()> {
    tx.execute(
        "DELETE FROM forum_imported_likes WHERE object_id = ?1
            OR object_id IN (SELECT id FROM forum_posts WHERE topic_id = ?1)",
        params![id],
    )?;
    tx.execute(
        "DELETE FROM file_links WHERE resource_type = 'forum_topic' AND resource_id = ?1",
        params![id],
    )?;
    tx.execute(
        "DELETE FROM file_links WHERE resource_type = 'forum_post' AND resource_id IN
            (SELECT id FROM forum_posts WHERE topic_id = ?1)",
        params![id],
    )?;
    forget_told(tx, id)?;
    tx.execute("DELETE FROM forum_topics WHERE id = ?1", params![id])?;
    Ok(())
}

/// Takes a use case out with all that hangs on it.
pub(super) fn delete_case(tx: &Writer<'_>, id: AnyId) -> Result<()> {
    tx.execute(
        "DELETE FROM file_links WHERE resource_type = 'use_case' AND resource_id = ?1",
        params![id],
    )?;
    forget_told(tx, id)?;
    tx.execute("DELETE FROM use_cases WHERE id = ?1", params![id])?;
    Ok(())
}

/// What anybody was told of something that goes.
fn forget_told(tx: &Writer<'_>, id: AnyId) -> Result<()> {
    tx.execute(
        "DELETE FROM notifications WHERE within_id = ?1",
        params![id],
    )?;
    Ok(())
}

/// The topics of others that sample people wrote in or liked.
pub(super) fn foreign_topics(db: &Reader<'_>) -> Result<Vec<AnyId>> {
    let sql = "SELECT topic_id FROM forum_posts
               WHERE author_id IN (SELECT id FROM sample_objects WHERE kind = 'person')
               UNION
               SELECT topic_id FROM forum_topic_likes
               WHERE person_id IN (SELECT id FROM sample_objects WHERE kind = 'person')
               UNION
               SELECT p.topic_id FROM forum_post_likes l JOIN forum_posts p ON p.id = l.post_id
               WHERE l.person_id IN (SELECT id FROM sample_objects WHERE kind = 'person')";
    Ok(db.all(sql, [], |r| r.get(0))?)
}

/// The use cases of others that sample people liked or saved.
pub(super) fn foreign_cases(db: &Reader<'_>) -> Result<Vec<AnyId>> {
    let sql = "SELECT use_case_id FROM use_case_likes
               WHERE person_id IN (SELECT id FROM sample_objects WHERE kind = 'person')
               UNION
               SELECT use_case_id FROM use_case_saves
               WHERE person_id IN (SELECT id FROM sample_objects WHERE kind = 'person')";
    Ok(db.all(sql, [], |r| r.get(0))?)
}

/// Forgets the files of sample people. Their bytes stay until the folder is tidied: another copy of
/// it may be under way.
pub(super) fn delete_files(tx: &Writer<'_>) -> Result<()> {
    tx.execute(
        "DELETE FROM files
         WHERE uploader_id IN (SELECT id FROM sample_objects WHERE kind = 'person')
            OR organization_id IN (SELECT id FROM sample_objects WHERE kind = 'organization')",
        [],
    )?;
    Ok(())
}

/// Use cases of others that a sample person changed last are their authors' again.
pub(super) fn give_back_cases(tx: &Writer<'_>) -> Result<()> {
    tx.execute(
        "UPDATE use_cases SET changed_by = author_id
         WHERE changed_by IN (SELECT id FROM sample_objects WHERE kind = 'person')",
        [],
    )?;
    Ok(())
}

/// What sample people gave to the objects of others.
pub(super) fn delete_likes(tx: &Writer<'_>) -> Result<()> {
    const PERSON: &str = "person_id IN (SELECT id FROM sample_objects WHERE kind = 'person')";
    for table in [
        "forum_topic_likes",
        "forum_post_likes",
        "use_case_likes",
        "use_case_saves",
    ] {
        tx.execute(&format!("DELETE FROM {table} WHERE {PERSON}"), [])?;
    }
    Ok(())
}

/// Takes out the conversations in which none but sample people ever took part.
pub(super) fn delete_conversations(tx: &Writer<'_>) -> Result<()> {
    tx.execute(
        "DELETE FROM conversations WHERE creator_id IN
            (SELECT id FROM sample_objects WHERE kind = 'person')
            AND NOT EXISTS (SELECT 1 FROM conversation_participants p
                WHERE p.conversation_id = conversations.id AND p.person_id NOT IN
                    (SELECT id FROM sample_objects WHERE kind = 'person'))",
        [],
    )?;
    Ok(())
}

/// Sample people who wrote in the topics of others or talk with them; their rows must stay.
pub(super) fn people_who_wrote(db: &Reader<'_>) -> Result<Vec<PersonId>> {
    let sql = "SELECT s.id FROM sample_objects s WHERE s.kind = 'person'
               AND (EXISTS (SELECT 1 FROM forum_posts p WHERE p.author_id = s.id)
                    OR EXISTS (SELECT 1 FROM conversation_participants c WHERE c.person_id = s.id))";
    Ok(db.all(sql, [], |r| r.get(0))?)
}

/// A sample person of whom nothing is left but what he wrote elsewhere.
pub(super) fn empty_person(tx: &Writer<'_>, id: PersonId, now: Time) -> Result<()> {
    tx.execute(
        "UPDATE people SET email = '', email_key = NULL, password_hash = NULL, phone = '', bio = '',
            avatar_file_id = NULL, status = 'inactive', updated_at = ?2, deleted_at = ?2
         WHERE id = ?1",
        params![id, now],
    )?;
    tx.execute("DELETE FROM person_roles WHERE person_id = ?1", params![id])?;
    tx.execute("DELETE FROM sessions WHERE person_id = ?1", params![id])?;
    tx.execute(
        "DELETE FROM sample_objects WHERE kind = 'person' AND id = ?1",
        params![id],
    )?;
    Ok(())
}

/// Takes out the sample people, and the sample organisations that nobody is left in.
pub(super) fn delete_people(tx: &Writer<'_>) -> Result<()> {
    tx.execute(
        "DELETE FROM people WHERE id IN (SELECT id FROM sample_objects WHERE kind = 'person')",
        [],
    )?;
    tx.execute(
        "DELETE FROM role_permissions WHERE role_id IN (SELECT r.id FROM roles r
            WHERE r.organization_id IN (SELECT id FROM sample_objects WHERE kind = 'organization'))",
        [],
    )?;
    tx.execute(
        "DELETE FROM roles WHERE organization_id IN
            (SELECT id FROM sample_objects WHERE kind = 'organization')
            AND NOT EXISTS (SELECT 1 FROM person_roles h WHERE h.role_id = roles.id)",
        [],
    )?;
    tx.execute(
        "DELETE FROM organizations WHERE id IN
            (SELECT id FROM sample_objects WHERE kind = 'organization')
            AND NOT EXISTS (SELECT 1 FROM people p WHERE p.organization_id = organizations.id)
            AND NOT EXISTS (SELECT 1 FROM roles r WHERE r.organization_id = organizations.id)
            AND NOT EXISTS (SELECT 1 FROM files f WHERE f.organization_id = organizations.id)",
        [],
    )?;
    Ok(())
}

/// Forgets that there was sample data.
pub(super) fn forget(tx: &Writer<'_>) -> Result<()> {
    tx.execute("DELETE FROM sample_objects", [])?;
    tx.execute("DELETE FROM sample_loads", [])?;
    Ok(())
}

/// One number, by a statement of [`super::verify`].
pub(super) fn number(db: &Reader<'_>, what: Figure) -> Result<u64> {
    Ok(db.one(what.sql(), [], |r| r.get::<_, i64>(0))? as u64)
}

/// The hashes of the pictures that use cases show, as they lie on the disk.
pub(super) fn shown_files(db: &Reader<'_>) -> Result<Vec<(FileId, [u8; 32])>> {
    let sql = "SELECT f.id, f.sha256 FROM files f
               JOIN file_links l ON l.file_id = f.id AND l.resource_type = 'use_case'
               WHERE f.uploader_id IN (SELECT id FROM sample_objects WHERE kind = 'person')
                 AND f.deleted_at IS NULL";
    Ok(db.all(sql, [], |r| Ok((r.get(0)?, r.get(1)?)))?)
}

/// What can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    ActiveOrganizations,
    TrialOrganizations,
    People,
    Administrators,
    Categories,
    Topics,
    Posts,
    UseCases,
    Pictures,
    BestAnswers,
    WrongTopicCounts,
    WrongPostCounts,
    WrongUseCaseCounts,
    LostParents,
    WrongBestAnswers,
    WrongSums,
    LostPictures,
    ToldOfOwn,
    WrongTimes,
    Conversations,
    Messages,
    LostMessages,
}

/// Notifications of what the person did himself.
const TOLD_OF_OWN: &str = "SELECT count(*) FROM notifications n JOIN notification_actors a
    ON a.notification_id = n.id WHERE a.person_id = n.person_id";

impl Figure {
    const fn sql(self) -> &'static str {
        match self {
            Self::ActiveOrganizations => {
                "SELECT count(*) FROM organizations o JOIN sample_objects s
                 ON s.kind = 'organization' AND s.id = o.id WHERE o.status = 'active'"
            }
            Self::TrialOrganizations => {
                "SELECT count(*) FROM organizations o JOIN sample_objects s
                 ON s.kind = 'organization' AND s.id = o.id WHERE o.status = 'trial'"
            }
            Self::People => {
                "SELECT count(*) FROM people p JOIN sample_objects s
                 ON s.kind = 'person' AND s.id = p.id WHERE p.deleted_at IS NULL"
            }
            // Every sample organisation has somebody who administers it.
            Self::Administrators => {
                "SELECT count(*) FROM sample_objects s WHERE s.kind = 'organization' AND EXISTS
                 (SELECT 1 FROM people p JOIN person_roles h ON h.person_id = p.id
                  JOIN roles r ON r.id = h.role_id AND r.key = 'admin'
                  WHERE p.organization_id = s.id)"
            }
            Self::Categories => "SELECT count(*) FROM forum_categories",
            Self::Topics => {
                "SELECT count(*) FROM forum_topics t JOIN sample_objects s
                 ON s.kind = 'person' AND s.id = t.author_id WHERE t.deleted_at IS NULL"
            }
            Self::Posts => {
                "SELECT count(*) FROM sample_objects s JOIN forum_topics t ON t.author_id = s.id
                 JOIN forum_posts p ON p.topic_id = t.id AND p.is_hidden = 0
                 WHERE s.kind = 'person' AND t.deleted_at IS NULL AND p.deleted_at IS NULL"
            }
            Self::UseCases => {
                "SELECT count(*) FROM use_cases u JOIN sample_objects s
                 ON s.kind = 'person' AND s.id = u.author_id
                 WHERE u.status = 'published' AND u.deleted_at IS NULL"
            }
            Self::Pictures => {
                "SELECT count(*) FROM file_links l JOIN files f ON f.id = l.file_id
                 WHERE l.resource_type = 'use_case' AND f.deleted_at IS NULL
                   AND f.uploader_id IN (SELECT id FROM sample_objects WHERE kind = 'person')"
            }
            Self::BestAnswers => {
                "SELECT count(*) FROM forum_topics t JOIN sample_objects s
                 ON s.kind = 'person' AND s.id = t.author_id
                 WHERE t.best_answer_post_id IS NOT NULL AND t.deleted_at IS NULL"
            }
            Self::Conversations => {
                "SELECT count(*) FROM conversations c JOIN sample_objects s
                 ON s.kind = 'person' AND s.id = c.creator_id"
            }
            Self::Messages => {
                "SELECT count(*) FROM sample_objects s
                 JOIN conversations c ON c.creator_id = s.id
                 JOIN messages m ON m.conversation_id = c.id
                 WHERE s.kind = 'person' AND m.deleted_at IS NULL"
            }
            other => other.relation_sql(),
        }
    }

    /// Rows that disagree with others; none is right.
    const fn relation_sql(self) -> &'static str {
        match self {
            // Also one whose number is not its place, or that was written before its author came.
            Self::LostMessages => {
                "SELECT count(*) FROM sample_objects s
                 JOIN conversations c ON c.creator_id = s.id
                 JOIN messages m ON m.conversation_id = c.id
                 WHERE s.kind = 'person' AND (m.number > c.last_number OR m.created_at > c.last_at
                    OR NOT EXISTS (SELECT 1 FROM conversation_participants p
                        WHERE p.conversation_id = c.id AND p.person_id = m.author_id)
                    OR m.created_at < (SELECT a.created_at FROM people a WHERE a.id = m.author_id))"
            }
            Self::WrongTopicCounts => {
                "SELECT count(*) FROM forum_topics t WHERE
                 t.likes_count <> (SELECT count(*) FROM forum_topic_likes l WHERE l.topic_id = t.id)
                    + coalesce((SELECT i.likes FROM forum_imported_likes i WHERE i.object_id = t.id), 0)
                 OR t.replies_count <> (SELECT count(*) FROM forum_posts p WHERE p.topic_id = t.id
                    AND p.is_hidden = 0 AND p.deleted_at IS NULL)"
            }
            Self::WrongPostCounts => {
                "SELECT count(*) FROM forum_posts p WHERE
                 p.likes_count <> (SELECT count(*) FROM forum_post_likes l WHERE l.post_id = p.id)
                    + coalesce((SELECT i.likes FROM forum_imported_likes i WHERE i.object_id = p.id), 0)
                 OR p.replies_count <> (SELECT count(*) FROM forum_posts c
                    WHERE c.parent_post_id = p.id AND c.is_hidden = 0)"
            }
            Self::WrongUseCaseCounts => {
                "SELECT count(*) FROM use_cases u WHERE
                 u.likes <> (SELECT count(*) FROM use_case_likes l WHERE l.use_case_id = u.id)
                 OR u.saves <> (SELECT count(*) FROM use_case_saves s WHERE s.use_case_id = u.id)"
            }
            Self::LostParents => {
                "SELECT count(*) FROM forum_posts p JOIN forum_posts a ON a.id = p.parent_post_id
                 WHERE a.topic_id <> p.topic_id OR a.depth + 1 <> p.depth
                    OR a.root_post_id <> p.root_post_id OR a.created_at > p.created_at"
            }
            Self::WrongBestAnswers => {
                "SELECT count(*) FROM forum_topics t
                 LEFT JOIN forum_posts p ON p.id = t.best_answer_post_id
                 WHERE t.best_answer_post_id IS NOT NULL AND p.topic_id IS NOT t.id"
            }
            Self::WrongSums => {
                "SELECT abs((SELECT count(*) FROM forum_topics WHERE deleted_at IS NULL)
                          - (SELECT coalesce(sum(topics), 0) FROM forum_counts))
                      + abs((SELECT coalesce(sum(replies_count), 0) FROM forum_topics WHERE deleted_at IS NULL)
                          - (SELECT coalesce(sum(posts), 0) FROM forum_counts))"
            }
            Self::ToldOfOwn => TOLD_OF_OWN,
            Self::LostPictures => {
                "SELECT count(*) FROM use_cases u, json_each(u.media) m
                 WHERE u.author_id IN (SELECT id FROM sample_objects WHERE kind = 'person')
                   AND NOT EXISTS (SELECT 1 FROM files f
                       JOIN file_links l ON l.file_id = f.id AND l.resource_id = u.id
                       WHERE f.id = unhex(replace(m.value ->> 'file', '-', '')) AND f.deleted_at IS NULL)"
            }
            _ => {
                "SELECT count(*) FROM sample_objects s JOIN forum_posts p ON p.author_id = s.id
                 JOIN forum_topics t ON t.id = p.topic_id JOIN people a ON a.id = s.id
                 WHERE s.kind = 'person' AND (p.created_at < t.created_at OR p.created_at < a.created_at)"
            }
        }
    }
}
