//! The buttons of a use case's page. Each answers with the way to what is to be seen next.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, header};
use platform::{App, error::Kind, files::Incoming};
use serde::Deserialize;
use serde_json::json;
use web::{Form, Path, Result, SignedIn, Upload, reply};

use super::detail::address;
use crate::use_cases::{
    engagement, service,
    types::{UseCase, UseCaseId},
};

/// Why it is sent back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rejection {
    reason: String,
}

/// Whether the page's script asks, which takes JSON, and not the form itself.
pub(super) fn is_script(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    accept.is_some_and(|a| a.contains("application/json"))
}

fn to(case: &UseCase, done: &str) -> Redirect {
    let query = if done.is_empty() {
        String::new()
    } else {
        format!("?done={done}")
    };
    Redirect::to(&format!("{}{query}", address(case)))
}

/// What publishing lacks is shown, and mended, at the end of the form.
fn missing_or(outcome: platform::Result<UseCase>, id: UseCaseId, done: &str) -> Result<Redirect> {
    match outcome {
        Ok(case) => Ok(to(&case, done)),
        Err(error) if error.kind == Kind::Invalid => {
            Ok(Redirect::to(&format!("/use-cases/{id}/edit?step=preview")))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn like(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
    headers: HeaderMap,
) -> Result<Response> {
    let (liked, likes_count) = engagement::like(&app, &actor, id).await?;
    if is_script(&headers) {
        return Ok(reply::ok(json!({"liked": liked, "likes_count": likes_count})).into_response());
    }
    Ok(Redirect::to(&format!("/use-cases/{id}")).into_response())
}

pub(super) async fn save(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
    headers: HeaderMap,
) -> Result<Response> {
    let (mine, saves_count) = engagement::save(&app, &actor, id, None).await?;
    if is_script(&headers) {
        let saved = mine.folder.is_some();
        return Ok(reply::ok(json!({"saved": saved, "saves_count": saves_count})).into_response());
    }
    Ok(Redirect::to(&format!("/use-cases/{id}")).into_response())
}

/// A picture for the form: stored, and put behind the others.
pub(super) async fn add_picture(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
    upload: Upload,
) -> Result<Redirect> {
    service::to_edit(&app, &actor, id).await?;
    let mut sent = upload.file("file").await?;
    let mut incoming = Incoming::begin(&app).await?;
    while let Some(bytes) = sent.chunk().await? {
        incoming.write(&bytes).await?;
    }
    service::add_picture(&app, &actor, id, incoming, sent.name()).await?;
    Ok(Redirect::to(&format!(
        "/use-cases/{id}/edit?step=place#pictures"
    )))
}

pub(super) async fn submit(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Redirect> {
    missing_or(service::submit(&app, &actor, id).await, id, "submitted")
}

pub(super) async fn publish(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Redirect> {
    missing_or(service::publish(&app, &actor, id).await, id, "published")
}

pub(super) async fn reject(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
    Form(form): Form<Rejection>,
) -> Result<Redirect> {
    Ok(to(
        &service::reject(&app, &actor, id, form.reason).await?,
        "rejected",
    ))
}

pub(super) async fn archive(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Redirect> {
    Ok(to(&service::archive(&app, &actor, id).await?, "archived"))
}

pub(super) async fn restore(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Redirect> {
    Ok(to(&service::restore(&app, &actor, id).await?, "restored"))
}

pub(super) async fn duplicate(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Redirect> {
    let copy = service::duplicate(&app, &actor, id).await?;
    Ok(Redirect::to(&format!("/use-cases/{}/edit", copy.id)))
}

pub(super) async fn delete(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Redirect> {
    service::delete(&app, &actor, id).await?;
    Ok(Redirect::to(&format!("/use-cases/mine?removed={id}")))
}

pub(super) async fn feature(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Redirect> {
    Ok(to(&service::feature(&app, &actor, id).await?, ""))
}

pub(super) async fn verify(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Redirect> {
    Ok(to(&service::verify(&app, &actor, id).await?, ""))
}
