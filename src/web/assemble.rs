//! From features to one router with all its layers.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    http::{Extensions, HeaderMap, Method, StatusCode, Version, header},
    middleware,
    response::{IntoResponse, Response},
};
use platform::{App, Error};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate, Predicate},
    limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
};

use crate::{
    Access, Feature, Routes, about, assets, download::AsIs, failure, feature::Registry, headers,
    limits, measure, openapi, openapi::Doc, rate_limit::RateLimits, request, session,
};

/// How long a request may take from its first byte to its answer.
const REQUEST_TIME: Duration = Duration::from_secs(30);

/// The router of the whole house.
pub fn router(app: &App, features: Vec<Feature>) -> Router {
    let mut routes = shell_routes();
    let mut registry = Registry::default();
    for feature in features {
        routes = routes.merge(feature.routes);
        registry.nav.extend(feature.nav);
        registry.counts.extend(feature.counts);
        registry.bell = registry.bell.or(feature.bell);
    }
    registry.nav.sort_by_key(|entry| entry.position);
    registry.entries = routes.entries;
    let rates = RateLimits::new(app, &registry.entries);
    let layers = ServiceBuilder::new()
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(may_change)))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            request::collect,
        ))
        .layer(Extension(measure::Places::new(app, &registry.entries)))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            measure::requests,
        ))
        .layer(middleware::from_fn_with_state(app.clone(), headers::secure))
        .layer(middleware::from_fn_with_state(app.clone(), failure::render))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(limits::head))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            REQUEST_TIME,
        ))
        .layer(Extension(Arc::new(registry)))
        .option_layer(rates.map(Extension))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            session::identify,
        ))
        .layer(RequestBodyLimitLayer::new(limits::UPLOAD))
        .layer(DefaultBodyLimit::max(limits::BODY));
    routes
        .router
        .fallback(|| async { failure::Failure(Error::not_found()) })
        .method_not_allowed_fallback(|| async { StatusCode::METHOD_NOT_ALLOWED })
        .layer(layers)
        .with_state(app.clone())
}

/// Compressing a download would make its parts mean something else.
fn may_change(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<AsIs>().is_none()
}

/// A panic ends its request and nothing else.
fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let said = cause.downcast_ref::<String>().cloned();
    let said = said.or_else(|| cause.downcast_ref::<&str>().map(ToString::to_string));
    let said = said.unwrap_or_else(|| "a panic without words".into());
    failure::Failure(Error::internal(said)).into_response()
}

fn shell_routes() -> Routes {
    about::routes()
        .page("/assets/{*path}", Access::Anyone, assets::serve)
        .api(
            Method::GET,
            "/api/v1/openapi.json",
            Access::Anyone,
            Doc::new("Server", "This document."),
            document,
        )
        .merge(crate::health::routes())
}

async fn document(Extension(registry): Extension<Arc<Registry>>) -> Response {
    let document = openapi::document(&registry.entries, env!("CARGO_PKG_VERSION"));
    (
        [(header::CONTENT_TYPE, "application/json")],
        document.to_string(),
    )
        .into_response()
}

/// The document without a server, for the command line.
pub fn document_of(features: Vec<Feature>) -> serde_json::Value {
    let routes = features
        .into_iter()
        .fold(shell_routes(), |all, f| all.merge(f.routes));
    openapi::document(&routes.entries, env!("CARGO_PKG_VERSION"))
}
