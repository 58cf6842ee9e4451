//! Files: handing in, listing, removing, and reading them on pages. What they are and who may open
//! them is the matter of `platform::files`.

mod api;
mod pages;
mod wire;

use axum::{http::HeaderMap, response::Response};
use platform::{
    App,
    files::{self, MediaType, Part, StoredFile},
};
use web::{Result, Routes, download::Download};

pub(crate) fn routes() -> Routes {
    api::routes().merge(pages::routes())
}

/// Sends a file, or its picture in small.
async fn send(app: &App, file: StoredFile, part: Part, asked: &HeaderMap) -> Result<Response> {
    let opened = files::open(app, &file, part).await?;
    let download = Download {
        file: opened.file,
        bytes: opened.bytes,
        etag: files::hex(&opened.hash)[..32].to_owned(),
        media_type: opened.media_type.as_str(),
        inline: is_safe_in_place(opened.media_type),
        name: file.name,
        cache: match part {
            Part::Whole => "private, no-cache",
            Part::Thumbnail => "private, max-age=300",
        },
    };
    download.answer(asked).await
}

/// Pictures that we drew ourselves, and films. Everything else is saved, never shown.
fn is_safe_in_place(media: MediaType) -> bool {
    media.is_picture() || media.is_film()
}
