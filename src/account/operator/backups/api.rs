//! The calls of `/api/v1/snapshots`.

use axum::{
    extract::State,
    http::Method,
    response::{IntoResponse, Response},
};
use platform::{
    App, Error, Time,
    backups::{self, Begun, Problem, Run, Snapshot},
    error::Kind,
    permission::SERVER_OPERATE,
};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Access, Result, Routes, SignedIn, openapi::Doc, reply, routes::Class};

use super::send;

const TAG: &str = "Snapshots";
const ALL: &str = "/api/v1/snapshots";
const CONTENT: &str = "/api/v1/snapshots/{name}/content";
const DRILL: &str = "/api/v1/snapshots/drill";

pub(super) fn routes() -> Routes {
    let operate = Access::Holders(SERVER_OPERATE);
    Routes::new()
        .api(Method::GET, ALL, operate, doc_of_list(), list)
        .api(Method::POST, ALL, operate, doc_of_make(), make)
        .api(Method::POST, DRILL, operate, doc_of_drill(), drill)
        .api(Method::GET, CONTENT, operate, doc_of_content(), send)
        .counted(Class::Export)
}

/// A snapshot.
#[derive(Debug, Serialize, ToSchema)]
struct SnapshotOut {
    #[schema(example = "guildhall-20260101T020000Z-nightly.tar.zst")]
    name: String,
    /// `nightly`, `manual` or `upgrade`.
    kind: &'static str,
    #[schema(value_type = String, format = "date-time")]
    made_at: Time,
    bytes: u64,
}

impl From<Snapshot> for SnapshotOut {
    fn from(snapshot: Snapshot) -> Self {
        Self {
            kind: snapshot.kind.as_str(),
            name: snapshot.name,
            made_at: snapshot.made_at,
            bytes: snapshot.bytes,
        }
    }
}

/// What became of a snapshot or a drill.
#[derive(Debug, Serialize, ToSchema)]
struct SnapshotRunOut {
    /// `nightly`, `manual`, `upgrade` or `drill`.
    work: &'static str,
    #[schema(value_type = String, format = "date-time")]
    at: Time,
    took_ms: u64,
    ok: bool,
    /// Its name, when it came so far.
    snapshot: Option<String>,
    /// Of the snapshot, or of what the drill restored from it.
    bytes: u64,
    files: u64,
    /// Rows of the journal that the drill compared.
    entries: u64,
    /// `room`, `damaged`, `copy`, `nothing`, `files` or `other`.
    problem: Option<&'static str>,
    detail: Option<String>,
}

impl From<Run> for SnapshotRunOut {
    fn from(run: Run) -> Self {
        Self {
            work: run.work.as_str(),
            ok: run.is_good(),
            at: run.at,
            took_ms: run.took_ms,
            snapshot: run.snapshot,
            bytes: run.bytes,
            files: run.files,
            entries: run.entries,
            problem: run.problem.map(Problem::as_str),
            detail: run.detail,
        }
    }
}

/// Beside the list.
#[derive(Debug, Serialize)]
struct Meta {
    total: usize,
    busy: bool,
    free_bytes: u64,
    last: Option<SnapshotRunOut>,
    drill: Option<SnapshotRunOut>,
}

fn doc_of_list() -> Doc {
    Doc::new(
        TAG,
        "The snapshots of the server, newest first. `meta` tells whether one is being made, what became of the last one and of the last restore drill, and how many bytes are free.",
    )
    .found::<SnapshotOut>()
}

async fn list(State(app): State<App>) -> Result<Response> {
    let found = backups::overview(&app).await?;
    let meta = Meta {
        total: found.snapshots.len(),
        busy: found.busy,
        free_bytes: found.free,
        last: found.last.map(SnapshotRunOut::from),
        drill: found.drill.map(SnapshotRunOut::from),
    };
    let all: Vec<_> = found.snapshots.into_iter().map(SnapshotOut::from).collect();
    Ok(reply::ok(all).meta(meta).into_response())
}

fn doc_of_make() -> Doc {
    Doc::new(
        TAG,
        "Make a snapshot now. One that takes longer goes on by itself; the list tells when it is there.",
    )
    .returns::<SnapshotRunOut>(201)
    .or(202, "It is being made.")
    .error(409, "backup_busy")
    .error(507, "storage_full")
}

async fn make(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    let Begun::Ended(run) = backups::make(&app, &actor).await? else {
        return Ok(under_way());
    };
    match (&run.snapshot, run.problem) {
        (Some(name), _) => {
            let location = CONTENT.replace("{name}", name);
            Ok(reply::created(location, SnapshotRunOut::from(run)).into_response())
        }
        (None, Some(Problem::Room)) => Err(Error::new(Kind::StorageFull, "storage-full").into()),
        (None, _) => Err(Error::internal(run.detail.unwrap_or_default()).into()),
    }
}

/// It goes on.
#[derive(Debug, Serialize)]
struct Busy {
    busy: bool,
}

fn under_way() -> Response {
    reply::accepted(Busy { busy: true }).into_response()
}

fn doc_of_drill() -> Doc {
    Doc::new(
        TAG,
        "Restore the newest snapshot into a temporary folder, check everything in it, delete it, and tell. What went wrong is in `problem`.",
    )
    .returns::<SnapshotRunOut>(200)
    .or(202, "It is going on.")
    .error(409, "backup_busy")
}

async fn drill(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    match backups::drill_now(&app, &actor).await? {
        Begun::Ended(run) => Ok(reply::ok(SnapshotRunOut::from(run)).into_response()),
        Begun::Busy => Ok(under_way()),
    }
}

fn doc_of_content() -> Doc {
    Doc::new(
        TAG,
        "A snapshot, whole or by `Range`. Everything of every organisation is in it, so each download is noted.",
    )
    .error(404, "not_found")
    .error(416, "out_of_range")
}
