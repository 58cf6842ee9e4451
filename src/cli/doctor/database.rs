//! The database: its files, what SQLite says of it, the journal, and the clock beside the journal.

use std::path::Path;

use platform::{Result, Time, journal, time::Clock};
use store::{Reader, State};

use super::Finding;

/// A finding of a check that may itself fail.
fn found(finding: Result<Finding>) -> Finding {
    finding.unwrap_or_else(|error| Finding::failed("", error))
}

/// Every generation against its marker, and what each was made from.
pub(super) fn generations(data: &Path) -> Finding {
    let all = match store::inspect(data) {
        Ok(all) => all,
        Err(error) => return Finding::failed("", error),
    };
    let (mut wrong, mut bytes_of_all, mut used, mut building) = (None, 0, None, 0);
    for one in &all {
        match &one.state {
            State::Broken(why) => wrong = wrong.or_else(|| Some(why.clone())),
            State::HalfBuilt => building += 1,
            State::Whole { from, bytes } => {
                used = used.or(Some((one.generation, *from)));
                bytes_of_all += bytes;
                if from.is_some_and(|from| from >= one.generation) {
                    let (number, from) = (one.generation, from.unwrap_or_default());
                    wrong = Some(format!(
                        "generation {number} says that it was made from {from}"
                    ));
                }
            }
        }
    }
    let wrong = wrong.map(|why| format!("{why}; put back a copy of the folder, or a snapshot"));
    let used = used.map_or_else(String::new, |(number, from)| {
        let from = from.map_or_else(String::new, |from| format!(" (from {from})"));
        format!("{number} is in use{from}, ")
    });
    let building = match building {
        0 => String::new(),
        n => format!(", {n} not finished"),
    };
    let note = format!(
        "{used}{} in all with {bytes_of_all} bytes, hashes fit{building}",
        all.len()
    );
    Finding::new("", wrong, note)
}

pub(super) fn whole(db: &Reader<'_>) -> Finding {
    let problems = match db.problems() {
        Ok(problems) => problems,
        Err(error) => return Finding::failed("", error),
    };
    let more = match problems.len() {
        0 | 1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    let first = problems.first();
    let wrong = first.map(|p| format!("{p}{more}; put back a copy of the folder, or a snapshot"));
    Finding::new("", wrong, "whole, and every row points at what is there")
}

pub(super) fn chain(db: &Reader<'_>, data: &Path) -> Finding {
    let look = || {
        let (broken, head) = (journal::verify(db)?, journal::head(db)?);
        let wrong = broken.map(|seq| {
            format!("row {seq} does not fit the row before it: somebody changed the database")
        });
        let lost = journal::archive::first_damaged(db, data)?;
        let lost =
            lost.map(|path| format!("{path} is missing or damaged; put it back from another copy"));
        Ok(Finding::new(
            "",
            wrong.or(lost),
            format!("{head} rows, every chain whole"),
        ))
    };
    found(look())
}

pub(super) fn clock(db: &Reader<'_>, clock: &Clock) -> Finding {
    let look = || {
        let now = clock.now();
        let last = journal::last_time(db)?.unwrap_or(Time::from_millis(0));
        let wrong = (last > now).then(|| {
            format!("the clock says {now}, but the journal already has {last}: set the clock")
        });
        Ok(Finding::new("", wrong, now.to_string()))
    };
    found(look())
}
