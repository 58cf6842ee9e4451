//! Every statement on topics.

use platform::{
    Result, Time,
    actor::Scope,
    id::{PersonId, hex_list},
    listing::{List, Listing, Statement},
    secret::Seal,
    visibility,
};
use store::{Reader, Row, Writer, named_params, params, types::ToSql};

use super::{
    Mine, NewTopic, Topic,
    filter::{Narrowing, Sought, UNREAD, USUAL_SORT},
};
use crate::forum::{
    PostId, TopicId, counts,
    text::{self, RENDERER, Rendered},
};

/// How much of a topic is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What a list shows.
    Row,
    /// With its markdown.
    Content,
    /// With its HTML.
    Html,
}

/// The columns of [`topic_of`].
fn columns(part: Part) -> String {
    let (content, html) = match part {
        Part::Row => ("''", "''"),
        Part::Content => ("t.content", "''"),
        // A text rendered by another version is rendered anew from its markdown.
        Part::Html => (
            "CASE WHEN t.html_version <> :renderer THEN t.content ELSE '' END",
            "t.html",
        ),
    };
    let mine = |table: &str| {
        format!(
            "EXISTS (SELECT 1 FROM {table} m WHERE m.topic_id = t.id AND m.person_id = :scope_person)"
        )
    };
    format!(
        "t.id, t.slug, t.category_id, t.organization_id, t.author_id, t.visibility, t.is_pinned,
         t.is_locked, t.best_answer_post_id, t.views_count, t.likes_count, t.replies_count,
         t.attachments_count, t.last_activity_at, t.last_post_author_id, t.created_at,
         t.updated_at, t.edited_at, t.deleted_at, t.revision, t.title, t.tags, t.excerpt,
         {liked}, {followed}, {bookmarked}, {UNREAD}, {content}, {html}",
        liked = mine("forum_topic_likes"),
        followed = mine("forum_follows"),
        bookmarked = mine("forum_bookmarks"),
    )
}

fn topic_of(r: &Row<'_>) -> rusqlite::Result<Topic> {
    Ok(Topic {
        id: r.get(0)?,
        slug: r.get(1)?,
        category: r.get(2)?,
        organization: r.get(3)?,
        author: r.get(4)?,
        visibility: r.get(5)?,
        is_pinned: r.get(6)?,
        is_locked: r.get(7)?,
        best_answer: r.get(8)?,
        views: r.get(9)?,
        likes: r.get(10)?,
        replies: r.get(11)?,
        attachments: r.get(12)?,
        last_activity_at: r.get(13)?,
        last_post_author: r.get(14)?,
        created_at: r.get(15)?,
        updated_at: r.get(16)?,
        edited_at: r.get(17)?,
        deleted_at: r.get(18)?,
        revision: r.get(19)?,
        title: r.get(20)?,
        tags: serde_json::from_str(r.get_ref(21)?.as_str()?).unwrap_or_default(),
        excerpt: r.get(22)?,
        mine: Mine {
            liked: r.get(23)?,
            followed: r.get(24)?,
            bookmarked: r.get(25)?,
            unread: r.get(26)?,
        },
        content: r.get(27)?,
        html: r.get(28)?,
    })
}

/// A part of the visible topics.
pub(super) fn list(
    db: &Reader<'_>,
    seal: &Seal,
    scope: &Scope,
    list: &List,
    sought: Option<Sought>,
    part: Part,
) -> Result<Listing<Topic>> {
    let narrowing = Narrowing::new(list, sought);
    let condition = format!(
        "t.deleted_at IS NULL AND {}{}",
        visibility::sql("t"),
        narrowing.sql
    );
    let bound = scope.bind();
    let params: Vec<(&str, &dyn ToSql)> = bound.into_iter().chain(narrowing.params()).collect();
    let total = if list.is_filtered() {
        None
    } else {
        Some(counts::sums(db, scope)?.topics)
    };
    let pinned_first = list.sort() == USUAL_SORT;
    let statement = Statement {
        columns: &columns(part),
        from: "forum_topics t",
        condition: &condition,
        params: &params,
        first: if pinned_first { "t.is_pinned DESC" } else { "" },
    };
    list.run_counted(db, seal, &statement, total, topic_of)
}

/// A topic that the viewer may open and that is not deleted.
pub(in crate::forum) fn visible(
    db: &Reader<'_>,
    scope: &Scope,
    id: TopicId,
    part: Part,
) -> Result<Option<Topic>> {
    one(db, scope, id, part, "t.deleted_at IS NULL")
}

