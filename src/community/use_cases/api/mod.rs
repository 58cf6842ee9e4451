//! The calls of `/api/v1/use-cases`.

mod object;
mod reading;
mod states;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use platform::App;
use web::{Result, Routes, reply};

use super::{
    service::{self, Basis},
    types::UseCase,
    wire::UseCaseOut,
};

/// Their group in the API document.
const TAG: &str = "Use cases";

/// All of them.
pub(super) fn routes() -> Routes {
    object::routes()
        .merge(states::routes())
        .merge(reading::routes())
}

/// 200 with a use case as its keeper sees it, and its ETag.
async fn answer(app: &App, case: UseCase) -> Result<Response> {
    let revision = case.revision;
    let author = service::author_name(app, &case).await?;
    let out = UseCaseOut::new(case, author, true);
    Ok(tagged(reply::ok(out).into_response(), revision))
}

/// 201 with a new use case.
async fn created(app: &App, case: UseCase) -> Result<Response> {
    let (revision, location) = (case.revision, format!("/api/v1/use-cases/{}", case.id));
    let author = service::author_name(app, &case).await?;
    let out = UseCaseOut::new(case, author, true);
    Ok(tagged(
        reply::created(location, out).into_response(),
        revision,
    ))
}

fn tagged(mut response: Response, revision: i64) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("\"{revision}\"")) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// The revision in `If-Match`; a tag that is none of ours matches nothing.
fn expected(headers: &HeaderMap) -> Basis {
    let Some(given) = headers.get(header::IF_MATCH) else {
        return Basis::Anything;
    };
    let tag = given.to_str().unwrap_or_default().trim();
    match tag.trim_start_matches("W/").trim_matches('"') {
        "*" => Basis::Anything,
        tag => Basis::Revision(tag.parse().unwrap_or(-1)),
    }
}

/// Whether the caller already has this revision.
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let given = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    given.is_some_and(|g| g.split(',').any(|tag| tag.trim() == etag))
}

/// 304.
fn unchanged() -> Response {
    StatusCode::NOT_MODIFIED.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_takes_our_tags_and_refuses_others() {
        let with = |value: &'static str| {
            HeaderMap::from_iter([(header::IF_MATCH, HeaderValue::from_static(value))])
        };
        assert_eq!(expected(&HeaderMap::new()), Basis::Anything);
        assert_eq!(expected(&with("*")), Basis::Anything);
        assert_eq!(expected(&with("\"7\"")), Basis::Revision(7));
        assert_eq!(expected(&with("nonsense")), Basis::Revision(-1));
    }
}
