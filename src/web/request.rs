//! What is known of a request before its handler runs.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use platform::{
    App, Language,
    actor::Origin,
    id::{OrganizationId, PersonId},
};

use crate::way::Way;

/// The facts of a request, kept in its extensions.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The id in log lines and error answers.
    pub id: String,
    /// The path without its query.
    pub path: String,
    /// Path and query, the way back after signing in.
    pub target: String,
    /// Whether it only reads.
    pub is_get: bool,
    /// Whether a program asks: errors are problem documents then.
    pub wants_json: bool,
    /// Whether htmx asks for a fragment.
    pub is_fragment: bool,
    /// The language of the answer; the account's own once somebody is signed in.
    pub language: Language,
    /// Whether the visitor speaks https, to the server or to a proxy before it.
    pub is_https: bool,
    /// The host that the visitor asked for, with its port.
    pub host: Option<String>,
    /// Whether a program of the machine that the server runs on asks.
    pub is_local: bool,
    /// Whether this server shows a copy and takes no changes.
    pub is_standby: bool,
    /// Where it came from.
    pub origin: Origin,
    /// The declared path that it fits.
    pub route: Option<MatchedPath>,
    /// Who asks, once that is known, and of which organisation.
    pub person: Option<(PersonId, OrganizationId)>,
}

/// First of the layers: collects [`Facts`] and gives the answer its request id.
pub async fn collect(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = app.ids.next::<Facts>().to_string();
    let headers = request.headers();
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|c| c.0.ip());
    let way = Way::of(&app.config.server, peer, request.uri(), headers);
    let path = request.uri().path().to_owned();
    let facts = Facts {
        wants_json: ["/api/", "/health", "/metrics"]
            .iter()
            .any(|p| path.starts_with(p)),
        target: request
            .uri()
            .path_and_query()
            .map_or_else(|| path.clone(), ToString::to_string),
        is_get: matches!(*request.method(), Method::GET | Method::HEAD),
        is_fragment: headers.contains_key("hx-request"),
        language: language(headers),
        origin: Origin {
            ip: way.client.map(|ip| ip.to_string()),
            user_agent: text(headers, &header::USER_AGENT).map(|t| t.chars().take(300).collect()),
            request_id: Some(id.clone()),
        },
        is_https: way.is_https,
        is_local: way.is_local,
        is_standby: app.store.is_standby(),
        host: way.host,
        id: id.clone(),
        route: request.extensions().get::<MatchedPath>().cloned(),
        person: None,
        path,
    };
    request.extensions_mut().insert(facts);
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// The language that a browser asks for.
pub(crate) fn language(headers: &HeaderMap) -> Language {
    cookie(headers, "language")
        .and_then(|v| Language::parse(&v))
        .or_else(|| Language::accepted(&text(headers, &header::ACCEPT_LANGUAGE)?))
        .unwrap_or_default()
}

fn text(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// The value of a cookie of the request.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then(|| value.to_owned())
        })
}
