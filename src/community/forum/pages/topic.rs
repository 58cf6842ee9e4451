//! The page of a topic.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{
    App, Error, Viewer,
    listing::{List, Pairs},
};
use serde::Deserialize;
use web::{
    Access, Counting, Form, Frame, Path, Query, Result, Routes, Shell, SignedIn, Visitor, Waiting,
    form,
};

use super::{
    Framed, Parts,
    kept::Place,
    shown::{Shelf, When, address, narrow, tags},
    thread::{Entry, Look},
};
use crate::people::By;
use crate::{
    forum::{
        PostId, PostText, TopicId,
        attachments::Attachment,
        marks,
        posts::{self, NewPost, TOP_SPEC},
        rules,
        topics::{self, Reading, Shown, Topic},
    },
    idempotency::IdempotencyKey,
    notifications,
};

/// How many people are named as taking part.
const PARTICIPANTS: usize = 12;

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/forum/t/{id}", Access::Readers, show)
        .page("/forum/t/{id}/{slug}", Access::Readers, show_named)
        .form("/forum/topics/{id}/posts", Access::People, reply)
}

/// Which part of a topic is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    page: Option<u32>,
    post: Option<PostId>,
    reply_to: Option<PostId>,
}

/// A reply as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct ReplyForm {
    content: String,
    parent_post_id: String,
    /// Makes sending twice one reply.
    key: String,
    #[serde(skip)]
    error: String,
    /// Whom one answers.
    #[serde(skip)]
    to: String,
}

#[derive(Template)]
#[template(path = "community/forum/_topic.html")]
struct Main<'a> {
    shell: &'a Shell,
    topic: &'a Topic,
    by: By,
    shelf: Option<Shelf>,
    at: When,
    edited: Option<When>,
    tags: Vec<(String, String)>,
    narrow: Option<(&'static str, &'static str)>,
    files: &'a [Attachment],
    views: String,
    likes: String,
    may: Powers,
    best: Option<Entry>,
    best_href: String,
    entries: Vec<Entry>,
    replies: String,
    new_href: Option<String>,
    whole_href: Option<String>,
    page: u32,
    pages: u32,
    previous: Option<String>,
    next: Option<String>,
    form: ReplyForm,
}

impl Main<'_> {
    /// The address of something that is done with the topic.
    fn act(&self, what: &str) -> String {
        format!("/forum/topics/{}/{what}", self.topic.id)
    }
}

/// What the viewer may do with the topic.
#[derive(Clone, Copy, Debug, Default)]
struct Powers {
    is_signed_in: bool,
    like: bool,
    edit: bool,
    delete: bool,
    pin: bool,
    lock: bool,
    reply: bool,
}

impl Powers {
    fn of(viewer: &Viewer, topic: &Topic) -> Self {
        let Some(actor) = viewer.actor() else {
            return Self::default();
        };
        let writes = actor.may_write;
        Self {
            is_signed_in: true,
            like: writes && rules::may_like(actor).is_ok(),
            edit: writes && rules::may_edit(actor, topic).is_ok(),
            delete: writes && rules::may_delete(actor, topic).is_ok(),
            pin: writes && rules::may_pin(actor, topic).is_ok(),
            lock: writes && rules::may_lock(actor, topic).is_ok(),
            reply: writes && rules::may_reply(actor, topic).is_ok(),
        }
    }
}

#[derive(Template)]
#[template(path = "community/forum/_topic_side.html")]
struct Side<'a> {
    shell: &'a Shell,
    new_href: Option<String>,
    participants: Vec<By>,
    similar: Vec<(String, String, bool)>,
}

async fn show(
    state: State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<TopicId>,
    asked: Query<Asked>,
) -> Result<Response> {
    page(state, visitor, frame, id, asked).await
}

async fn show_named(
    state: State<App>,
    visitor: Visitor,
    frame: Frame,
    Path((id, _slug)): Path<(TopicId, String)>,
    asked: Query<Asked>,
) -> Result<Response> {
    page(state, visitor, frame, id, asked).await
}

async fn page(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    mut frame: Frame,
    id: TopicId,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let parts = if let Some(actor) = viewer.actor() {
        let parts = signed_in(&app, &viewer, &mut frame, id, asked).await?;
        // What the bell does not count needs no mark that it was read.
        if frame.shell.rings() && notifications::opened(&app, actor, id).await {
            frame.shell.ring(&app, actor).await;
        }
        parts
    } else {
        guest(&app, &viewer, &frame.shell, id, asked).await?
    };
    let shell = frame.shell;
    Ok(Framed { shell, parts }.into_response())
}

