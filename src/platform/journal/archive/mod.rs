//! Months of the journal that are over, as compressed files under the data folder:
//! `archive/ORGANISATION/2026-01.jsonl.zst`, one row as JSON a line.
//!
//! Invariants:
//! - A month is written whole and made durable before a row of it may go; the database refuses to let
//!   any other row go, and the newest one at all.
//! - Only a chain that fits is archived, up to where every subscriber has read, and the chain goes
//!   on where the archive ends: hashes in the file, in its row, and of the rows after it.
//! - The rows go `store.retain` after the file was written. A copy of the folder that is under way
//!   has either the file or the rows.

mod file;
mod queries;

use std::path::{Path, PathBuf};

use store::{Reader, Writer};

use super::{Action, Changes, chain::Line, record_system};
use crate::{
    actor::Origin,
    app::App,
    error::{Error, Result},
    id::{AnyId, OrganizationId},
    organizations,
    time::Time,
};

pub(crate) use file::{FOLDER, is_archive};
pub(super) use queries::ends;

/// A month was written to a file.
const ARCHIVED: Action = Action::new("audit_log", "archived");
/// How many rows are read, or let go, at once.
const PIECE: u32 = 1000;

/// A month in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// Of which organisation; of none.
    pub organization: Option<OrganizationId>,
    /// Below the data folder.
    pub path: String,
    /// How many rows it has.
    pub entries: u64,
    /// The moment of the last of them.
    pub last_at: Time,
    pub(super) first_seq: u64,
    pub(super) last_seq: u64,
    pub(super) sha256: Vec<u8>,
    pub(super) before_hash: Vec<u8>,
    pub(super) last_hash: Vec<u8>,
    pub(super) archived_at: Time,
}

/// The archives of an organisation, or of none, oldest first.
pub fn of(db: &Reader<'_>, organization: Option<OrganizationId>) -> Result<Vec<Archive>> {
    queries::of(db, organization)
}

/// Up to where rows may have left the table: whoever reads the journal has to have come that far.
pub fn reach(db: &Reader<'_>) -> Result<u64> {
    queries::reach(db)
}

/// Whether a file holds what was archived: the month and every hash in it.
pub fn is_whole(data: &Path, archive: &Archive) -> Result<bool> {
    file::is_whole(&data.join(&archive.path), archive)
}

/// The first file that does not hold what was archived, or does not fit the one before it.
pub fn first_damaged(db: &Reader<'_>, data: &Path) -> Result<Option<String>> {
    let mut ends = std::collections::HashMap::new();
    for archive in queries::all(db)? {
        let end: &mut Vec<u8> = ends.entry(archive.organization).or_default();
        if *end != archive.before_hash || !is_whole(data, &archive)? {
            return Ok(Some(archive.path));
        }
        *end = archive.last_hash;
    }
    Ok(None)
}

/// One look: writes months that are over, and lets rows go that were written long enough ago.
/// Answers how many months were written and how many rows went.
pub async fn sweep(app: &App) -> Result<(usize, usize)> {
    let work = app.clone();
    let done = tokio::task::spawn_blocking(move || sweep_blocking(&work));
    done.await.map_err(Error::internal)?
}

fn sweep_blocking(app: &App) -> Result<(usize, usize)> {
    let Some(first_kept) = first_kept(app) else {
        return Ok((0, 0));
    };
    let chains = app.store.read_blocking(|db| {
        let mut all = vec![None];
        all.extend(organizations::ids(db)?.into_iter().map(Some));
        Ok::<_, Error>(all)
    })?;
    let (mut months, mut rows) = (0, 0);
    for organization in chains {
        while archive_month(app, organization, first_kept)? {
            months += 1;
        }
        rows += let_go(app, organization)?;
    }
    Ok((months, rows))
}

/// The first month whose rows stay in the table, as years and months counted in one.
fn first_kept(app: &App) -> Option<i32> {
    let keep = i32::try_from(app.config.audit.keep_months).ok()?;
    (keep > 0).then(|| month_of(app.clock.now()) - keep)
}

