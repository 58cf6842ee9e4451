//! What is not on the disk yet.
//!
//! A small commit writes a handful of small files, most of which the next merge gives up again.
//! Writing each of them out would fill the folder with files that are kept for copies although
//! nobody ever needs them. So small files wait in memory until the state they belong to is saved;
//! what a merge has taken over by then never reaches the disk.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tantivy::directory::{AntiCallToken, OwnedBytes, TerminatingWrite};

use super::lock;

/// A file that grows beyond so many bytes goes to the disk at once. Small ones are merged into
/// larger ones, so few of them wait at a time even when the disk takes nothing.
const SMALL: usize = 1 << 20;

/// Finished files that wait, and the list of what belongs together.
#[derive(Default)]
pub(super) struct Waiting {
    pub(super) files: HashMap<PathBuf, OwnedBytes>,
    /// Files that are replaced as a whole (tantivy's list of the segments), as last written.
    pub(super) lists: HashMap<PathBuf, Vec<u8>>,
    /// On the disk, given up by the state that waits, still part of the one on the disk.
    pub(super) given_up: Vec<PathBuf>,
}

impl Waiting {
    pub(super) fn bytes(&self) -> usize {
        self.files.values().map(OwnedBytes::len).sum()
    }
}

/// A file that is being written: in memory as long as it is small.
pub(super) struct Draft {
    pub(super) name: PathBuf,
    pub(super) path: PathBuf,
    pub(super) content: Content,
    pub(super) waiting: Arc<Mutex<Waiting>>,
}

pub(super) enum Content {
    Memory(Vec<u8>),
    Disk(File),
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Content::Memory(held) = &mut self.content {
            if held.len() + bytes.len() <= SMALL {
                held.extend_from_slice(bytes);
                return Ok(bytes.len());
            }
            let mut file = create(&self.path)?;
            file.write_all(held)?;
            self.content = Content::Disk(file);
        }
        match &mut self.content {
            Content::Disk(file) => file.write(bytes),
            Content::Memory(_) => Err(io::ErrorKind::Other.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for Draft {
    /// Closes the file without waiting for the disk.
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        if let Content::Memory(held) = &mut self.content {
            let bytes = OwnedBytes::new(std::mem::take(held));
            lock(&self.waiting)
                .files
                .insert(std::mem::take(&mut self.name), bytes);
        }
        Ok(())
    }
}

pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}
