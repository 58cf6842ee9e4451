//! What a server answers before it has anything to show: that it waits for the first copy of a main
//! server's data, or that its own is being brought up to date. There is no database yet, so none of
//! the layers of the house work.

use std::sync::{Arc, PoisonError, RwLock};

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::any,
};
use platform::{Error, Language};
use serde_json::{Value, json};

use crate::{assets, failure, headers, request};

/// After so many seconds it is worth looking again.
const AGAIN: &str = "5";

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// On a standby: the first whole copy of the main server's data.
    Copy,
    /// The data is compared with what is noted of it.
    Check,
    /// The data of a former version is brought up to date.
    Upgrade {
        /// Which step of it runs, from 1.
        step: u32,
        /// How many there are.
        of: u32,
    },
}

impl Wait {
    const fn title(self) -> &'static str {
        match self {
            Self::Copy => "web-standby-wait-title",
            Self::Check => "web-checking-title",
            Self::Upgrade { .. } => "web-upgrading-title",
        }
    }

    fn error(self) -> Error {
        match self {
            Self::Copy => Error::unavailable("standby-waits"),
            Self::Check => Error::unavailable("data-checked"),
            Self::Upgrade { step, of } => Error::unavailable("upgrading")
                .arg("step", step)
                .arg("of", of),
        }
    }
}

/// What is waited for at the moment. Clones share it.
#[derive(Clone, Debug)]
pub struct Sign(Arc<RwLock<Wait>>);

impl Sign {
    /// Says this until something else is said.
    pub fn new(wait: Wait) -> Self {
        Self(Arc::new(RwLock::new(wait)))
    }

    /// Says something else.
    pub fn set(&self, wait: Wait) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = wait;
    }

    /// What it says.
    pub fn get(&self) -> Wait {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Template)]
#[template(path = "web/waiting.html")]
struct Waiting {
    language: Language,
    title: &'static str,
    detail: String,
    /// Which step of how many.
    progress: Option<(u32, u32)>,
    again: &'static str,
    style: &'static str,
    icon: &'static str,
}

/// Answers everything with 503, except what the page consists of.
pub fn router(sign: Sign) -> Router {
    Router::new()
        .route("/assets/{*path}", any(assets::serve))
        .fallback(waiting)
        .with_state(sign)
}

async fn waiting(State(sign): State<Sign>, uri: Uri, asked: HeaderMap) -> Response {
    let (wait, language) = (sign.get(), request::language(&asked));
    let mut response = answer(wait, uri.path(), language);
    let headers = response.headers_mut();
    for (name, value) in headers::FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = headers::CONTENT_SECURITY_POLICY;
    for (name, value) in [
        (header::RETRY_AFTER, AGAIN),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_LANGUAGE, language.tag()),
        (header::CONTENT_SECURITY_POLICY, policy),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn answer(wait: Wait, path: &str, language: Language) -> Response {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let error = wait.error();
    if matches!(path, "/health/live" | "/healthz") {
        return json_of(StatusCode::OK, "json", &json!({"status": "alive"}));
    }
    if path == "/health" {
        return json_of(status, "json", &health(wait));
    }
    if path.starts_with("/health/") || path.starts_with("/api/") {
        let body = failure::problem_json(&error, language, path, "");
        return json_of(status, "problem+json", &body);
    }
    let page = Waiting {
        language,
        title: language.t(wait.title()),
        detail: language.message(&error.message),
        progress: match wait {
            Wait::Upgrade { step, of } => Some((step, of)),
            Wait::Copy | Wait::Check => None,
        },
        again: AGAIN,
        style: assets::url("css/app.css"),
        icon: assets::url("icons/guildhall.svg"),
    };
    match page.render() {
        Ok(page) => (status, Html(page)).into_response(),
        Err(_) => status.into_response(),
    }
}

fn health(wait: Wait) -> Value {
    match wait {
        Wait::Copy => {
            let standby = json!({"as_of": null, "generation": null, "copy": "missing"});
            json!({"status": "waiting", "standby": standby})
        }
        Wait::Check => json!({"status": "checking"}),
        Wait::Upgrade { step, of } => json!({"status": "upgrading", "step": step, "of": of}),
    }
}

fn json_of(status: StatusCode, kind: &str, body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, format!("application/{kind}"))];
    (status, kind, body.to_string()).into_response()
}
