//! The only door to topics.

use std::{collections::HashMap, sync::Arc};

use platform::{
    Actor, App, Error, Result, Time, Viewer,
    actor::Scope,
    error::Message,
    id::{FileId, hex_list},
    journal::{self, Changes},
    listing::{List, Listing},
    visibility::Visibility,
};
use store::{Reader, Writer};

use super::{
    NewTopic, Part, Topic, TopicChange, api::TopicJson, filter::Sought, queries, types::Checked,
};
use crate::people::Cards;
use crate::{
    forum::{
        Rendered, Tags, Title, TopicId, TopicText,
        attachments::{self, Attachment, ON_TOPIC},
        categories, counts,
        journal::{
            TOPIC_CREATED, TOPIC_DELETED, TOPIC_LOCKED, TOPIC_PINNED, TOPIC_RESTORED,
            TOPIC_UNLOCKED, TOPIC_UNPINNED, TOPIC_UPDATED,
        },
        live, marks, mentions, rules, search,
    },
    idempotency::{self, Answer, Once},
};

/// A part of the topics, with the people that it names.
#[derive(Clone, Debug)]
pub struct Topics {
    /// The topics.
    pub listing: Listing<Topic>,
    /// The people.
    pub authors: Cards,
    /// The files of topics that have any.
    pub attachments: HashMap<TopicId, Vec<Attachment>>,
}

/// A topic, with the people that it names and its files.
#[derive(Clone, Debug)]
pub struct TopicView {
    /// The topic.
    pub topic: Topic,
    /// The people.
    pub authors: Cards,
    /// The files.
    pub attachments: Vec<Attachment>,
}

/// A part of the topics that the viewer may open.
pub async fn topics(app: &App, viewer: &Viewer, list: List, part: Part) -> Result<Topics> {
    let of = of(app, viewer, list, part).await?;
    app.read(of).await
}

/// [`topics`], to be read together with other things.
pub(in crate::forum) async fn of(
    app: &App,
    viewer: &Viewer,
    list: List,
    part: Part,
) -> Result<impl FnOnce(&Reader<'_>) -> Result<Topics> + Send + 'static> {
    let (scope, seal) = (viewer.scope(), app.seal.clone());
    let sought = match list.text("q") {
        Some(text) => Some(sought(app, viewer, text).await?),
        None => None,
    };
    Ok(move |db: &Reader<'_>| {
        let listing = queries::list(db, &seal, &scope, &list, sought, part)?;
        let authors = Cards::load(db, listing.items.iter().flat_map(Topic::people))?;
        let with_files = listing
            .items
            .iter()
            .filter(|t| t.attachments > 0)
            .map(|t| t.id);
        let with_files: Vec<TopicId> = with_files.collect();
        Ok(Topics {
            listing,
            authors,
            attachments: attachments::of_many(db, ON_TOPIC, &with_files)?,
        })
    })
}

/// Looks for words in topics and their posts.
async fn sought(app: &App, viewer: &Viewer, text: &str) -> Result<Sought> {
    Ok(match search::topics_with(app, viewer, text).await? {
        Some(topics) => Sought::Topics(hex_list(&topics)),
        None => Sought::Words(search::patterns(text)),
    })
}

/// Tags of visible topics that begin like a text, the most used first.
pub async fn tags(app: &App, viewer: &Viewer, begin: String) -> Result<Vec<(String, i64)>> {
    let scope = viewer.scope();
    let begin = crate::forum::text::tag(&begin);
    app.read(move |db| queries::tags(db, &scope, &begin)).await
}

/// One topic that the viewer may open.
pub async fn topic(app: &App, viewer: &Viewer, id: TopicId, part: Part) -> Result<TopicView> {
    let scope = viewer.scope();
    app.read(move |db| load(db, &scope, id, part)).await
}

