//! Backups: the snapshots of the server, made on demand, downloaded, tried; as a page and as calls.
//! What they are is the matter of `platform::backups`.

mod api;
mod pages;

use axum::{extract::State, http::HeaderMap, response::Response};
use platform::{App, backups};
use web::{Path, Result, Routes, SignedIn, download::Download};

pub(super) fn routes() -> Routes {
    api::routes().merge(pages::routes())
}

/// Sends a snapshot.
async fn send(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(name): Path<String>,
    asked: HeaderMap,
) -> Result<Response> {
    let (file, bytes) = backups::open(&app, &actor, name.clone()).await?;
    let download = Download {
        file,
        bytes,
        // The name tells the moment, and nothing is ever written to it again.
        etag: name.chars().filter(char::is_ascii_alphanumeric).collect(),
        media_type: "application/zstd",
        name,
        inline: false,
        cache: "no-store",
    };
    download.answer(&asked).await
}
