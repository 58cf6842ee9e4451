//! Judging a generation: whole, half-built, or broken.

use std::path::PathBuf;

use jiff::Timestamp;

use super::build::has_log_commits;
use super::checked;
use super::folder::Generation;
use super::log::Log;
use super::marker::{self, Found, Marker};
use crate::open_error::Fault;
use crate::{OpenError, connection, migration};

/// What a generation is worth.
pub(crate) enum Standing {
    /// Base and log are as they were left.
    Whole(Whole),
    /// Its building was not finished, or a copy saw it before it was. The former generation has
    /// everything.
    HalfBuilt {
        /// Whether there is more in its log than its builder put there.
        written: bool,
    },
    /// It was in use, and something of it is missing or changed.
    Broken(Broken),
}

/// A generation that can be gone on with.
pub(crate) struct Whole {
    pub(crate) marker: Marker,
    /// The marker was made up from the log and has still to be written.
    pub(crate) adopted: bool,
    pub(crate) log: Log,
}

/// What is wrong, and with which file.
pub(crate) struct Broken {
    pub(crate) path: PathBuf,
    pub(crate) fault: Fault,
}

impl Broken {
    /// Without a base there is nothing to accept.
    pub(crate) fn is_without_base(&self) -> bool {
        self.fault == Fault::Missing && self.path.ends_with("guildhall.db")
    }
}

/// Looks at everything there is of a generation. Changes nothing.
pub(crate) fn judge(generation: &Generation) -> Result<Standing, OpenError> {
    let in_use = generation.in_use().exists();
    match Marker::read(generation)? {
        Found::Marker(marker) => verify(generation, marker),
        Found::Nothing if in_use => Ok(broken(generation.marker(), Fault::Missing)),
        Found::Unreadable if in_use => Ok(broken(generation.marker(), Fault::Unreadable)),
        Found::Nothing | Found::Unreadable => unmarked(generation),
    }
}

fn broken(path: PathBuf, fault: Fault) -> Standing {
    Standing::Broken(Broken { path, fault })
}

/// Compares base and log with the marker.
fn verify(generation: &Generation, marker: Marker) -> Result<Standing, OpenError> {
    if marker.generation != generation.number {
        return Ok(broken(generation.marker(), Fault::OfAnother));
    }
    if !generation.base().exists() {
        return Ok(broken(generation.base(), Fault::Missing));
    }
    if !generation.log().exists() {
        return Ok(broken(generation.log(), Fault::Missing));
    }
    if marker::log_header(&generation.log())?.as_ref() != Some(&marker.log_header) {
        return Ok(broken(generation.log(), Fault::OfAnother));
    }
    let log = Log::read(&generation.log())?;
    if let Some(at) = log.damaged_at {
        return Ok(broken(generation.log(), Fault::Damaged { at }));
    }
    // The builder's commit was durable before the marker was written.
    if log.commits == 0 {
        return Ok(broken(generation.log(), Fault::Damaged { at: 32 }));
    }
    if !base_fits(generation, marker.size, &marker.sha256)? {
        return Ok(broken(generation.base(), Fault::Changed));
    }
    Ok(Standing::Whole(Whole {
        marker,
        adopted: false,
        log,
    }))
}

fn base_fits(generation: &Generation, size: u64, sha256: &str) -> Result<bool, OpenError> {
    let base = generation.base();
    let found = std::fs::metadata(&base).map_err(|e| OpenError::io(&base, e))?;
    if found.len() != size {
        return Ok(false);
    }
    if checked::remembered(generation, sha256) {
        return Ok(true);
    }
    let fits = marker::sha256(&base, &mut |_| Ok(()))? == (sha256.to_owned(), size);
    if fits {
        checked::remember(generation, sha256);
    }
    Ok(fits)
}

/// Neither marker nor `in-use`: half-built, unless its log proves that it was finished. That is
/// so for a copy that listed the folder just before the marker was written and read the log
/// after; the log's first commit says how the base must look.
fn unmarked(generation: &Generation) -> Result<Standing, OpenError> {
    if !generation.base().exists() || !generation.log().exists() {
        return Ok(Standing::HalfBuilt { written: false });
    }
    let log = Log::read(&generation.log())?;
    if log.commits < 2 {
        return Ok(Standing::HalfBuilt { written: false });
    }
    let half_built = Ok(Standing::HalfBuilt { written: true });
    let Ok(marker) = from_log(generation) else {
        return half_built;
    };
    // Behind the builder's commit nothing was acknowledged yet: the former generation counts.
    if log.commits < marker.log_commits.unwrap_or(0) + 2 {
        return half_built;
    }
    if !base_fits(generation, marker.size, &marker.sha256)? {
        return half_built;
    }
    let log_header = marker::log_header(&generation.log())?.unwrap_or_default();
    let marker = Marker {
        log_header,
        ..marker
    };
    Ok(Standing::Whole(Whole {
        marker,
        adopted: true,
        log,
    }))
}

/// The marker as the builder's commit tells it.
fn from_log(generation: &Generation) -> rusqlite::Result<Marker> {
    let connection = connection::reader(&generation.base())?;
    let schema_version = migration::version(&connection)?;
    let log_commits = if has_log_commits(&connection)? {
        "log_commits"
    } else {
        "NULL"
    };
    let sql = format!(
        "SELECT former, base_size, base_pages, base_sha256, product_version, opened_at,
             {log_commits}
         FROM store_generation WHERE number = ?1"
    );
    connection.query_row(&sql, [generation.number], |row| {
        Ok(Marker {
            generation: generation.number,
            from: row.get(0)?,
            size: row.get::<_, i64>(1)? as u64,
            page_count: row.get::<_, i64>(2)? as u64,
            sha256: row.get(3)?,
            product_version: row.get(4)?,
            schema_version,
            time: Timestamp::from_millisecond(row.get(5)?).unwrap_or_default(),
            log_header: String::new(),
            log_commits: row.get::<_, Option<i64>>(6)?.map(|count| count as u64),
        })
    })
}
