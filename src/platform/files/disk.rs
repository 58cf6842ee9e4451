//! The folder `files/`: each content once, under its hash, two levels deep.
//!
//! A content is written to a file without a name, made durable, and only then given its name. So
//! whoever copies the folder meanwhile meets whole files only, and no name that vanishes.

use std::{
    collections::HashSet,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Seek},
    os::{
        fd::{AsFd, AsRawFd},
        unix::fs::{DirBuilderExt, OpenOptionsExt},
    },
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use rustix::fs::{AtFlags, CWD, Mode, OFlags};

use super::types::{Hash, hex};

/// How temporary names begin, where the file system needs them.
const TEMPORARY: &str = ".incoming-";

/// The folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// Whether the file system has files without a name; found out at the first that is refused.
    nameless: AtomicBool,
    /// Second-level folders whose own names are known to be durable.
    settled: Mutex<HashSet<[u8; 2]>>,
    temporary: AtomicU64,
}

/// A content that has no place yet. Dropping it leaves nothing behind.
#[derive(Debug)]
pub struct Draft {
    /// Where it is written and read.
    pub file: File,
    temporary: Option<PathBuf>,
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(path) = &self.temporary {
            // It may have got its place.
            let _ = fs::remove_file(path);
        }
    }
}

impl Folder {
    /// The folder below the data folder, made when it is not there.
    pub fn open(data: &Path) -> io::Result<Self> {
        let root = data.join("files");
        make_folder(&root)?;
        for entry in fs::read_dir(&root)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(Self::at(root))
    }

    /// The folder below a data folder that is copied here: nothing is made and nothing swept.
    pub fn open_copied(data: &Path) -> Self {
        Self::at(data.join("files"))
    }

    fn at(root: PathBuf) -> Self {
        Self {
            root,
            nameless: AtomicBool::new(true),
            settled: Mutex::default(),
            temporary: AtomicU64::new(0),
        }
    }

    /// The folder below the data folder, whoever uses it: to look only.
    pub fn existing(data: &Path) -> Self {
        Self {
            root: data.join("files"),
            nameless: AtomicBool::new(true),
            settled: Mutex::default(),
            temporary: AtomicU64::new(0),
        }
    }

    /// A place to write a content to.
    pub fn draft(&self) -> io::Result<Draft> {
        if self.nameless.load(Relaxed) {
            let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
            match rustix::fs::open(&self.root, flags, Mode::RUSR | Mode::WUSR) {
                Ok(file) => {
                    return Ok(Draft {
                        file: file.into(),
                        temporary: None,
                    });
                }
                Err(
                    rustix::io::Errno::OPNOTSUPP
                    | rustix::io::Errno::ISDIR
                    | rustix::io::Errno::INVAL,
                ) => {
                    self.nameless.store(false, Relaxed);
                }
                Err(error) => return Err(error.into()),
            }
        }
        self.named_draft()
    }

    fn named_draft(&self) -> io::Result<Draft> {
        let number = self.temporary.fetch_add(1, Relaxed);
        let path = self
            .root
            .join(format!("{TEMPORARY}{}-{number}", std::process::id()));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        Ok(Draft {
            file,
            temporary: Some(path),
        })
    }

    /// Gives a content its place and makes it durable. One that has the place already stays.
    pub fn keep(&self, draft: Draft, hash: &Hash) -> io::Result<()> {
        draft.file.sync_all()?;
        let path = self.path(hash);
        let parent = self.parent(hash)?;
        match &draft.temporary {
            Some(temporary) => fs::rename(temporary, &path)?,
            None => self.name(&draft.file, &path)?,
        }
        File::open(parent)?.sync_all()
    }

    fn name(&self, file: &File, path: &Path) -> io::Result<()> {
        let nameless = format!("/proc/self/fd/{}", file.as_fd().as_raw_fd());
        match rustix::fs::linkat(CWD, &nameless, CWD, path, AtFlags::SYMLINK_FOLLOW) {
            Ok(()) => return Ok(()),
            // The same content, unless a fault of the disk cut it.
            Err(rustix::io::Errno::EXIST) if same_length(file, path)? => return Ok(()),
            // Without /proc, or over a damaged content: by a temporary name.
            Err(_) => {}
        }
        let mut named = self.named_draft()?;
        let mut source = file;
        source.rewind()?;
        io::copy(&mut source, &mut named.file)?;
        named.file.sync_all()?;
        match &named.temporary {
            Some(temporary) => fs::rename(temporary, path),
            None => Ok(()),
        }
    }

