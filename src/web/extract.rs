//! What handlers take from a request. Each refuses with our own errors, never with axum's.

use std::sync::Arc;

use axum::{
    RequestExt,
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header, request::Parts},
    response::IntoResponse,
};
use bytes::Bytes;
use http_body_util::BodyExt;
use platform::{
    Actor, Error, Viewer,
    error::{Kind, Message},
};
use serde::de::DeserializeOwned;

use crate::{failure::Failure, request::Facts, session::Credential};

/// How deep JSON may be nested.
const JSON_DEPTH: usize = 32;

/// Whoever asks: a guest or a person.
#[derive(Clone, Debug)]
pub struct Visitor(pub Viewer);

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let viewer = parts.extensions.get::<Viewer>().cloned();
        Ok(Self(viewer.ok_or_else(|| {
            Error::internal("the session layer did not run")
        })?))
    }
}

/// A signed-in person; 401 otherwise.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Arc<Actor>);

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Visitor(viewer) = Visitor::from_request_parts(parts, state).await?;
        let refused = || match parts.extensions.get::<Credential>() {
            Some(Credential::Refused(why)) => Error::new(why.kind, why.message.key()),
            _ => Error::unauthenticated(),
        };
        Ok(Self(viewer.actor().cloned().ok_or_else(refused)?))
    }
}

impl<S: Sync> FromRequestParts<S> for Facts {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Values of the path. One that is not of its type names nothing: 404.
#[derive(Clone, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        #[expect(clippy::disallowed_types, reason = "wrapped here, with our error")]
        let found = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        Ok(Self(found.map_err(|_| Error::not_found())?.0))
    }
}

/// The query of the address. Repeated keys make lists; 422 names the field that does not fit.
#[derive(Clone, Debug, Default)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let found = axum_extra::extract::Query::<T>::from_request_parts(parts, state).await;
        Ok(Self(
            found.map_err(|e| unreadable("query", &e.to_string()))?.0,
        ))
    }
}

/// An HTML form. 422 names the field that does not fit.
#[derive(Clone, Debug)]
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        require_type(&request, "application/x-www-form-urlencoded")?;
        match axum_extra::extract::Form::<T>::from_request(request, state).await {
            Ok(found) => Ok(Self(found.0)),
            Err(refused) => {
                let why = refused.to_string();
                if refused.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
                    return Err(Error::new(Kind::TooLarge, "too-large").into());
                }
                Err(unreadable("form", &why).into())
            }
        }
    }
}

fn unreadable(field: &'static str, why: &str) -> Error {
    Error::invalid(field, Message::new("unreadable").arg("why", why))
}

/// A JSON body: 415 for another type, 400 when it is no JSON or nested too deep, 413 when too
/// large, 422 naming the field that does not fit.
#[derive(Clone, Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        require_type(&request, "application/json")?;
        let body = body(request).await?;
        Ok(Self(parse_json(&body)?))
    }
}

fn require_type(request: &Request, wanted: &str) -> Result<(), Failure> {
    let given = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    let essence = given.and_then(|v| v.split(';').next()).map(str::trim);
    if essence.is_some_and(|e| e.eq_ignore_ascii_case(wanted)) {
        return Ok(());
    }
    Err(Error::new(Kind::UnsupportedType, "unsupported-type")
        .arg("wanted", wanted)
        .into())
}

/// The whole body, within the limit that the route's layer set.
pub async fn body(request: Request) -> Result<Bytes, Failure> {
    // The limited body: the limit that a layer set holds for whoever reads it.
    match request.into_limited_body().collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) => {
            let mut cause: Option<&dyn std::error::Error> = Some(&error);
            while let Some(e) = cause {
                if e.is::<http_body_util::LengthLimitError>() {
                    return Err(Error::new(Kind::TooLarge, "too-large").into());
                }
                cause = e.source();
            }
            Err(Error::malformed("body-cut-short").into())
        }
    }
}

/// Reads JSON with our limits and our errors.
pub fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    if depth(body) > JSON_DEPTH {
        return Err(Error::malformed("json-too-deep")
            .arg("limit", JSON_DEPTH)
            .into());
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|e| json_error(&e))?;
    reader
        .end()
        .map_err(|_| Error::malformed("json-malformed"))?;
    Ok(value)
}

fn json_error(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    use serde_json::error::Category;
    if error.inner().classify() != Category::Data {
        return Error::malformed("json-malformed");
    }
    let mut why = error.inner().to_string();
    if let Some(cut) = why.find(" at line ") {
        why.truncate(cut);
    }
    let missing = why
        .strip_prefix("missing field `")
        .and_then(|w| w.strip_suffix('`'));
    if let Some(field) = missing {
        return Error::invalid(field.to_owned(), Message::new("required"));
    }
    let unknown = why
        .strip_prefix("unknown field `")
        .and_then(|w| w.split('`').next());
    if let Some(field) = unknown {
        return Error::invalid(field.to_owned(), Message::new("unknown-field"));
    }
    Error::invalid(
        error.path().to_string(),
        Message::new("wrong-type").arg("why", why),
    )
}

/// The deepest nesting of brackets outside strings; enough to refuse before parsing.
fn depth(body: &[u8]) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for &byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                now += 1;
                deepest = deepest.max(now);
            }
            b']' | b'}' if !in_string => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_counted_outside_strings() {
        assert_eq!(depth(br#"{"a":[1,{"b":"[[[[\"[["}]}"#), 3);
        assert_eq!(depth(b""), 0);
        assert_eq!(depth(&b"[".repeat(100_000)), 100_000);
    }
}
