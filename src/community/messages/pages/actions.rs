//! What one does with a conversation, and the page of who takes part in it.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{Actor, App, id::PersonId};
use serde::Deserialize;
use web::{
    Access, Form, Page, Path, Query, Result, Routes, Shell, SignedIn,
    form::{self, Refusal},
};

use super::shown::{others, title};
use crate::messages::{
    conversations, people,
    types::{self, ConversationId, Kind},
};
use crate::people::By;

pub(super) fn routes() -> Routes {
    Routes::new()
        .form("/messages/{id}/archive", Access::People, archive)
        .form("/messages/{id}/unarchive", Access::People, unarchive)
        .form("/messages/{id}/mute", Access::People, mute)
        .form("/messages/{id}/leave", Access::People, leave)
        .page("/messages/{id}/people", Access::People, show)
        .form("/messages/{id}/people", Access::People, add)
        .form("/messages/{id}/title", Access::People, rename)
}

async fn archive(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
) -> Result<Response> {
    conversations::archive(&app, &actor, id, true).await?;
    Ok(form::to("/messages"))
}

async fn unarchive(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
) -> Result<Response> {
    conversations::archive(&app, &actor, id, false).await?;
    Ok(form::to(&format!("/messages/{id}#end")))
}

async fn mute(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
) -> Result<Response> {
    conversations::toggle_mute(&app, &actor, id).await?;
    Ok(form::to(&format!("/messages/{id}#end")))
}

async fn leave(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
) -> Result<Response> {
    conversations::leave(&app, &actor, id).await?;
    Ok(form::to("/messages"))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Chosen {
    to: Vec<PersonId>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct TitleForm {
    title: String,
}

#[derive(Template)]
#[template(path = "community/messages/people.html")]
struct PeoplePage {
    shell: Shell,
    id: ConversationId,
    title: String,
    is_group: bool,
    others: Vec<By>,
    /// The title as it is typed.
    typed: String,
    q: String,
    offered: Vec<By>,
    refusal: Refusal,
    may_send: bool,
}

impl PeoplePage {
    fn act(&self, what: &str) -> String {
        format!("/messages/{}/{what}", self.id)
    }
}

async fn page(
    app: &App,
    actor: &Arc<Actor>,
    shell: Shell,
    id: ConversationId,
    q: String,
) -> Result<PeoplePage> {
    let (view, cards) = conversations::show(app, actor, id).await?;
    let others = others(&view, &cards, actor.person, &shell);
    let is_group = view.conversation.kind == Kind::Group;
    let may_send = crate::messages::rules::may_send(actor).is_ok();
    let mut offered = Vec::new();
    if is_group && may_send {
        let found = people::suggestions(app, actor, q.clone()).await?;
        let fresh = found.iter().filter(|c| others.iter().all(|o| o.id != c.id));
        offered = fresh.map(|c| By::of(c, &shell)).collect();
    }
    Ok(PeoplePage {
        id,
        title: title(&view, &others, &shell),
        typed: view.conversation.title,
        is_group,
        others,
        q,
        offered,
        refusal: Refusal::default(),
        may_send,
        shell,
    })
}

async fn show(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<ConversationId>,
    Query(asked): Query<Asked>,
) -> Result<Page<PeoplePage>> {
    Ok(Page(page(&app, &actor, shell, id, asked.q).await?))
}

async fn add(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<ConversationId>,
    Form(typed): Form<Chosen>,
) -> Result<Response> {
    let Err(error) = conversations::add(&app, &actor, id, typed.to).await else {
        return Ok(form::to(&format!("/messages/{id}/people")));
    };
    let refusal = Refusal::of(error, shell.language)?;
    let page = page(&app, &actor, shell, id, String::new()).await?;
    let page = PeoplePage {
        refusal: refusal.clone(),
        ..page
    };
    Ok(refusal.answer(&page).into_response())
}

async fn rename(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<ConversationId>,
    Form(typed): Form<TitleForm>,
) -> Result<Response> {
    let renamed = match types::title(&typed.title) {
        Ok(title) => conversations::rename(&app, &actor, id, title).await,
        Err(message) => Err(platform::Error::invalid("title", message)),
    };
    let Err(error) = renamed else {
        return Ok(form::to(&format!("/messages/{id}/people")));
    };
    let refusal = Refusal::of(error, shell.language)?;
    let page = page(&app, &actor, shell, id, String::new()).await?;
    let page = PeoplePage {
        refusal: refusal.clone(),
        typed: typed.title,
        ..page
    };
    Ok(refusal.answer(&page).into_response())
}
