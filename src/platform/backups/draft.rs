//! A file that has no name before it is whole. Whoever copies its folder meanwhile meets nothing
//! that is half written, and no name that vanishes.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::{
        fd::{AsFd, AsRawFd},
        unix::fs::OpenOptionsExt,
    },
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use rustix::{
    fs::{AtFlags, CWD, Mode, OFlags, RenameFlags},
    io::Errno,
};

use crate::secret::random_bytes;

/// See the module. Dropping it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) file: File,
    path: PathBuf,
    /// Where the file system has no nameless files.
    temporary: Option<PathBuf>,
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(path) = &self.temporary {
            // It may have got its name.
            let _ = fs::remove_file(path);
        }
    }
}

impl Draft {
    /// Of a file that is to have this path.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        let (file, temporary) =
            match rustix::fs::open(folder_of(path), flags, Mode::RUSR | Mode::WUSR) {
                Ok(file) => (file.into(), None),
                Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL | Errno::NOSYS) => named(path)?,
                Err(error) => return Err(error.into()),
            };
        Ok(Self {
            file,
            path: path.to_owned(),
            temporary,
        })
    }

    /// Makes it durable and gives it its name. What has the name already stays, and that is an
    /// error.
    pub(crate) fn keep(self) -> io::Result<()> {
        self.file.sync_all()?;
        self.name()?;
        File::open(folder_of(&self.path))?.sync_all()
    }
}

impl Draft {
    fn name(&self) -> io::Result<()> {
        let Some(temporary) = &self.temporary else {
            let nameless = format!("/proc/self/fd/{}", self.file.as_fd().as_raw_fd());
            rustix::fs::linkat(CWD, &nameless, CWD, &self.path, AtFlags::SYMLINK_FOLLOW)?;
            return Ok(());
        };
        // A link never takes the place of another file. Where there are none, a rename that does not
        // either.
        fs::hard_link(temporary, &self.path).or_else(|error| {
            if error.kind() == io::ErrorKind::AlreadyExists {
                return Err(error);
            }
            let flags = RenameFlags::NOREPLACE;
            match rustix::fs::renameat_with(CWD, temporary, CWD, &self.path, flags) {
                Err(Errno::INVAL | Errno::NOSYS) if !self.path.exists() => {
                    fs::rename(temporary, &self.path)
                }
                Err(Errno::INVAL | Errno::NOSYS) => Err(io::ErrorKind::AlreadyExists.into()),
                renamed => renamed.map_err(io::Error::from),
            }
        })
    }
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

/// How the name of a draft begins and ends where there are no nameless files.
const NAMED: (&str, &str) = (".", ".partial");

fn named(path: &Path) -> io::Result<(File, Option<PathBuf>)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Not by the number of the process, which is always the same in a container.
    let chance = random_bytes::<8>().map_err(io::Error::other)?;
    let (begin, end) = NAMED;
    let temporary = format!("{begin}{name}-{}{end}", HEXLOWER.encode(&chance));
    let temporary = folder_of(path).join(temporary);
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&temporary)?;
    Ok((file, Some(temporary)))
}

/// Whether a file of this name is what a killed process left of a draft.
pub(super) fn is_left_over(name: &str) -> bool {
    let (begin, end) = NAMED;
    name.starts_with(begin) && name.ends_with(end)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
    use std::io::Write as _;

    use super::*;

    /// As on a file system that has nameless files, and as on one that has not.
    fn drafts(path: &Path) -> [Draft; 2] {
        let (file, temporary) = named(path).unwrap();
        let path = path.to_owned();
        let second = Draft {
            file,
            path: path.clone(),
            temporary,
        };
        [Draft::of(&path).unwrap(), second]
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let names = entries.map(|e| name(e).into_string().unwrap());
        names.collect()
    }

    #[test]
    fn it_has_its_name_when_it_is_kept_and_leaves_nothing_when_it_is_not() {
        for n in [0, 1] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("hall.tar.zst");
            let [mut one, mut other] = drafts(&path);
            let draft = if n == 0 { &mut one } else { &mut other };
            draft.file.write_all(b"whole").unwrap();
            assert!(!names(folder.path()).contains(&"hall.tar.zst".to_owned()));
            let (kept, dropped) = if n == 0 { (one, other) } else { (other, one) };
            drop(dropped);
            kept.keep().unwrap();
            assert_eq!(names(folder.path()), ["hall.tar.zst"]);
            assert_eq!(fs::read(&path).unwrap(), b"whole");
        }
    }

    #[test]
    fn what_has_the_name_already_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hall.tar.zst");
        fs::write(&path, "older").unwrap();
        for draft in drafts(&path) {
            let error = draft.keep().unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        }
        assert_eq!(names(folder.path()), ["hall.tar.zst"]);
        assert_eq!(fs::read(&path).unwrap(), b"older");
    }
}