    /// The second-level folder of a hash, made and durable.
    fn parent(&self, hash: &Hash) -> io::Result<PathBuf> {
        let key = [hash[0], hash[1]];
        let name = hex(hash);
        let first = self.root.join(&name[..2]);
        let second = first.join(&name[2..4]);
        let settled = |set: &Mutex<HashSet<_>>| {
            set.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .contains(&key)
        };
        if settled(&self.settled) {
            return Ok(second);
        }
        make_folder(&second)?;
        File::open(&first)?.sync_all()?;
        File::open(&self.root)?.sync_all()?;
        self.settled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key);
        Ok(second)
    }

    fn path(&self, hash: &Hash) -> PathBuf {
        let name = hex(hash);
        self.root.join(&name[..2]).join(&name[2..4]).join(name)
    }

    /// A content; `None` when it is not there.
    pub fn read(&self, hash: &Hash) -> io::Result<Option<File>> {
        match File::open(self.path(hash)) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The contents that have been there for so long.
    pub fn contents(&self, age: Duration) -> io::Result<Vec<Hash>> {
        let mut found = Vec::new();
        for first in folders(&self.root)? {
            for second in folders(&first)? {
                for entry in fs::read_dir(second)? {
                    let entry = entry?;
                    let name = entry.file_name();
                    let Some(hash) = name.to_str().and_then(unhex) else {
                        continue;
                    };
                    let is_old = entry
                        .metadata()?
                        .modified()?
                        .elapsed()
                        .is_ok_and(|a| a >= age);
                    // Only what stands where its name says is one of ours.
                    if is_old && self.path(&hash) == entry.path() {
                        found.push(hash);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Takes a content away; one that is not there is no fault.
    pub fn remove(&self, hash: &Hash) -> io::Result<()> {
        match fs::remove_file(self.path(hash)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

fn same_length(file: &File, path: &Path) -> io::Result<bool> {
    Ok(file.metadata()?.len() == fs::metadata(path)?.len())
}

fn folders(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.push(entry.path());
        }
    }
    Ok(found)
}

fn unhex(name: &str) -> Option<Hash> {
    let bytes = data_encoding::HEXLOWER.decode(name.as_bytes()).ok()?;
    bytes.try_into().ok()
}

fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io::{Read, Write};

    use super::*;

    fn names(root: &Path) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                } else {
                    found.push(entry.file_name().to_string_lossy().into_owned());
                }
            }
        }
        found
    }

    #[test]
    fn a_content_gets_its_name_whole_and_once() {
        let data = tempfile::tempdir().unwrap();
        for nameless in [true, false] {
            let folder = Folder::open(data.path()).unwrap();
            folder.nameless.store(nameless, Relaxed);
            let hash = [if nameless { 7 } else { 8 }; 32];
            for _ in 0..2 {
                let mut draft = folder.draft().unwrap();
                draft.file.write_all(b"content").unwrap();
                if nameless {
                    assert!(!names(data.path()).iter().any(|n| n.starts_with('.')));
                }
                folder.keep(draft, &hash).unwrap();
            }
            let mut text = String::new();
            folder
                .read(&hash)
                .unwrap()
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            assert_eq!(text, "content");
            drop(folder.draft().unwrap());
        }
        let mut kept = names(data.path());
        kept.sort_unstable();
        assert_eq!(kept, [hex(&[7; 32]), hex(&[8; 32])]);
    }

    #[test]
    fn a_content_that_was_cut_is_replaced() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path()).unwrap();
        let write = |text: &[u8]| {
            let mut draft = folder.draft().unwrap();
            draft.file.write_all(text).unwrap();
            folder.keep(draft, &[9; 32]).unwrap();
        };
        write(b"con");
        write(b"content");
        assert_eq!(fs::read(folder.path(&[9; 32])).unwrap(), b"content");
        folder.remove(&[9; 32]).unwrap();
        folder.remove(&[9; 32]).unwrap();
        assert!(folder.read(&[9; 32]).unwrap().is_none());
    }
}
