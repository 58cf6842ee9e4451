//! Where the link leads that shows that an address is one's own. Opening it changes nothing, since
//! mail programs open links by themselves; the button does.

use askama::Template;
use axum::{extract::State, response::Response};
use platform::{App, passwords};
use serde::Deserialize;
use web::{
    Access, Form, Page, Query, Result, Routes, Shell,
    form::{self, Refusal},
    request::Facts,
    routes::Class,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/confirm-address", Access::Anyone, show)
        .form("/confirm-address", Access::Anyone, confirm)
        .counted(Class::SignIn)
}

#[derive(Template)]
#[template(path = "account/confirm_address.html")]
struct ConfirmPage {
    shell: Shell,
    token: String,
    is_good: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Link {
    token: String,
}

async fn show(
    State(app): State<App>,
    shell: Shell,
    Query(link): Query<Link>,
) -> Result<Page<ConfirmPage>> {
    Ok(Page(ConfirmPage {
        is_good: passwords::is_good(&app, &link.token).await?,
        shell,
        token: link.token,
    }))
}

async fn confirm(
    State(app): State<App>,
    shell: Shell,
    facts: Facts,
    Form(link): Form<Link>,
) -> Result<Response> {
    let Err(error) = passwords::confirm(&app, &link.token, facts.origin).await else {
        return Ok(form::to("/sign-in?confirmed=true"));
    };
    let refusal = Refusal::of(error, shell.language)?;
    Ok(refusal.answer(&ConfirmPage {
        shell,
        token: link.token,
        is_good: false,
    }))
}
