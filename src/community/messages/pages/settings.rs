//! By may write to one, whether others see what one has read, and whom one blocked.

use askama::Template;
use axum::{extract::State, response::Response};
use platform::{App, id::PersonId};
use serde::Deserialize;
use web::{Access, Form, Page, Path, Query, Result, Routes, Shell, SignedIn, form};

use crate::messages::{people, types::Settings};
use crate::people::By;

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/messages/settings", Access::People, show)
        .form("/messages/settings", Access::People, save)
        .form("/messages/blocks/{person_id}", Access::People, block)
        .form(
            "/messages/blocks/{person_id}/remove",
            Access::People,
            unblock,
        )
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    saved: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct SettingsForm {
    others: String,
    reads: String,
}

#[derive(Template)]
#[template(path = "community/messages/settings.html")]
struct SettingsPage {
    shell: Shell,
    settings: Settings,
    blocked: Vec<By>,
    is_saved: bool,
}

async fn show(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Page<SettingsPage>> {
    let blocked = people::blocked(&app, &actor).await?;
    Ok(Page(SettingsPage {
        settings: people::settings(&app, &actor).await?,
        blocked: blocked.iter().map(|c| By::of(c, &shell)).collect(),
        is_saved: !asked.saved.is_empty(),
        shell,
    }))
}

async fn save(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Form(typed): Form<SettingsForm>,
) -> Result<Response> {
    let settings = Settings {
        takes_from_others: !typed.others.is_empty(),
        shows_reads: !typed.reads.is_empty(),
    };
    people::change(&app, &actor, move |_| settings).await?;
    Ok(form::to("/messages/settings?saved=1"))
}

async fn block(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(person): Path<PersonId>,
) -> Result<Response> {
    people::block(&app, &actor, person).await?;
    Ok(form::to("/messages/settings?saved=1"))
}

async fn unblock(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(person): Path<PersonId>,
) -> Result<Response> {
    people::unblock(&app, &actor, person).await?;
    Ok(form::to("/messages/settings?saved=1"))
}
