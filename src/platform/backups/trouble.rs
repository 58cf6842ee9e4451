//! Why a backup was not made or not restored: one sentence each, saying what to do.

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use store::OpenError;

/// See the module.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// The database is not as it should be, or somebody has the folder.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// Its rows cannot be read.
    #[error("the database cannot be read: {0}")]
    Rows(String),
    /// A file or folder could not be used.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The disk is left to those who write.
    #[error("the disk of {} has {} MiB free, and {} MiB are needed: free some space, or choose another disk", path.display(), free >> 20, needed >> 20)]
    NoRoom {
        /// Where.
        path: PathBuf,
        /// Bytes that are free.
        free: u64,
        /// Bytes that should be.
        needed: u64,
    },
    /// A file changed its length while it was read.
    #[error("{0} changed while it was read; try again")]
    Changed(String),
    /// The base is not what its marker says.
    #[error("{0} was changed after it was written: put it back from another copy")]
    BaseChanged(String),
    /// The archive is not what was written.
    #[error("the backup is damaged: {0}; use another one, nothing was changed")]
    Damaged(String),
    /// It holds something that no backup holds.
    #[error("this is no backup of Guildhall: {0}; nothing was changed")]
    Foreign(String),
    /// A newer version wrote it.
    #[error(
        "this backup was made by version {product_version} (schema {found}), and this version knows schema {known} only: restore it with version {product_version} or newer; nothing was changed"
    )]
    Newer {
        /// Migrations that the backup has seen, or 0 when its very format is newer.
        found: u32,
        /// Migrations that this version knows.
        known: u32,
        /// The version that made it.
        product_version: String,
    },
    /// The passphrase opens nothing.
    #[error("the passphrase is not the one that the keys were locked with; nothing was changed")]
    WrongPassphrase,
    /// A passphrase was given and there is nothing to open.
    #[error(
        "this backup holds no keys: restore it without a passphrase, then new keys are made and everyone signs in again; nothing was changed"
    )]
    NoKeys,
    /// The passphrase is easy to try out.
    #[error(
        "the passphrase needs at least {min} characters: whoever has the keys can sign in as anybody"
    )]
    ShortPassphrase {
        /// How many.
        min: usize,
    },
    /// What the randomness or the cipher of the machine refused.
    #[error("the keys could not be locked: {0}")]
    Locking(String),
    /// There is something in the folder already.
    #[error("{} is not empty: choose an empty or new folder with --data DIR, or say --replace, which sets aside what is there", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// The target of a backup is taken.
    #[error("{} exists already: choose another name", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
}

impl Trouble {
    /// A fault of a file.
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                Self::Store(OpenError::DiskFull { path })
            }
            _ => Self::Io { path, source },
        }
    }

    /// Whether it was the caller's mistake, or somebody else has the folder.
    pub const fn is_misuse(&self) -> bool {
        matches!(
            self,
            Self::Store(OpenError::Locked { .. } | OpenError::NoDatabase { .. })
                | Self::NoKeys
                | Self::ShortPassphrase { .. }
                | Self::NotEmpty { .. }
                | Self::Exists { .. }
        )
    }

    /// Whether the disk has no room.
    pub const fn is_full(&self) -> bool {
        matches!(
            self,
            Self::NoRoom { .. } | Self::Store(OpenError::DiskFull { .. })
        )
    }
}

impl From<store::Error> for Trouble {
    fn from(error: store::Error) -> Self {
        Self::Rows(error.to_string())
    }
}

impl From<crate::Error> for Trouble {
    fn from(error: crate::Error) -> Self {
        Self::Rows(error.to_string())
    }
}
