//! `/metrics`: the figures of the server in the text format of Prometheus.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use platform::{
    App, cache, journal,
    metrics::{Process, Text},
    permission::SERVER_OPERATE,
};
use web::{Access, Result, Routes};

pub(super) fn routes() -> Routes {
    Routes::new().page("/metrics", Access::Local(SERVER_OPERATE), show)
}

async fn show(State(app): State<App>) -> Result<Response> {
    let head = app.read(journal::head).await?;
    let work = app.clone();
    let text = tokio::task::spawn_blocking(move || {
        let mut text = Text::default();
        server(&mut text, &work);
        requests(&mut text, &work);
        store(&mut text, &work);
        search(&mut text, &work, head);
        caches(&mut text, &work);
        process(&mut text, &work);
        text.done()
    })
    .await
    .map_err(platform::Error::internal)?;
    let media_type = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, media_type)], text).into_response())
}

fn server(text: &mut Text, app: &App) {
    text.about("guildhall_info", "gauge", "The version that runs.");
    let version = env!("CARGO_PKG_VERSION");
    text.value("guildhall_info", &[("version", &version)], 1);
    let uptime = app.clock.now().since(app.started_at).as_secs_f64();
    text.gauge("guildhall_uptime_seconds", "Time since the start.", uptime);
    text.counter(
        "guildhall_sign_ins_failed_total",
        "Attempts to sign in that failed.",
        app.metrics.sign_ins_failed.get(),
    );
    text.gauge(
        "guildhall_live_streams",
        "Pages that listen for news.",
        app.live.open(),
    );
}

fn requests(text: &mut Text, app: &App) {
    text.gauge(
        "guildhall_http_requests_in_flight",
        "Requests that are being answered.",
        app.metrics.in_flight.get(),
    );
    let Some(requests) = app.metrics.requests() else {
        return;
    };
    let name = "guildhall_http_requests_total";
    text.about(name, "counter", "Requests answered.");
    for route in requests.routes() {
        for (status, count) in route.statuses() {
            let labels: [(_, &dyn std::fmt::Display); 3] = [
                ("method", &route.method),
                ("route", &route.path),
                ("status", &status),
            ];
            text.value(name, &labels, count);
        }
    }
    let name = "guildhall_http_request_duration_seconds";
    text.about(name, "histogram", "How long answers took.");
    for route in requests.routes() {
        if route.durations.up_to().1 > 0 {
            let labels: [(_, &dyn std::fmt::Display); 2] =
                [("method", &route.method), ("route", &route.path)];
            text.durations(name, &labels, &route.durations);
        }
    }
    let name = "guildhall_http_rate_limited_total";
    text.about(name, "counter", "Requests turned away with 429.");
    for (class, count) in requests.rate_limited() {
        text.value(name, &[("class", &class)], count);
    }
}

fn store(text: &mut Text, app: &App) {
    let facts = app.store.facts();
    let number = |n: u64| n as f64;
    for (name, help, value) in [
        ("groups", "Groups of writes committed.", facts.groups),
        ("commits", "Writes committed.", facts.commits),
        ("failed_groups", "Groups not kept.", facts.failed_groups),
        ("rotations", "Generations begun.", facts.rotations),
        ("statements", "Statements run.", facts.statements),
    ] {
        text.counter(&format!("guildhall_store_{name}_total"), help, value);
    }
    text.counter(
        "guildhall_store_sql_seconds_total",
        "Time that statements took.",
        facts.sql_time.as_secs_f64(),
    );
    let (busy, pause) = (facts.readers_busy, facts.rotation_pause);
    let (retained, bytes) = app.store.retained();
    for (name, help, value) in [
        (
            "queue_length",
            "Writes that wait.",
            number(facts.queue_length as u64),
        ),
        ("generation", "The one in use.", f64::from(facts.generation)),
        ("log_bytes", "Its log.", number(facts.log_bytes)),
        ("base_bytes", "Its base.", number(facts.base_bytes)),
        (
            "failing",
            "Whether writes are not kept.",
            f64::from(facts.failing),
        ),
        ("readers", "Read connections.", number(facts.readers as u64)),
        ("readers_busy", "Those in use.", number(busy as u64)),
        (
            "retained_generations",
            "Superseded ones.",
            number(retained as u64),
        ),
        ("retained_bytes", "What they take.", number(bytes)),
        (
            "rotation_pause_seconds",
            "Of the last new one.",
            pause.as_secs_f64(),
        ),
    ] {
        text.gauge(&format!("guildhall_store_{name}"), help, value);
    }
}

fn search(text: &mut Text, app: &App, head: u64) {
    let index = &app.index;
    let behind = head.saturating_sub(index.position());
    text.gauge(
        "guildhall_search_ready",
        "Whether the index answers.",
        u8::from(index.ready()),
    );
    text.gauge(
        "guildhall_search_documents",
        "Documents in the index.",
        index.documents(),
    );
    text.gauge(
        "guildhall_search_behind",
        "Journal rows it has still to take in.",
        behind,
    );
    text.gauge(
        "guildhall_search_rebuild_progress",
        "How far a rebuild is, from 0 to 1; 1 when none runs.",
        index.progress().unwrap_or(1.0),
    );
}

fn caches(text: &mut Text, app: &App) {
    let caches = cache::all(app);
    type Figure = fn(&cache::Figures) -> u64;
    let figures: [(_, _, _, Figure); 4] = [
        (
            "hits_total",
            "counter",
            "Questions a cache answered.",
            |c| c.hits,
        ),
        (
            "misses_total",
            "counter",
            "Questions it did not answer.",
            |c| c.misses,
        ),
        ("entries", "gauge", "What it holds.", |c| c.entries),
        (
            "bytes",
            "gauge",
            "Roughly how many bytes that takes.",
            |c| c.bytes,
        ),
    ];
    for (name, kind, help, figure) in figures {
        let name = format!("guildhall_cache_{name}");
        text.about(&name, kind, help);
        for (cache, figures) in &caches {
            text.value(&name, &[("cache", cache)], figure(figures));
        }
    }
}

/// Under the names that every client of Prometheus uses.
fn process(text: &mut Text, app: &App) {
    let process = Process::now();
    if let Some(bytes) = process.resident_bytes {
        text.gauge(
            "process_resident_memory_bytes",
            "Resident memory size in bytes.",
            bytes,
        );
    }
    if let Some(ms) = process.cpu_ms {
        let help = "Total user and system CPU time spent in seconds.";
        text.counter("process_cpu_seconds_total", help, ms as f64 / 1000.0);
    }
    if let Some(files) = process.open_files {
        text.gauge(
            "process_open_fds",
            "Number of open file descriptors.",
            files,
        );
    }
    let start = app.started_at.millis() as f64 / 1000.0;
    let help = "Start time of the process since unix epoch in seconds.";
    text.gauge("process_start_time_seconds", help, start);
}
