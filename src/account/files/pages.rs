//! Files as pages show and link to them.

use axum::{extract::State, http::HeaderMap, response::Response};
use platform::{
    App,
    files::{self, Part},
    id::FileId,
};
use web::{Access, Path, Result, Routes, Visitor};

use super::send;

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/files/{id}/thumbnail", Access::Readers, thumbnail)
        .page("/files/{id}/{name}", Access::Readers, whole)
}

async fn thumbnail(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path(id): Path<FileId>,
    headers: HeaderMap,
) -> Result<Response> {
    let file = files::file(&app, &viewer, id).await?;
    send(&app, file, Part::Thumbnail, &headers).await
}

/// The name in the address is for people; the id alone says which file.
async fn whole(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path((id, _name)): Path<(FileId, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let file = files::file(&app, &viewer, id).await?;
    send(&app, file, Part::Whole, &headers).await
}
