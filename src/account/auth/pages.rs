//! The pages of signing in.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use platform::{
    App, Language, Viewer,
    error::Error,
    organizations::Industry,
    passwords,
    registration::{self, Registration},
    sessions::{self, Kind},
    sign_in::{self, SignedIn as Opened},
};
use serde::Deserialize;
use web::{
    Access, Form, Page, Query, Result, Routes, Shell, Visitor,
    request::Facts,
    routes::Class,
    session::{forget_cookie, session_cookie},
};

use super::registering::{self, Registered};
use web::form::{self, Refusal};

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/sign-in", Access::Anyone, show_sign_in)
        .form("/sign-in", Access::Anyone, sign_in)
        .counted(Class::SignIn)
        .form("/sign-out", Access::Anyone, sign_out)
        .page("/register", Access::Anyone, show_register)
        .form("/register", Access::Anyone, register)
        .counted(Class::SignIn)
        .page("/forgot-password", Access::Anyone, show_forgot)
        .form("/forgot-password", Access::Anyone, forgot)
        .counted(Class::SignIn)
        .page("/reset-password", Access::Anyone, show_reset)
        .form("/reset-password", Access::Anyone, reset)
        .counted(Class::SignIn)
}

#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct SignInPage {
    shell: Shell,
    form: SignInForm,
    refusal: Refusal,
    offers_registration: bool,
    /// What was done just now, to be said above the form.
    done: Option<&'static str>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SignInForm {
    email: String,
    password: String,
    next: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SignInQuery {
    next: String,
    reset: bool,
    confirmed: bool,
}

async fn show_sign_in(
    State(app): State<App>,
    shell: Shell,
    Query(query): Query<SignInQuery>,
) -> Response {
    if shell.person.is_some() {
        return form::to(&query.next);
    }
    let form = SignInForm {
        next: query.next,
        ..SignInForm::default()
    };
    let done = match (query.reset, query.confirmed) {
        (true, _) => Some(shell.t("reset-done")),
        (_, true) => Some(shell.t("sign-in-confirmed")),
        _ => None,
    };
    let page = sign_in_page(&app, shell, form, Refusal::default(), done);
    Page(page).into_response()
}

fn sign_in_page(
    app: &App,
    shell: Shell,
    form: SignInForm,
    refusal: Refusal,
    done: Option<&'static str>,
) -> SignInPage {
    SignInPage {
        offers_registration: registration::is_offered(&app.settings.get()),
        shell,
        form,
        refusal,
        done,
    }
}

async fn sign_in(
    State(app): State<App>,
    shell: Shell,
    facts: Facts,
    Visitor(viewer): Visitor,
    Form(form): Form<SignInForm>,
) -> Result<Response> {
    let tried = sign_in::sign_in(
        &app,
        &form.email,
        &form.password,
        Kind::Browser,
        facts.origin.clone(),
    );
    match tried.await {
        Ok(opened) => entered(&app, &facts, &viewer, &opened, &form.next).await,
        Err(error) => {
            let refusal = Refusal::of(error, shell.language)?;
            let page = sign_in_page(&app, shell, form, refusal, None);
            Ok(page.refusal.answer(&page))
        }
    }
}

/// Goes on as the person who signed in; a session that the browser had before ends.
pub(crate) async fn entered(
    app: &App,
    facts: &Facts,
    before: &Viewer,
    opened: &Opened,
    next: &str,
) -> Result<Response> {
    if let Some(actor) = before.actor()
        && let Some(session) = actor.session
    {
        sessions::end(app, actor, session).await?;
    }
    Ok(form::to_with(
        next,
        &session_cookie(facts, &opened.session.secret),
    ))
}

async fn sign_out(
    State(app): State<App>,
    facts: Facts,
    Visitor(viewer): Visitor,
) -> Result<Response> {
    if let Some(actor) = viewer.actor() {
        sign_in::sign_out(&app, actor).await?;
    }
    Ok(form::to_with("/", &forget_cookie(&facts)))
}

