//! The calls of `/api/v1/files`.

use axum::{
    extract::State,
    http::{HeaderMap, Method},
    response::{IntoResponse, Response},
};
use platform::{
    App,
    files::{self, Incoming, Part, Purpose},
    id::FileId,
    listing::Pairs,
};
use serde::Deserialize;
use web::{Access, Path, Query, Result, Routes, SignedIn, Upload, Visitor, openapi::Doc, reply};

use super::{send, wire::FileOut};

const TAG: &str = "Files";
const ALL: &str = "/api/v1/files";
const ONE: &str = "/api/v1/files/{id}";
const CONTENT: &str = "/api/v1/files/{id}/content";

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(Method::POST, ALL, Access::People, doc_of_upload(), upload)
        .api(Method::GET, ALL, Access::People, doc_of_list(), list)
        .api(Method::GET, ONE, Access::Readers, doc_of_show(), show)
        .api(Method::DELETE, ONE, Access::People, doc_of_remove(), remove)
        .api(
            Method::GET,
            CONTENT,
            Access::Readers,
            doc_of_content(),
            content,
        )
}

fn doc_of_upload() -> Doc {
    Doc::new(TAG, "Hand in a picture, a document or a film, in the field `file`. Pictures are drawn anew without their metadata.")
        .upload()
        .returns::<FileOut>(201)
        .error(402, "plan_limit")
        .error(413, "file_too_large")
        .error(415, "file_type_not_allowed")
        .error(422, "invalid")
}

async fn upload(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    upload: Upload,
) -> Result<Response> {
    let mut sent = upload.file("file").await?;
    let mut incoming = Incoming::begin(&app).await?;
    while let Some(bytes) = sent.chunk().await? {
        incoming.write(&bytes).await?;
    }
    let file = files::store(&app, &actor, incoming, sent.name(), Purpose::Any).await?;
    let location = format!("{ALL}/{}", file.id);
    Ok(reply::created(location, FileOut::from(file)).into_response())
}

fn doc_of_list() -> Doc {
    Doc::new(
        TAG,
        "Your files, newest first; the organisation's for whoever manages them.",
    )
    .query("name", "The name; `name[like]` for a part of it.")
    .query("media_type", "What they are, e.g. `image/png`.")
    .query("bytes", "The size; with `[gte]`, `[lte]` and so on.")
    .query(
        "created_at",
        "When they were handed in; with `[gte]`, `[lt]` and so on.",
    )
    .query(
        "sort",
        "`created_at`, `name` or `bytes`, with `-` for descending.",
    )
    .list::<FileOut>()
}

async fn list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(asked): Query<Pairs>,
) -> Result<Response> {
    let found = files::list(&app, &actor, &asked).await?.map(FileOut::from);
    Ok(reply::ok(found.items).meta(found.meta).into_response())
}

fn doc_of_show() -> Doc {
    Doc::new(TAG, "What is known of a file.")
        .returns::<FileOut>(200)
        .error(404, "not_found")
}

async fn show(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path(id): Path<FileId>,
) -> Result<Response> {
    let file = files::file(&app, &viewer, id).await?;
    Ok(reply::ok(FileOut::from(file)).into_response())
}

fn doc_of_remove() -> Doc {
    Doc::new(
        TAG,
        "Remove a file of yours, or of the organisation if you manage them.",
    )
    .empty(204)
    .error(404, "not_found")
}

async fn remove(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<FileId>,
) -> Result<Response> {
    files::remove(&app, &actor, id).await?;
    Ok(reply::gone().into_response())
}

/// Which bytes are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    size: Option<Size>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Size {
    Thumbnail,
}

fn doc_of_content() -> Doc {
    Doc::new(TAG, "The bytes, whole or by `Range`, with an `ETag`.")
        .query("size", "`thumbnail` for the picture in small.")
        .error(404, "not_found")
        .error(410, "file_not_in_backup")
        .error(416, "out_of_range")
}

async fn content(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path(id): Path<FileId>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response> {
    let file = files::file(&app, &viewer, id).await?;
    let part = wanted
        .size
        .map_or(Part::Whole, |Size::Thumbnail| Part::Thumbnail);
    send(&app, file, part, &headers).await
}
