//! What a read or a write can end in, sorted by what the caller can do about it.

use rusqlite::ffi;

/// Why a read or a write did not happen.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// SQLite refused: a constraint, a value of another type, a statement it cannot parse.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    /// As many writes are waiting as the queue holds. Try again in a moment.
    #[error("too many writes are waiting")]
    QueueFull,
    /// No space is left for the write. Reads go on, and writes do once there is space.
    #[error("the disk is full")]
    DiskFull,
    /// The data folder cannot be written at present (read-only or failing disk). Reads go on.
    #[error("the data folder cannot be written")]
    ReadOnly,
    /// This is a standby: it shows a copy, and what is written here would be lost.
    #[error("a standby takes no writes")]
    Standby,
    /// The store was closed: the process is stopping.
    #[error("the store is closed")]
    Closed,
    /// The closure panicked. Its changes were rolled back.
    #[error("a database closure panicked: {0}")]
    Panicked(String),
    /// A writing statement came through a reading method. `Writer::execute` is the one door.
    #[error("a writing statement must go through Writer::execute: {0}")]
    WritesThroughRead(String),
    /// A statement that writes nothing came through `Writer::execute`.
    #[error("Writer::execute takes writing statements only: {0}")]
    NotAWrite(String),
    /// A closure tried to begin or end a transaction, to change a setting, or to attach a file. It
    /// shares its transaction with other closures.
    #[error("transactions and settings are the store's own: {0}")]
    StoresOwn(String),
    /// No read connection could be had.
    #[error("no read connection: {0}")]
    Pool(#[from] r2d2::Error),
}

impl Error {
    /// A row with the same key exists already.
    pub fn is_unique_violation(&self) -> bool {
        matches!(
            self.code(),
            Some(
                ffi::SQLITE_CONSTRAINT_UNIQUE
                    | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                    | ffi::SQLITE_CONSTRAINT_ROWID
            )
        )
    }

    /// The row refers to one that does not exist, or is referred to by one that does.
    pub fn is_foreign_key_violation(&self) -> bool {
        self.code() == Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY)
    }

    /// A `CHECK` of the schema refused the row.
    pub fn is_check_violation(&self) -> bool {
        self.code() == Some(ffi::SQLITE_CONSTRAINT_CHECK)
    }

    /// The query found no row where one was expected.
    pub fn is_no_rows(&self) -> bool {
        matches!(self, Self::Sqlite(rusqlite::Error::QueryReturnedNoRows))
    }

    fn code(&self) -> Option<i32> {
        match self {
            Self::Sqlite(error) => error.sqlite_error().map(|e| e.extended_code),
            _ => None,
        }
    }

    /// The same error for one more of those whose writes failed together.
    pub(crate) fn shared(&self) -> Self {
        match self {
            Self::DiskFull => Self::DiskFull,
            Self::ReadOnly => Self::ReadOnly,
            Self::QueueFull => Self::QueueFull,
            Self::Standby => Self::Standby,
            Self::Closed => Self::Closed,
            Self::Sqlite(rusqlite::Error::SqliteFailure(error, message)) => {
                Self::Sqlite(rusqlite::Error::SqliteFailure(*error, message.clone()))
            }
            other => Self::Sqlite(rusqlite::Error::SqliteFailure(
                ffi::Error::new(ffi::SQLITE_ABORT_ROLLBACK),
                Some(other.to_string()),
            )),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let Some(code) = error.sqlite_error().map(|e| e.extended_code) else {
            return Self::Sqlite(error);
        };
        match (code & 0xff, code) {
            // The shared-memory file is the first to feel a full disk: it grows before the log.
            (ffi::SQLITE_FULL, _) | (_, ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
            (ffi::SQLITE_READONLY | ffi::SQLITE_CANTOPEN | ffi::SQLITE_PERM, _)
            | (
                _,
                ffi::SQLITE_IOERR_WRITE
                | ffi::SQLITE_IOERR_FSYNC
                | ffi::SQLITE_IOERR_DIR_FSYNC
                | ffi::SQLITE_IOERR_TRUNCATE
                | ffi::SQLITE_IOERR_LOCK
                | ffi::SQLITE_IOERR_SHMOPEN
                | ffi::SQLITE_IOERR_SHMMAP,
            ) => Self::ReadOnly,
            _ => Self::Sqlite(error),
        }
    }
}
