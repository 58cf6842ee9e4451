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

use rustix::fs::{AtFlags, CWD, Mode, OFlags};

/// See the module. Dropping it leaves nothing behind.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) file: File,
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
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        let (file, temporary) = match rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR) {
            Ok(file) => (file.into(), None),
            Err(
                rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::ISDIR | rustix::io::Errno::INVAL,
            ) => named(folder, path)?,
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
    pub(super) fn keep(self) -> io::Result<()> {
        self.file.sync_all()?;
        self.name()?;
        match self.path.parent() {
            Some(folder) if folder != Path::new("") => File::open(folder)?.sync_all(),
            _ => File::open(".")?.sync_all(),
        }
    }
}

impl Draft {
    fn name(&self) -> io::Result<()> {
        let Some(temporary) = &self.temporary else {
            let nameless = format!("/proc/self/fd/{}", self.file.as_fd().as_raw_fd());
            rustix::fs::linkat(CWD, &nameless, CWD, &self.path, AtFlags::SYMLINK_FOLLOW)?;
            return Ok(());
        };
        // A link, as it never takes the place of another file.
        fs::hard_link(temporary, &self.path).or_else(|error| {
            if error.kind() == io::ErrorKind::AlreadyExists || self.path.exists() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(temporary, &self.path)
        })
    }
}

fn named(folder: &Path, path: &Path) -> io::Result<(File, Option<PathBuf>)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}-{}.partial", std::process::id()));
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&temporary)?;
    Ok((file, Some(temporary)))
}
