//! Why a data folder could not be opened: one sentence each, saying what to do.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// Why [`Store::open`](crate::Store::open) refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process has the folder.
    #[error("{} is in use by {}; stop it first, or choose another data folder", path.display(), holder(*pid, *since))]
    Locked {
        /// The data folder.
        path: PathBuf,
        /// The process, as it noted itself.
        pid: Option<u32>,
        /// When that process took the folder.
        since: Option<Timestamp>,
        /// Where that process answers, if it is a server.
        url: Option<String>,
    },
    /// The folder, or something in it, cannot be written.
    #[error("{} cannot be written: give this user write access to it, or choose another data folder", path.display())]
    ReadOnly {
        /// What cannot be written.
        path: PathBuf,
    },
    /// No space is left to start.
    #[error("the disk of {} is full: free some space and start again", path.display())]
    DiskFull {
        /// What could not be written.
        path: PathBuf,
    },
    /// The folder was written by a newer version.
    #[error(
        "this data folder was written by version {product_version} (schema {found}), and this version knows schema {known} only: start version {product_version} or newer; nothing was changed"
    )]
    NewerSchema {
        /// Migrations the folder has seen.
        found: u32,
        /// Migrations this binary knows.
        known: u32,
        /// Version that wrote it.
        product_version: String,
    },
    /// A file of the newest generation is missing or changed. Starting anyway would silently lose
    /// what was acknowledged.
    #[error("{}: put it back from another copy{}{}", fault.of(path), older_way(*older), accept_way(path, *fault))]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: Fault,
        /// The newest older generation that could be used instead.
        older: Option<u32>,
    },
    /// The database is gone while what belongs to it is still there.
    #[error("{} holds no database, although {} shows that there was one: put it back from another copy, or choose an empty data folder", path.display(), remains.display())]
    DatabaseGone {
        /// Where the database belongs.
        path: PathBuf,
        /// What shows that there was one.
        remains: PathBuf,
    },
    /// There is no database where one is read.
    #[error("{} holds no database; give the right data folder with --data DIR", path.display())]
    NoDatabase {
        /// Where it belongs.
        path: PathBuf,
    },
    /// There is no state of a former version.
    #[error("{} holds no whole state from before an upgrade: nothing was upgraded here, or its time is over", path.display())]
    NoFormer {
        /// Where it would be.
        path: PathBuf,
    },
    /// A restore ended before the database was in its place.
    #[error("a restore into this folder was not finished ({} is still there): run guildhall restore again, with --replace", path.display())]
    HalfRestored {
        /// What it left.
        path: PathBuf,
    },
    /// The generation asked for was never finished.
    #[error("generation {number} was never finished; start without --use-generation")]
    NotFinished {
        /// Its number.
        number: u32,
    },
    /// The generation asked for is not there.
    #[error("there is no generation {number}; there are: {}", numbers(have))]
    NoSuchGeneration {
        /// The one asked for.
        number: u32,
        /// Those there are.
        have: Vec<u32>,
    },
    /// What was to be accepted does not pass the checks.
    #[error("{} does not pass its checks ({finding}), so it cannot be accepted: restore a backup or another copy", path.display())]
    ChecksFailed {
        /// The base.
        path: PathBuf,
        /// What the checks found first.
        finding: String,
    },
    /// A migration failed. The former generation is untouched.
    #[error(
        "migration {name} failed ({source}); the data was not changed, so the former version can still be started"
    )]
    Migration {
        /// Its name.
        name: String,
        /// Why.
        source: rusqlite::Error,
    },
    /// The migrations left a row that refers to nothing. The former generation is untouched.
    #[error(
        "the migrations leave rows in {table} that refer to nothing; the data was not changed, so the former version can still be started"
    )]
    MigrationLeftOrphans {
        /// The table.
        table: String,
    },
    /// SQLite could not open the database.
    #[error("the database {} cannot be opened: {source}", path.display())]
    Sqlite {
        /// The base.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// A file or folder could not be used.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// What is wrong with a file of a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// It is a marker that cannot be understood.
    Unreadable,
    /// It belongs to another generation, or its beginning is damaged.
    OfAnother,
    /// It is a base that is not as its marker says.
    Changed,
    /// It is a log that breaks although acknowledged writes follow.
    Damaged {
        /// The first byte of what cannot be read.
        at: u64,
    },
}

impl Fault {
    pub(crate) fn of(self, path: &Path) -> String {
        let path = path.display();
        match self {
            Self::Missing => format!("{path} is missing"),
            Self::Unreadable => format!("{path} cannot be understood"),
            Self::OfAnother => format!("{path} does not belong to the files beside it"),
            Self::Changed => format!("{path} was changed after it was written"),
            Self::Damaged { at } => format!("{path} is damaged at byte {at}"),
        }
    }
}

fn older_way(older: Option<u32>) -> String {
    older.map_or(String::new(), |number| {
        format!(", start with --use-generation {number} to go back to that older state")
    })
}

fn accept_way(path: &Path, fault: Fault) -> &'static str {
    match fault {
        Fault::Missing if path.ends_with("guildhall.db") => "",
        _ => ", or start with --accept-changed-base to go on with what passes the checks",
    }
}

fn numbers(have: &[u32]) -> String {
    let all: Vec<String> = have.iter().map(u32::to_string).collect();
    if all.is_empty() {
        "none".to_owned()
    } else {
        all.join(", ")
    }
}

fn holder(pid: Option<u32>, since: Option<Timestamp>) -> String {
    match (pid, since) {
        (Some(pid), Some(since)) => format!("process {pid} since {since:.0}"),
        (Some(pid), None) => format!("process {pid}"),
        _ => "another process".to_owned(),
    }
}

impl OpenError {
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::Io { path, source },
        }
    }

    pub(crate) fn sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match crate::Error::from(source) {
            crate::Error::DiskFull => Self::DiskFull { path },
            crate::Error::ReadOnly => Self::ReadOnly { path },
            crate::Error::Sqlite(source) => Self::Sqlite { path, source },
            other => Self::Io {
                path,
                source: std::io::Error::other(other),
            },
        }
    }
}
