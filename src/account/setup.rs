//! `/setup`: the first start, on one page. Gone once there is somebody.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{
    App, Language,
    error::Error,
    sessions::Kind,
    setup::{self, Setup},
    sign_in::{self, SignedIn as Opened},
};
use serde::Deserialize;
use web::{Access, Form, Page, Result, Routes, Shell, Visitor, request::Facts, routes::Class};

use web::form::{self, Refusal};

use crate::{auth::entered, certificate::CertificateView};

/// The sample data is written while the page waits, but not longer than this.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/setup", Access::Anyone, show)
        .form("/setup", Access::Anyone, run)
        .counted(Class::SignIn)
}

#[derive(Template)]
#[template(path = "account/setup.html")]
struct SetupPage {
    shell: Shell,
    form: SetupForm,
    refusal: Refusal,
    offers_sample_data: bool,
    certificate: Option<CertificateView>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SetupForm {
    code: String,
    organization: String,
    first_name: String,
    last_name: String,
    email: String,
    password: String,
    language: String,
    sample_data: Option<String>,
    guest_read: Option<String>,
}

fn page(app: &App, shell: Shell, form: SetupForm, refusal: Refusal) -> SetupPage {
    SetupPage {
        certificate: CertificateView::of(app, &shell).filter(|c| c.is_self_signed),
        offers_sample_data: app.hooks.sample_data.is_some(),
        shell,
        form,
        refusal,
    }
}

async fn show(State(app): State<App>, shell: Shell) -> Result<Response> {
    if setup::is_done(&app).await? {
        return Ok(form::to("/"));
    }
    let on = Some("on".to_owned());
    let fresh = SetupForm {
        language: shell.lang().to_owned(),
        sample_data: on.clone(),
        guest_read: on,
        ..SetupForm::default()
    };
    Ok(Page(page(&app, shell, fresh, Refusal::default())).into_response())
}

async fn run(
    State(app): State<App>,
    shell: Shell,
    facts: Facts,
    Visitor(viewer): Visitor,
    Form(form): Form<SetupForm>,
) -> Result<Response> {
    match try_run(&app, &form, facts.clone()).await {
        Ok(opened) => {
            if form.sample_data.is_some() {
                fill(&app).await;
            }
            entered(&app, &facts, &viewer, &opened, "/").await
        }
        Err(error) => {
            let refusal = Refusal::of(error, shell.language)?;
            let page = page(&app, shell, form, refusal);
            Ok(page.refusal.answer(&page))
        }
    }
}

async fn try_run(app: &App, form: &SetupForm, facts: Facts) -> Result<Opened, Error> {
    if setup::is_done(app).await? {
        return Err(Error::conflict("already-set-up"));
    }
    if !setup::is_code(app, &form.code) {
        return Err(Error::invalid("code", setup::wrong_code()));
    }
    let owner = setup::run(
        app,
        Setup {
            organization: form.organization.clone(),
            email: form.email.clone(),
            first_name: form.first_name.clone(),
            last_name: form.last_name.clone(),
            password: form.password.clone(),
            language: Language::parse(&form.language).unwrap_or(facts.language),
            guest_read: form.guest_read.is_some(),
        },
    )
    .await?;
    sign_in::enter(app, owner, Kind::Browser, facts.origin).await
}

/// Fills in the sample data. A fault of it does not undo the setup: it is logged, and the command
/// line can fill in what is missing.
async fn fill(app: &App) {
    let Some(fill) = app.hooks.sample_data else {
        return;
    };
    let filling = app.clone();
    let work = tokio::task::spawn_blocking(move || {
        if let Err(error) = fill(&filling) {
            tracing::error!(%error, "The sample data could not be written");
        }
    });
    if tokio::time::timeout(PATIENCE, work).await.is_err() {
        tracing::warn!("The sample data takes long; the page went on without it");
    }
}
