//! Errors become answers here, once: a problem document (RFC 9457) for programs, a page for
//! people. Internal causes are logged with the request id and never shown.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use platform::{App, Error, Language, error::Kind};
use serde_json::json;

use crate::{page, request::Facts};

/// What handlers return.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// An error on its way out.
#[derive(Debug)]
pub struct Failure(pub Error);

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(Arc::new(self.0));
        response
    }
}

/// The outermost layer that knows the request: gives every failed answer its body.
pub async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let facts = request
        .extensions()
        .get::<Facts>()
        .cloned()
        .unwrap_or_default();
    let response = next.run(request).await;
    let Some(error) = error_of(&response) else {
        return response;
    };
    // Once the session is known, so is the account's language.
    let facts = response
        .extensions()
        .get::<Facts>()
        .cloned()
        .unwrap_or(facts);
    log(&error, &facts);
    let mut answer = if facts.wants_json {
        problem(&error, &facts)
    } else if error.kind == Kind::Unauthenticated {
        to_sign_in(&facts)
    } else {
        page::error_page(&app, &error, &facts, response.extensions().get().cloned())
    };
    answer.extensions_mut().insert(facts);
    answer.extensions_mut().insert(error.clone());
    // What earlier layers set (retry times, allowed methods) stays.
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            answer.headers_mut().insert(name.clone(), value.clone());
        }
    }
    if let Some(after) = error.retry_after {
        let seconds = after.as_secs().max(1);
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

/// The error that a response stands for: ours, or the one that fits a bare status of the router.
fn error_of(response: &Response) -> Option<Arc<Error>> {
    if let Some(error) = response.extensions().get::<Arc<Error>>() {
        return Some(error.clone());
    }
    if response.headers().contains_key(header::CONTENT_TYPE)
        && response.status() != StatusCode::PAYLOAD_TOO_LARGE
    {
        return None;
    }
    let error = match response.status().as_u16() {
        404 => Error::not_found(),
        405 => Error::new(Kind::MethodNotAllowed, "method-not-allowed"),
        408 => Error::new(Kind::Timeout, "timeout"),
        413 => Error::new(Kind::TooLarge, "too-large"),
        415 => Error::new(Kind::UnsupportedType, "unsupported-type"),
        400..=499 => Error::malformed("malformed"),
        500..=599 => Error::internal("an answer without a cause"),
        _ => return None,
    };
    Some(Arc::new(error))
}

fn log(error: &Error, facts: &Facts) {
    // Not the path: it may hold a secret.
    let route = facts.route.as_ref().map(MatchedPath::as_str);
    if error.kind == Kind::Internal {
        tracing::error!(request.id = facts.id, route, %error, "A request failed");
    } else if error.status() >= 500 {
        tracing::warn!(request.id = facts.id, route, %error, "A request was turned away");
    }
}

/// What kind of failure it is, in words. A standby is not busy for a moment.
pub(crate) fn title(error: &Error, language: Language) -> &'static str {
    if error.message.key() == "standby" {
        return language.t("web-standby-title");
    }
    language.t(&format!("status-{}", error.status()))
}

/// The problem document of an error.
pub fn problem_json(
    error: &Error,
    language: Language,
    path: &str,
    request_id: &str,
) -> serde_json::Value {
    let title = title(error, language);
    let fields: Vec<_> = error
        .fields
        .iter()
        .map(|f| json!({"field": f.name, "code": f.message.code(), "message": language.message(&f.message)}))
        .collect();
    json!({
        "type": "about:blank",
        "title": title,
        "status": error.status(),
        "detail": language.message(&error.message),
        "instance": path,
        "code": error.code(),
        "request_id": request_id,
        "success": false,
        "errors": fields,
    })
}

fn problem(error: &Error, facts: &Facts) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = problem_json(error, facts.language, &facts.path, &facts.id).to_string();
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(facts.language.tag()),
    );
    if error.kind == Kind::Unauthenticated {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Pages send the visitor to sign in, with a way back to what he asked for.
fn to_sign_in(facts: &Facts) -> Response {
    let back = if facts.is_get {
        facts.target.as_str()
    } else {
        "/"
    };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", back)
        .finish();
    Redirect::to(&format!("/sign-in?{query}")).into_response()
}
