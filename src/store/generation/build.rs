//! Building a generation, step by step, so that it may be killed after any of them.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;

use jiff::Timestamp;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, params};

use super::checked;
use super::folder::{Db, Generation, sync_folder};
use super::marker::{self, Marker};
use crate::lock::{create_private, private_file};
use crate::{Migration, OpenError, STEPS_AROUND_MIGRATIONS, Step, Watch, connection, migration};

/// Pages per step of a copy.
const STEP: i32 = 256;
/// Bytes after which a copy is made durable. All at once at the end, it would keep the disk from
/// those who write meanwhile.
const SYNC: u64 = 8 << 20;

/// Called with the bytes of each step; may slow the building down, or end it.
pub(super) type Pace<'a> = &'a mut dyn FnMut(u64) -> Result<(), OpenError>;

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
        base_sha256 TEXT NOT NULL,
        log_commits INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE IF NOT EXISTS store_state (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        committed_at INTEGER,
        closed_at INTEGER,
        groups INTEGER NOT NULL
    ) STRICT;
    INSERT OR IGNORE INTO store_state (id, groups) VALUES (1, 0);
";

/// For a database from before logs were carried over.
const LOG_COMMITS: &str =
    "ALTER TABLE store_generation ADD COLUMN log_commits INTEGER NOT NULL DEFAULT 0";

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
#[derive(Debug, Clone)]
pub(crate) struct Build {
    pub(crate) db: Db,
    pub(crate) number: u32,
    pub(crate) product_version: String,
    /// Migrations that the finished base has seen.
    pub(crate) schema_version: u32,
    pub(crate) now: Timestamp,
}

/// A base that is whole, durable and known.
#[derive(Debug, Clone)]
pub(crate) struct Sealed {
    pub(crate) size: u64,
    sha256: String,
}

impl Build {
    /// Builds the generation at the start, while nothing is written, and answers with its writing
    /// connection.
    pub(crate) fn run(
        &self,
        source: &Source<'_>,
        migrations: &[Migration],
        watch: &Watch,
    ) -> Result<(Generation, Connection), OpenError> {
        let of = STEPS_AROUND_MIGRATIONS + waiting(source, migrations);
        let mut step = 0;
        let mut begin = || {
            step += 1;
            watch.tell(Step::Building { step, of });
        };
        let generation = self.begin()?;
        let from = match source {
            Source::Nothing => None,
            Source::Former { from, connection } => {
                begin();
                copy(connection, &generation, &mut |_| Ok(()))?;
                *from
            }
        };
        migrate(&generation, migrations, &mut begin)?;
        begin();
        let sealed = seal(&generation, &mut |_| Ok(()))?;
        let writer = self.finish(&generation, from, &sealed, 0)?;
        Ok((generation, writer))
    }

    /// The new folder with an empty base.
    pub(super) fn begin(&self) -> Result<Generation, OpenError> {
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

    /// Opens the log with the builder's commit, and writes the marker. The log holds
    /// `log_commits` transactions already.
    pub(super) fn finish(
        &self,
        generation: &Generation,
        from: Option<u32>,
        sealed: &Sealed,
        log_commits: u64,
    ) -> Result<Connection, OpenError> {
        let base = generation.base();
        let failed = |e| OpenError::sqlite(&base, e);
        let writer = connection::writer(&base).map_err(failed)?;
        let pages = self
            .note(&writer, from, sealed, log_commits)
            .map_err(failed)?;
        sync_folder(&generation.path)?;
        let log_header = marker::log_header(&generation.log())?.unwrap_or_default();
        let marker = Marker {
            generation: self.number,
            from,
            size: sealed.size,
            page_count: pages,
            sha256: sealed.sha256.clone(),
            product_version: self.product_version.clone(),
            schema_version: self.schema_version,
            time: self.now,
            log_header,
            log_commits: Some(log_commits),
        };
        checked::remember(generation, &marker.sha256);
        marker.write(generation)?;
        Ok(writer)
    }

    /// The builder's commit: what the marker will say, for when a copy misses the marker.
    fn note(
        &self,
        writer: &Connection,
        from: Option<u32>,
        sealed: &Sealed,
        log_commits: u64,
    ) -> rusqlite::Result<u64> {
        let page_size: i64 = writer.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        let pages = sealed.size / page_size as u64;
        writer.execute(
            "INSERT INTO store_generation (number, opened_at, product_version, former,
                 base_size, base_pages, base_sha256, log_commits)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                self.number,
                self.now.as_millisecond(),
                self.product_version,
                from,
                sealed.size as i64,
                pages as i64,
                sealed.sha256,
                log_commits as i64
            ],
        )?;
        Ok(pages)
    }
}

/// How many migrations the source has not seen.
fn waiting(source: &Source<'_>, migrations: &[Migration]) -> u32 {
    let seen = match source {
        Source::Nothing => 0,
        // What cannot be read now fails where it is copied.
        Source::Former { connection, .. } => migration::version(connection).unwrap_or_default(),
    };
    (migrations.len() as u32).saturating_sub(seen)
}

/// Brings the schema up to date, and makes the base one that is read with a log.
fn migrate(
    generation: &Generation,
    migrations: &[Migration],
    begin: &mut dyn FnMut(),
) -> Result<(), OpenError> {
    let base = generation.base();
    let failed = |e| OpenError::sqlite(&base, e);
    let mut connection = connection::builder(&base).map_err(failed)?;
    connection.execute_batch(OWN_TABLES).map_err(failed)?;
    if !has_log_commits(&connection).map_err(failed)? {
        connection.execute_batch(LOG_COMMITS).map_err(failed)?;
    }
    migration::apply(&mut connection, migrations, begin)?;
    connection.close().map_err(|(_, e)| failed(e))?;
    set_journal(generation, WITH_LOG)
}

/// Whether the builder's notes tell how many transactions were carried over.
pub(super) fn has_log_commits(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare("SELECT 1 FROM pragma_table_info('store_generation') WHERE name = 'log_commits'")?
        .exists([])
}

/// Makes the base durable and takes its hash. Nobody has it open.
pub(super) fn seal(generation: &Generation, pace: Pace<'_>) -> Result<Sealed, OpenError> {
    let base = generation.base();
    let file = File::open(&base).and_then(|file| file.sync_all());
    file.map_err(|e| OpenError::io(&base, e))?;
    let (sha256, size) = marker::sha256(&base, pace)?;
    Ok(Sealed { size, sha256 })
}

/// Makes a copied base one that is read with a log, as it was.
pub(super) fn read_with_log(generation: &Generation) -> Result<(), OpenError> {
    set_journal(generation, WITH_LOG)
}

/// Copies everything that `from` sees into the new base.
pub(super) fn copy(
    from: &Connection,
    generation: &Generation,
    pace: Pace<'_>,
) -> Result<(), OpenError> {
    let base = generation.base();
    let failed = |e| OpenError::sqlite(&base, e);
    let file = File::open(&base).map_err(|e| OpenError::io(&base, e))?;
    let mut to = connection::builder(&base).map_err(failed)?;
    let backup = Backup::new(from, &mut to).map_err(failed)?;
    let mut unsynced = 0;
    while backup.step(STEP).map_err(failed)? != StepResult::Done {
        let bytes = STEP as u64 * 4096;
        unsynced += bytes;
        if unsynced >= SYNC {
            file.sync_data().map_err(|e| OpenError::io(&base, e))?;
            unsynced = 0;
        }
        pace(bytes)?;
    }
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
