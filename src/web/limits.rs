//! How much of a request is taken at all, before anybody asks what it wants.

use axum::{
    body::Body,
    extract::Request,
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, Limited};
use platform::{Error, error::Kind};

use crate::failure::Failure;

/// The largest body of a request that is no upload, in bytes.
pub const BODY: usize = 1024 * 1024;
/// The largest body of an upload, in bytes.
pub const UPLOAD: usize = 50 * 1024 * 1024;
/// The longest address with its query, and the most that all headers together may have, in bytes.
pub const HEAD: usize = 16 * 1024;
/// What the server reads of a head before it hangs up: enough for answers in words to heads that are
/// moderately too large.
pub const HEAD_READ: usize = 4 * HEAD;

/// Turns away requests whose address or headers are too large.
pub(crate) async fn head(request: Request, next: Next) -> Response {
    let target = request
        .uri()
        .path_and_query()
        .map_or(0, |t| t.as_str().len());
    if target > HEAD {
        return Failure(
            Error::new(Kind::TargetTooLong, "target-too-long").arg("limit", HEAD / 1024),
        )
        .into_response();
    }
    let headers = request.headers().iter();
    if headers
        .map(|(n, v)| n.as_str().len() + v.len())
        .sum::<usize>()
        > HEAD
    {
        return Failure(
            Error::new(Kind::HeadersTooLarge, "headers-too-large").arg("limit", HEAD / 1024),
        )
        .into_response();
    }
    next.run(request).await
}

/// A body that does not say its length is read to the limit and thrown away before a refusal goes
/// out: the client is still sending and would miss the answer, and one that never ends is told so
/// whoever sends it, as it is when it declares too much.
pub(crate) async fn discard(request: Request) -> Result<(), Error> {
    if request.headers().contains_key(header::CONTENT_LENGTH) {
        return Ok(());
    }
    let mut body = Limited::new(Body::new(request.into_body()), BODY);
    while let Some(frame) = body.frame().await {
        frame.map_err(|_| Error::new(Kind::TooLarge, "too-large"))?;
    }
    Ok(())
}