/// One topic that the viewer may open, with what belongs to it.
pub(in crate::forum) fn load(
    db: &Reader<'_>,
    scope: &Scope,
    id: TopicId,
    part: Part,
) -> Result<TopicView> {
    let topic = queries::visible(db, scope, id, part)?.ok_or_else(Error::not_found)?;
    let authors = Cards::load(db, topic.people())?;
    let attachments = match topic.attachments {
        0 => Vec::new(),
        _ => attachments::of(db, ON_TOPIC, id)?,
    };
    Ok(TopicView {
        topic,
        authors,
        attachments,
    })
}

/// Starts a topic. The author follows it and has read it.
pub async fn create(
    app: &App,
    actor: &Arc<Actor>,
    new: NewTopic,
    call: Option<Once>,
) -> Result<Answer> {
    rules::may_start(actor)?;
    let content = new.text.clone().into_string();
    let rendered = mentions::render(app, actor, None, content).await?;
    let (id, now, actor) = (app.ids.next(), app.clock.now(), actor.clone());
    let answer = app
        .write(move |tx| {
            idempotency::once(tx, &actor, now, call.as_ref(), || {
                insert(tx, &actor, id, &new, &rendered, now)?;
                let view = load(tx, &actor.scope(), id, Part::Content)?;
                Answer::new(
                    id,
                    format!("/api/v1/forum/topics/{id}"),
                    &TopicJson::from(&view),
                )
            })
        })
        .await?;
    live::changed(app);
    Ok(answer)
}

fn insert(
    tx: &Writer<'_>,
    actor: &Actor,
    id: TopicId,
    new: &NewTopic,
    rendered: &Rendered,
    now: Time,
) -> Result<()> {
    refuse_closed_category(tx, new.category)?;
    let who = (actor.person, actor.organization);
    queries::insert(tx, id, new, rendered, who, now)?;
    hang(tx, actor, id, Some(&new.attachments), &rendered.content)?;
    counts::shift(tx, id, 1)?;
    marks::follow(tx, actor.person, id, now)?;
    marks::read_up_to(tx, actor.person, id, now)?;
    mentions::note(tx, id, None, &rendered.mentions, now)?;
    let changes = Changes::none()
        .field("title", "", new.title.as_str())
        .field("visibility", "", new.visibility.as_str());
    journal::record(tx, actor, now, TOPIC_CREATED, id, changes)?;
    Ok(())
}

fn refuse_closed_category(db: &Reader<'_>, id: crate::forum::CategoryId) -> Result<()> {
    let message = match categories::exists_active(db, id)? {
        Some(true) => return Ok(()),
        Some(false) => "category-closed",
        None => "category-unknown",
    };
    Err(Error::invalid("category_id", Message::new(message)))
}

/// Changes a topic; what is absent stays. `revision` is the one that the change was made on, if it
/// was said: 412 when the topic has moved on.
pub async fn change(
    app: &App,
    actor: &Arc<Actor>,
    id: TopicId,
    asked: TopicChange,
    revision: Option<i64>,
) -> Result<TopicView> {
    // Rights before fields: nobody learns by a field's error that a foreign topic exists.
    let scope = actor.scope();
    let before = app
        .read(move |db| queries::visible(db, &scope, id, Part::Row)?.ok_or_else(Error::not_found))
        .await?;
    rules::may_edit(actor, &before)?;
    let checked = asked.check()?;
    let rendered = match checked.text.clone() {
        Some(text) => Some(mentions::render(app, actor, Some(id), text.into_string()).await?),
        None => None,
    };
    let (now, actor, shown) = (app.clock.now(), actor.clone(), before.visibility);
    let view = app
        .write(move |tx| {
            let topic = editable(tx, &actor, id, revision)?;
            update(tx, &actor, &topic, checked, rendered.as_ref(), now)?;
            load(tx, &actor.scope(), id, Part::Content)
        })
        .await?;
    if view.topic.visibility == shown {
        live::topic_changed(app, id);
    } else {
        live::topic_shut(app, id);
    }
    Ok(view)
}