#[derive(Template)]
#[template(path = "account/register.html")]
struct RegisterPage {
    shell: Shell,
    form: RegisterForm,
    refusal: Refusal,
    is_offered: bool,
    is_mailed: bool,
    /// Word and title.
    industries: Vec<(&'static str, &'static str)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RegisterForm {
    email: String,
    password: String,
    first_name: String,
    last_name: String,
    organization_name: String,
    industry: String,
}

fn register_page(
    app: &App,
    shell: Shell,
    mut form: RegisterForm,
    refusal: Refusal,
) -> RegisterPage {
    if form.industry.is_empty() {
        Industry::Other.as_str().clone_into(&mut form.industry);
    }
    RegisterPage {
        is_offered: registration::is_offered(&app.settings.get()),
        is_mailed: false,
        industries: crate::words::industries(shell.language),
        shell,
        form,
        refusal,
    }
}

async fn show_register(State(app): State<App>, shell: Shell) -> Response {
    if shell.person.is_some() {
        return form::to("/");
    }
    let page = register_page(&app, shell, RegisterForm::default(), Refusal::default());
    Page(page).into_response()
}

async fn register(
    State(app): State<App>,
    shell: Shell,
    facts: Facts,
    Visitor(viewer): Visitor,
    Form(form): Form<RegisterForm>,
) -> Result<Response> {
    match try_register(&app, &form, shell.language, facts.clone()).await {
        Ok(Registered::Entered(opened)) => entered(&app, &facts, &viewer, &opened, "/").await,
        Ok(Registered::Mailed) => {
            let mut page = register_page(&app, shell, form, Refusal::default());
            page.is_mailed = true;
            Ok(web::page::html(StatusCode::ACCEPTED, &page))
        }
        Err(error) => {
            let refusal = Refusal::of(error, shell.language)?;
            let page = register_page(&app, shell, form, refusal);
            Ok(page.refusal.answer(&page))
        }
    }
}

async fn try_register(
    app: &App,
    form: &RegisterForm,
    language: Language,
    facts: Facts,
) -> Result<Registered, Error> {
    let industry = Industry::parse(&form.industry);
    let registration = Registration {
        email: form.email.clone(),
        password: form.password.clone(),
        first_name: form.first_name.clone(),
        last_name: form.last_name.clone(),
        organization: form.organization_name.clone(),
        industry: industry.map_err(|message| Error::invalid("industry", message))?,
        language,
    };
    registering::register(app, registration, Kind::Browser, facts.origin).await
}

#[derive(Template)]
#[template(path = "account/forgot_password.html")]
struct ForgotPage {
    shell: Shell,
    is_sent: bool,
}

async fn show_forgot(shell: Shell) -> Page<ForgotPage> {
    Page(ForgotPage {
        shell,
        is_sent: false,
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ForgotForm {
    email: String,
}

async fn forgot(
    State(app): State<App>,
    shell: Shell,
    facts: Facts,
    Form(form): Form<ForgotForm>,
) -> Result<Page<ForgotPage>> {
    super::forgot::request(&app, &form.email, shell.language, facts.origin).await?;
    Ok(Page(ForgotPage {
        shell,
        is_sent: true,
    }))
}

#[derive(Template)]
#[template(path = "account/reset_password.html")]
struct ResetPage {
    shell: Shell,
    token: String,
    is_good: bool,
    refusal: Refusal,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ResetForm {
    token: String,
    password: String,
}

async fn show_reset(
    State(app): State<App>,
    shell: Shell,
    Query(query): Query<ResetForm>,
) -> Result<Page<ResetPage>> {
    Ok(Page(ResetPage {
        is_good: passwords::is_good(&app, &query.token).await?,
        shell,
        token: query.token,
        refusal: Refusal::default(),
    }))
}

async fn reset(
    State(app): State<App>,
    shell: Shell,
    facts: Facts,
    Form(form): Form<ResetForm>,
) -> Result<Response> {
    let ResetForm { token, password } = form;
    match passwords::reset(&app, &token, password, facts.origin).await {
        Ok(()) => Ok(form::to("/sign-in?reset=true")),
        Err(error) => {
            let refusal = Refusal::of(error, shell.language)?;
            let page = ResetPage {
                shell,
                token,
                is_good: refusal.at("token").is_empty(),
                refusal,
            };
            Ok(page.refusal.answer(&page))
        }
    }
}
