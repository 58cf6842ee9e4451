//! The only door to posts.

use std::sync::Arc;

use platform::{
    Actor, App, Error, Result, Time, Viewer,
    actor::Scope,
    error::Message,
    journal::{self, Changes},
    listing::{List, Listing},
};
use store::{Reader, Writer};

use super::{
    Depth, Post,
    api::PostJson,
    queries::{self, NewRow, Which},
    threads::reading_order,
};
use crate::people::Cards;
use crate::{
    forum::{
        PostId, PostText, Rendered, TopicId, attachments, counts,
        journal::{POST_CREATED, POST_DELETED, POST_UPDATED, TOPIC_ANSWERED, TOPIC_UNANSWERED},
        live, marks, mentions, rules,
        topics::{self, Part, Topic},
    },
    idempotency::{self, Answer, Once},
};

/// Threads on a page.
pub const PAGE: i64 = 20;

/// A part of the posts of a topic, with the people that they name.
#[derive(Clone, Debug)]
pub struct Posts {
    /// The posts. Of threads: in reading order.
    pub listing: Listing<Post>,
    /// The people.
    pub authors: Cards,
}

/// A post, with its author.
#[derive(Clone, Debug)]
pub struct PostView {
    /// The post.
    pub post: Post,
    /// The people.
    pub authors: Cards,
}

/// A post about to be written, checked.
#[derive(Clone, Debug)]
pub struct NewPost {
    /// The topic.
    pub topic: TopicId,
    /// The post that it answers.
    pub parent: Option<PostId>,
    /// Its text.
    pub text: PostText,
}

fn named(listing: Listing<Post>, db: &Reader<'_>) -> Result<Posts> {
    let people = listing
        .items
        .iter()
        .filter(|p| !p.is_deleted)
        .map(|p| p.author);
    let authors = Cards::load(db, people)?;
    Ok(Posts { listing, authors })
}

fn require_topic(db: &Reader<'_>, scope: &Scope, id: TopicId) -> Result<Topic> {
    topics::visible(db, scope, id, Part::Row)?.ok_or_else(Error::not_found)
}

/// Where a post stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On a page of the topic.
    Page {
        /// The topic.
        topic: TopicId,
        /// The page, from 1.
        page: i64,
    },
    /// Deeper than pages show: in the view of the thread below its parent.
    Below {
        /// The topic.
        topic: TopicId,
        /// The post that it answers.
        parent: PostId,
    },
}

impl Place {
    /// The topic.
    pub const fn topic(&self) -> TopicId {
        match self {
            Self::Page { topic, .. } | Self::Below { topic, .. } => *topic,
        }
    }
}

/// Where a post stands that the viewer may see.
pub async fn place(app: &App, viewer: &Viewer, id: PostId) -> Result<Place> {
    let scope = viewer.scope();
    app.read(move |db| {
        let post = queries::placed(db, &scope, id)?.ok_or_else(Error::not_found)?;
        let topic = post.topic;
        if let Some(parent) = post.parent.filter(|_| post.depth > topics::LEVELS) {
            return Ok(Place::Below { topic, parent });
        }
        let before = queries::tops_before(db, topic, post.root)?;
        Ok(Place::Page {
            topic,
            page: before / PAGE + 1,
        })
    })
    .await
}

/// One post that is not deleted, with its topic.
pub async fn post_in_topic(app: &App, viewer: &Viewer, id: PostId) -> Result<(PostView, Topic)> {
    let scope = viewer.scope();
    app.read(move |db| {
        let view = load(db, &scope, id)?;
        let topic = require_topic(db, &scope, view.post.topic)?;
        Ok((view, topic))
    })
    .await
}

/// All posts of a topic, flat.
pub async fn posts(app: &App, viewer: &Viewer, topic: TopicId, list: List) -> Result<Posts> {
    let (scope, seal) = (viewer.scope(), app.seal.clone());
    app.read(move |db| {
        require_topic(db, &scope, topic)?;
        named(
            queries::list(db, &seal, &scope, (topic, Which::All), &list, false)?,
            db,
        )
    })
    .await
}

/// The posts that answer a post directly.
pub async fn replies(app: &App, viewer: &Viewer, id: PostId, list: List) -> Result<Posts> {
    let (scope, seal) = (viewer.scope(), app.seal.clone());
    app.read(move |db| {
        let post = queries::placed(db, &scope, id)?.ok_or_else(Error::not_found)?;
        let which = (post.topic, Which::RepliesTo(id));
        named(queries::list(db, &seal, &scope, which, &list, false)?, db)
    })
    .await
}

/// Top-level posts of a topic by page, each followed by all that hangs below it, in reading order.
/// A constant number of queries, however deep.
pub async fn threads(app: &App, viewer: &Viewer, topic: TopicId, list: List) -> Result<Posts> {
    let (scope, seal) = (viewer.scope(), app.seal.clone());
    app.read(move |db| {
        require_topic(db, &scope, topic)?;
        let listing = read_threads(db, &seal, &scope, topic, &list, Depth::WHOLE, false)?;
        named(listing, db)
    })
    .await
}