async fn guest(
    app: &App,
    viewer: &Viewer,
    shell: &Shell,
    id: TopicId,
    asked: Asked,
) -> Result<Arc<Parts>> {
    let page = format!("{id} {:?} {:?}", asked.page, asked.post);
    let place = Place::of(app, shell.language, &page);
    if let Some(parts) = place.parts() {
        marks::viewed(app, viewer, id);
        return Ok(parts);
    }
    let (form, nobody) = (ReplyForm::default(), Counting::default());
    let (parts, topic, _) = render(app, viewer, (shell, nobody), id, &asked, form).await?;
    marks::opened(app, viewer, &topic);
    let parts = Arc::new(parts);
    place.keep(&parts);
    Ok(parts)
}

async fn signed_in(
    app: &App,
    viewer: &Viewer,
    frame: &mut Frame,
    id: TopicId,
    asked: Asked,
) -> Result<Arc<Parts>> {
    let form = ReplyForm {
        parent_post_id: asked.reply_to.map(|p| p.to_string()).unwrap_or_default(),
        ..ReplyForm::default()
    };
    let counting = frame.counting.clone();
    match render(app, viewer, (&frame.shell, counting), id, &asked, form).await {
        Ok((parts, topic, waiting)) => {
            marks::opened(app, viewer, &topic);
            frame.shell.show(waiting);
            Ok(Arc::new(parts))
        }
        Err(failure) if failure.0.kind == platform::error::Kind::NotFound => {
            frame.shell.show(frame.counting.clone().read(app).await);
            super::actions::deleted_page(app, viewer, &frame.shell, id).await
        }
        Err(failure) => Err(failure),
    }
}

async fn render(
    app: &App,
    viewer: &Viewer,
    (shell, counting): (&Shell, Counting),
    id: TopicId,
    asked: &Asked,
    form: ReplyForm,
) -> Result<(Parts, Topic, Waiting)> {
    let reading = topics::reading(app, viewer, id, shown(app, asked)?);
    let read = app.read(move |db| Ok((reading(db)?, counting.count(db))));
    let (reading, waiting) = read.await?;
    let key = app.ids.next::<ReplyForm>().to_string();
    let form = ReplyForm { key, ..form };
    let main = main(viewer, shell, &reading, form);
    let side = Side {
        shell,
        new_href: main.new_href.clone(),
        participants: participants(&reading, shell),
        similar: reading
            .similar
            .iter()
            .map(|t| (t.address(), t.title.clone(), t.best_answer.is_some()))
            .collect(),
    };
    let parts = Parts {
        title: reading.topic().title.clone(),
        frame: "frame--read",
        main: main.render().map_err(Error::internal)?,
        side: side.render().map_err(Error::internal)?,
    };
    Ok((parts, reading.view.topic, waiting))
}

fn shown(app: &App, asked: &Asked) -> platform::Result<Shown> {
    if let Some(post) = asked.post {
        return Ok(Shown::Thread(post));
    }
    let page = asked.page.unwrap_or(1).to_string();
    let pairs: Pairs = vec![
        ("page".into(), page),
        ("page_size".into(), posts::PAGE.to_string()),
    ];
    Ok(Shown::Page(List::parse(TOP_SPEC, &pairs, &app.seal)?))
}

