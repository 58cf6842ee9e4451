//! What a standby answers before the first whole copy of the main server's data has arrived: that it
//! waits. There is no database yet, so none of the layers of the house work.

use askama::Template;
use axum::{
    Router,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::any,
};
use platform::{Error, Language};
use serde_json::json;

use crate::{assets, failure, headers, request};

#[derive(Template)]
#[template(path = "web/waiting.html")]
struct Waiting {
    language: Language,
    style: &'static str,
    icon: &'static str,
}

/// Answers everything with 503, except what the page consists of.
pub fn router() -> Router {
    Router::new()
        .route("/assets/{*path}", any(assets::serve))
        .fallback(waiting)
}

async fn waiting(uri: Uri, asked: HeaderMap) -> Response {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let language = request::language(&asked);
    let path = uri.path();
    let mut response = if path == "/health/live" {
        json_of(StatusCode::OK, &json!({"status": "alive"}))
    } else if path.starts_with("/health") {
        let standby = json!({"as_of": null, "generation": null, "copy": "missing"});
        json_of(status, &json!({"status": "waiting", "standby": standby}))
    } else if path.starts_with("/api/") {
        let error = Error::unavailable("standby-waits");
        json_of(status, &failure::problem_json(&error, language, path, ""))
    } else {
        let page = Waiting {
            language,
            style: assets::url("css/app.css"),
            icon: assets::url("icons/guildhall.svg"),
        };
        match page.render() {
            Ok(page) => (status, Html(page)).into_response(),
            Err(_) => status.into_response(),
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let policy = HeaderValue::from_static(headers::CONTENT_SECURITY_POLICY);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

fn json_of(status: StatusCode, body: &serde_json::Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, body.to_string()).into_response()
}
