//! Every statement on posts.

use platform::{
    Result, Time,
    actor::Scope,
    id::{PersonId, hex_list},
    listing::{List, Listing, Statement},
    secret::Seal,
    visibility,
};
use store::{Reader, Row, Writer, named_params, params, types::ToSql};

use super::{Depth, Post};
use crate::forum::{
    PostId, TopicId,
    text::{self, RENDERER, Rendered},
};

/// The columns of [`post_of`]; with the HTML for pages, with the markdown for programs.
fn columns(html: bool) -> String {
    let (content, html) = if html {
        (
            "CASE WHEN p.html_version <> :renderer AND p.deleted_at IS NULL THEN p.content ELSE '' END",
            "p.html",
        )
    } else {
        ("p.content", "''")
    };
    let kept = |text: &str| format!("CASE WHEN p.deleted_at IS NULL THEN {text} ELSE '' END");
    format!(
        "p.id, p.topic_id, p.parent_post_id, p.root_post_id, p.depth, p.author_id, p.likes_count,
         p.replies_count, p.created_at, p.edited_at, p.deleted_at IS NOT NULL, p.revision,
         p.id IS t.best_answer_post_id,
         EXISTS (SELECT 1 FROM forum_post_likes m WHERE m.post_id = p.id AND m.person_id = :scope_person),
         {}, {}",
        kept(content),
        kept(html)
    )
}

fn post_of(r: &Row<'_>) -> rusqlite::Result<Post> {
    Ok(Post {
        id: r.get(0)?,
        topic: r.get(1)?,
        parent: r.get(2)?,
        root: r.get(3)?,
        depth: r.get(4)?,
        author: r.get(5)?,
        likes: r.get(6)?,
        replies: r.get(7)?,
        created_at: r.get(8)?,
        edited_at: r.get(9)?,
        is_deleted: r.get(10)?,
        revision: r.get(11)?,
        is_best: r.get(12)?,
        liked: r.get(13)?,
        content: r.get(14)?,
        html: r.get(15)?,
    })
}

/// For pages: gives texts that another version rendered their HTML, and drops the markdown.
fn rendered(mut post: Post) -> Post {
    if !post.content.is_empty() {
        post.html = text::render(&post.content);
        post.content = String::new();
    }
    post
}

/// A post that is not deleted, of a topic that the viewer may open.
pub(in crate::forum) fn visible(
    db: &Reader<'_>,
    scope: &Scope,
    id: PostId,
) -> Result<Option<Post>> {
    one(db, scope, id, false, "p.deleted_at IS NULL")
}

/// A post for a page, also a deleted one that keeps its place.
pub(in crate::forum) fn placed(db: &Reader<'_>, scope: &Scope, id: PostId) -> Result<Option<Post>> {
    Ok(one(db, scope, id, true, "p.is_hidden = 0")?.map(rendered))
}

fn one(
    db: &Reader<'_>,
    scope: &Scope,
    id: PostId,
    html: bool,
    state: &str,
) -> Result<Option<Post>> {
    let sql = format!(
        "SELECT {} FROM forum_posts p CROSS JOIN forum_topics t ON t.id = p.topic_id
         WHERE p.id = :id AND {state} AND t.deleted_at IS NULL AND {}",
        columns(html),
        visibility::sql("t")
    );
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":id", &id)];
    if html {
        params.push((":renderer", &RENDERER));
    }
    params.extend(scope.bind());
    Ok(db.optional(&sql, params.as_slice(), post_of)?)
}

/// Those of the posts that are not deleted and whose topics the viewer may open, in no order.
pub(in crate::forum) fn by_ids(
    db: &Reader<'_>,
    scope: &Scope,
    ids: &[PostId],
) -> Result<Vec<Post>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {} FROM json_each(:ids) j CROSS JOIN forum_posts p ON p.id = unhex(j.value)
         CROSS JOIN forum_topics t ON t.id = p.topic_id
         WHERE p.deleted_at IS NULL AND t.deleted_at IS NULL AND {}",
        columns(false),
        visibility::sql("t")
    );
    let ids = hex_list(ids);
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":ids", &ids)];
    params.extend(scope.bind());
    Ok(db.all(&sql, params.as_slice(), post_of)?)
}