/// A deleted topic that the viewer could open before.
pub(super) fn deleted(db: &Reader<'_>, scope: &Scope, id: TopicId) -> Result<Option<Topic>> {
    one(db, scope, id, Part::Row, "t.deleted_at IS NOT NULL")
}

fn one(
    db: &Reader<'_>,
    scope: &Scope,
    id: TopicId,
    part: Part,
    state: &str,
) -> Result<Option<Topic>> {
    let sql = format!(
        "SELECT {} FROM forum_topics t WHERE t.id = :id AND {state} AND {}",
        columns(part),
        visibility::sql("t")
    );
    let bound = scope.bind();
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":id", &id)];
    if part == Part::Html {
        params.push((":renderer", &RENDERER));
    }
    params.extend(bound);
    let found = db.optional(&sql, params.as_slice(), topic_of)?;
    Ok(found.map(|mut topic| {
        if part == Part::Html && !topic.content.is_empty() {
            topic.html = text::render(&topic.content);
        }
        topic
    }))
}

/// Those of the topics that the viewer may open, in no order.
pub(in crate::forum) fn by_ids(
    db: &Reader<'_>,
    scope: &Scope,
    ids: &[TopicId],
) -> Result<Vec<Topic>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {} FROM json_each(:ids) j CROSS JOIN forum_topics t ON t.id = unhex(j.value)
         WHERE t.deleted_at IS NULL AND {}",
        columns(Part::Row),
        visibility::sql("t")
    );
    let ids = hex_list(ids);
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":ids", &ids)];
    params.extend(scope.bind());
    Ok(db.all(&sql, params.as_slice(), topic_of)?)
}

/// The most used tags of visible topics that begin like a text.
pub(super) fn tags(db: &Reader<'_>, scope: &Scope, begin: &str) -> Result<Vec<(String, i64)>> {
    let sql = format!(
        "SELECT g.tag, count(*) AS topics FROM forum_topic_tags g
         JOIN forum_topics t ON t.id = g.topic_id
         WHERE g.tag >= :begin AND g.tag < :end AND t.deleted_at IS NULL AND {}
         GROUP BY g.tag ORDER BY topics DESC, g.tag LIMIT 10",
        visibility::sql("t")
    );
    let end = format!("{begin}\u{10ffff}");
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":begin", &begin), (":end", &end)];
    params.extend(scope.bind());
    Ok(db.all(&sql, params.as_slice(), |r| Ok((r.get(0)?, r.get(1)?)))?)
}

/// Adds a topic.
pub(super) fn insert(
    tx: &Writer<'_>,
    id: TopicId,
    new: &NewTopic,
    rendered: &Rendered,
    (author, organization): (PersonId, platform::id::OrganizationId),
    now: Time,
) -> Result<()> {
    tx.execute(
        "INSERT INTO forum_topics (id, category_id, organization_id, author_id, visibility,
                last_activity_at, created_at, updated_at, slug, title, title_key, tags, excerpt,
                html_version, html, content)
         VALUES (:id, :category, :organization, :author, :visibility, :now, :now, :now, :slug,
                 :title, :key, :tags, :excerpt, :renderer, :html, :content)",
        named_params! {
            ":id": id, ":category": new.category, ":organization": organization, ":author": author,
            ":visibility": new.visibility, ":now": now, ":slug": new.title.slug(),
            ":title": new.title.as_str(), ":key": new.title.key(),
            ":tags": serde_json::to_string(new.tags.as_slice())?, ":excerpt": rendered.excerpt,
            ":renderer": RENDERER, ":html": rendered.html, ":content": rendered.content,
        },
    )?;
    set_tags(tx, id, new.tags.as_slice())
}

