//! Putting a backup into a data folder. Everything is unpacked and checked within the folder, beside
//! its place; the database moves into it last, so that whatever interrupts this leaves either the
//! former state or a folder that does not start.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt, MetadataExt, chown},
    path::{Path, PathBuf},
};

use store::lock::{self, DataFolder};

use super::{
    archive::{About, CONFIG},
    pack::Pace,
    sealed,
    trouble::Trouble,
    unpack::{Unpacked, unpack},
};
use crate::{journal::archive::FOLDER as ARCHIVE, time::Time};

/// The database: the first to leave its place and the last to take it.
const DATABASE: &str = "db";
/// What belongs to it. The index is derived from the former database.
const BELONGINGS: [&str; 5] = ["files", ARCHIVE, sealed::FOLDER, CONFIG, "search"];
/// What lies in a folder that counts as empty.
const NOTHING: [&str; 3] = [lock::FILE, store::RESTORING, "lost+found"];

/// What is to be restored, and where.
#[derive(Clone, Copy, Debug)]
pub struct Restore<'a> {
    /// The backup.
    pub archive: &'a Path,
    /// The data folder.
    pub data: &'a Path,
    /// Whether what is there may be set aside.
    pub replace: bool,
    /// Opens the keys.
    pub passphrase: Option<&'a str>,
    /// How many migrations this version has.
    pub schema_version: u32,
    /// The present.
    pub now: Time,
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the backup is.
    pub about: About,
    /// How many uploads.
    pub files: usize,
    /// Uploads that were not there when it was made, or were damaged.
    pub missing: Vec<String>,
    /// Bytes of everything.
    pub bytes: u64,
    /// Whether the keys are there again.
    pub with_keys: bool,
    /// Where the former state is.
    pub aside: Option<PathBuf>,
}

/// Restores.
pub fn restore(wanted: Restore<'_>, pace: Pace<'_>) -> Result<Restored, Trouble> {
    let Restore { archive, data, .. } = wanted;
    let file = File::open(archive).map_err(|e| Trouble::io(archive, e))?;
    let was_there = data.exists();
    refuse_used(wanted)?;
    let folder = DataFolder::acquire(data, wanted.now.stamp())?;
    let restored = refuse_used(wanted).and_then(|()| {
        let staging = Staging::begin(data)?;
        let unpacked = check(&staging, file, wanted, pace)?;
        place(&staging, unpacked, wanted)
    });
    if restored.is_err() && !was_there {
        // Nothing but the lock is in it.
        let _ = fs::remove_file(data.join(lock::FILE));
        let _ = fs::remove_dir(data);
    }
    drop(folder);
    restored
}

fn refuse_used(wanted: Restore<'_>) -> Result<(), Trouble> {
    let path = wanted.data.to_owned();
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Trouble::io(&path, error)),
    };
    for entry in entries {
        let entry = entry.map_err(|e| Trouble::io(&path, e))?;
        let is_nothing = NOTHING.iter().any(|name| entry.file_name() == *name);
        if !is_nothing && !wanted.replace {
            return Err(Trouble::NotEmpty { path });
        }
    }
    Ok(())
}

/// Where the backup is unpacked. Dropping it takes away what is left in it.
struct Staging(PathBuf);

impl Staging {
    fn begin(data: &Path) -> Result<Self, Trouble> {
        let path = data.join(store::RESTORING);
        // Of a restore that was interrupted.
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(Trouble::io(&path, error));
            }
            _ => {}
        }
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|e| Trouble::io(&path, e))?;
        Ok(Self(path))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "Could not remove {}", self.0.display());
        }
    }
}

