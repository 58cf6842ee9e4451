//! Revisions as `ETag`s: what was read is named, so that it need not be sent again, and so that a
//! change made on an old revision is noticed.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use platform::{Error, Result, error::Kind, secret};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use web::{Failure, reply};

/// The revision that a change was made on, from `If-Match`.
#[derive(Clone, Copy, Debug)]
pub(super) struct IfMatch(pub(super) Option<i64>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Ok(Self(None));
        };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self(None));
        }
        let text = text.trim_start_matches("W/").trim_matches('"');
        let revision = text.split('-').next().and_then(|n| n.parse().ok());
        match revision {
            Some(revision) => Ok(Self(Some(revision))),
            // A mark that was never ours matches nothing.
            None => Err(Error::new(Kind::Stale, "etag-unknown").into()),
        }
    }
}

/// Answers with an object and its mark, or with 304 when the asker has it already.
pub(super) fn answer(
    headers: &HeaderMap,
    revision: i64,
    data: &impl Serialize,
) -> Result<Response, Failure> {
    let data: Box<RawValue> = to_raw_value(data).map_err(Error::from)?;
    let hash = secret::hash(data.get());
    let hash: String = hash.iter().take(8).map(|b| format!("{b:02x}")).collect();
    let mark = format!("\"{revision}-{hash}\"");
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let known = known
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','));
    let mut response = if known
        .map(str::trim)
        .any(|m| m.trim_start_matches("W/") == mark)
    {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        reply::ok(data).into_response()
    };
    if let Ok(value) = HeaderValue::from_str(&mark) {
        response.headers_mut().insert(header::ETAG, value);
    }
    Ok(response)
}
