//! Where the files of a generation are.

use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::OpenError;

/// The folder `db/` with all generations.
#[derive(Debug, Clone)]
pub(crate) struct Db {
    pub(crate) path: PathBuf,
}

/// The folder of one generation, `db/g00000012/`.
#[derive(Debug, Clone)]
pub(crate) struct Generation {
    pub(crate) number: u32,
    pub(crate) path: PathBuf,
}

impl Db {
    pub(crate) fn of(data: &Path) -> Self {
        Self {
            path: data.join("db"),
        }
    }

    pub(crate) fn generation(&self, number: u32) -> Generation {
        Generation {
            number,
            path: self.path.join(format!("g{number:08}")),
        }
    }

    /// The number of a generation that is to be built.
    pub(crate) fn next_number(&self) -> Result<u32, OpenError> {
        Ok(self.list()?.first().map_or(1, |newest| newest.number + 1))
    }

    /// Refuses when the disk has not so many bytes free.
    pub(crate) fn has_room_for(&self, bytes: u64) -> Result<(), OpenError> {
        let disk = rustix::fs::statvfs(&self.path);
        let disk = disk.map_err(|e| OpenError::io(&self.path, e.into()))?;
        if disk.f_bavail.saturating_mul(disk.f_frsize) < bytes {
            return Err(OpenError::DiskFull {
                path: self.path.clone(),
            });
        }
        Ok(())
    }

    /// All generations in the folder, whole or not, the newest first.
    pub(crate) fn list(&self) -> Result<Vec<Generation>, OpenError> {
        let entries = match std::fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(OpenError::io(&self.path, error)),
        };
        let mut numbers = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|e| OpenError::io(&self.path, e))?;
            let name = entry.file_name();
            let digits = name.to_str().and_then(|name| name.strip_prefix('g'));
            let number: Option<u32> = digits.filter(|d| d.len() == 8).and_then(|d| d.parse().ok());
            numbers.extend(number);
        }
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        Ok(numbers
            .into_iter()
            .map(|number| self.generation(number))
            .collect())
    }
}

impl Generation {
    /// Immutable once the marker exists.
    pub(crate) fn base(&self) -> PathBuf {
        self.path.join("guildhall.db")
    }

    /// Only appended to.
    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("guildhall.db-wal")
    }

    /// Written when base and log are whole.
    pub(crate) fn marker(&self) -> PathBuf {
        self.path.join("base.json")
    }

    /// Written after the marker and before the first acknowledged write.
    pub(crate) fn in_use(&self) -> PathBuf {
        self.path.join("in-use")
    }

    /// Remembers that the base was compared with its marker. Nothing depends on it.
    pub(crate) fn checked(&self) -> PathBuf {
        self.path.join("checked")
    }

    /// When something was last added to the folder or taken from it.
    pub(crate) fn touched(&self) -> Option<Timestamp> {
        let modified = std::fs::metadata(&self.path).and_then(|folder| folder.modified());
        modified.ok().and_then(|at| Timestamp::try_from(at).ok())
    }

    /// Frees what base and log take. The names stay, for a copy that has listed them.
    pub(crate) fn empty(&self) -> Result<(), OpenError> {
        for path in [self.base(), self.log()] {
            match File::options().write(true).truncate(true).open(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(OpenError::io(&path, error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) fn base_bytes(&self) -> u64 {
        std::fs::metadata(self.base()).map_or(0, |base| base.len())
    }

    pub(crate) fn log_bytes(&self) -> u64 {
        std::fs::metadata(self.log()).map_or(0, |log| log.len())
    }

    /// Base and log together.
    pub(crate) fn bytes(&self) -> u64 {
        self.base_bytes() + self.log_bytes()
    }
}

/// Makes the entries of a folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<(), OpenError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(|e| OpenError::io(path, e))
}
