//! What is done on pages by one button: likes, marks, moderation, deleting. Each is a form of its
//! own that answers with the way back, or with JSON where script asked for it.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use platform::{App, Error, Viewer};
use serde::Serialize;
use serde_json::json;
use web::{Access, Page, Path, Result, Routes, Shell, SignedIn, Visitor, form, reply};

use super::{Parts, thread::May};
use crate::forum::{
    PostId, TopicId, likes, marks, posts,
    topics::{self, Topic},
};

pub(super) fn routes() -> Routes {
    let topic = Routes::new()
        .form("/forum/topics/{id}/like", Access::People, like)
        .form("/forum/topics/{id}/follow", Access::People, follow)
        .form("/forum/topics/{id}/bookmark", Access::People, bookmark)
        .form(
            "/forum/topics/{id}/pin",
            Access::People,
            |s: S, a: SignedIn, p: Path<TopicId>| pin(s, a, p, true),
        )
        .form(
            "/forum/topics/{id}/unpin",
            Access::People,
            |s: S, a: SignedIn, p: Path<TopicId>| pin(s, a, p, false),
        )
        .form(
            "/forum/topics/{id}/lock",
            Access::People,
            |s: S, a: SignedIn, p: Path<TopicId>| lock(s, a, p, true),
        )
        .form(
            "/forum/topics/{id}/unlock",
            Access::People,
            |s: S, a: SignedIn, p: Path<TopicId>| lock(s, a, p, false),
        )
        .form("/forum/topics/{id}/delete", Access::People, delete)
        .form("/forum/topics/{id}/restore", Access::People, restore)
        .form("/forum/read-all", Access::People, read_all);
    topic
        .page("/forum/posts/{id}", Access::Readers, permalink)
        .form("/forum/posts/{id}/like", Access::People, like_post)
        .form(
            "/forum/posts/{id}/best-answer",
            Access::People,
            |s: S, a: SignedIn, p: Path<PostId>| choose(s, a, p, true),
        )
        .form(
            "/forum/posts/{id}/best-answer/clear",
            Access::People,
            |s: S, a: SignedIn, p: Path<PostId>| choose(s, a, p, false),
        )
        .page("/forum/posts/{id}/deletion", Access::People, ask_to_delete)
        .form("/forum/posts/{id}/delete", Access::People, delete_post)
}

type S = State<App>;

/// JSON for script, the way back for the plain form.
fn done(headers: &HeaderMap, data: impl Serialize, back: &str) -> Response {
    let accepted = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    if accepted.is_some_and(|a| a.contains("application/json")) {
        return reply::ok(data).into_response();
    }
    form::to(back)
}

fn topic_page(id: TopicId) -> String {
    format!("/forum/t/{id}")
}

async fn like(
    State(app): S,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
    headers: HeaderMap,
) -> Result<Response> {
    let liked = likes::toggle_topic(&app, &actor, id).await?;
    Ok(done(&headers, liked, &topic_page(id)))
}

async fn follow(
    State(app): S,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
    headers: HeaderMap,
) -> Result<Response> {
    let followed = marks::toggle_follow(&app, &actor, id).await?;
    Ok(done(
        &headers,
        json!({"followed": followed}),
        &topic_page(id),
    ))
}

async fn bookmark(
    State(app): S,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
    headers: HeaderMap,
) -> Result<Response> {
    let bookmarked = marks::toggle_bookmark(&app, &actor, id).await?;
    Ok(done(
        &headers,
        json!({"bookmarked": bookmarked}),
        &topic_page(id),
    ))
}

async fn pin(
    State(app): S,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
    on: bool,
) -> Result<Response> {
    topics::pin(&app, &actor, id, on).await?;
    Ok(form::to(&topic_page(id)))
}

async fn lock(
    State(app): S,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
    on: bool,
) -> Result<Response> {
    topics::lock(&app, &actor, id, on).await?;
    Ok(form::to(&topic_page(id)))
}

async fn delete(
    State(app): S,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
) -> Result<Response> {
    topics::delete(&app, &actor, id).await?;
    Ok(form::to(&format!("/forum?deleted={id}")))
}

async fn restore(
    State(app): S,
    SignedIn(actor): SignedIn,
    Path(id): Path<TopicId>,
) -> Result<Response> {
    topics::restore(&app, &actor, id).await?;
    Ok(form::to(&topic_page(id)))
}

async fn read_all(State(app): S, SignedIn(actor): SignedIn) -> Result<Response> {
    marks::all_read(&app, &actor).await?;
    Ok(form::to("/forum"))
}

async fn permalink(
    State(app): S,
    Visitor(viewer): Visitor,
    Path(id): Path<PostId>,
) -> Result<Response> {
    let place = posts::place(&app, &viewer, id).await?;
    let query = match place {
        posts::Place::Page { page: 1, .. } => String::new(),
        posts::Place::Page { page, .. } => format!("?page={page}"),
        posts::Place::Below { parent, .. } => format!("?post={parent}"),
    };
    Ok(form::to(&format!(
        "/forum/t/{}{query}#p-{id}",
        place.topic()
    )))
}

async fn like_post(
    State(app): S,
    SignedIn(actor): SignedIn,
    Path(id): Path<PostId>,
    headers: HeaderMap,
) -> Result<Response> {
    let liked = likes::toggle_post(&app, &actor, id).await?;
    Ok(done(&headers, liked, &format!("/forum/posts/{id}")))
}

async fn choose(
    State(app): S,
    SignedIn(actor): SignedIn,
    Path(id): Path<PostId>,
    on: bool,
) -> Result<Response> {
    let view = if on {
        posts::choose_answer(&app, &actor, id).await?
    } else {
        posts::clear_answer(&app, &actor, id).await?
    };
    Ok(form::to(&topic_page(view.post.topic)))
}

/// "Delete this reply?", with its beginning.
#[derive(Template)]
#[template(path = "community/forum/delete_post.html")]
struct DeletePost {
    shell: Shell,
    id: PostId,
    begin: String,
}

async fn ask_to_delete(
    State(app): S,
    visitor: Visitor,
    shell: Shell,
    Path(id): Path<PostId>,
) -> Result<Response> {
    let (view, topic) = posts::post_in_topic(&app, &visitor.0, id).await?;
    if !May::of(visitor.0.actor().map(|a| &**a), &topic, &view.post).delete {
        return Err(Error::forbidden("post-not-yours").into());
    }
    let begin = platform::markdown::excerpt(&view.post.content, 300);
    Ok(Page(DeletePost { shell, id, begin }).into_response())
}

async fn delete_post(
    State(app): S,
    SignedIn(actor): SignedIn,
    Path(id): Path<PostId>,
) -> Result<Response> {
    let topic = posts::delete(&app, &actor, id).await?;
    Ok(form::to(&topic_page(topic)))
}

/// What stands in the place of a deleted topic for those who could bring it back.
#[derive(Template)]
#[template(path = "community/forum/_deleted.html")]
struct Deleted<'a> {
    shell: &'a Shell,
    topic: Topic,
}

pub(super) async fn deleted_page(
    app: &App,
    viewer: &Viewer,
    shell: &Shell,
    id: TopicId,
) -> Result<Arc<Parts>> {
    let actor = viewer.actor().ok_or_else(Error::not_found)?;
    let topic = topics::deleted(app, actor, id).await?;
    let title = topic.title.clone();
    let main = Deleted { shell, topic }.render().map_err(Error::internal)?;
    Ok(Arc::new(Parts {
        title,
        frame: "frame--text",
        main,
        side: String::new(),
    }))
}
