//! `/health`: whether the server lives, is ready, and how its parts are.

use std::time::Duration;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use platform::{App, certificate, config::TlsKind, journal, standby};
use serde_json::{Value, json};

use crate::{Access, Routes, openapi::Doc};

/// Less free space than this is worth a warning, in bytes.
const DISK_LOW: u64 = 200 * 1024 * 1024;

/// A certificate that nobody renewed by then deserves a word.
const CERTIFICATE_SOON: Duration = Duration::from_hours(24 * 14);

/// The routes of this module. `/healthz` is the name that many supervisors try first.
pub(crate) fn routes() -> Routes {
    let doc = |summary| Doc::new("Server", summary);
    Routes::new()
        .api(
            http::Method::GET,
            "/health",
            Access::Anyone,
            doc("How the parts of the server are."),
            all,
        )
        .api(
            http::Method::GET,
            "/health/live",
            Access::Anyone,
            doc("Whether the process runs."),
            live,
        )
        .api(
            http::Method::GET,
            "/health/ready",
            Access::Anyone,
            doc("Whether requests are answered."),
            ready,
        )
        .page("/healthz", Access::Anyone, live)
}

async fn live() -> Response {
    answer(StatusCode::OK, &json!({"status": "alive"}))
}

async fn ready(State(app): State<App>) -> Response {
    let works = app.read(journal::head).await.is_ok();
    let status = if works {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    answer(
        status,
        &json!({"status": if works { "ready" } else { "not_ready" }}),
    )
}

async fn all(State(app): State<App>) -> Response {
    let database = database(&app, app.read(journal::head).await.is_ok());
    let search = match app.index.progress() {
        _ if app.index.ready() => json!({"status": "healthy"}),
        Some(done) => json!({"status": "degraded", "rebuilding": done}),
        None => json!({"status": "degraded"}),
    };
    let mut checks = json!({
        "database": database,
        "search": search,
        "jobs": check(app.moved.receiver_count() > 0),
        "disk": disk(&app),
    });
    if let Some(certificate) = certificate(&app) {
        checks["certificate"] = certificate;
    }
    if let Some(standby) = app.store.standby() {
        checks["standby"] = check(!standby.copied.is_trouble());
    }
    let parts = checks.as_object().into_iter().flat_map(|m| m.values());
    let healthy = parts.clone().all(|c| c["status"] == "healthy");
    // Without search or with little disk the server still serves; without its database it does not.
    let serves = checks["database"]["status"] == "healthy";
    let instance = app.read(standby::main).await.ok().flatten();
    let mut body = json!({
        "status": if healthy { "healthy" } else { "degraded" },
        "version": env!("CARGO_PKG_VERSION"),
        "started_at": app.started_at,
        "time": app.clock.now(),
        "instance": instance.map(|main| main.instance),
        "checks": checks,
    });
    if let Some(standby) = app.store.standby() {
        body["standby"] = json!({
            "as_of": standby.as_of.map(|at| at.to_string()),
            "generation": standby.generation,
            "copy": standby.copied.as_str(),
            "since": standby.since.to_string(),
        });
    }
    answer(
        if serves {
            StatusCode::OK
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        },
        &body,
    )
}

fn check(healthy: bool) -> Value {
    json!({"status": if healthy { "healthy" } else { "degraded" }})
}

/// With what the store does by itself: which generation is in use, how far its log has grown, and
/// how long writers waited for the last rotation.
fn database(app: &App, answers: bool) -> Value {
    let facts = app.store.facts();
    let mut found = check(answers && !facts.failing);
    found["generation"] = json!(facts.generation);
    found["base_bytes"] = json!(facts.base_bytes);
    found["log_bytes"] = json!(facts.log_bytes);
    found["rotations"] = json!(facts.rotations);
    found["rotation_pause_ms"] = json!(facts.rotation_pause.as_secs_f64() * 1000.0);
    found
}

/// The certificate by which https is spoken; nothing when it is not. Why one could not be renewed
/// may tell of paths and networks, so it stands on the operator's page and in the log only.
fn certificate(app: &App) -> Option<Value> {
    let standing = app.kept::<certificate::Cell>().get();
    let shown = standing.certificate?;
    let now = app.clock.now();
    // What keeps an authority's certificate fresh tells of its failures.
    let spare = match app.config.server.tls.kind() {
        Some(TlsKind::Acme) => Duration::ZERO,
        _ => CERTIFICATE_SOON,
    };
    let is_well = standing.trouble.is_none() && shown.expires_at >= now.plus(spare);
    let mut found = check(is_well);
    found["expires_at"] = json!(shown.expires_at);
    found["self_signed"] = json!(shown.is_self_signed);
    if let Some(trouble) = standing.trouble {
        found["failing_since"] = json!(trouble.since);
        found["again_at"] = json!(trouble.again_at);
    }
    Some(found)
}

fn disk(app: &App) -> Value {
    match rustix::fs::statvfs(&app.data) {
        Ok(facts) => {
            let free = facts.f_bavail.saturating_mul(facts.f_frsize);
            json!({"status": if free > DISK_LOW { "healthy" } else { "degraded" }, "free_bytes": free})
        }
        Err(_) => check(false),
    }
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "application/json")],
        body.to_string(),
    )
        .into_response()
}
