//! The keys of a data folder, under `keys/`, made at the first start, readable by the owner only.

use std::{
    fs,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use crate::{
    error::{Error, Result},
    secret,
};

/// Reads a key of 32 bytes, made when it is not there yet.
pub fn symmetric(data: &Path, name: &str) -> Result<[u8; 32]> {
    let bytes = read_or_make(data, name, || Ok(secret::random_bytes::<32>()?.to_vec()))?;
    bytes
        .try_into()
        .map_err(|_| Error::internal(format!("keys/{name} is damaged: it must hold 32 bytes")))
}

/// Whether all of these are there.
pub fn are_there(data: &Path, names: &[&str]) -> bool {
    let folder = data.join("keys");
    names.iter().all(|name| folder.join(name).exists())
}

/// Writes a key file anew. It is written over, not put in the place of the old one by another name:
/// whoever copies the folder meanwhile meets no name that vanishes. Only for what can be had again,
/// since a crash may leave half of it.
pub fn overwrite(data: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let folder = data.join("keys");
    make_folder(&folder)?;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(folder.join(name))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::File::open(&folder)?.sync_all()?;
    Ok(())
}

/// Reads a key file, made by `make` when it is not there yet.
pub fn read_or_make(
    data: &Path,
    name: &str,
    make: impl FnOnce() -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let folder = data.join("keys");
    let path = folder.join(name);
    match fs::read(&path) {
        Ok(bytes) => return Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    make_folder(&folder)?;
    let bytes = make()?;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    fs::File::open(&folder)?.sync_all()?;
    Ok(bytes)
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}
