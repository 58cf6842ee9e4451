//! The directory that tantivy writes into, made safe for a copy that runs meanwhile.
//!
//! A plain `cp -r` lists a folder and then opens what it listed. So nothing may vanish in between:
//! files that tantivy gives up are kept for a while ([`Keep`]), and a file that is replaced changes
//! places with a sibling of a permanent name instead of being renamed from a passing one.
//!
//! The index is derived data. Therefore nothing waits for the disk here: whatever a power cut
//! leaves is caught by checksums when the index is opened, and rebuilt.

mod draft;
mod sealed;
mod stored;

use std::collections::{HashSet, VecDeque};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

use crate::options::{Clock, Keep};
use draft::{Content, Draft, Waiting};
use stored::Stored;

/// tantivy's list of its own files. It is written for each of them, so it costs more than all the
/// rest of a small commit; kept in memory and read from the folder itself at the start.
const LIST: &str = ".managed.json";

/// A folder on disk as tantivy's directory. Clones share it.
#[derive(Clone)]
pub struct Folder {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    files: MmapDirectory,
    waiting: Arc<Mutex<Waiting>>,
    retired: Mutex<VecDeque<Retired>>,
    /// When retired files were last removed.
    swept: Mutex<Duration>,
    held: Mutex<Vec<PathBuf>>,
    released: Condvar,
    keep: Keep,
    clock: Clock,
}

/// A file that is no part of the index any more and waits for its end.
struct Retired {
    name: PathBuf,
    at: Duration,
    bytes: u64,
}

impl std::fmt::Debug for Folder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Folder({})", self.inner.path.display())
    }
}

impl Folder {
    /// Opens a folder that exists.
    pub fn open(path: &Path, keep: Keep, clock: Clock) -> tantivy::Result<Self> {
        let files = MmapDirectory::open(path)?;
        let inner = Inner {
            path: path.to_owned(),
            files,
            waiting: Arc::default(),
            retired: Mutex::default(),
            swept: Mutex::new(clock()),
            held: Mutex::default(),
            released: Condvar::new(),
            keep,
            clock,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Everything of tantivy's in the folder.
    fn names(&self) -> io::Result<Vec<PathBuf>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.inner.path)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let is_ours = !name.contains('.') || name.starts_with('.') || name.ends_with('~');
            if !is_ours {
                names.push(name.into());
            }
        }
        Ok(names)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        lock(&self.inner.waiting)
    }

    /// Gives up what a run left behind that ended in the middle of a save: whatever is no part of
    /// the saved state, of which `used` are the files.
    pub fn give_up_all_but(&self, used: &HashSet<PathBuf>) -> io::Result<()> {
        for name in self.names()? {
            if !used.contains(&name) {
                self.retire(name);
            }
        }
        Ok(())
    }

    /// Bytes in memory that wait to be saved.
    pub fn unsaved(&self) -> usize {
        self.waiting().bytes()
    }

    /// Writes the present state to the disk. What the former one alone needs is kept for a while
    /// from now on.
    pub fn save(&self) -> io::Result<()> {
        let (files, lists) = {
            let waiting = self.waiting();
            (waiting.files.clone(), waiting.lists.clone())
        };
        for (name, bytes) in &files {
            let path = self.inner.path.join(name);
            // Left by an attempt that failed in the middle.
            let mut file = match draft::create(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    File::options().write(true).truncate(true).open(&path)?
                }
                file => file?,
            };
            file.write_all(bytes)?;
        }
        for (name, content) in &lists {
            sealed::replace(&self.inner.path.join(name), content)?;
        }
        let mut waiting = self.waiting();
        for (name, content) in &lists {
            // Otherwise it was written again meanwhile: what was given up until then may still be
            // part of what stands on the disk now.
            if waiting.lists.get(name) == Some(content) {
                waiting.lists.remove(name);
            }
        }
        for name in files.into_keys() {
            if waiting.files.remove(&name).is_none() {
                waiting.given_up.push(name);
            }
        }
        if waiting.lists.is_empty() {
            let given_up = std::mem::take(&mut waiting.given_up);
            drop(waiting);
            for name in given_up {
                self.retire(name);
            }
        }
        Ok(())
    }

    fn retire(&self, name: PathBuf) {
        let at = (self.inner.clock)();
        let bytes = fs::metadata(self.inner.path.join(&name)).map_or(0, |file| file.len());
        lock(&self.inner.retired).push_back(Retired { name, at, bytes });
    }

    /// Takes away a file that a rolled back commit left: its content was never part of the index.
    /// `false` if it is one that counts.
    fn forget(&self, name: &Path) -> io::Result<bool> {
        let mut waiting = self.waiting();
        let mut retired = lock(&self.inner.retired);
        let before = waiting.given_up.len() + retired.len();
        waiting.given_up.retain(|old| old != name);
        retired.retain(|old| old.name != name);
        let known = waiting.given_up.len() + retired.len() < before;
        if known {
            fs::remove_file(self.inner.path.join(name))?;
        }
        Ok(known)
    }

    /// Removes retired files whose time is over, and the oldest beyond the bounds. Seldom, and then
    /// many at once: a copy that is just reading the folder ends in an error over each that is gone.
    pub fn sweep(&self) {
        let now = (self.inner.clock)();
        let keep = &self.inner.keep;
        let mut retired = lock(&self.inner.retired);
        let mut bytes: u64 = retired.iter().map(|old| old.bytes).sum();
        let mut swept = lock(&self.inner.swept);
        let crowded = retired.len() > keep.files || bytes > keep.bytes;
        if !crowded && now.saturating_sub(*swept) < keep.time {
            return;
        }
        *swept = now;
        while let Some(oldest) = retired.front() {
            let due = now.saturating_sub(oldest.at) >= keep.time;
            let surplus = retired.len() > keep.files / 2 || bytes > keep.bytes / 2;
            let goes = due || (crowded && surplus);
            if !goes {
                break;
            }
            if let Err(error) = fs::remove_file(self.inner.path.join(&oldest.name))
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::debug!(%error, file = %oldest.name.display(), "Kept a retired index file");
            }
            bytes = bytes.saturating_sub(oldest.bytes);
            retired.pop_front();
        }
    }
}

