//! `/api/v1/messages/people`, `/settings`, `/blocks`.

use axum::{extract::State, http::Method, response::IntoResponse};
use platform::{App, id::PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    Access, Json, Path, Query, Result, Routes, SignedIn, openapi::Doc, reply, routes::Class,
};

use crate::{messages::types::Settings, people::PersonJson};

const TAG: &str = "Messages";
const SETTINGS: &str = "/api/v1/messages/settings";
const BLOCK: &str = "/api/v1/messages/blocks/{person_id}";

/// The calls.
pub fn routes() -> Routes {
    let settings = |summary| Doc::new(TAG, summary).returns::<SettingsJson>(200);
    Routes::new()
        .api(
            Method::GET,
            "/api/v1/messages/people",
            Access::People,
            Doc::new(TAG, "People whom you may write to.")
                .query("q", "How the name, or a word of it, begins.")
                .returns::<Vec<PersonJson>>(200),
            people,
        )
        .counted(Class::Search)
        .api(
            Method::GET,
            SETTINGS,
            Access::People,
            settings("What you set about messages."),
            show,
        )
        .api(
            Method::PATCH,
            SETTINGS,
            Access::People,
            settings("Changes what you set about messages.").body::<SettingsBody>(),
            change,
        )
        .api(
            Method::GET,
            "/api/v1/messages/blocks",
            Access::People,
            Doc::new(TAG, "Whom you blocked, the latest first.").returns::<Vec<PersonJson>>(200),
            blocks,
        )
        .api(
            Method::PUT,
            BLOCK,
            Access::People,
            Doc::new(
                TAG,
                "Blocks a person: neither of you can write to the other.",
            )
            .empty(204),
            block,
        )
        .api(
            Method::DELETE,
            BLOCK,
            Access::People,
            Doc::new(TAG, "Takes a block back.").empty(204),
            unblock,
        )
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    q: String,
}

async fn people(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    let found = super::suggestions(&app, &actor, asked.q).await?;
    Ok(reply::ok(
        found.iter().map(PersonJson::from).collect::<Vec<_>>(),
    ))
}

/// What a person set about messages.
#[derive(Debug, Serialize, ToSchema)]
struct SettingsJson {
    /// People of other organisations may write to you.
    allows_other_organizations: bool,
    /// Others see what you have read, and you see it of them.
    shows_read_receipts: bool,
}

impl From<Settings> for SettingsJson {
    fn from(settings: Settings) -> Self {
        Self {
            allows_other_organizations: settings.takes_from_others,
            shows_read_receipts: settings.shows_reads,
        }
    }
}

/// Changes to it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettingsBody {
    allows_other_organizations: Option<bool>,
    shows_read_receipts: Option<bool>,
}

async fn show(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<impl IntoResponse> {
    let settings = super::settings(&app, &actor).await?;
    Ok(reply::ok(SettingsJson::from(settings)))
}

async fn change(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(asked): Json<SettingsBody>,
) -> Result<impl IntoResponse> {
    let changed = super::change(&app, &actor, move |s| Settings {
        takes_from_others: asked
            .allows_other_organizations
            .unwrap_or(s.takes_from_others),
        shows_reads: asked.shows_read_receipts.unwrap_or(s.shows_reads),
    });
    Ok(reply::ok(SettingsJson::from(changed.await?)))
}

async fn blocks(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<impl IntoResponse> {
    let found = super::blocked(&app, &actor).await?;
    Ok(reply::ok(
        found.iter().map(PersonJson::from).collect::<Vec<_>>(),
    ))
}

async fn block(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(person): Path<PersonId>,
) -> Result<impl IntoResponse> {
    super::block(&app, &actor, person).await?;
    Ok(reply::gone())
}

async fn unblock(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(person): Path<PersonId>,
) -> Result<impl IntoResponse> {
    super::unblock(&app, &actor, person).await?;
    Ok(reply::gone())
}
