//! One process per data folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::OpenError;
use crate::generation::sync_folder;

/// Name of the lock file inside the data folder.
pub const FILE: &str = "guildhall.lock";

/// So long a folder is waited for: whoever starts a server right after he stopped another finds it
/// still saving.
const GRACE: Duration = Duration::from_secs(1);

/// More than is ever noted in the file.
const NOTE_MAX: u64 = 4096;

/// The data folder, held by this process until the value is dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    lock: File,
}

impl DataFolder {
    /// Creates the folder when it is missing (mode 0700), takes its lock, and leaves this
    /// process's id and start time in the lock file.
    ///
    /// # Errors
    /// [`OpenError::Locked`] naming the process that has it; [`OpenError::ReadOnly`] when the
    /// folder cannot be written.
    pub fn acquire(path: &Path, now: Timestamp) -> Result<Self, OpenError> {
        create_private(path)?;
        let file = path.join(FILE);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        private_file(&mut options);
        let mut lock = options.open(&file).map_err(|e| OpenError::io(path, e))?;
        let begun = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if begun.elapsed() < GRACE => {
                    std::thread::sleep(GRACE / 50);
                }
                Err(TryLockError::WouldBlock) => return Err(held_by(path, &mut lock)),
                Err(TryLockError::Error(error)) => return Err(OpenError::io(&file, error)),
            }
        }
        let note = format!("{} {now}\n", std::process::id());
        // The lock holds without the note; a full disk must not keep readers out.
        let noted = lock
            .set_len(0)
            .and_then(|()| lock.seek(SeekFrom::Start(0)))
            .and_then(|_| lock.write_all(note.as_bytes()));
        if let Err(error) = noted {
            tracing::warn!(%error, "Could not write the process id into the lock file");
        }
        Ok(Self {
            path: path.to_owned(),
            lock,
        })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Leaves beside this process's id where it answers, for who comes while it has the folder. The
/// process that takes the folder next begins a new note.
pub fn note_url(data: &Path, url: &str) {
    let noted = OpenOptions::new()
        .append(true)
        .open(data.join(FILE))
        .and_then(|mut file| writeln!(file, "{url}"));
    if let Err(error) = noted {
        tracing::warn!(%error, "Could not write the address into the lock file");
    }
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        // Closing releases it too; an explicit unlock does so before a child process that
        // inherited the descriptor ends.
        let _ = self.lock.unlock();
    }
}

fn held_by(path: &Path, lock: &mut File) -> OpenError {
    let mut note = String::new();
    let _ = lock.take(NOTE_MAX).read_to_string(&mut note);
    let mut words = note.split_whitespace();
    OpenError::Locked {
        path: path.to_owned(),
        pid: words.next().and_then(|word| word.parse().ok()),
        since: words.next().and_then(|word| word.parse().ok()),
        url: words.next().map(str::to_owned),
    }
}

/// Creates `path` and what leads to it, durably; the folder itself for its owner only.
pub(crate) fn create_private(path: &Path) -> Result<(), OpenError> {
    let is_new = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.is_dir();
    let new: Vec<&Path> = path.ancestors().take_while(is_new).collect();
    for folder in new.into_iter().rev() {
        let mut builder = std::fs::DirBuilder::new();
        if folder == path {
            builder.mode(0o700);
        }
        match builder.create(folder) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(OpenError::io(folder, error));
            }
            _ => {}
        }
        // Without it, a power cut takes the name away with everything in it.
        let parent = folder
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        sync_folder(parent.unwrap_or(Path::new(".")))?;
    }
    Ok(())
}

/// New files are for their owner only.
pub(crate) fn private_file(options: &mut OpenOptions) {
    options.mode(0o600);
}