pub(in crate::forum) fn read_threads(
    db: &Reader<'_>,
    seal: &platform::secret::Seal,
    scope: &Scope,
    topic: TopicId,
    list: &List,
    depth: Depth,
    html: bool,
) -> Result<Listing<Post>> {
    let tops = queries::list(db, seal, scope, (topic, Which::Top), list, html)?;
    let roots: Vec<PostId> = tops
        .items
        .iter()
        .filter(|p| p.replies > 0)
        .map(|p| p.id)
        .collect();
    let below = match roots.as_slice() {
        [] => Vec::new(),
        roots => queries::below(db, scope, topic, roots, depth, html)?,
    };
    Ok(Listing {
        items: reading_order(tops.items, below),
        meta: tops.meta,
    })
}

/// One post in its place and what hangs below it, in reading order.
pub(in crate::forum) fn read_thread(
    db: &Reader<'_>,
    scope: &Scope,
    top: Post,
    depth: Depth,
) -> Result<Listing<Post>> {
    let below = queries::below_post(db, scope, &top, depth)?;
    Ok(Listing {
        items: reading_order(vec![top], below),
        meta: platform::listing::Meta::default(),
    })
}

/// One post that is not deleted.
pub async fn post(app: &App, viewer: &Viewer, id: PostId) -> Result<PostView> {
    let scope = viewer.scope();
    app.read(move |db| load(db, &scope, id)).await
}

fn load(db: &Reader<'_>, scope: &Scope, id: PostId) -> Result<PostView> {
    let post = queries::visible(db, scope, id)?.ok_or_else(Error::not_found)?;
    let authors = Cards::load(db, [post.author])?;
    Ok(PostView { post, authors })
}

/// Answers a topic or a post. The author has read the topic up to here.
pub async fn create(
    app: &App,
    actor: &Arc<Actor>,
    new: NewPost,
    call: Option<Once>,
) -> Result<Answer> {
    let content = new.text.clone().into_string();
    let rendered = mentions::render(app, actor, Some(new.topic), content).await?;
    let (id, now, actor) = (app.ids.next(), app.clock.now(), actor.clone());
    let (topic, parent) = (new.topic, new.parent);
    let answer = app
        .write(move |tx| {
            idempotency::once(tx, &actor, now, call.as_ref(), || {
                insert(tx, &actor, id, &new, &rendered, now)?;
                let view = load(tx, &actor.scope(), id)?;
                Answer::new(
                    id,
                    format!("/api/v1/forum/posts/{id}"),
                    &PostJson::from(&view),
                )
            })
        })
        .await?;
    live::post_added(app, topic, PostId::from_uuid(*answer.id.as_uuid()), parent);
    Ok(answer)
}

fn insert(
    tx: &Writer<'_>,
    actor: &Actor,
    id: PostId,
    new: &NewPost,
    rendered: &Rendered,
    now: Time,
) -> Result<()> {
    let scope = actor.scope();
    let topic = require_topic(tx, &scope, new.topic)?;
    rules::may_reply(actor, &topic)?;
    let parent = match new.parent {
        Some(parent) => Some(answered(tx, &scope, topic.id, parent)?),
        None => None,
    };
    counts::shift(tx, topic.id, -1)?;
    let row = NewRow {
        id,
        topic: topic.id,
        parent: parent.as_ref(),
        author: actor.person,
        rendered,
        now,
    };
    queries::insert(tx, &row)?;
    topics::after_posts(tx, topic.id, Some(now))?;
    counts::shift(tx, topic.id, 1)?;
    attachments::adopt(tx, actor, attachments::ON_POST, id, &rendered.content)?;
    marks::read_up_to(tx, actor.person, topic.id, now)?;
    mentions::note(tx, topic.id, Some(id), &rendered.mentions, now)?;
    let changes = Changes::none().field("topic_id", None, Some(topic.id));
    journal::record(tx, actor, now, POST_CREATED, id, changes)?;
    Ok(())
}

/// The post that is answered: of the same topic, and still there.
fn answered(tx: &Reader<'_>, scope: &Scope, topic: TopicId, id: PostId) -> Result<Post> {
    let post = queries::visible(tx, scope, id)?.filter(|p| p.topic == topic);
    post.ok_or_else(|| Error::invalid("parent_post_id", Message::new("parent-unknown")))
}