/// Unpacks, and makes sure that the database would start.
fn check(
    staging: &Staging,
    archive: File,
    wanted: Restore<'_>,
    pace: Pace<'_>,
) -> Result<Unpacked, Trouble> {
    let unpacked = unpack(archive, &staging.0, wanted.schema_version, pace)?;
    if let Some(passphrase) = wanted.passphrase {
        let keys = unpacked.keys.as_ref().ok_or(Trouble::NoKeys)?;
        sealed::open(keys, passphrase, &staging.0)?;
    }
    verified(&staging.0, &unpacked.about)?;
    let handle = File::open(&staging.0).map_err(|e| Trouble::io(&staging.0, e))?;
    rustix::fs::syncfs(&handle).map_err(|e| Trouble::io(&staging.0, e.into()))?;
    Ok(unpacked)
}

/// The database fits its own marker and what the archive says.
pub(super) fn verified(folder: &Path, about: &About) -> Result<(), Trouble> {
    let found = store::verify(folder).map_err(|error| {
        let within = format!("{}/", folder.display());
        Trouble::Damaged(error.to_string().replace(&within, ""))
    })?;
    if (found.generation, found.schema_version) == (about.generation, about.schema_version) {
        return Ok(());
    }
    let what = "the database in it is not the one that it says";
    Err(Trouble::Damaged(what.to_owned()))
}

/// Sets the former state aside and moves the new one into its place.
fn place(staging: &Staging, unpacked: Unpacked, wanted: Restore<'_>) -> Result<Restored, Trouble> {
    let data = wanted.data;
    // One without uploads was made before an upgrade of this very folder: what no upgrade touches
    // stays where it is.
    let stays = ["files", ARCHIVE, sealed::FOLDER];
    let stays = if unpacked.about.files {
        &[][..]
    } else {
        &stays
    };
    let former = std::iter::once(DATABASE).chain(BELONGINGS);
    let former = former.filter(|name| !stays.contains(name));
    let former: Vec<_> = former.filter(|name| data.join(name).exists()).collect();
    let mut aside = None;
    if !former.is_empty() {
        let path = aside_path(data, wanted.now)?;
        for name in former {
            shift(&data.join(name), &path.join(name))?;
        }
        sync(&path)?;
        aside = Some(path);
    }
    sync(data)?;
    own_like(data, &staging.0)?;
    for name in BELONGINGS.into_iter().chain([DATABASE]) {
        let from = staging.0.join(name);
        if !from.exists() {
            continue;
        }
        if name == DATABASE {
            sync(data)?;
        }
        shift(&from, &data.join(name))?;
    }
    sync(data)?;
    Ok(Restored {
        about: unpacked.about,
        files: unpacked.files,
        missing: unpacked.missing,
        bytes: unpacked.bytes,
        with_keys: data.join(sealed::FOLDER).exists(),
        aside,
    })
}

/// A new folder within the data folder, named after the moment.
fn aside_path(data: &Path, now: Time) -> Result<PathBuf, Trouble> {
    let stamp = now.stamp().strftime("%Y%m%dT%H%M%SZ");
    for n in 0..100 {
        let more = if n == 0 {
            String::new()
        } else {
            format!("-{n}")
        };
        let path = data.join(format!("replaced-{stamp}{more}"));
        match DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Trouble::io(&path, error)),
        }
    }
    Err(Trouble::io(data, ErrorKind::AlreadyExists.into()))
}

fn shift(from: &Path, to: &Path) -> Result<(), Trouble> {
    fs::rename(from, to).map_err(|e| Trouble::io(from, e))
}

fn sync(folder: &Path) -> Result<(), Trouble> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|e| Trouble::io(folder, e))
}

/// What root restores into somebody's folder is his: the server would not be able to read it.
fn own_like(data: &Path, staging: &Path) -> Result<(), Trouble> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let owner = fs::metadata(data).map_err(|e| Trouble::io(data, e))?;
    let give = |path: &Path| -> io::Result<()> {
        let mut open = vec![path.to_owned(), data.join(lock::FILE)];
        while let Some(path) = open.pop() {
            chown(&path, Some(owner.uid()), Some(owner.gid()))?;
            if path.is_dir() {
                for entry in fs::read_dir(&path)? {
                    open.push(entry?.path());
                }
            }
        }
        Ok(())
    };
    give(staging).map_err(|e| Trouble::io(staging, e))
}