/// Which posts of a topic a list is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which {
    /// All of them.
    All,
    /// Those that answer the topic itself.
    Top,
    /// Those that answer a post.
    RepliesTo(PostId),
}

/// A part of the posts of a topic that the viewer may open.
pub(super) fn list(
    db: &Reader<'_>,
    seal: &Seal,
    scope: &Scope,
    (topic, which): (TopicId, Which),
    list: &List,
    html: bool,
) -> Result<Listing<Post>> {
    let (narrowed, parent) = match which {
        Which::All => ("", None),
        Which::Top => ("AND p.depth = 0", None),
        Which::RepliesTo(post) => ("AND p.parent_post_id = :parent", Some(post)),
    };
    // The renderer is named here as well, so that counting binds the same values.
    let renderer = if html { "AND :renderer > 0" } else { "" };
    let condition = format!(
        "t.id = :topic AND t.deleted_at IS NULL AND {} AND p.is_hidden = 0 {narrowed} {renderer}",
        visibility::sql("t")
    );
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":topic", &topic)];
    params.extend(scope.bind());
    params.extend(parent.iter().map(|p| (":parent", p as &dyn ToSql)));
    if html {
        params.push((":renderer", &RENDERER));
    }
    let statement = Statement {
        columns: &columns(html),
        from: "forum_topics t CROSS JOIN forum_posts p ON p.topic_id = t.id",
        condition: &condition,
        params: &params,
        first: "",
    };
    let listing = list.run(db, seal, &statement, post_of)?;
    Ok(if html { listing.map(rendered) } else { listing })
}

/// How many top-level posts of a topic stand before one.
pub(super) fn tops_before(db: &Reader<'_>, topic: TopicId, top: PostId) -> Result<i64> {
    let sql = "SELECT count(*) FROM forum_posts p
               JOIN forum_posts r ON r.id = ?2
               WHERE p.topic_id = ?1 AND p.is_hidden = 0 AND p.depth = 0
                 AND (p.created_at, p.id) < (r.created_at, r.id)";
    Ok(db.one(sql, params![topic, top], |r| r.get(0))?)
}

/// Everything below some top-level posts, oldest first.
pub(super) fn below(
    db: &Reader<'_>,
    scope: &Scope,
    topic: TopicId,
    roots: &[PostId],
    depth: Depth,
    html: bool,
) -> Result<Vec<Post>> {
    let sql = format!(
        "SELECT {} FROM forum_topics t
         CROSS JOIN json_each(:roots) j
         CROSS JOIN forum_posts p ON p.root_post_id = unhex(j.value) AND p.topic_id = t.id
         WHERE t.id = :topic AND t.deleted_at IS NULL AND {} AND p.is_hidden = 0 AND p.depth > 0
           AND p.depth <= :levels {}
         ORDER BY p.created_at, p.id LIMIT :limit",
        columns(html),
        visibility::sql("t"),
        if html { "AND :renderer > 0" } else { "" }
    );
    let roots = hex_list(roots);
    let mut params: Vec<(&str, &dyn ToSql)> = vec![
        (":topic", &topic),
        (":roots", &roots),
        (":levels", &depth.levels),
        (":limit", &depth.posts),
    ];
    if html {
        params.push((":renderer", &RENDERER));
    }
    params.extend(scope.bind());
    let found = db.all(&sql, params.as_slice(), post_of)?;
    Ok(if html {
        found.into_iter().map(rendered).collect()
    } else {
        found
    })
}

/// Everything below one post, oldest first, for "continue this thread".
pub(super) fn below_post(
    db: &Reader<'_>,
    scope: &Scope,
    post: &Post,
    depth: Depth,
) -> Result<Vec<Post>> {
    let sql = format!(
        "WITH RECURSIVE thread (id) AS (
             SELECT id FROM forum_posts WHERE parent_post_id = :post AND is_hidden = 0
             UNION ALL
             SELECT c.id FROM thread CROSS JOIN forum_posts c ON c.parent_post_id = thread.id
             WHERE c.is_hidden = 0 AND c.depth <= :levels LIMIT :limit)
         SELECT {} FROM forum_topics t CROSS JOIN thread CROSS JOIN forum_posts p ON p.id = thread.id
         WHERE t.id = :topic AND t.deleted_at IS NULL AND {}
         ORDER BY p.created_at, p.id",
        columns(true),
        visibility::sql("t")
    );
    let mut params: Vec<(&str, &dyn ToSql)> = vec![
        (":topic", &post.topic),
        (":post", &post.id),
        (":levels", &depth.levels),
        (":limit", &depth.posts),
        (":renderer", &RENDERER),
    ];
    params.extend(scope.bind());
    let found = db.all(&sql, params.as_slice(), post_of)?;
    Ok(found.into_iter().map(rendered).collect())
}

