//! Whether the folder and the rows tell of the same files.

use std::collections::HashSet;

use super::{queries, types::hex};
use crate::{app::App, error::Result};

/// What a look through the folder `files/` found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many files are told of.
    pub files: usize,
    /// Those whose bytes are not there, as their paths within the folder.
    pub missing: Vec<String>,
    /// How many contents nobody tells of any more; they were taken away.
    pub strays: usize,
}

/// Looks for files without bytes, and takes away bytes without a file that have been there longer
/// than the longest copy that is promised. For commands that work beside no server.
pub fn check(app: &App) -> Result<Found> {
    let rows = app.store.read_blocking(queries::contents)?;
    let folder = &app.files.folder;
    let mut found = Found::default();
    let (mut wanted, mut seen) = (HashSet::new(), HashSet::new());
    for (hashes, is_there) in &rows {
        found.files += usize::from(*is_there);
        for hash in hashes.iter().flatten() {
            wanted.insert(*hash);
            if *is_there && seen.insert(*hash) && folder.read(hash)?.is_none() {
                let name = hex(hash);
                let path = format!("{}/{}/{name}", &name[..2], &name[2..4]);
                found.missing.push(path);
            }
        }
    }
    let age = app.config.store.retain();
    for hash in folder.contents(age)? {
        if !wanted.contains(&hash) {
            folder.remove(&hash)?;
            found.strays += 1;
        }
    }
    Ok(found)
}
