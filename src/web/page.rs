//! HTML answers: a page, a fragment of one, an error page.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use platform::{App, Error, Language, Viewer, error::Message};

use crate::{failure, failure::Failure, request::Facts, shell::Shell};

/// A whole page.
#[derive(Debug)]
pub struct Page<T>(pub T);

/// A piece of a page, as htmx asks for it.
#[derive(Debug)]
pub struct Fragment<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        html(StatusCode::OK, &self.0)
    }
}

impl<T: Template> IntoResponse for Fragment<T> {
    fn into_response(self) -> Response {
        let mut response = html(StatusCode::OK, &self.0);
        response
            .headers_mut()
            .insert(header::VARY, HeaderValue::from_static("HX-Request"));
        response
    }
}

/// A page with another status than 200, e.g. a form that comes back with its errors (422).
pub fn html(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => Failure::from(Error::internal(error)).into_response(),
    }
}

/// What stands round the main part of a page takes about so many bytes.
const FRAME: usize = 16 * 1024;

/// A whole page whose parts are known to take so many bytes together: it is written into one piece
/// of memory, not moved from one to the next larger.
pub fn framed(template: &impl Template, bytes: usize) -> Response {
    let mut text = String::with_capacity(bytes + FRAME);
    match template.render_into(&mut text) {
        Ok(()) => Html(text).into_response(),
        Err(error) => Failure::from(Error::internal(error)).into_response(),
    }
}

/// The page that tells what went wrong, what was kept and what to do now.
#[derive(Template)]
#[template(path = "web/error.html")]
struct ErrorPage {
    shell: Shell,
    status: u16,
    title: &'static str,
    is_standby: bool,
    detail: String,
    fields: Vec<String>,
    request_id: String,
}

/// What went wrong, in words. A permission goes by its name in the reader's language; programs get
/// its code.
fn said(language: Language, message: &Message) -> String {
    let named = |(name, code): &(&str, String)| {
        let key = format!("permission-{}", code.replace(['.', '_'], "-"));
        (*name == "permission" && language.has(&key)).then(|| language.t(&key))
    };
    match message.args().iter().find_map(named) {
        Some(permission) => language.with(&message.text_key(), &[("permission", &permission)]),
        None => language.message(message),
    }
}

/// `shell` is the frame that the visitor knows, when the request came far enough to have one.
pub(crate) fn error_page(
    app: &App,
    error: &Error,
    facts: &Facts,
    shell: Option<Shell>,
) -> Response {
    let shell = shell.unwrap_or_else(|| {
        let viewer = Viewer::Guest {
            reads: false,
            language: facts.language,
            origin: facts.origin.clone(),
        };
        Shell::plain(app, &viewer, facts)
    });
    let page = ErrorPage {
        status: error.status(),
        title: failure::title(error, facts.language),
        is_standby: facts.is_standby,
        detail: said(facts.language, &error.message),
        fields: error
            .fields
            .iter()
            .map(|f| facts.language.message(&f.message))
            .collect(),
        request_id: facts.id.clone(),
        shell,
    };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(cause) => {
            tracing::error!(%cause, "The error page could not be rendered");
            (status, page.title).into_response()
        }
    }
}
