//! Building a generation, step by step, so that it may be killed after any of them.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;

use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::checked;
use super::folder::{Db, Generation, sync_folder};
use super::marker::{self, Marker};
use crate::lock::{create_private, private_file};
use crate::{Migration, OpenError, connection, migration};

/// Pages per step of a copy.
const STEP: i32 = 1024;

/// Where the header of a database says how it is written and read.
/// Source: <https://www.sqlite.org/fileformat2.html#file_format_version_numbers>
const JOURNAL_VERSIONS: u64 = 18;
const WITHOUT_LOG: u8 = 1;
const WITH_LOG: u8 = 2;

/// What belongs to the store itself: which generation this is, and when it last committed.
const OWN_TABLES: &str = "
    CREATE TABLE IF NOT EXISTS store_generation (
        number INTEGER PRIMARY KEY,
        opened_at INTEGER NOT NULL,
        product_version TEXT NOT NULL,
        former INTEGER,
        base_size INTEGER NOT NULL,
        base_pages INTEGER NOT NULL,
        base_sha256 TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS store_state (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        committed_at INTEGER,
        closed_at INTEGER,
        groups INTEGER NOT NULL
    ) STRICT;
    INSERT OR IGNORE INTO store_state (id, groups) VALUES (1, 0);
";

/// What the base is made from.
pub(crate) enum Source<'a> {
    /// Nothing: the first start.
    Nothing,
    /// Everything of a former generation, read through this connection.
    Former {
        /// The generation that this one supersedes.
        from: Option<u32>,
        connection: &'a Connection,
    },
}

/// A generation in the making.
pub(crate) struct Build<'a> {
    pub(crate) db: &'a Db,
    pub(crate) number: u32,
    pub(crate) migrations: &'a [Migration],
    pub(crate) product_version: &'a str,
    pub(crate) now: Timestamp,
}

impl Build<'_> {
    /// Builds the generation and answers with its writing connection.
    pub(crate) fn run(&self, source: &Source<'_>) -> Result<(Generation, Connection), OpenError> {
        let generation = self.begin()?;
        if let Source::Former { connection, .. } = source {
            copy(connection, &generation)?;
        }
        self.migrate(&generation)?;
        let from = match source {
            Source::Nothing => None,
            Source::Former { from, .. } => *from,
        };
        let writer = self.finish(&generation, from)?;
        Ok((generation, writer))
    }

    /// The new folder with an empty base.
    fn begin(&self) -> Result<Generation, OpenError> {
        let generation = self.db.generation(self.number);
        create_private(&self.db.path)?;
        create_private(&generation.path)?;
        let base = generation.base();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        private_file(&mut options);
        options.open(&base).map_err(|e| OpenError::io(&base, e))?;
        sync_folder(&self.db.path)?;
        if let Some(data) = self.db.path.parent() {
            sync_folder(data)?;
        }
        Ok(generation)
    }

    /// Brings the schema up to date, and makes the base one that is read with a log.
    fn migrate(&self, generation: &Generation) -> Result<(), OpenError> {
        let base = generation.base();
        let failed = |e| OpenError::sqlite(&base, e);
        let mut connection = connection::builder(&base).map_err(failed)?;
        connection.execute_batch(OWN_TABLES).map_err(failed)?;
        migration::apply(&mut connection, self.migrations)?;
        connection.close().map_err(|(_, e)| failed(e))?;
        set_journal(generation, WITH_LOG)
    }

    /// Makes the base durable, opens the log with a first commit, and writes the marker.
    fn finish(&self, generation: &Generation, from: Option<u32>) -> Result<Connection, OpenError> {
        let base = generation.base();
        let failed = |e| OpenError::sqlite(&base, e);
        let file = File::open(&base).map_err(|e| OpenError::io(&base, e))?;
        file.sync_all().map_err(|e| OpenError::io(&base, e))?;
        drop(file);
        let (sha256, size) = marker::sha256(&base)?;
        let writer = connection::writer(&base).map_err(failed)?;
        let page_count: i64 = writer
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .map_err(failed)?;
        let row = "INSERT INTO store_generation (number, opened_at, product_version, former,
                       base_size, base_pages, base_sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let now = self.now.as_millisecond();
        let version = self.product_version;
        writer
            .execute(
                row,
                (
                    self.number,
                    now,
                    version,
                    from,
                    size as i64,
                    page_count,
                    &sha256,
                ),
            )
            .map_err(failed)?;
        sync_folder(&generation.path)?;
        let log_header = marker::log_header(&generation.log())?.unwrap_or_default();
        let marker = Marker {
            generation: self.number,
            from,
            size,
            page_count: page_count as u64,
            sha256,
            product_version: self.product_version.to_owned(),
            schema_version: self.migrations.len() as u32,
            time: self.now,
            log_header,
        };
        checked::remember(generation, &marker.sha256);
        marker.write(generation)?;
        Ok(writer)
    }
}

/// Copies everything that `from` sees into the new base.
fn copy(from: &Connection, generation: &Generation) -> Result<(), OpenError> {
    let base = generation.base();
    let failed = |e| OpenError::sqlite(&base, e);
    let mut to = connection::builder(&base).map_err(failed)?;
    let backup = Backup::new(from, &mut to).map_err(failed)?;
    while backup.step(STEP).map_err(failed)? != StepResult::Done {}
    drop(backup);
    to.close().map_err(|(_, e)| failed(e))?;
    set_journal(generation, WITHOUT_LOG)
}

/// Says in the header of a base that nobody has open whether SQLite reads it with a log.
///
/// While it is built there is none: so a log of a half-built generation never holds more than its
/// builder's one commit, and none has to vanish when the base is done.
fn set_journal(generation: &Generation, version: u8) -> Result<(), OpenError> {
    let base = generation.base();
    let file = OpenOptions::new().write(true).open(&base);
    let set = file.and_then(|file| file.write_all_at(&[version, version], JOURNAL_VERSIONS));
    set.map_err(|e| OpenError::io(&base, e))
}