fn main<'a>(viewer: &Viewer, shell: &'a Shell, reading: &'a Reading, form: ReplyForm) -> Main<'a> {
    let topic = reading.topic();
    let look = Look {
        shell,
        viewer,
        topic,
        authors: &reading.authors,
        read_at: reading.read_at,
    };
    let entries = look.entries(&reading.posts.items, reading.base);
    let href = topic.address();
    let turn = |n: u32| address(&href, &[("page", &n.to_string())]);
    let page = reading.posts.meta.page;
    let first_new = entries
        .iter()
        .find(|e| e.is_new)
        .map(|e| format!("#p-{}", e.id));
    let to = entries
        .iter()
        .find(|e| e.id.to_string() == form.parent_post_id);
    let form = ReplyForm {
        to: to.map(|e| e.by.name.clone()).unwrap_or_default(),
        ..form
    };
    Main {
        shell,
        topic,
        by: By::find(&reading.authors, topic.author, shell),
        shelf: reading.category.as_ref().map(|c| Shelf::of(c, shell)),
        at: When::of(topic.created_at, shell),
        edited: topic.edited_at.map(|at| When::of(at, shell)),
        tags: tags(&topic.tags),
        narrow: narrow(topic.visibility, shell),
        files: &reading.view.attachments,
        views: shell.t1("forum-views", "n", topic.views),
        likes: if topic.likes > 0 {
            shell.number(topic.likes)
        } else {
            String::new()
        },
        may: Powers::of(viewer, topic),
        best: reading
            .best
            .as_ref()
            .filter(|b| !b.is_deleted)
            .map(|b| look.entry(b)),
        best_href: best_href(reading, &href),
        replies: shell.t1("forum-n-replies", "n", topic.replies),
        new_href: first_new,
        whole_href: page.is_none().then(|| href.clone()),
        page: page.map_or(1, |p| p.page),
        pages: page.map_or(1, |p| p.total_pages),
        previous: page.filter(|p| p.has_previous).map(|p| turn(p.page - 1)),
        next: page.filter(|p| p.has_next).map(|p| turn(p.page + 1)),
        entries,
        form,
    }
}

/// Where the best answer stands among the replies: on this page, or in a view of its own thread.
fn best_href(reading: &Reading, href: &str) -> String {
    let Some(best) = &reading.best else {
        return String::new();
    };
    if reading.posts.items.iter().any(|p| p.id == best.id) {
        return format!("#p-{}", best.id);
    }
    let root = best.root.to_string();
    format!("{}#p-{}", address(href, &[("post", &root)]), best.id)
}

/// Everybody who wrote what the page shows, the author first.
fn participants(reading: &Reading, shell: &Shell) -> Vec<By> {
    let author = reading.topic().author;
    let posts = reading
        .posts
        .items
        .iter()
        .filter(|p| !p.is_deleted && p.author != author);
    let mut others: BTreeMap<platform::id::PersonId, usize> = BTreeMap::new();
    for post in posts {
        *others.entry(post.author).or_default() += 1;
    }
    let mut others: Vec<_> = others.into_iter().collect();
    others.sort_by_key(|(_, posts)| std::cmp::Reverse(*posts));
    let all = std::iter::once(author).chain(others.into_iter().map(|(id, _)| id));
    all.take(PARTICIPANTS)
        .map(|id| By::find(&reading.authors, id, shell))
        .collect()
}

async fn reply(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<TopicId>,
    Form(typed): Form<ReplyForm>,
) -> Result<Response> {
    let outcome = send(&app, &actor, id, &typed).await;
    let error = match outcome {
        Ok(post) => {
            let there = format!("/forum/posts/{post}");
            return Ok(form::to(&there));
        }
        Err(error) => error,
    };
    let refusal = form::Refusal::of(error, shell.language)?;
    let said = match refusal.at("content") {
        "" if refusal.general.is_empty() => refusal
            .fields
            .first()
            .map(|(_, t)| t.clone())
            .unwrap_or_default(),
        "" => refusal.general.clone(),
        content => content.to_owned(),
    };
    let typed = ReplyForm {
        error: said,
        ..typed
    };
    let asked = Asked::default();
    let nobody = Counting::default();
    let (parts, ..) = render(&app, &visitor.0, (&shell, nobody), id, &asked, typed).await?;
    let parts = Arc::new(parts);
    Ok(refusal.answer(&Framed { shell, parts }))
}

async fn send(
    app: &App,
    actor: &Arc<platform::Actor>,
    topic: TopicId,
    typed: &ReplyForm,
) -> platform::Result<PostId> {
    let parent = match typed.parent_post_id.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::not_found())?),
    };
    let text = PostText::parse(&typed.content).map_err(|m| Error::invalid("content", m))?;
    let key = Some(typed.key.clone()).filter(|k| !k.is_empty());
    let call = IdempotencyKey(key).of(
        "forum_reply_form",
        &(topic, &typed.parent_post_id, &typed.content),
    )?;
    let new = NewPost {
        topic,
        parent,
        text,
    };
    let answer = posts::create(app, actor, new, call).await?;
    Ok(PostId::from_uuid(*answer.id.as_uuid()))
}
