//! How much of a disk is free.

use std::path::Path;

use super::trouble::Trouble;

/// Bytes that are free where a path lies.
pub(super) fn free(path: &Path) -> Result<u64, Trouble> {
    let disk = rustix::fs::statvfs(path).map_err(|e| Trouble::io(path, e.into()))?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Refuses when fewer are.
pub(super) fn require(path: &Path, needed: u64) -> Result<(), Trouble> {
    let free = free(path)?;
    if free >= needed {
        return Ok(());
    }
    Err(Trouble::NoRoom {
        path: path.to_owned(),
        free,
        needed,
    })
}