fn month_of(at: Time) -> i32 {
    let day = at.stamp().to_zoned(jiff::tz::TimeZone::UTC).date();
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

fn named(month: i32) -> String {
    format!(
        "{:04}-{:02}",
        month.div_euclid(12),
        month.rem_euclid(12) + 1
    )
}

/// Where a chain was archived up to.
#[derive(Clone, Debug, Default)]
pub(super) struct End {
    pub(super) seq: u64,
    pub(super) hash: Vec<u8>,
}

/// Writes the oldest month that is not archived yet. False when it is not over, or somebody has not
/// read it yet.
fn archive_month(app: &App, organization: Option<OrganizationId>, first_kept: i32) -> Result<bool> {
    let (end, read_by_all, taken) = app.store.read_blocking(|db| {
        let end = queries::end(db, organization)?.unwrap_or_default();
        Ok::<_, Error>((end, queries::read_by_all(db)?, queries::paths(db)?))
    })?;
    let mut rows = Rows::after(app, organization, end.seq);
    let Some(month) = rows
        .next()?
        .map(|line| month_of(Time::from_millis(line.at)))
    else {
        return Ok(false);
    };
    if month >= first_kept {
        return Ok(false);
    }
    rows = Rows::after(app, organization, end.seq);
    let name = named(month);
    let mut draft = file::Writing::begin(&app.data, organization, &name, &taken)?;
    let now = app.clock.now();
    let mut archive = Archive {
        organization,
        path: String::new(),
        entries: 0,
        last_at: now,
        first_seq: 0,
        last_seq: end.seq,
        sha256: Vec::new(),
        before_hash: end.hash.clone(),
        last_hash: end.hash,
        archived_at: now,
    };
    let reach = read_by_all.min(app.index.position());
    while let Some(line) = rows.next()? {
        let at = Time::from_millis(line.at);
        // What a clock that was set back wrote, or the sample data, goes with the month before it.
        if month_of(at) > month {
            break;
        }
        if line.seq > reach {
            return Ok(false);
        }
        if !line.follows(&archive.last_hash) {
            tracing::error!(row.at = %at, "A row of the journal does not fit the one before it; its month is not archived");
            return Ok(false);
        }
        draft.add(&line)?;
        archive.take(line);
    }
    (archive.path, archive.sha256) = draft.finish()?;
    tracing::info!(
        path = archive.path,
        entries = archive.entries,
        "Archived a month of the journal"
    );
    app.write_blocking(move |tx| note(tx, &archive, &name, now))?;
    Ok(true)
}

impl Archive {
    /// One row more.
    fn take(&mut self, line: Line) {
        if self.entries == 0 {
            self.first_seq = line.seq;
        }
        self.entries += 1;
        self.last_at = Time::from_millis(line.at);
        self.last_seq = line.seq;
        self.last_hash = line.hash;
    }
}

/// The rows of a chain, read in pieces.
struct Rows<'a> {
    app: &'a App,
    organization: Option<OrganizationId>,
    after: u64,
    piece: std::vec::IntoIter<Line>,
}

impl<'a> Rows<'a> {
    fn after(app: &'a App, organization: Option<OrganizationId>, after: u64) -> Self {
        Self {
            app,
            organization,
            after,
            piece: Vec::new().into_iter(),
        }
    }

    fn next(&mut self) -> Result<Option<Line>> {
        if self.piece.len() == 0 {
            let (whose, after) = (self.organization, self.after);
            let read = move |db: &Reader<'_>| super::queries::lines(db, whose, after, PIECE);
            self.piece = self.app.store.read_blocking(read)?.into_iter();
        }
        let line = self.piece.next();
        if let Some(line) = &line {
            self.after = line.seq;
        }
        Ok(line)
    }
}

fn note(tx: &Writer<'_>, archive: &Archive, month: &str, now: Time) -> Result<()> {
    queries::insert(tx, archive)?;
    let changes = Changes::none().field("month", None, Some(month)).field(
        "rows",
        None,
        Some(archive.entries),
    );
    let whose = archive.organization;
    let none = None::<AnyId>;
    record_system(tx, whose, &Origin::default(), now, ARCHIVED, none, changes)?;
    Ok(())
}

/// Lets the rows go that have stood in a file for as long as a copy of the folder may take.
fn let_go(app: &App, organization: Option<OrganizationId>) -> Result<usize> {
    let before = app.clock.now().minus(app.config.store.retain());
    let due = app
        .store
        .read_blocking(move |db| queries::due(db, organization, before))?;
    let mut gone = 0;
    for archive in due {
        if !is_whole(&app.data, &archive)? {
            tracing::error!(
                path = archive.path,
                "An archive of the journal is missing or damaged; its rows stay in the database"
            );
            break;
        }
        loop {
            let (first, last) = (archive.first_seq, archive.last_seq);
            let count = app
                .write_blocking(move |tx| queries::delete(tx, organization, first, last, PIECE))?;
            if count == 0 {
                break;
            }
            gone += count;
        }
    }
    Ok(gone)
}

/// Every file of the folder that is one of ours, with its length; for backups.
pub(crate) fn files(data: &Path) -> std::io::Result<Vec<(String, u64)>> {
    file::files(data)
}

/// Where a file of an organisation lies.
fn folder_of(data: &Path, organization: Option<OrganizationId>) -> (PathBuf, String) {
    let whose = organization.map_or_else(|| "server".to_owned(), |o| o.to_string());
    (data.join(FOLDER).join(&whose), format!("{FOLDER}/{whose}"))
}
