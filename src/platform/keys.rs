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
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)?;
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
