//! Making an archive of a frozen state.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};

use store::{Clock, Frozen, Reader};

use super::{
    archive::{About, CONFIG, KEYS, SMALL_BYTES_MAX, file_path},
    draft::Draft,
    pack::{Pace, Packer},
    sealed,
    trouble::Trouble,
};
use crate::{
    files::{self, Hash, hex},
    journal,
    time::Time,
};

/// What a backup is to hold.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The data folder.
    pub data: &'a Path,
    /// Version of the running binary.
    pub product_version: &'a str,
    /// The present.
    pub now: Time,
    /// Whether the uploaded files come along.
    pub files: bool,
    /// The passphrase that the keys are locked with; without it they stay where they are.
    pub passphrase: Option<&'a str>,
}

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Number of the generation.
    pub generation: u32,
    /// How many uploads.
    pub files: usize,
    /// Uploads whose bytes are not there, or are not what they should be.
    pub missing: Vec<String>,
    /// Bytes of everything, unpacked.
    pub bytes: u64,
    /// Bytes of the archive.
    pub archive_bytes: u64,
}

/// An upload: its hash, and whether a row still needs it.
type Upload = (Hash, bool);

/// The uploads that the rows name.
pub(super) fn uploads(db: &Reader<'_>) -> Result<Vec<Upload>, Trouble> {
    let mut needed = BTreeSet::new();
    let mut removed = BTreeSet::new();
    for (hashes, is_there) in files::contents(db)? {
        for hash in hashes.into_iter().flatten() {
            if is_there { &mut needed } else { &mut removed }.insert(hash);
        }
    }
    let removed: Vec<_> = removed.difference(&needed).map(|h| (*h, false)).collect();
    let mut all: Vec<_> = needed.into_iter().map(|h| (h, true)).collect();
    all.extend(removed);
    all.sort_unstable();
    Ok(all)
}

/// Saves a data folder that this process has not opened into a new file.
pub fn save_folder(
    wanted: Wanted<'_>,
    clock: &Clock,
    target: &Path,
    pace: Pace<'_>,
) -> Result<Saved, Trouble> {
    if target.exists() {
        let path = target.to_owned();
        return Err(Trouble::Exists { path });
    }
    let (frozen, uploads) = freeze(wanted, clock)?;
    save(&frozen, &uploads, wanted, target, pace)
}

/// Writes a backup of a data folder that this process has not opened to whoever reads it. When it
/// fails, what was written before has no end, and is refused where it is restored.
pub fn write_folder(
    wanted: Wanted<'_>,
    clock: &Clock,
    out: &mut dyn Write,
    pace: Pace<'_>,
) -> Result<Saved, Trouble> {
    let (frozen, uploads) = freeze(wanted, clock)?;
    let failed = |e| Trouble::io("standard output".as_ref(), e);
    let mut counted = Counted {
        inner: out,
        bytes: 0,
    };
    let mut saved = write(&frozen, &uploads, wanted, &mut counted, &failed, pace)?;
    counted.flush().map_err(failed)?;
    saved.archive_bytes = counted.bytes;
    Ok(saved)
}

/// Counts what goes through.
struct Counted<'a> {
    inner: &'a mut dyn Write,
    bytes: u64,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// One state of the data folder, and its uploads.
fn freeze(wanted: Wanted<'_>, clock: &Clock) -> Result<(Frozen, Vec<Upload>), Trouble> {
    if let Some(passphrase) = wanted.passphrase {
        sealed::judge(passphrase)?;
    }
    let with_files = wanted.files;
    let read = |db: &Reader<'_>| {
        if with_files {
            uploads(db)
        } else {
            Ok(Vec::new())
        }
    };
    Frozen::of_folder(wanted.data, clock, read)
}

/// Saves a frozen state into a new file, which has its name only when it is whole.
pub(super) fn save(
    frozen: &Frozen,
    uploads: &[Upload],
    wanted: Wanted<'_>,
    target: &Path,
    pace: Pace<'_>,
) -> Result<Saved, Trouble> {
    let failed = |e| Trouble::io(target, e);
    let draft = Draft::of(target).map_err(failed)?;
    let mut saved = write(frozen, uploads, wanted, &draft.file, &failed, pace)?;
    saved.archive_bytes = draft.file.metadata().map_err(failed)?.len();
    draft.keep().map_err(|e| match e.kind() {
        io::ErrorKind::AlreadyExists => Trouble::Exists {
            path: target.to_owned(),
        },
        _ => Trouble::io(target, e),
    })?;
    Ok(saved)
}

