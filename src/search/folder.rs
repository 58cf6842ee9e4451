//! The directory that tantivy writes into, made safe for a copy that runs meanwhile.
//!
//! A plain `cp -r` lists a folder and then opens what it listed. So nothing may vanish in between:
//! files that tantivy gives up are kept for a while ([`Keep`]), and a file that is replaced changes
//! places with a sibling of a permanent name instead of being renamed from a passing one.
//!
//! The index is derived data. Therefore nothing waits for the disk here: whatever a power cut
//! leaves is caught by checksums when the index is opened, and rebuilt.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read as _, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes,
    TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

use tantivy::HasLen;

use crate::options::{Clock, Keep};

/// tantivy's list of its own files. It is written for each of them, so it costs more than all the
/// rest of a small commit; kept in memory and read from the folder itself at the start.
const LIST: &str = ".managed.json";
/// Marks the checksum behind the content of a replaced file.
const SEAL: &[u8] = b"\n#crc32 ";
/// Seal, eight hex digits, line feed.
const SEAL_LENGTH: usize = SEAL.len() + 9;

/// A folder on disk as tantivy's directory. Clones share it.
#[derive(Clone)]
pub struct Folder {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    files: MmapDirectory,
    retired: Mutex<VecDeque<Retired>>,
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
            retired: Mutex::default(),
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

    /// Everything of tantivy's in the folder: what an earlier run left behind among it is removed
    /// like anything else that is no part of the index.
    fn listing(&self) -> io::Result<Vec<u8>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.inner.path)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let is_ours = !name.contains('.') || name.starts_with('.') || name.ends_with('~');
            if !is_ours {
                names.push(name);
            }
        }
        Ok(serde_json::to_vec(&names)?)
    }

    fn retire(&self, name: PathBuf, bytes: u64) {
        let at = (self.inner.clock)();
        lock(&self.inner.retired).push_back(Retired { name, at, bytes });
    }

    /// Removes retired files whose time is over, and the oldest beyond the bounds.
    pub fn sweep(&self) {
        let now = (self.inner.clock)();
        let keep = &self.inner.keep;
        let mut retired = lock(&self.inner.retired);
        let mut bytes: u64 = retired.iter().map(|old| old.bytes).sum();
        while let Some(oldest) = retired.front() {
            let due = now.saturating_sub(oldest.at) >= keep.time;
            if !due && retired.len() <= keep.files && bytes <= keep.bytes {
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

/// A file that is closed without waiting for the disk.
struct Unsynced(File);

impl Write for Unsynced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for Unsynced {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        Ok(())
    }
}

/// A file of stored texts. Each hit reads one block somewhere in it; mapped, the pages around all
/// those blocks would count as memory of the process.
#[derive(Debug)]
struct Stored {
    file: File,
    length: usize,
}

impl Stored {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        Ok(Self { file, length })
    }
}

impl HasLen for Stored {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for Stored {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        self.file.read_exact_at(&mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }
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
        match fs::metadata(self.inner.path.join(path)) {
            Ok(file) => {
                self.retire(path.to_owned(), file.len());
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(DeleteError::FileDoesNotExist(path.to_owned()))
            }
            Err(error) => Err(DeleteError::IoError {
                io_error: Arc::new(error),
                filepath: path.to_owned(),
            }),
        }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let full = self.inner.path.join(path);
        let create = || OpenOptions::new().write(true).create_new(true).open(&full);
        let file = create().or_else(|error| {
            let mut retired = lock(&self.inner.retired);
            let at = retired.iter().position(|old| old.name == path);
            if error.kind() == io::ErrorKind::AlreadyExists
                && let Some(at) = at
            {
                // A rolled back commit left this name; its content was never part of the index.
                retired.remove(at);
                fs::remove_file(&full)?;
                return create();
            }
            Err(error)
        });
        match file {
            Ok(file) => Ok(BufWriter::new(Box::new(Unsynced(file)))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(OpenWriteError::FileAlreadyExists(path.to_owned()))
            }
            Err(error) => Err(OpenWriteError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let full = self.inner.path.join(path);
        if path == Path::new(LIST) {
            return self.listing().map_err(|error| unreadable(error, path));
        }
        let mut problem = None;
        // A reader that is overtaken by two replacements sees a mixture: look again.
        for _ in 0..4 {
            let mut content = Vec::new();
            match File::open(&full).and_then(|mut file| file.read_to_end(&mut content)) {
                Ok(_) => match unseal(content) {
                    Ok(content) => return Ok(content),
                    Err(error) => problem = Some(error),
                },
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(OpenReadError::FileDoesNotExist(path.to_owned()));
                }
                Err(error) => problem = Some(error),
            }
        }
        let error = problem.unwrap_or_else(|| io::Error::other("unreadable"));
        Err(unreadable(error, path))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(LIST) {
            return Ok(());
        }
        let full = self.inner.path.join(path);
        let mut sibling = full.clone().into_os_string();
        sibling.push("~");
        let sealed = seal(data);
        write_over(Path::new(&sibling), &sealed)?;
        if full.try_exists()? {
            exchange(Path::new(&sibling), &full)
        } else {
            write_over(&full, &sealed)
        }
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

/// Writes a file without emptying it first: some file systems take that for the careful replacing
/// of a precious file and wait for the disk.
fn write_over(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    file.write_all(content)?;
    file.set_len(content.len() as u64)
}

fn unreadable(error: io::Error, path: &Path) -> OpenReadError {
    OpenReadError::wrap_io_error(error, path.to_owned())
}

/// Lets two files change places, so that both names exist at every moment.
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot: then at least nothing half-written ever bears the name.
        Err(_) => fs::rename(new, old),
    }
}

fn seal(data: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(data.len() + SEAL_LENGTH);
    sealed.extend_from_slice(data);
    sealed.extend_from_slice(SEAL);
    sealed.extend_from_slice(format!("{:08x}\n", crc32fast::hash(data)).as_bytes());
    sealed
}

fn unseal(mut sealed: Vec<u8>) -> io::Result<Vec<u8>> {
    let length = sealed.len().saturating_sub(SEAL_LENGTH);
    if sealed.len() < SEAL_LENGTH || seal(&sealed[..length])[length..] != sealed[length..] {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "checksum does not fit",
        ));
    }
    sealed.truncate(length);
    Ok(sealed)
}
