//! Finds out who asks, once per request, before any handler: by an access token, by a cookie, or
//! not at all. While the server is not set up, every page leads to `/setup`.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use platform::{
    App, Error, Result, Viewer,
    error::Kind,
    id::FileId,
    secret,
    sessions::{self, Key, Signed},
    setup,
};

use crate::{
    csrf,
    failure::Failure,
    feature::Registry,
    request::{Facts, cookie},
    shell::{SessionFacts, Shell},
};

/// By what a request shows who it comes from.
#[derive(Clone, Debug, Default)]
pub enum Credential {
    /// By nothing.
    #[default]
    None,
    /// By the cookie of a browser session; changing requests must show its form token too.
    Cookie,
    /// By an access token, which no browser sends by itself.
    Bearer,
    /// By an access token that is not good.
    Refused(Arc<Error>),
}

/// Puts the [`Viewer`], the [`Credential`] and what the layout needs of the session into the
/// request.
pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let facts = request.extensions().get::<Facts>().cloned();
    let mut facts = facts.unwrap_or_default();
    match leads_to_setup(&app, &facts.path).await {
        Ok(false) => {}
        Ok(true) => return Redirect::to("/setup").into_response(),
        Err(error) => return Failure(error).into_response(),
    }
    let found = match find(&app, request.headers(), &facts).await {
        Ok(found) => found,
        Err(error) => return Failure(error).into_response(),
    };
    let visitor = Visitor::of(&facts, request.headers());
    let viewer = match &found.signed {
        Some(signed) => Viewer::Person(signed.actor.clone()),
        None => Viewer::Guest {
            reads: app.settings.get().guest_read,
            language: facts.language,
            origin: facts.origin.clone(),
        },
    };
    if matches!(found.credential, Credential::Cookie) {
        facts.language = viewer.language();
    }
    let mut session = match found.signed {
        Some(signed) => SessionFacts {
            csrf: signed.csrf,
            theme: Some(signed.theme.as_str().to_owned()),
            avatar_url: signed.avatar_file_id.map(picture_url),
            is_first: false,
        },
        None => SessionFacts {
            csrf: csrf::of_visitor(&app, &visitor.secret),
            is_first: visitor.is_new,
            ..SessionFacts::default()
        },
    };
    session.theme = session
        .theme
        .or_else(|| cookie(request.headers(), "theme"))
        .filter(|t| matches!(t.as_str(), "light" | "dark" | "auto"));
    let is_guest = viewer.actor().is_none();
    facts.person = viewer.actor().map(|a| (a.person, a.organization));
    let extensions = request.extensions_mut();
    extensions.insert(viewer.clone());
    extensions.insert(session.clone());
    extensions.insert(found.credential);
    extensions.insert(facts.clone());
    let registry = extensions.get::<Arc<Registry>>().cloned();
    let mut response = next.run(request).await;
    if let (400.., Some(registry)) = (response.status().as_u16(), registry) {
        let shell = Shell::dressed(&app, &viewer, &facts, session, &registry);
        response.extensions_mut().insert(shell);
    }
    if is_guest && visitor.is_new && is_page(&response) {
        set_cookie(&mut response, &visitor_cookie(&facts, &visitor.secret));
    }
    // The layer that writes error pages stands outside of this one; it hears the account's language
    // and gets the frame that this visitor knows.
    response.extensions_mut().insert(facts);
    response
}

/// Where a small version of an account's or an organisation's picture is.
pub fn picture_url(file: FileId) -> String {
    format!("/files/{file}/thumbnail")
}

/// Pages lead to the setup until there is somebody; what a page consists of and what programs ask
/// does not.
async fn leads_to_setup(app: &App, path: &str) -> Result<bool> {
    const OPEN: [&str; 5] = ["/setup", "/assets/", "/api/", "/health", "/.well-known/"];
    const SWITCHES: [&str; 2] = ["/language", "/theme"];
    let is_page = !OPEN.iter().any(|p| path.starts_with(p)) && !SWITCHES.contains(&path);
    Ok(is_page && !app.store.is_standby() && !setup::is_done(app).await?)
}

