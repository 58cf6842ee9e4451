//! Remembering that a base was compared with its marker, so that a restart need not read it
//! again: a large base takes seconds.
//!
//! What is remembered is bound to the very file: device, inode, length, and the times of its last
//! change, of which the kernel sets one by itself. A copy is another file, and a file that was
//! written to has another time; both are compared anew.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;

use serde::{Deserialize, Serialize};

use super::folder::Generation;

#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Checked {
    sha256: String,
    file: Identity,
}

/// Device, inode, length, modified and changed with their nanoseconds.
pub(crate) type Identity = [i64; 7];

/// Whether this very base was found to have this hash.
pub(super) fn remembered(generation: &Generation, sha256: &str) -> bool {
    let remembered = std::fs::read(generation.checked()).ok();
    let remembered = remembered.and_then(|text| serde_json::from_slice::<Checked>(&text).ok());
    remembered.is_some() && remembered == now(generation, sha256)
}

/// Notes that it has. Nothing depends on the note being there.
pub(super) fn remember(generation: &Generation, sha256: &str) {
    let text = now(generation, sha256).and_then(|checked| serde_json::to_vec(&checked).ok());
    if let Some(text) = text
        && let Err(error) = std::fs::write(generation.checked(), text)
    {
        tracing::debug!(%error, "Could not note that the base was checked");
    }
}

fn now(generation: &Generation, sha256: &str) -> Option<Checked> {
    let metadata = std::fs::metadata(generation.base()).ok()?;
    Some(Checked {
        sha256: sha256.to_owned(),
        file: identity(&metadata),
    })
}

/// What tells a file from another one, and from itself once it was written to.
pub(crate) fn identity(file: &Metadata) -> Identity {
    [
        file.dev() as i64,
        file.ino() as i64,
        file.size() as i64,
        file.mtime(),
        file.mtime_nsec(),
        file.ctime(),
        file.ctime_nsec(),
    ]
}