/// [`change`] with everything given: category, title and content are required, tags that are not
/// given are none.
pub async fn replace(
    app: &App,
    actor: &Arc<Actor>,
    id: TopicId,
    asked: TopicChange,
    revision: Option<i64>,
) -> Result<TopicView> {
    let scope = actor.scope();
    let before = app
        .read(move |db| queries::visible(db, &scope, id, Part::Row)?.ok_or_else(Error::not_found))
        .await?;
    rules::may_edit(actor, &before)?;
    let whole = TopicChange {
        tags: Some(asked.tags.clone().unwrap_or_default()),
        ..asked
    };
    whole.clone().into_new(before.visibility)?;
    change(app, actor, id, whole, revision).await
}

fn editable(tx: &Writer<'_>, actor: &Actor, id: TopicId, revision: Option<i64>) -> Result<Topic> {
    let topic = queries::visible(tx, &actor.scope(), id, Part::Content)?;
    let topic = topic.ok_or_else(Error::not_found)?;
    rules::may_edit(actor, &topic)?;
    if revision.is_some_and(|r| r != topic.revision) {
        return Err(Error::new(
            platform::error::Kind::Stale,
            "topic-changed-since",
        ));
    }
    Ok(topic)
}

fn update(
    tx: &Writer<'_>,
    actor: &Actor,
    before: &Topic,
    asked: Checked,
    rendered: Option<&Rendered>,
    now: Time,
) -> Result<()> {
    let id = before.id;
    if let Some(category) = asked.category.filter(|c| *c != before.category) {
        refuse_closed_category(tx, category)?;
    }
    let rendered = rendered.filter(|r| r.content != before.content);
    let after = NewTopic {
        category: asked.category.unwrap_or(before.category),
        title: asked
            .title
            .unwrap_or_else(|| Title::kept(before.title.clone())),
        text: asked
            .text
            .unwrap_or_else(|| TopicText::kept(before.content.clone())),
        tags: asked
            .tags
            .unwrap_or_else(|| Tags::kept(before.tags.clone())),
        visibility: asked.visibility.unwrap_or(before.visibility),
        attachments: Vec::new(),
    };
    let text_changed = rendered.is_some() || after.title.as_str() != before.title;
    counts::shift(tx, id, -1)?;
    queries::update(tx, id, &after, rendered, text_changed, now)?;
    counts::shift(tx, id, 1)?;
    if let Some(rendered) = rendered {
        mentions::note(tx, id, None, &rendered.mentions, now)?;
    }
    // What everybody sees on top is chosen by who hosts the server, not by making it public.
    let becomes_public =
        before.visibility != Visibility::Public && after.visibility == Visibility::Public;
    let pin_ends = before.is_pinned && becomes_public && !actor.hosts;
    if pin_ends {
        queries::set_pinned(tx, id, false, now)?;
    }
    let content = rendered.map_or(&before.content, |r| &r.content);
    attachments::drop_unshown(tx, ON_TOPIC, id, &before.content, content)?;
    hang(tx, actor, id, asked.attachments.as_deref(), content)?;
    let changes = Changes::none()
        .field("title", before.title.as_str(), after.title.as_str())
        .field("category_id", before.category, after.category)
        .field("visibility", before.visibility, after.visibility)
        .field("tags", before.tags.as_slice(), after.tags.as_slice())
        .field("is_pinned", before.is_pinned, before.is_pinned && !pin_ends)
        .field("revision", before.revision, before.revision + 1);
    journal::record(tx, actor, now, TOPIC_UPDATED, id, changes)?;
    Ok(())
}

/// Hangs the named files on a topic, and those that its text shows.
fn hang(
    tx: &Writer<'_>,
    actor: &Actor,
    id: TopicId,
    files: Option<&[FileId]>,
    content: &str,
) -> Result<()> {
    if let Some(files) = files {
        attachments::set(tx, actor, ON_TOPIC, id, files)?;
    }
    attachments::adopt(tx, actor, ON_TOPIC, id, content)?;
    queries::count_attachments(tx, id)
}