#[derive(Default)]
struct Found {
    credential: Credential,
    signed: Option<Signed>,
}

async fn find(app: &App, headers: &HeaderMap, facts: &Facts) -> Result<Found> {
    if let Some(token) = bearer(headers) {
        return match by_token(app, token, facts).await {
            Ok(signed) => Ok(Found {
                credential: Credential::Bearer,
                signed: Some(signed),
            }),
            Err(error) if error.kind == Kind::Unauthenticated => Ok(Found {
                credential: Credential::Refused(Arc::new(error)),
                signed: None,
            }),
            Err(error) => Err(error),
        };
    }
    let Some(secret) = cookie(headers, session_cookie_name(facts)) else {
        return Ok(Found::default());
    };
    let key = Key::Cookie(secret::hash(&secret));
    let signed = sessions::resolve(app, key, facts.origin.clone()).await?;
    Ok(signed.map_or_else(Found::default, |signed| Found {
        credential: Credential::Cookie,
        signed: Some(signed),
    }))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn by_token(app: &App, token: &str, facts: &Facts) -> Result<Signed> {
    let invalid = || Error::new(Kind::Unauthenticated, "token-invalid");
    let claims = app.tokens.read(token, app.clock.now())?;
    let signed = sessions::resolve(app, Key::Family(claims.sid), facts.origin.clone()).await?;
    signed
        .filter(|s| s.actor.person == claims.sub && s.actor.organization == claims.org)
        .ok_or_else(invalid)
}

/// A browser without session, known by a cookie of its own so that its forms can be vouched for.
struct Visitor {
    secret: String,
    is_new: bool,
}

impl Visitor {
    fn of(facts: &Facts, headers: &HeaderMap) -> Self {
        let known = cookie(headers, visitor_cookie_name(facts)).filter(|c| c.len() == 43);
        let is_new = known.is_none();
        // Without randomness the form token fits nothing, and the form is refused.
        let secret = known.or_else(|| secret::random().ok()).unwrap_or_default();
        Self { secret, is_new }
    }
}

fn is_page(response: &Response) -> bool {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    media_type.is_some_and(|t| t.as_bytes().starts_with(b"text/html"))
}

/// `__Host-` cookies cannot be set from a neighbouring host; browsers take them by https only.
fn session_cookie_name(facts: &Facts) -> &'static str {
    if facts.is_https {
        "__Host-guildhall"
    } else {
        "guildhall"
    }
}

fn visitor_cookie_name(facts: &Facts) -> &'static str {
    if facts.is_https {
        "__Host-guildhall-visitor"
    } else {
        "guildhall-visitor"
    }
}

/// The cookie that carries a session's secret. How long the session lives is the server's matter.
pub fn session_cookie(facts: &Facts, secret: &str) -> String {
    cookie_text(facts, session_cookie_name(facts), secret, 90 * 86_400)
}

/// The cookie that makes the browser forget the session.
pub fn forget_cookie(facts: &Facts) -> String {
    cookie_text(facts, session_cookie_name(facts), "", 0)
}

fn visitor_cookie(facts: &Facts, secret: &str) -> String {
    cookie_text(facts, visitor_cookie_name(facts), secret, 30 * 86_400)
}

/// A cookie of a guest's choice: language or theme. `name` and `value` are words of ours.
pub fn choice_cookie(facts: &Facts, name: &str, value: &str) -> String {
    cookie_text(facts, name, value, 365 * 86_400)
}

fn cookie_text(facts: &Facts, name: &str, value: &str, seconds: u32) -> String {
    let secure = if facts.is_https { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// Adds a cookie to an answer.
pub fn set_cookie(response: &mut Response, cookie: &str) {
    const SET_COOKIE: HeaderName = header::SET_COOKIE;
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}
