//! What the database tells of: files, documents of the index, counters, mails.

use std::{path::Path, sync::Arc, time::Duration};

use platform::{App, Result, files, indexing, journal, mail, time::Clock};
use store::Reader;

use super::Finding;

/// A finding of a check that may itself fail.
fn found(finding: Result<Finding>) -> Finding {
    finding.unwrap_or_else(|error| Finding::failed("", error))
}

/// Files, and bytes that nobody tells of are taken away.
pub(super) fn files(app: &App) -> Finding {
    found(files::check(app).map(|found| of_files(&found, "taken away")))
}

/// The same, nothing taken away.
pub(super) fn files_beside(db: &Reader<'_>, data: &Path, age: Duration) -> Finding {
    let examined = files::examine(db, data, age);
    found(examined.map(|found| of_files(&found, "there")))
}

fn of_files(found: &files::Found, strays: &str) -> Finding {
    let cure = "put them back from another copy";
    let named = |what: &str, paths: &[String]| {
        let first = paths.first()?;
        let number = paths.len();
        Some(format!(
            "{number} are {what}, the first is files/{first}; {cure}"
        ))
    };
    let wrong = named("missing", &found.missing).or_else(|| named("damaged", &found.changed));
    let strays = match found.strays() {
        0 => String::new(),
        n => format!(", {n} that nobody needs {strays}"),
    };
    Finding::new(
        "",
        wrong,
        format!("{} there as handed in{strays}", found.files),
    )
}

/// The search index, built anew where it cannot be used.
pub(super) fn index(app: &App) -> Finding {
    let was_usable = matches!(app.index.check(), search::Opened::Ready { .. });
    let repaired = indexing::bring_up_to_date(app);
    let documents = app.index.documents();
    let note = if was_usable {
        format!("{documents} documents")
    } else {
        format!("was not usable; built anew with {documents} documents")
    };
    Finding::new("", repaired.err().map(|e| e.to_string()), note)
}

/// The search index as its server left it on the disk.
pub(super) fn index_beside(db: &Reader<'_>, data: &Path) -> Finding {
    let clock = Clock::system();
    let options = search::Options::new(Arc::new(move || clock.elapsed()));
    let index = search::Index::open(&data.join("search"), options);
    let look = || {
        let head = journal::head(db)?;
        Ok(match index.check() {
            search::Opened::Ready { position } => {
                let behind = head.saturating_sub(position);
                let note = format!("{} documents, {behind} changes behind", index.documents());
                Finding::new("", None, note)
            }
            other => {
                let note = format!("not usable at present ({other:?}); the server builds it anew");
                Finding::new("", None, note)
            }
        })
    };
    found(look())
}

/// The counters; the wrong ones are counted anew when asked to.
pub(super) fn counters(app: &App, repair: bool) -> Finding {
    let look = || {
        let wrong = app.store.read_blocking(wrong_counters)?;
        if wrong.is_empty() || !repair {
            return Ok(of_counters(&wrong));
        }
        let counters = app.hooks.counters.clone();
        app.write_blocking(move |tx| counters.iter().try_for_each(|c| (c.repair)(tx)))?;
        let left = app.store.read_blocking(wrong_counters)?;
        let mut finding = of_counters(&left);
        finding.note = format!("counted anew: {}", said(&wrong));
        Ok(finding)
    };
    found(look())
}

/// The counters, as they are.
pub(super) fn counters_beside(db: &Reader<'_>) -> Finding {
    found(wrong_counters(db).map(|wrong| of_counters(&wrong)))
}

type Wrong = Vec<(&'static str, u64)>;

fn wrong_counters(db: &Reader<'_>) -> Result<Wrong> {
    let mut wrong = Vec::new();
    for counter in &crate::hooks().counters {
        let number = (counter.wrong)(db)?;
        if number > 0 {
            wrong.push((counter.what, number));
        }
    }
    Ok(wrong)
}

fn said(wrong: &Wrong) -> String {
    let parts = wrong
        .iter()
        .map(|(what, number)| format!("{what} ({number})"));
    parts.collect::<Vec<_>>().join(", ")
}

fn of_counters(wrong: &Wrong) -> Finding {
    let said = (!wrong.is_empty()).then(|| {
        format!(
            "{} are wrong; `guildhall doctor --repair` counts them anew",
            said(wrong)
        )
    });
    Finding::new("", said, "fit the rows that they count")
}

pub(super) fn mail(db: &Reader<'_>) -> Finding {
    let look = || {
        let (waiting, failed) = mail::undelivered(db)?;
        Ok(Finding::new(
            "",
            None,
            format!("{waiting} wait, {failed} were not delivered"),
        ))
    };
    found(look())
}

/// The newest snapshot, restored and looked at.
pub(super) fn drill(app: &App) -> Finding {
    let run = platform::backups::drill_blocking(app);
    let note = format!(
        "{} restored: {} files, {} rows of the journal, {:.1} s",
        run.snapshot.unwrap_or_default(),
        run.files,
        run.entries,
        run.took_ms as f64 / 1000.0
    );
    Finding::new("", run.detail, note)
}