/// A lock of ours holds plain data that is whole between any two statements.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives a lock back when dropped.
struct Held {
    folder: Folder,
    name: PathBuf,
}

impl Drop for Held {
    fn drop(&mut self) {
        lock(&self.folder.inner.held).retain(|name| *name != self.name);
        self.folder.inner.released.notify_all();
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if let Some(bytes) = self.waiting().files.get(path) {
            return Ok(Arc::new(bytes.clone()));
        }
        if path
            .extension()
            .is_some_and(|extension| extension == "store")
        {
            let stored = Stored::open(&self.inner.path.join(path));
            return Ok(Arc::new(stored.map_err(|error| unreadable(error, path))?));
        }
        self.inner.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let mut waiting = self.waiting();
        let is_retired = |path: &Path| lock(&self.inner.retired).iter().any(|old| old.name == path);
        if waiting.files.remove(path).is_some() || is_retired(path) {
            return Ok(());
        }
        match self.inner.path.join(path).try_exists() {
            Ok(true) => {
                waiting.given_up.push(path.to_owned());
                Ok(())
            }
            Ok(false) => Err(DeleteError::FileDoesNotExist(path.to_owned())),
            Err(error) => Err(DeleteError::IoError {
                io_error: Arc::new(error),
                filepath: path.to_owned(),
            }),
        }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        let waiting = self.waiting();
        if waiting.files.contains_key(path) || waiting.lists.contains_key(path) {
            return Ok(true);
        }
        self.inner.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let full = self.inner.path.join(path);
        let failed = |error| OpenWriteError::wrap_io_error(error, path.to_owned());
        let waits = self.waiting().files.contains_key(path);
        let stands = full.try_exists().map_err(failed)? && !self.forget(path).map_err(failed)?;
        if waits || stands {
            return Err(OpenWriteError::FileAlreadyExists(path.to_owned()));
        }
        Ok(BufWriter::new(Box::new(Draft {
            name: path.to_owned(),
            path: full,
            content: Content::Memory(Vec::new()),
            waiting: Arc::clone(&self.inner.waiting),
        })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(LIST) {
            let names = self.names();
            let list = names.and_then(|names| Ok(serde_json::to_vec(&names)?));
            return list.map_err(|error| unreadable(error, path));
        }
        if let Some(content) = self.waiting().lists.get(path) {
            return Ok(content.clone());
        }
        sealed::read(&self.inner.path.join(path)).map_err(|error| unreadable(error, path))
    }

    /// Waits for [`Folder::save`] with the files that it lists.
    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path != Path::new(LIST) {
            self.waiting().lists.insert(path.to_owned(), data.to_vec());
        }
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    /// The data folder belongs to one process; within it these locks order the threads.
    fn acquire_lock(&self, wanted: &Lock) -> Result<DirectoryLock, LockError> {
        let mut held = lock(&self.inner.held);
        while held.contains(&wanted.filepath) {
            if !wanted.is_blocking {
                return Err(LockError::LockBusy);
            }
            held = self
                .inner
                .released
                .wait(held)
                .unwrap_or_else(PoisonError::into_inner);
        }
        held.push(wanted.filepath.clone());
        let guard = Held {
            folder: self.clone(),
            name: wanted.filepath.clone(),
        };
        Ok(DirectoryLock::from(Box::new(guard)))
    }

    /// Readers are reloaded by hand after a commit: nobody watches.
    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

fn unreadable(error: io::Error, path: &Path) -> OpenReadError {
    if error.kind() == io::ErrorKind::NotFound {
        return OpenReadError::FileDoesNotExist(path.to_owned());
    }
    OpenReadError::wrap_io_error(error, path.to_owned())
}
