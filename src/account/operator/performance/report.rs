//! How the server does, put together for the page and the call.

use std::time::Duration;

use platform::{
    App, Result, Time, cache, journal,
    metrics::{self, MINUTES, Process},
};
use serde::Serialize;
use store::{Reader, SlowStatement};
use utoipa::ToSchema;

use super::{advice, queries};

/// So many slow statements are shown, the costliest.
const STATEMENTS: usize = 20;

/// How the server does.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Report {
    pub version: &'static str,
    pub sqlite_version: &'static str,
    #[schema(value_type = String, format = "date-time")]
    pub started_at: Time,
    #[schema(value_type = String, format = "date-time")]
    pub time: Time,
    pub requests: Requests,
    pub store: Database,
    pub search: Search,
    pub process: Use,
    /// None when the system does not say.
    pub disk_free_bytes: Option<u64>,
    pub slow_requests: Vec<SlowRequest>,
    pub slow_queries: Vec<SlowQuery>,
    pub errors: Vec<Failure>,
    pub cache: Vec<Cached>,
}

/// Requests of the last hour.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Requests {
    pub in_flight: u64,
    pub live_streams: u64,
    /// Over the last one to two minutes.
    pub per_second: f64,
    pub p50_ms: f64,
    pub p95_ms: f64,
    /// The oldest first; the last is the one that runs.
    pub minutes: Vec<Minute>,
}

/// One minute.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct Minute {
    pub requests: u64,
    pub failed: u64,
    pub p50_ms: f64,
    pub p95_ms: f64,
}

/// The database.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Database {
    pub generation: u32,
    pub base_bytes: u64,
    pub log_bytes: u64,
    pub retained_generations: u64,
    pub retained_bytes: u64,
    pub rotations: u64,
    pub rotation_pause_ms: f64,
    pub queue_length: u64,
    pub failing: bool,
    pub readers: u64,
    pub readers_busy: u64,
}

/// The search index.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Search {
    pub ready: bool,
    pub documents: u64,
    /// Journal rows that it has still to take in.
    pub behind: u64,
    /// How far a rebuild is, from 0 to 1; none when none runs.
    pub rebuilding: Option<f32>,
}

/// What the process uses.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Use {
    pub resident_bytes: Option<u64>,
    pub cpu_ms: Option<u64>,
    pub open_files: Option<u64>,
}

/// A request that took long.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SlowRequest {
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    pub request_id: String,
    pub method: String,
    pub route: String,
    pub status: u16,
    pub duration_ms: f64,
    pub sql_ms: f64,
    pub statements: u32,
}

/// A statement that took long.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SlowQuery {
    /// Its text with a `?` for every value.
    pub text: String,
    pub count: u64,
    pub total_ms: f64,
    pub max_ms: f64,
    /// `EXPLAIN QUERY PLAN`, a line for each step.
    pub plan: Vec<String>,
    /// The statement that makes an index it seems to lack.
    pub suggested_index: Option<String>,
}

/// A request that failed by the server's fault.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Failure {
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
    pub request_id: String,
    pub method: String,
    pub route: String,
    pub status: u16,
    pub code: String,
}

/// A cache.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Cached {
    pub name: &'static str,
    pub hits: u64,
    pub misses: u64,
    pub entries: u64,
    /// Roughly.
    pub bytes: u64,
}

pub(super) fn ms(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1000.0
}

/// The report of this moment. The plans are asked for here, not where the statements ran.
pub(super) async fn report(app: &App) -> Result<Report> {
    let slow = app.store.slow_statements();
    let explained = move |db: &Reader<'_>| {
        let statements = slow.into_iter().take(STATEMENTS);
        let queries = statements.map(|s| explained(db, s)).collect();
        Ok((journal::head(db)?, queries))
    };
    let (head, slow_queries) = app.read(explained).await?;
    let work = app.clone();
    tokio::task::spawn_blocking(move || gathered(&work, head, slow_queries))
        .await
        .map_err(platform::Error::internal)
}

