//! The generation that is being read: its files and its pool of read connections.

use std::fs::File;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use r2d2::Pool;
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::Connection;

use crate::generation::Generation;
use crate::meter::Meter;
use crate::{Error, Reader, connection};

/// A generation with its read connections.
pub(crate) struct Live {
    pub(crate) generation: Generation,
    pub(crate) base_bytes: u64,
    pub(crate) readers: u32,
    pool: Pool<SqliteConnectionManager>,
    /// Behind the pool, so that it is closed after the pool's connections.
    base_file: OnceLock<File>,
}

impl Live {
    /// The connections open when they are needed.
    pub(crate) fn new(generation: Generation, base_bytes: u64, readers: u32) -> Self {
        let manager = SqliteConnectionManager::file(generation.base())
            .with_flags(connection::reader_flags())
            .with_init(|connection| connection::configure_reader(connection));
        let pool = Pool::builder()
            .max_size(readers)
            .min_idle(Some(1))
            .idle_timeout(Some(Duration::from_mins(2)))
            .max_lifetime(None)
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(10))
            .build_unchecked(manager);
        Self {
            generation,
            base_bytes,
            readers,
            pool,
            base_file: OnceLock::new(),
        }
    }

    /// Connections to a generation that another process adds to, all at the state of this moment:
    /// see [`connection::still`]. Each reads the whole log once.
    pub(crate) fn still(generation: Generation, readers: u32) -> Result<Self, Error> {
        let base = generation.base();
        let manager = SqliteConnectionManager::file(connection::still(&base))
            .with_flags(connection::still_flags())
            .with_init(|connection| connection::configure_still(connection));
        // None is opened later, which would see a later state.
        let pool = Pool::builder()
            .max_size(readers)
            .min_idle(None)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(30))
            .build(manager)?;
        Ok(Self {
            base_bytes: generation.base_bytes(),
            generation,
            readers,
            pool,
            base_file: OnceLock::new(),
        })
    }

    /// The base, to be read as a file. It stays open for as long as SQLite has the base open:
    /// closing any handle to a file drops all of a process's locks on it.
    pub(crate) fn base_file(&self) -> std::io::Result<&File> {
        if let Some(file) = self.base_file.get() {
            return Ok(file);
        }
        static OPENING: Mutex<()> = Mutex::new(());
        let _turn = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = self.base_file.get() {
            return Ok(file);
        }
        let file = File::open(self.generation.base())?;
        Ok(self.base_file.get_or_init(|| file))
    }

    /// When the last group of writes that is seen here was committed.
    pub(crate) fn committed_at(&self) -> Result<Option<Timestamp>, Error> {
        let connection = self.pool.get()?;
        Ok(connection::committed_at(&connection)?)
    }

    /// Runs `f` in one read transaction.
    pub(crate) fn read<T, E: From<Error>>(
        &self,
        meter: Meter,
        f: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.pool.get().map_err(Error::from)?;
        let moment = Moment::begin(&connection)?;
        f(&Reader {
            connection: moment.connection,
            meter,
        })
    }
}

/// A read transaction; ends when dropped, also by a panic.
struct Moment<'c> {
    connection: &'c Connection,
}

impl<'c> Moment<'c> {
    fn begin(connection: &'c Connection) -> Result<Self, Error> {
        connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Self { connection })
    }
}

impl Drop for Moment<'_> {
    fn drop(&mut self) {
        let ended = self
            .connection
            .prepare_cached("COMMIT")
            .and_then(|mut end| end.execute([]));
        if let Err(error) = ended {
            tracing::error!(%error, "Could not end a read transaction");
        }
    }
}
