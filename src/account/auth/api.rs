//! The calls of signing in.

use axum::{
    extract::State,
    handler::Handler,
    http::Method,
    response::{IntoResponse, Response},
};
use platform::{
    Actor, App, organizations, passwords, people,
    registration::Registration,
    sessions::Kind,
    sign_in::{self, SignedIn as Opened},
    tokens,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    Access, Json, Result, Routes, SignedIn,
    openapi::Doc,
    reply,
    request::Facts,
    routes::Class,
    session::{session_cookie, set_cookie},
};

use super::registering::{self, Registered};
use crate::wire::{self, Login, OrganizationOut, Tokens, User};

const TAG: &str = "Sign-in";

pub(super) fn routes() -> Routes {
    entering().merge(tokens_in_use()).merge(password_calls())
}

/// A call that anybody may make, counted with the sign-ins.
fn open<H, T>(routes: Routes, path: &'static str, doc: Doc, handler: H) -> Routes
where
    H: Handler<T, App>,
    T: 'static,
{
    let routes = routes.api(Method::POST, path, Access::Anyone, doc, handler);
    routes.counted(Class::SignIn)
}

fn entering() -> Routes {
    let routes = Routes::new().page("/.well-known/jwks.json", Access::Anyone, jwks);
    let routes = open(routes, "/api/v1/auth/register", doc_of_register(), register);
    let routes = open(routes, "/api/v1/auth/login", doc_of_login(), login);
    open(routes, "/api/v1/auth/refresh", doc_of_refresh(), refresh)
}

fn tokens_in_use() -> Routes {
    const VALIDATE: &str = "/api/v1/auth/validate";
    const OWN: Access = Access::OwnAccount;
    let ending = "Sign out: ends the family of the token, or the browser session.";
    let ending = Doc::new(TAG, ending).empty(204);
    let whoami = Doc::new(TAG, "Who is signed in.").returns::<Me>(200);
    Routes::new()
        .api(Method::POST, "/api/v1/auth/logout", OWN, ending, logout)
        .api(Method::GET, VALIDATE, OWN, doc_of_validate(), validate)
        .api(Method::POST, VALIDATE, OWN, doc_of_validate(), validate)
        .api(Method::GET, "/api/v1/auth/me", OWN, whoami, me)
}

fn password_calls() -> Routes {
    const PASSWORD: &str = "/api/v1/auth/password";
    let own = Access::OwnAccount;
    let routes = Routes::new().api(Method::PUT, PASSWORD, own, doc_of_password(), password);
    let routes = routes.counted(Class::SignIn);
    let routes = open(
        routes,
        "/api/v1/auth/forgot-password",
        doc_of_forgot(),
        forgot,
    );
    open(routes, "/api/v1/auth/reset-password", doc_of_reset(), reset)
}

fn doc_of_register() -> Doc {
    Doc::new(
        TAG,
        "Open an account: an organisation in trial for 30 days and its administrator.",
    )
    .body::<RegisterBody>()
    .returns::<Login>(201)
    .or(
        202,
        "Where addresses are verified: a link was mailed, whether the address is taken or not.",
    )
    .error(403, "registration_closed")
    .error(403, "registration_invitation")
    .error(403, "registration_domain")
    .error(409, "email_taken")
    .error(409, "setup_needed")
}

fn doc_of_login() -> Doc {
    Doc::new(TAG, "Sign in with address and password.")
        .body::<LoginBody>()
        .returns::<Login>(200)
        .error(401, "invalid_credentials")
        .error(403, "organization_suspended")
        .error(403, "account_disabled")
        .error(429, "too_many_attempts")
}

fn doc_of_refresh() -> Doc {
    Doc::new(
        TAG,
        "Exchange a refresh token for a new pair. One that was exchanged before ends its family.",
    )
    .body::<RefreshBody>()
    .returns::<Tokens>(200)
    .error(401, "token_invalid")
    .error(401, "token_reused")
    .error(403, "organization_suspended")
}

fn doc_of_validate() -> Doc {
    Doc::new(TAG, "Whether the token is good, and for whom.")
        .returns::<Validated>(200)
        .error(401, "token_invalid")
        .error(401, "token_expired")
}

fn doc_of_password() -> Doc {
    Doc::new(TAG, "Change the password. Every other session ends.")
        .body::<PasswordBody>()
        .empty(204)
        .error(422, "password_wrong")
        .error(422, "password_weak")
        .error(429, "too_many_attempts")
}

fn doc_of_forgot() -> Doc {
    Doc::new(
        TAG,
        "Ask for a link to set a new password. The answer is the same for every address.",
    )
    .body::<ForgotBody>()
    .empty(202)
}

fn doc_of_reset() -> Doc {
    Doc::new(
        TAG,
        "Set a new password by a mailed link: once, within an hour. Ends every session.",
    )
    .body::<ResetBody>()
    .empty(204)
    .error(422, "link_invalid")
    .error(422, "password_weak")
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RegisterBody {
    #[schema(example = "sara@plant.example")]
    email: String,
    password: String,
    first_name: String,
    last_name: String,
    organization_name: Option<String>,
    #[schema(value_type = Option<String>, example = "plastics")]
    industry: Option<organizations::Industry>,
}

async fn register(
    State(app): State<App>,
    facts: Facts,
    Json(body): Json<RegisterBody>,
) -> Result<Response> {
    let form = Registration {
        email: body.email,
        password: body.password,
        first_name: body.first_name,
        last_name: body.last_name,
        organization: body.organization_name.unwrap_or_default(),
        industry: body.industry.unwrap_or(organizations::Industry::Other),
        language: facts.language,
    };
    let opened = match registering::register(&app, form, Kind::Api, facts.origin).await? {
        Registered::Entered(opened) => *opened,
        Registered::Mailed => return Ok(mailed(facts.language)),
    };
    let login = welcome(&app, opened).await?;
    let location = format!("/api/v1/users/{}", login.user.id);
    Ok(reply::created(location, login).into_response())
}

/// What goes on by mail.
#[derive(Debug, Serialize)]
struct Mailed {
    status: &'static str,
}

fn mailed(language: platform::Language) -> Response {
    let data = Mailed {
        status: "verification_mailed",
    };
    let said = language.t("register-mailed");
    reply::accepted(data).message(said).into_response()
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LoginBody {
    email: String,
    password: String,
}

async fn login(
    State(app): State<App>,
    facts: Facts,
    Json(body): Json<LoginBody>,
) -> Result<Response> {
    let LoginBody { email, password } = body;
    let opened = sign_in::sign_in(&app, &email, &password, Kind::Api, facts.origin).await?;
    Ok(reply::ok(welcome(&app, opened).await?).into_response())
}

async fn welcome(app: &App, opened: Opened) -> Result<Login> {
    let Opened { identity, session } = opened;
    let pair = tokens::pair(app, &identity, session.id, session.secret)?;
    let actor = identity.actor(Some(session.id), Default::default(), app.clock.now());
    let (user, organization) = both(app, &actor).await?;
    Ok(Login {
        user,
        organization,
        tokens: pair.into(),
    })
}

async fn both(app: &App, actor: &Actor) -> Result<(User, OrganizationOut)> {
    let (person, roles) = people::me(app, actor).await?;
    let organization = organizations::mine(app, actor).await?;
    Ok((User::whole(person, wire::keys(&roles)), organization.into()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefreshBody {
    refresh_token: String,
}

async fn refresh(
    State(app): State<App>,
    facts: Facts,
    Json(body): Json<RefreshBody>,
) -> Result<Response> {
    let pair = tokens::refresh(&app, &body.refresh_token, facts.origin).await?;
    Ok(reply::ok(Tokens::from(pair)).into_response())
}

async fn logout(
    State(app): State<App>,
    facts: Facts,
    SignedIn(actor): SignedIn,
) -> Result<Response> {
    sign_in::sign_out(&app, &actor).await?;
    let mut response = reply::gone().into_response();
    set_cookie(&mut response, &web::session::forget_cookie(&facts));
    Ok(response)
}

/// For whom a token is good.
#[derive(Debug, Serialize, ToSchema)]
struct Validated {
    valid: bool,
    #[schema(value_type = String, format = "uuid")]
    user_id: platform::id::PersonId,
    #[schema(value_type = String, format = "uuid")]
    organization_id: platform::id::OrganizationId,
    roles: Vec<String>,
    permissions: Vec<&'static str>,
}

async fn validate(SignedIn(actor): SignedIn) -> Result<Response> {
    Ok(reply::ok(Validated {
        valid: true,
        user_id: actor.person,
        organization_id: actor.organization,
        roles: actor.roles.to_vec(),
        permissions: actor.permissions.iter().map(|p| p.name()).collect(),
    })
    .into_response())
}

/// Who is signed in, with his organisation and what he may do.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    #[serde(flatten)]
    user: User,
    organization: OrganizationOut,
    permissions: Vec<&'static str>,
}

async fn me(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    let (user, organization) = both(&app, &actor).await?;
    let permissions = actor.permissions.iter().map(|p| p.name()).collect();
    Ok(reply::ok(Me {
        user,
        organization,
        permissions,
    })
    .into_response())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordBody {
    current_password: String,
    new_password: String,
}

async fn password(
    State(app): State<App>,
    facts: Facts,
    SignedIn(actor): SignedIn,
    Json(body): Json<PasswordBody>,
) -> Result<Response> {
    let rotated = passwords::change(&app, &actor, body.current_password, body.new_password).await?;
    let mut response = reply::gone().into_response();
    if let Some(secret) = rotated {
        set_cookie(&mut response, &session_cookie(&facts, &secret));
    }
    Ok(response)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ForgotBody {
    email: String,
}

async fn forgot(
    State(app): State<App>,
    facts: Facts,
    Json(body): Json<ForgotBody>,
) -> Result<Response> {
    super::forgot::request(&app, &body.email, facts.language, facts.origin).await?;
    let said = facts.language.t("forgot-sent");
    Ok(reply::accepted(()).message(said).into_response())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResetBody {
    token: String,
    #[serde(alias = "new_password")]
    password: String,
}

async fn reset(
    State(app): State<App>,
    facts: Facts,
    Json(body): Json<ResetBody>,
) -> Result<Response> {
    passwords::reset(&app, &body.token, body.password, facts.origin).await?;
    Ok(reply::gone().into_response())
}

async fn jwks(State(app): State<App>) -> Response {
    (
        [
            ("content-type", "application/json"),
            ("cache-control", "public, max-age=300"),
        ],
        app.tokens.jwks().to_string(),
    )
        .into_response()
}