fn write(
    frozen: &Frozen,
    uploads: &[Upload],
    wanted: Wanted<'_>,
    out: impl Write,
    failed: &dyn Fn(io::Error) -> Trouble,
    pace: Pace<'_>,
) -> Result<Saved, Trouble> {
    let config = config(wanted.data)?;
    let keys = wanted.passphrase.map(|p| sealed::seal(wanted.data, p));
    let keys = keys.transpose()?;
    let (schema, generation) = (frozen.schema_version(), frozen.generation());
    let mut about = About::new(wanted.product_version, schema, generation, wanted.now);
    about.files = wanted.files;
    about.keys = keys.is_some();
    let small = [&config, &keys].into_iter().flatten();
    about.bytes = frozen.bytes() + small.map(|s| s.len() as u64).sum::<u64>();
    for (hash, _) in uploads {
        let length = fs::metadata(wanted.data.join(file_path(hash)));
        about.bytes += length.map_or(0, |file| file.len());
    }
    let months = if wanted.files {
        months(wanted.data)?
    } else {
        Vec::new()
    };
    about.bytes += months.iter().map(|(_, bytes)| bytes).sum::<u64>();
    let mut packer = Packer::new(out, wanted.now, failed, pace)?;
    packer.begin(&about)?;
    for mut part in frozen.parts()? {
        let sha256 = packer.add(&part.path, part.bytes, &mut part.content)?;
        if part.sha256.is_some_and(|known| known != sha256) {
            return Err(Trouble::BaseChanged(part.path));
        }
    }
    for (path, content) in [(CONFIG, &config), (KEYS, &keys)] {
        if let Some(content) = content {
            packer.add_bytes(path, content)?;
        }
    }
    for (path, bytes) in &months {
        let place = wanted.data.join(path);
        let mut file = File::open(&place).map_err(|e| Trouble::io(&place, e))?;
        packer.add(path, *bytes, &mut file)?;
    }
    let (files, missing) = add_uploads(&mut packer, uploads, wanted.data)?;
    packer.finish(missing.clone())?;
    Ok(Saved {
        generation,
        files,
        missing,
        bytes: about.bytes,
        archive_bytes: 0,
    })
}

/// Adds the bytes of the uploads; answers how many there were, and which are missing or damaged.
fn add_uploads<W: Write>(
    packer: &mut Packer<'_, W>,
    uploads: &[Upload],
    data: &Path,
) -> Result<(usize, Vec<String>), Trouble> {
    let (mut files, mut missing) = (0, Vec::new());
    for (hash, is_needed) in uploads {
        let path = file_path(hash);
        let place = data.join(&path);
        let mut file = match File::open(&place) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                missing.extend(is_needed.then_some(path));
                continue;
            }
            Err(error) => return Err(Trouble::io(&place, error)),
        };
        let bytes = file.metadata().map_err(|e| Trouble::io(&place, e))?.len();
        let sha256 = packer.add(&path, bytes, &mut file)?;
        files += 1;
        if sha256 != hex(hash) {
            missing.push(path);
        }
    }
    Ok((files, missing))
}

/// The archived months of the journal. They are listed after the state of the database was taken, so
/// that every one that it tells of is among them: none is ever changed or taken away.
fn months(data: &Path) -> Result<Vec<(String, u64)>, Trouble> {
    let folder = journal::archive::FOLDER;
    journal::archive::files(data).map_err(|e| Trouble::io(&data.join(folder), e))
}

/// What the operator set by file.
fn config(data: &Path) -> Result<Option<Vec<u8>>, Trouble> {
    let path = data.join(CONFIG);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Trouble::io(&path, error)),
    };
    let mut text = Vec::new();
    let read = file.take(SMALL_BYTES_MAX).read_to_end(&mut text);
    read.map_err(|e| Trouble::io(&path, e))?;
    Ok(Some(text))
}
