//! Pieces of pages that script asks for: a post that arrived, the reply box under a post, the best
//! answer; and the stream of news that tells of them.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{App, Error, Viewer};
use serde::Deserialize;
use serde_json::json;
use web::{
    Access, Form, Fragment, Path, Query, Result, Routes, Shell, SignedIn, Visitor, live, reply,
    routes::Class,
};

use super::thread::{Entry, Look};
use crate::forum::{
    PostId, TopicId, find, live as channel, mentions,
    posts::{self, Post},
    topics::{self, Part, Topic},
};
use crate::people::{By, Cards};

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/forum/topics/{id}/live", Access::Readers, listen)
        .page("/forum/topics/{id}/best", Access::Readers, best)
        .page("/forum/posts/{id}/fragment", Access::Readers, entry)
        .page("/forum/posts/{id}/reply", Access::People, reply_box)
        .page("/forum/similar", Access::Readers, similar)
        .counted(Class::Search)
        .form("/preview", Access::People, preview)
        .counted(Class::Read)
}

/// News of a topic, for who may open it now. They carry ids; what is behind an id is asked for and
/// refused like anything else.
async fn listen(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path(id): Path<TopicId>,
) -> Result<Response> {
    topics::topic(&app, &viewer, id, Part::Row).await?;
    Ok(live::stream(&app.live, &channel::channel(id)).into_response())
}

#[derive(Template)]
#[template(path = "community/forum/_entry.html")]
struct EntryFragment {
    shell: Shell,
    p: Entry,
}

async fn entry(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
    Path(id): Path<PostId>,
) -> Result<Response> {
    let (post, topic, authors) = placed(&app, &viewer, id).await?;
    let look = Look {
        shell: &shell,
        viewer: &viewer,
        topic: &topic,
        authors: &authors,
        read_at: None,
    };
    let p = look.entry(&post);
    Ok(Fragment(EntryFragment { shell, p }).into_response())
}

async fn placed(app: &App, viewer: &Viewer, id: PostId) -> Result<(Post, Topic, Cards)> {
    let scope = viewer.scope();
    let found = app.read(move |db| {
        let post = posts::placed(db, &scope, id)?.ok_or_else(Error::not_found)?;
        let topic = topics::visible(db, &scope, post.topic, Part::Row)?;
        let authors = Cards::load(db, [post.author])?;
        Ok((post, topic.ok_or_else(Error::not_found)?, authors))
    });
    Ok(found.await?)
}

#[derive(Template)]
#[template(path = "community/forum/_best.html")]
struct Best {
    shell: Shell,
    best: Option<Entry>,
    best_href: String,
}

async fn best(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
    Path(id): Path<TopicId>,
) -> Result<Response> {
    let view = topics::topic(&app, &viewer, id, Part::Row).await?;
    let mut best = None;
    if let Some(post) = view.topic.best_answer {
        let (post, topic, authors) = placed(&app, &viewer, post).await?;
        let look = Look {
            shell: &shell,
            viewer: &viewer,
            topic: &topic,
            authors: &authors,
            read_at: None,
        };
        best = Some(look.entry(&post));
    }
    let best_href = best
        .as_ref()
        .map(|b| format!("/forum/posts/{}", b.id))
        .unwrap_or_default();
    Ok(Fragment(Best {
        shell,
        best,
        best_href,
    })
    .into_response())
}

/// The reply box under a post.
#[derive(Template)]
#[template(path = "community/forum/_reply_box.html")]
struct ReplyBox {
    shell: Shell,
    topic: TopicId,
    post: PostId,
    key: String,
    to: String,
}

async fn reply_box(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
    Path(id): Path<PostId>,
) -> Result<Response> {
    let (post, _, authors) = placed(&app, &viewer, id).await?;
    let to = By::find(&authors, post.author, &shell).name;
    let key = app.ids.next::<ReplyBox>().to_string();
    let page = ReplyBox {
        shell,
        topic: post.topic,
        post: id,
        key,
        to,
    };
    Ok(Fragment(page).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    q: String,
}

/// "Already answered?": for the side of the page where a topic is written.
async fn similar(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
    Query(typed): Query<Typed>,
) -> Result<Response> {
    let found = find::similar_to_text(&app, &viewer, &typed.q).await?;
    let answered = shell.t("forum-answered");
    let one = |t: &Topic| {
        let kind = t.best_answer.is_some().then_some(answered);
        json!({"text": t.title, "url": t.address(), "kind": kind})
    };
    let items: Vec<_> = found.iter().take(5).map(one).collect();
    Ok(reply::ok(items).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Draft {
    content: String,
}

/// A text as it will look: the same rendering as when it is sent.
async fn preview(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Form(draft): Form<Draft>,
) -> Result<Response> {
    let html = mentions::preview(&app, &actor, draft.content).await?;
    Ok(axum::response::Html(html).into_response())
}
