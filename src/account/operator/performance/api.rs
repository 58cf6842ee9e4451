//! The calls.

use axum::{
    extract::State,
    http::Method,
    response::{IntoResponse, Response},
};
use platform::{App, permission::SERVER_OPERATE};
use web::{Access, Result, Routes, SignedIn, openapi::Doc, reply};

use super::{
    clear,
    report::{Cached, Report, caches, report},
};

const TAG: &str = "Performance";

pub(super) fn routes() -> Routes {
    let operate = Access::Holders(SERVER_OPERATE);
    Routes::new()
        .api(
            Method::GET,
            "/api/v1/performance",
            operate,
            Doc::new(
                TAG,
                "How the server does: the last hour, what is slow, what failed.",
            )
            .returns::<Report>(200),
            show,
        )
        .api(
            Method::GET,
            "/api/v1/performance/cache",
            operate,
            Doc::new(TAG, "Hits, misses and size of each cache.").returns::<Vec<Cached>>(200),
            show_caches,
        )
        .api(
            Method::POST,
            "/api/v1/performance/cache/clear",
            operate,
            Doc::new(TAG, "Empty every cache.").empty(204),
            clear_caches,
        )
}

async fn show(State(app): State<App>) -> Result<Response> {
    Ok(reply::ok(report(&app).await?).into_response())
}

async fn show_caches(State(app): State<App>) -> Result<Response> {
    Ok(reply::ok(caches(&app)).into_response())
}

async fn clear_caches(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    clear(&app, &actor).await?;
    Ok(reply::gone().into_response())
}