/// Deletes a topic with its posts. It can be brought back for 30 days.
pub async fn delete(app: &App, actor: &Arc<Actor>, id: TopicId) -> Result<()> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.write(move |tx| {
        let topic = queries::visible(tx, &actor.scope(), id, Part::Row)?;
        let topic = topic.ok_or_else(Error::not_found)?;
        rules::may_delete(&actor, &topic)?;
        counts::shift(tx, id, -1)?;
        queries::set_deleted(tx, id, Some(actor.person), now)?;
        journal::record(tx, &actor, now, TOPIC_DELETED, id, Changes::none())?;
        Ok(())
    })
    .await?;
    live::topic_shut(app, id);
    Ok(())
}

/// Brings a deleted topic back.
pub async fn restore(app: &App, actor: &Arc<Actor>, id: TopicId) -> Result<TopicView> {
    let (now, actor) = (app.clock.now(), actor.clone());
    let view = app
        .write(move |tx| {
            let scope = actor.scope();
            let topic = match queries::deleted(tx, &scope, id)? {
                Some(topic) => topic,
                None => {
                    queries::visible(tx, &scope, id, Part::Row)?.ok_or_else(Error::not_found)?
                }
            };
            rules::may_restore(&actor, &topic, now)?;
            queries::set_deleted(tx, id, None, now)?;
            counts::shift(tx, id, 1)?;
            journal::record(tx, &actor, now, TOPIC_RESTORED, id, Changes::none())?;
            load(tx, &scope, id, Part::Content)
        })
        .await?;
    live::topic_changed(app, id);
    Ok(view)
}

/// A deleted topic that the actor could bring back.
pub async fn deleted(app: &App, actor: &Arc<Actor>, id: TopicId) -> Result<Topic> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.read(move |db| {
        let topic = queries::deleted(db, &actor.scope(), id)?.ok_or_else(Error::not_found)?;
        // Whoever may not bring it back learns nothing of it.
        rules::may_restore(&actor, &topic, now).map_err(|_| Error::not_found())?;
        Ok(topic)
    })
    .await
}

/// Puts a topic on top of the lists, or takes it down.
pub async fn pin(app: &App, actor: &Arc<Actor>, id: TopicId, on: bool) -> Result<TopicView> {
    let (action, may): (_, fn(&Actor, &Topic) -> Result<()>) = if on {
        (TOPIC_PINNED, rules::may_pin)
    } else {
        (TOPIC_UNPINNED, rules::may_lock)
    };
    set(app, actor, id, may, move |tx, actor, topic, now| {
        if topic.is_pinned == on {
            return Ok(());
        }
        queries::set_pinned(tx, id, on, now)?;
        let changes = Changes::none().field("is_pinned", !on, on);
        journal::record(tx, actor, now, action, id, changes)?;
        Ok(())
    })
    .await
}

/// Closes a topic to new posts and edits except by moderators, or opens it.
pub async fn lock(app: &App, actor: &Arc<Actor>, id: TopicId, on: bool) -> Result<TopicView> {
    let action = if on { TOPIC_LOCKED } else { TOPIC_UNLOCKED };
    set(
        app,
        actor,
        id,
        rules::may_lock,
        move |tx, actor, topic, now| {
            if topic.is_locked == on {
                return Ok(());
            }
            queries::set_locked(tx, id, on, now)?;
            let changes = Changes::none().field("is_locked", !on, on);
            journal::record(tx, actor, now, action, id, changes)?;
            Ok(())
        },
    )
    .await
}

async fn set(
    app: &App,
    actor: &Arc<Actor>,
    id: TopicId,
    may: fn(&Actor, &Topic) -> Result<()>,
    work: impl FnOnce(&Writer<'_>, &Actor, &Topic, Time) -> Result<()> + Send + 'static,
) -> Result<TopicView> {
    let (now, actor) = (app.clock.now(), actor.clone());
    let view = app
        .write(move |tx| {
            let topic = queries::visible(tx, &actor.scope(), id, Part::Row)?;
            let topic = topic.ok_or_else(Error::not_found)?;
            may(&actor, &topic)?;
            work(tx, &actor, &topic, now)?;
            load(tx, &actor.scope(), id, Part::Content)
        })
        .await?;
    live::topic_changed(app, id);
    Ok(view)
}
