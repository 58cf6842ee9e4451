//! Finds out who asks, once per request, before any handler.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use platform::{App, Viewer};

use crate::{request::Facts, shell::SessionFacts};

/// Puts the [`Viewer`] and what the layout needs of the session into the request.
pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let facts = request
        .extensions()
        .get::<Facts>()
        .cloned()
        .unwrap_or_default();
    let viewer = Viewer::Guest {
        reads: app.settings.get().guest_read,
        language: facts.language,
        origin: facts.origin,
    };
    request.extensions_mut().insert(viewer);
    request.extensions_mut().insert(SessionFacts::default());
    next.run(request).await
}