/// Changes the text of a post. `revision` is the one that the change was made on, if it was said.
pub async fn change(
    app: &App,
    actor: &Arc<Actor>,
    id: PostId,
    text: &str,
    revision: Option<i64>,
) -> Result<PostView> {
    let (scope, asker) = (actor.scope(), actor.clone());
    let before = app
        .read(move |db| editable(db, &scope, &asker, id, revision))
        .await?;
    let topic = before.topic;
    let text = PostText::parse(text).map_err(|m| Error::invalid("content", m))?;
    let rendered = mentions::render(app, actor, Some(topic), text.into_string()).await?;
    let (now, actor) = (app.clock.now(), actor.clone());
    let view = app
        .write(move |tx| {
            let post = editable(tx, &actor.scope(), &actor, id, revision)?;
            if post.content != rendered.content {
                update(tx, &actor, &post, &rendered, now)?;
            }
            load(tx, &actor.scope(), id)
        })
        .await?;
    live::post_changed(app, view.post.topic, id);
    Ok(view)
}

fn editable(
    db: &Reader<'_>,
    scope: &Scope,
    actor: &Actor,
    id: PostId,
    revision: Option<i64>,
) -> Result<Post> {
    let post = queries::visible(db, scope, id)?.ok_or_else(Error::not_found)?;
    let topic = require_topic(db, scope, post.topic)?;
    rules::may_edit_post(actor, &topic, &post)?;
    if revision.is_some_and(|r| r != post.revision) {
        return Err(Error::new(
            platform::error::Kind::Stale,
            "post-changed-since",
        ));
    }
    Ok(post)
}

fn update(
    tx: &Writer<'_>,
    actor: &Actor,
    post: &Post,
    rendered: &Rendered,
    now: Time,
) -> Result<()> {
    queries::update(tx, post.id, rendered, now)?;
    let on = attachments::ON_POST;
    attachments::drop_unshown(tx, on, post.id, &post.content, &rendered.content)?;
    attachments::adopt(tx, actor, on, post.id, &rendered.content)?;
    mentions::note(tx, post.topic, Some(post.id), &rendered.mentions, now)?;
    let changes = Changes::none().field("revision", post.revision, post.revision + 1);
    journal::record(tx, actor, now, POST_UPDATED, post.id, changes)?;
    Ok(())
}

/// Deletes a post. With replies below it a placeholder stays; without any it goes.
pub async fn delete(app: &App, actor: &Arc<Actor>, id: PostId) -> Result<TopicId> {
    let (now, actor) = (app.clock.now(), actor.clone());
    let (topic, stays) = app
        .write(move |tx| {
            let scope = actor.scope();
            let post = queries::visible(tx, &scope, id)?.ok_or_else(Error::not_found)?;
            let topic = require_topic(tx, &scope, post.topic)?;
            rules::may_delete_post(&actor, &topic, &post)?;
            counts::shift(tx, topic.id, -1)?;
            queries::delete(tx, &post, actor.person, now)?;
            if post.is_best {
                topics::set_best_answer(tx, topic.id, None, now)?;
            }
            topics::after_posts(tx, topic.id, Some(now))?;
            counts::shift(tx, topic.id, 1)?;
            let changes = Changes::none().field("topic_id", None, Some(topic.id));
            journal::record(tx, &actor, now, POST_DELETED, id, changes)?;
            Ok((topic.id, queries::placed(tx, &scope, id)?.is_some()))
        })
        .await?;
    if stays {
        live::post_changed(app, topic, id);
    } else {
        live::post_gone(app, topic, id);
    }
    Ok(topic)
}

/// Makes a post the best answer of its topic; the one before, if any, is it no longer.
pub async fn choose_answer(app: &App, actor: &Arc<Actor>, id: PostId) -> Result<PostView> {
    set_answer(app, actor, id, true).await
}

/// Takes the mark from the best answer.
pub async fn clear_answer(app: &App, actor: &Arc<Actor>, id: PostId) -> Result<PostView> {
    set_answer(app, actor, id, false).await
}

async fn set_answer(app: &App, actor: &Arc<Actor>, id: PostId, on: bool) -> Result<PostView> {
    let (now, actor) = (app.clock.now(), actor.clone());
    let (view, before) = app
        .write(move |tx| {
            let scope = actor.scope();
            let post = queries::visible(tx, &scope, id)?.ok_or_else(Error::not_found)?;
            let topic = require_topic(tx, &scope, post.topic)?;
            rules::may_choose_answer(&actor, &topic)?;
            let chosen = on.then_some(id);
            if post.is_best != on {
                counts::shift(tx, topic.id, -1)?;
                topics::set_best_answer(tx, topic.id, chosen, now)?;
                counts::shift(tx, topic.id, 1)?;
                let action = if on { TOPIC_ANSWERED } else { TOPIC_UNANSWERED };
                let changes =
                    Changes::none().field("best_answer_post_id", topic.best_answer, chosen);
                journal::record(tx, &actor, now, action, topic.id, changes)?;
            }
            Ok((load(tx, &scope, id)?, topic.best_answer))
        })
        .await?;
    let touched = before.into_iter().filter(|b| *b != id).chain([id]);
    live::answer_changed(app, view.post.topic, touched);
    Ok(view)
}
