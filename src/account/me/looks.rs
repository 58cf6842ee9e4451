//! Language and theme: of the account when signed in, of the browser otherwise.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{
    App, Error, Language, Result,
    error::Message,
    people::{self, Profile, Theme},
};
use serde::Deserialize;
use web::{
    Access, Form, Routes, Visitor,
    request::Facts,
    session::{choice_cookie, set_cookie},
};

use web::form;

pub(super) fn routes() -> Routes {
    Routes::new()
        .form("/language", Access::Anyone, language)
        .form("/theme", Access::Anyone, theme)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LanguageForm {
    lang: String,
    back: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ThemeForm {
    theme: String,
    back: String,
}

async fn language(
    State(app): State<App>,
    facts: Facts,
    visitor: Visitor,
    Form(form): Form<LanguageForm>,
) -> web::Result<Response> {
    let wanted = Language::parse(&form.lang).ok_or_else(|| {
        Error::invalid("lang", Message::new("not-one-of").arg("allowed", "en, ar"))
    })?;
    let cookie = choice_cookie(&facts, "language", wanted.tag());
    choose(&app, visitor, move |p| Profile {
        language: wanted,
        ..p
    })
    .await?;
    Ok(back(&form.back, &cookie))
}

async fn theme(
    State(app): State<App>,
    facts: Facts,
    visitor: Visitor,
    Form(form): Form<ThemeForm>,
) -> web::Result<Response> {
    let wanted = Theme::parse(&form.theme).map_err(|m| Error::invalid("theme", m))?;
    let cookie = choice_cookie(&facts, "theme", wanted.as_str());
    choose(&app, visitor, move |p| Profile { theme: wanted, ..p }).await?;
    Ok(back(&form.back, &cookie))
}

async fn choose<F>(app: &App, Visitor(viewer): Visitor, change: F) -> Result<()>
where
    F: FnOnce(Profile) -> Profile + Send + 'static,
{
    if let Some(actor) = viewer.actor() {
        people::update(app, actor, actor.person, |p| Ok(change(p))).await?;
    }
    Ok(())
}

fn back(target: &str, cookie: &str) -> Response {
    let mut response = form::to(target).into_response();
    set_cookie(&mut response, cookie);
    response
}
