//! Forged requests: a changing request that a browser makes by itself carries our cookie, but not
//! the token that stands in our forms. Pages send it as the field `csrf`, scripts as the header
//! `X-CSRF-Token`, uploads as header or in the address. Programs that show an access token, or
//! nothing at all, need none.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::{
    body::Body,
    extract::Request,
    http::{Method, header},
};
use platform::{App, Error, Result};

use crate::{gate, limits, request::Facts, session::Credential, shell::SessionFacts};

/// The name of the form field.
const FIELD: &str = "csrf";
/// The name of the header.
const HEADER: &str = "x-csrf-token";

/// The token of a visitor who is not signed in.
pub(crate) fn of_visitor(app: &App, visitor: &str) -> String {
    let sealed = app.seal.seal("visitor-form", visitor);
    sealed.rsplit('.').next().unwrap_or_default().to_owned()
}

/// Lets a request through that reads, or that comes from our own pages, or from a program. 403
/// `csrf` otherwise.
pub(crate) async fn check(request: Request) -> Result<Request> {
    if is_reading(request.method()) {
        return Ok(request);
    }
    let extensions = request.extensions();
    let credential = extensions.get::<Credential>().cloned().unwrap_or_default();
    if matches!(credential, Credential::Bearer | Credential::Refused(_)) {
        return Ok(request);
    }
    if !gate::same_site(&request) {
        return Err(refused());
    }
    let from_program = extensions.get::<Facts>().is_some_and(|f| f.wants_json);
    if from_program && matches!(credential, Credential::None) {
        return Ok(request);
    }
    let wanted = extensions.get::<SessionFacts>().map(|s| s.csrf.clone());
    let wanted = wanted.filter(|w| !w.is_empty()).ok_or_else(refused)?;
    let (given, request) = given(request).await?;
    let fits =
        given.is_some_and(|g| verify_slices_are_equal(g.as_bytes(), wanted.as_bytes()).is_ok());
    if fits { Ok(request) } else { Err(refused()) }
}

pub(crate) fn is_reading(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn refused() -> Error {
    Error::forbidden("csrf")
}

/// The token that came with the request. A form's body is read and put back.
async fn given(request: Request) -> Result<(Option<String>, Request)> {
    let in_header = request.headers().get(HEADER).and_then(|v| v.to_str().ok());
    let in_address = || field(request.uri().query().unwrap_or_default().as_bytes());
    if let Some(token) = in_header.map(str::to_owned).or_else(in_address) {
        return Ok((Some(token), request));
    }
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let is_form = media_type.is_some_and(|t| {
        t.as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    });
    if !is_form {
        return Ok((None, request));
    }
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, limits::BODY).await;
    let body = body.map_err(|_| Error::new(platform::error::Kind::TooLarge, "too-large"))?;
    let token = field(&body);
    Ok((token, Request::from_parts(parts, Body::from(body))))
}

fn field(pairs: &[u8]) -> Option<String> {
    let found = form_urlencoded::parse(pairs).find(|(name, _)| name == FIELD);
    found.map(|(_, value)| value.into_owned())
}