/// A post about to be written.
pub(super) struct NewRow<'a> {
    pub(super) id: PostId,
    pub(super) topic: TopicId,
    pub(super) parent: Option<&'a Post>,
    pub(super) author: PersonId,
    pub(super) rendered: &'a Rendered,
    pub(super) now: Time,
}

/// Adds a post and counts it where it hangs.
pub(super) fn insert(tx: &Writer<'_>, new: &NewRow<'_>) -> Result<()> {
    let parent = new.parent.map(|p| p.id);
    tx.execute(
        "INSERT INTO forum_posts (id, topic_id, parent_post_id, root_post_id, depth, author_id,
                created_at, updated_at, html_version, html, content)
         VALUES (:id, :topic, :parent, :root, :depth, :author, :now, :now, :renderer, :html, :content)",
        named_params! {
            ":id": new.id, ":topic": new.topic, ":parent": parent,
            ":root": new.parent.map_or(new.id, |p| p.root),
            ":depth": new.parent.map_or(0, |p| p.depth + 1), ":author": new.author,
            ":now": new.now, ":renderer": RENDERER, ":html": new.rendered.html,
            ":content": new.rendered.content,
        },
    )?;
    add_to_parent(tx, parent, 1)?;
    count_in_topic(tx, new.topic, 1)
}

fn add_to_parent(tx: &Writer<'_>, parent: Option<PostId>, difference: i64) -> Result<()> {
    let sql = "UPDATE forum_posts SET replies_count = replies_count + ?2 WHERE id = ?1";
    if let Some(parent) = parent {
        tx.execute(sql, params![parent, difference])?;
    }
    Ok(())
}

fn count_in_topic(tx: &Writer<'_>, topic: TopicId, difference: i64) -> Result<()> {
    let sql = "UPDATE forum_topics SET replies_count = replies_count + ?2 WHERE id = ?1";
    tx.execute(sql, params![topic, difference])?;
    Ok(())
}

pub(super) fn update(tx: &Writer<'_>, id: PostId, rendered: &Rendered, now: Time) -> Result<()> {
    tx.execute(
        "UPDATE forum_posts SET content = :content, html = :html, html_version = :renderer,
                edited_at = :now, updated_at = :now, revision = revision + 1 WHERE id = :id",
        named_params! {
            ":id": id, ":content": rendered.content, ":html": rendered.html,
            ":renderer": RENDERER, ":now": now,
        },
    )?;
    Ok(())
}

/// Deletes a post. With replies it stays as a placeholder; without any it goes, and so do
/// placeholders above it that nothing hangs on any more.
pub(super) fn delete(tx: &Writer<'_>, post: &Post, by: PersonId, now: Time) -> Result<()> {
    tx.execute(
        "UPDATE forum_posts SET deleted_at = ?2, deleted_by = ?3, updated_at = ?2 WHERE id = ?1",
        params![post.id, now, by],
    )?;
    count_in_topic(tx, post.topic, -1)?;
    let mut at = Some(post.id);
    while let Some(id) = at {
        let hidden = tx.execute(
            "UPDATE forum_posts SET is_hidden = 1
             WHERE id = ?1 AND deleted_at IS NOT NULL AND replies_count = 0 AND is_hidden = 0",
            params![id],
        )? > 0;
        if !hidden {
            break;
        }
        let sql = "SELECT parent_post_id FROM forum_posts WHERE id = ?1";
        at = tx.one(sql, params![id], |r| r.get(0))?;
        add_to_parent(tx, at, -1)?;
    }
    Ok(())
}