/// Writes the changed fields of a topic.
pub(super) fn update(
    tx: &Writer<'_>,
    id: TopicId,
    new: &NewTopic,
    rendered: Option<&Rendered>,
    text_changed: bool,
    now: Time,
) -> Result<()> {
    tx.execute(
        "UPDATE forum_topics SET category_id = :category, visibility = :visibility, slug = :slug,
                title = :title, title_key = :key, tags = :tags, updated_at = :now,
                revision = revision + 1,
                edited_at = CASE WHEN :text THEN :now ELSE edited_at END
         WHERE id = :id",
        named_params! {
            ":id": id, ":category": new.category, ":visibility": new.visibility, ":now": now,
            ":slug": new.title.slug(), ":title": new.title.as_str(), ":key": new.title.key(),
            ":tags": serde_json::to_string(new.tags.as_slice())?, ":text": text_changed,
        },
    )?;
    if let Some(rendered) = rendered {
        tx.execute(
            "UPDATE forum_topics SET excerpt = ?2, html_version = ?3, html = ?4, content = ?5 WHERE id = ?1",
            params![id, rendered.excerpt, RENDERER, rendered.html, rendered.content],
        )?;
    }
    set_tags(tx, id, new.tags.as_slice())
}

/// Writes the tags of a topic.
pub(in crate::forum) fn set_tags(tx: &Writer<'_>, id: TopicId, tags: &[String]) -> Result<()> {
    tx.execute(
        "DELETE FROM forum_topic_tags WHERE topic_id = ?1",
        params![id],
    )?;
    for tag in tags {
        let sql = "INSERT INTO forum_topic_tags (tag, topic_id) VALUES (?1, ?2)";
        tx.execute(sql, params![tag, id])?;
    }
    Ok(())
}

pub(super) fn count_attachments(tx: &Writer<'_>, id: TopicId) -> Result<()> {
    tx.execute(
        "UPDATE forum_topics SET attachments_count = (SELECT count(*) FROM file_links l
             WHERE l.resource_type = 'forum_topic' AND l.resource_id = forum_topics.id)
         WHERE id = ?1",
        params![id],
    )?;
    Ok(())
}

pub(super) fn set_pinned(tx: &Writer<'_>, id: TopicId, on: bool, now: Time) -> Result<()> {
    let sql = "UPDATE forum_topics SET is_pinned = ?2, updated_at = ?3 WHERE id = ?1";
    tx.execute(sql, params![id, on, now])?;
    Ok(())
}

pub(super) fn set_locked(tx: &Writer<'_>, id: TopicId, on: bool, now: Time) -> Result<()> {
    let sql = "UPDATE forum_topics SET is_locked = ?2, updated_at = ?3 WHERE id = ?1";
    tx.execute(sql, params![id, on, now])?;
    Ok(())
}

/// Deletes a topic softly, or brings it back.
pub(super) fn set_deleted(
    tx: &Writer<'_>,
    id: TopicId,
    by: Option<PersonId>,
    now: Time,
) -> Result<()> {
    tx.execute(
        "UPDATE forum_topics SET deleted_at = CASE WHEN ?2 IS NULL THEN NULL ELSE ?3 END,
                deleted_by = ?2, updated_at = ?3 WHERE id = ?1",
        params![id, by, now],
    )?;
    Ok(())
}

pub(in crate::forum) fn set_best_answer(
    tx: &Writer<'_>,
    id: TopicId,
    post: Option<PostId>,
    now: Time,
) -> Result<()> {
    let sql = "UPDATE forum_topics SET best_answer_post_id = ?2, updated_at = ?3 WHERE id = ?1";
    tx.execute(sql, params![id, post, now])?;
    Ok(())
}

/// Brings the columns that follow from the posts up to date, after one came or went; `now` is
/// absent when nothing happened but loading.
pub(in crate::forum) fn after_posts(tx: &Writer<'_>, id: TopicId, now: Option<Time>) -> Result<()> {
    tx.execute(
        "UPDATE forum_topics AS t SET updated_at = coalesce(:now, updated_at),
                last_activity_at = max(t.created_at, coalesce((SELECT p.created_at FROM forum_posts p
                    WHERE p.topic_id = t.id AND p.is_hidden = 0 AND p.deleted_at IS NULL
                    ORDER BY p.created_at DESC, p.id DESC LIMIT 1), 0)),
                last_post_author_id = (SELECT p.author_id FROM forum_posts p
                    WHERE p.topic_id = t.id AND p.is_hidden = 0 AND p.deleted_at IS NULL
                    ORDER BY p.created_at DESC, p.id DESC LIMIT 1),
                first_reply_at = (SELECT p.created_at FROM forum_posts p
                    WHERE p.topic_id = t.id AND p.is_hidden = 0 AND p.deleted_at IS NULL
                      AND p.author_id <> t.author_id
                    ORDER BY p.created_at, p.id LIMIT 1)
         WHERE t.id = :id",
        named_params! { ":id": id, ":now": now },
    )?;
    Ok(())
}
