//! `guildhall doctor`: is everything in the data folder as it should be?

use std::{fs, os::unix::fs::PermissionsExt};

use clap::Args;
use owo_colors::{OwoColorize, Stream};
use platform::{App, Time, journal};

use super::{Failed, Place, say};

/// Flags of `doctor`.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// Also restore the newest snapshot into a temporary folder, check it, and delete it again.
    #[arg(long)]
    drill: bool,
}

/// One line of the table.
struct Finding {
    what: &'static str,
    /// What is wrong and what to do; nothing when all is well.
    wrong: Option<String>,
    note: String,
}

/// Less free space than this deserves a word, in bytes.
const DISK_LOW: u64 = 1024 * 1024 * 1024;

pub(super) fn run(place: &Place, flags: &Flags) -> Result<(), Failed> {
    let app = place.open_existing()?;
    let mut findings = vec![
        database(&app)?,
        chain(&app)?,
        index(&app),
        files(&app)?,
        permissions(&app)?,
        disk(&app)?,
        clock(&app)?,
    ];
    if flags.drill {
        findings.push(drill(&app));
    }
    app.store.close();
    if flags.json {
        let rows: Vec<_> = findings
            .iter()
            .map(|f| serde_json::json!({"check": f.what, "ok": f.wrong.is_none(), "note": f.wrong.as_ref().unwrap_or(&f.note)}))
            .collect();
        say(format_args!("{}", serde_json::to_string_pretty(&rows)?));
    } else {
        for f in &findings {
            let mark = match f.wrong {
                None => "ok"
                    .if_supports_color(Stream::Stdout, |t| t.green())
                    .to_string(),
                Some(_) => "bad"
                    .if_supports_color(Stream::Stdout, |t| t.red())
                    .to_string(),
            };
            say(format_args!(
                "{:<14} {mark:<4} {}",
                f.what,
                f.wrong.as_ref().unwrap_or(&f.note)
            ));
        }
    }
    let bad = findings.iter().filter(|f| f.wrong.is_some()).count();
    if bad == 0 {
        Ok(())
    } else {
        Err(Failed::Because(format!(
            "{bad} of {} checks failed",
            findings.len()
        )))
    }
}

fn database(app: &App) -> Result<Finding, Failed> {
    let problems = app
        .store
        .read_blocking(|db| Ok::<_, platform::Error>(db.problems()?))?;
    let facts = app.store.facts();
    let note = format!(
        "generation {}, {} bytes and a log of {}",
        facts.generation, facts.base_bytes, facts.log_bytes
    );
    let wrong = problems
        .first()
        .map(|p| format!("{p}; put back a copy of the folder, or a snapshot"));
    Ok(Finding {
        what: "database",
        wrong,
        note,
    })
}

fn chain(app: &App) -> Result<Finding, Failed> {
    let (broken, head) = app
        .store
        .read_blocking(|db| Ok::<_, platform::Error>((journal::verify(db)?, journal::head(db)?)))?;
    let wrong = broken.map(|seq| {
        format!("row {seq} does not fit the row before it: somebody changed the database")
    });
    Ok(Finding {
        what: "journal",
        wrong,
        note: format!("{head} rows, every chain whole"),
    })
}

fn index(app: &App) -> Finding {
    let found = app.index.check();
    let repaired = match found {
        search::Opened::Ready { .. } => platform::indexing::catch_up(app),
        _ => platform::indexing::rebuild(app),
    };
    let note = match found {
        search::Opened::Ready { .. } => format!("{} documents", app.index.documents()),
        _ => format!(
            "was not usable; built anew with {} documents",
            app.index.documents()
        ),
    };
    Finding {
        what: "search index",
        wrong: repaired.err().map(|e| e.to_string()),
        note,
    }
}

fn files(app: &App) -> Result<Finding, Failed> {
    let found = platform::files::check(app)?;
    let wrong = found.missing.first().map(|path| {
        format!(
            "{} are missing, the first is files/{path}; put them back from another copy",
            found.missing.len()
        )
    });
    let swept = match found.strays {
        0 => String::new(),
        n => format!(", {n} that nobody needs taken away"),
    };
    Ok(Finding {
        what: "files",
        wrong,
        note: format!("{} there{swept}", found.files),
    })
}

fn permissions(app: &App) -> Result<Finding, Failed> {
    let mut wrong = None;
    for (path, most) in [(app.data.clone(), 0o700), (app.data.join("keys"), 0o700)] {
        let mode = fs::metadata(&path)?.permissions().mode() & 0o777;
        if mode & !most != 0 {
            wrong = Some(format!(
                "{} is open to others ({mode:o}): chmod {most:o} it",
                path.display()
            ));
        }
    }
    Ok(Finding {
        what: "permissions",
        wrong,
        note: "open to this user only".into(),
    })
}

fn drill(app: &App) -> Finding {
    let run = platform::backups::drill_blocking(app);
    let note = format!(
        "{} restored: {} files, {} rows of the journal, {:.1} s",
        run.snapshot.unwrap_or_default(),
        run.files,
        run.entries,
        run.took_ms as f64 / 1000.0
    );
    Finding {
        what: "restore drill",
        wrong: run.detail,
        note,
    }
}

fn disk(app: &App) -> Result<Finding, Failed> {
    let facts = rustix::fs::statvfs(&app.data).map_err(std::io::Error::from)?;
    let free = facts.f_bavail.saturating_mul(facts.f_frsize);
    let wrong = (free < DISK_LOW).then(|| format!("only {} MiB are free", free >> 20));
    Ok(Finding {
        what: "disk",
        wrong,
        note: format!("{} MiB free", free >> 20),
    })
}

fn clock(app: &App) -> Result<Finding, Failed> {
    let now = app.clock.now();
    let last = app
        .store
        .read_blocking(journal::last_time)?
        .unwrap_or(Time::from_millis(0));
    let wrong = (last > now).then(|| {
        format!("the clock says {now}, but the journal already has {last}: set the clock")
    });
    Ok(Finding {
        what: "clock",
        wrong,
        note: now.to_string(),
    })
}
