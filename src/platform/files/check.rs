//! Whether the folder and the rows tell of the same files, and whether these are as they came in.

use std::{collections::HashSet, fs::File, io::Read, path::Path, time::Duration};

use aws_lc_rs::digest::{Context, SHA256};
use store::Reader;

use super::{
    disk::Folder,
    queries,
    types::{Hash, hex},
};
use crate::{app::App, error::Result};

/// What a look through the folder `files/` found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many files are told of.
    pub files: usize,
    /// Those whose bytes are not there, as their paths within the folder.
    pub missing: Vec<String>,
    /// Those whose bytes are not what was handed in, as their paths within the folder.
    pub changed: Vec<String>,
    /// Contents that nobody tells of any more, and that have been there for long.
    strays: Vec<Hash>,
}

impl Found {
    /// How many contents nobody tells of any more.
    pub fn strays(&self) -> usize {
        self.strays.len()
    }
}

/// Looks for files without bytes or with others, and for bytes without a file that have been there
/// for so long. Changes nothing.
pub fn examine(db: &Reader<'_>, data: &Path, age: Duration) -> Result<Found> {
    let folder = Folder::existing(data);
    let mut found = Found::default();
    let (mut wanted, mut seen) = (HashSet::new(), HashSet::new());
    for (hashes, is_there) in &queries::contents(db)? {
        found.files += usize::from(*is_there);
        for hash in hashes.iter().flatten() {
            wanted.insert(*hash);
            if !*is_there || !seen.insert(*hash) {
                continue;
            }
            match folder.read(hash)? {
                None => found.missing.push(path(hash)),
                Some(file) => {
                    if hash_of(file)? != *hash {
                        found.changed.push(path(hash));
                    }
                }
            }
        }
    }
    found.strays = folder.contents(age)?;
    found.strays.retain(|hash| !wanted.contains(hash));
    Ok(found)
}

/// [`examine`], and takes away bytes without a file that have been there longer than the longest copy
/// that is promised. For commands that work beside no server.
pub fn check(app: &App) -> Result<Found> {
    let age = app.config.store.retain();
    let look = |db: &Reader<'_>| examine(db, &app.data, age);
    let found = app.store.read_blocking(look)?;
    for hash in &found.strays {
        app.files.folder.remove(hash)?;
    }
    Ok(found)
}

fn path(hash: &Hash) -> String {
    let name = hex(hash);
    format!("{}/{}/{name}", &name[..2], &name[2..4])
}

fn hash_of(mut file: File) -> std::io::Result<Hash> {
    let mut digest = Context::new(&SHA256);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            let mut hash = Hash::default();
            hash.copy_from_slice(digest.finish().as_ref());
            return Ok(hash);
        }
        digest.update(&buffer[..n]);
    }
}
