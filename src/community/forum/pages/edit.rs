//! Changing a post.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use platform::{App, Viewer, error::Kind};
use serde::Deserialize;
use web::{
    Access, Form, Page, Path, Result, Routes, Shell, SignedIn, Visitor,
    form::{self, Refusal},
};

use crate::forum::{PostId, posts, rules};

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/forum/posts/{id}/edit", Access::People, edit)
        .form("/forum/posts/{id}/edit", Access::People, save)
}

/// A post as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct PostForm {
    content: String,
    revision: String,
}

#[derive(Template)]
#[template(path = "community/forum/edit_post.html")]
struct EditPage {
    shell: Shell,
    id: PostId,
    title: String,
    href: String,
    form: PostForm,
    refusal: Refusal,
    /// What was saved meanwhile.
    theirs: Option<String>,
}

async fn page_of(app: &App, viewer: &Viewer, shell: Shell, id: PostId) -> Result<EditPage> {
    let (view, topic) = posts::post_in_topic(app, viewer, id).await?;
    if let Some(actor) = viewer.actor() {
        rules::may_edit_post(actor, &topic, &view.post)?;
    }
    Ok(EditPage {
        shell,
        id,
        href: topic.address(),
        title: topic.title,
        form: PostForm {
            revision: view.post.revision.to_string(),
            content: view.post.content,
        },
        refusal: Refusal::default(),
        theirs: None,
    })
}

async fn edit(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
    Path(id): Path<PostId>,
) -> Result<Response> {
    Ok(Page(page_of(&app, &viewer, shell, id).await?).into_response())
}

async fn save(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<PostId>,
    Form(typed): Form<PostForm>,
) -> Result<Response> {
    let revision = typed.revision.parse().ok();
    let Err(error) = posts::change(&app, &actor, id, &typed.content, revision).await else {
        return Ok(form::to(&format!("/forum/posts/{id}")));
    };
    let now = page_of(&app, &viewer, shell, id).await?;
    if error.kind == Kind::Stale {
        let page = EditPage {
            theirs: Some(now.form.content),
            form: PostForm {
                revision: now.form.revision,
                ..typed
            },
            ..now
        };
        return Ok(web::page::html(StatusCode::PRECONDITION_FAILED, &page));
    }
    let refusal = Refusal::of(error, now.shell.language)?;
    let page = EditPage {
        form: typed,
        refusal: refusal.clone(),
        ..now
    };
    Ok(refusal.answer(&page))
}
