//! The page of backups.

use askama::Template;
use axum::{extract::State, response::Response};
use platform::{
    App, Language, Time,
    backups::{self, Overview, Problem, Run, Snapshot},
    config::{Backup, Switch},
    permission::SERVER_OPERATE,
};
use web::{Access, Page, Result, Routes, Shell, SignedIn, form, routes::Class};

use super::send;

const PAGE: &str = "/operator/backups";

pub(super) fn routes() -> Routes {
    let operate = Access::Holders(SERVER_OPERATE);
    Routes::new()
        .page(PAGE, operate, show)
        .form(PAGE, operate, make)
        .form("/operator/backups/drill", operate, drill)
        .page("/operator/backups/{name}", operate, send)
        .counted(Class::Export)
}

#[derive(Template)]
#[template(path = "account/operator_backups.html")]
struct BackupsPage {
    shell: Shell,
    busy: bool,
    schedule: String,
    copy: String,
    free: String,
    last: Option<RunView>,
    drill: Option<RunView>,
    rows: Vec<Row>,
    command: String,
    covered: Covered,
}

/// What is and what is not covered.
struct Covered {
    minutes: u64,
    version: &'static str,
}

struct Row {
    name: String,
    kind: &'static str,
    is_nightly: bool,
    made_at: Time,
    date: String,
    size: String,
}

struct RunView {
    at: Time,
    is_good: bool,
    problem: &'static str,
    detail: String,
    files: String,
    entries: String,
    size: String,
    seconds: String,
    snapshot: String,
}

impl RunView {
    fn new(run: Run, shell: &Shell) -> Self {
        let problem = run.problem.map_or("", |problem| {
            shell.t(match problem {
                Problem::Room => "backup-problem-room",
                Problem::Damaged => "backup-problem-damaged",
                Problem::Copy => "backup-problem-copy",
                Problem::Nothing => "backup-problem-nothing",
                Problem::Files => "backup-problem-files",
                Problem::Other => "backup-problem-other",
            })
        });
        let number = |n: u64| shell.number(i64::try_from(n).unwrap_or(i64::MAX));
        Self {
            at: run.at,
            is_good: run.problem.is_none(),
            problem,
            detail: run.detail.unwrap_or_default(),
            files: number(run.files),
            entries: number(run.entries),
            size: size(run.bytes, shell.language),
            seconds: format!("{:.1}", run.took_ms as f64 / 1000.0),
            snapshot: run.snapshot.unwrap_or_default(),
        }
    }
}

/// Bytes in words.
fn size(bytes: u64, language: Language) -> String {
    let units = [
        (1_000_000_000_u64, "backup-size-gb"),
        (1_000_000, "backup-size-mb"),
        (0, "backup-size-kb"),
    ];
    let unit = units.into_iter().find(|(least, _)| bytes >= *least);
    let (least, key) = unit.unwrap_or((0, "backup-size-kb"));
    let count = format!("{:.1}", bytes as f64 / least.max(1000) as f64);
    language.with(key, &[("n", &count)])
}

fn schedule(shell: &Shell, config: &Backup) -> String {
    if config.nightly == Switch::Off {
        return shell.t("backup-schedule-off").to_owned();
    }
    let hour = format!("{:02}:00", config.hour.get());
    shell.language.with(
        "backup-schedule",
        &[
            ("hour", &hour),
            ("days", &config.keep_daily.to_string()),
            ("weeks", &config.keep_weekly.to_string()),
            ("months", &config.keep_monthly.to_string()),
        ],
    )
}

async fn show(State(app): State<App>, shell: Shell) -> Result<Page<BackupsPage>> {
    let Overview {
        snapshots,
        busy,
        last,
        drill,
        free,
    } = backups::overview(&app).await?;
    let config = &app.config.backup;
    let copy = match &config.copy_to {
        Some(folder) => shell.t1("backup-copy", "folder", folder.display()),
        None => shell.t("backup-copy-none").to_owned(),
    };
    let newest = snapshots.first().map_or("FILE", |s| s.name.as_str());
    let data = std::path::absolute(&app.data).unwrap_or_else(|_| app.data.clone());
    let data = data.display();
    let command = format!("guildhall restore {newest} --data {data} --replace");
    let row = |snapshot: Snapshot| Row {
        kind: shell.t(match snapshot.kind {
            backups::Kind::Nightly => "backup-kind-nightly",
            backups::Kind::Manual => "backup-kind-manual",
            backups::Kind::Upgrade => "backup-kind-upgrade",
        }),
        is_nightly: snapshot.kind == backups::Kind::Nightly,
        date: shell.date(&snapshot.made_at),
        made_at: snapshot.made_at,
        size: size(snapshot.bytes, shell.language),
        name: snapshot.name,
    };
    Ok(Page(BackupsPage {
        busy,
        schedule: schedule(&shell, config),
        copy,
        free: size(free, shell.language),
        last: last.map(|run| RunView::new(run, &shell)),
        drill: drill.map(|run| RunView::new(run, &shell)),
        rows: snapshots.into_iter().map(row).collect(),
        command,
        covered: Covered {
            minutes: app.config.store.retain_minutes,
            version: env!("CARGO_PKG_VERSION"),
        },
        shell,
    }))
}

async fn make(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    backups::make(&app, &actor).await?;
    Ok(form::to(PAGE))
}

async fn drill(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    backups::drill_now(&app, &actor).await?;
    Ok(form::to(PAGE))
}