fn explained(db: &Reader<'_>, slow: SlowStatement) -> SlowQuery {
    let plan = db.plan(&slow.sql).unwrap_or_default();
    let columns = |table: &str| queries::columns(db, table).unwrap_or_default();
    SlowQuery {
        suggested_index: advice::index(&slow.sql, &plan, columns),
        text: slow.text,
        count: slow.count,
        total_ms: ms(slow.total),
        max_ms: ms(slow.max),
        plan,
    }
}

fn gathered(app: &App, head: u64, slow_queries: Vec<SlowQuery>) -> Report {
    let process = Process::now();
    let disk = rustix::fs::statvfs(&app.data).ok();
    Report {
        version: env!("CARGO_PKG_VERSION"),
        sqlite_version: store::sqlite_version(),
        started_at: app.started_at,
        time: app.clock.now(),
        requests: requests(app),
        store: database(app),
        search: Search {
            ready: app.index.ready(),
            documents: app.index.documents(),
            behind: head.saturating_sub(app.index.position()),
            rebuilding: app.index.progress(),
        },
        process: Use {
            resident_bytes: process.resident_bytes,
            cpu_ms: process.cpu_ms,
            open_files: process.open_files,
        },
        disk_free_bytes: disk.map(|d| d.f_bavail.saturating_mul(d.f_frsize)),
        slow_requests: app.metrics.slow.all().into_iter().map(slow).collect(),
        slow_queries,
        errors: app.metrics.failed.all().into_iter().map(failed).collect(),
        cache: caches(app),
    }
}

fn requests(app: &App) -> Requests {
    let now = app.clock.elapsed();
    let minutes = app.metrics.minutes.last(now);
    let hour = app.metrics.minutes.hour(now);
    let lately: u64 = minutes[MINUTES - 2..].iter().map(|m| m.requests).sum();
    let seconds = (60 + now.as_secs() % 60).min(now.as_secs()).max(1);
    Requests {
        in_flight: app.metrics.in_flight.get(),
        live_streams: app.live.open() as u64,
        per_second: (lately as f64 / seconds as f64 * 100.0).round() / 100.0,
        p50_ms: ms(hour.p50),
        p95_ms: ms(hour.p95),
        minutes: minutes.into_iter().map(minute).collect(),
    }
}

fn minute(minute: metrics::Minute) -> Minute {
    Minute {
        requests: minute.requests,
        failed: minute.failed,
        p50_ms: ms(minute.p50),
        p95_ms: ms(minute.p95),
    }
}

fn database(app: &App) -> Database {
    let facts = app.store.facts();
    let (retained, retained_bytes) = app.store.retained();
    Database {
        generation: facts.generation,
        base_bytes: facts.base_bytes,
        log_bytes: facts.log_bytes,
        retained_generations: retained as u64,
        retained_bytes,
        rotations: facts.rotations,
        rotation_pause_ms: ms(facts.rotation_pause),
        queue_length: facts.queue_length as u64,
        failing: facts.failing,
        readers: facts.readers as u64,
        readers_busy: facts.readers_busy as u64,
    }
}

fn slow(slow: metrics::Slow) -> SlowRequest {
    SlowRequest {
        at: slow.at,
        request_id: slow.request_id,
        method: slow.method,
        route: slow.route,
        status: slow.status,
        duration_ms: ms(slow.took),
        sql_ms: ms(slow.sql),
        statements: slow.statements,
    }
}

fn failed(failed: metrics::Failed) -> Failure {
    Failure {
        at: failed.at,
        request_id: failed.request_id,
        method: failed.method,
        route: failed.route,
        status: failed.status,
        code: failed.code,
    }
}

/// How the caches do.
pub(super) fn caches(app: &App) -> Vec<Cached> {
    let cached = |(name, figures): (_, cache::Figures)| Cached {
        name,
        hits: figures.hits,
        misses: figures.misses,
        entries: figures.entries,
        bytes: figures.bytes,
    };
    cache::all(app).into_iter().map(cached).collect()
}
