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
use super::marker::{Found, Marker};

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

/// How many bytes of its base must be read before a generation is gone on with; nothing when it was
/// compared before.
pub(crate) fn bytes_to_compare(generation: &Generation) -> u64 {
    let Ok(Found::Marker(marker)) = Marker::read(generation) else {
        return 0;
    };
    if remembered(generation, &marker.sha256) {
        return 0;
    }
    marker.size
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
    use super::*;
    use crate::generation::Db;
    use crate::{Options, Store};

    #[test]
    fn only_a_base_that_came_from_elsewhere_must_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let open = || {
            let (store, _) = Store::open(folder.path(), Options::default()).unwrap();
            store.close();
        };
        let must_read = || bytes_to_compare(&Db::of(folder.path()).generation(1));
        open();
        assert_eq!(must_read(), 0);
        let base = Db::of(folder.path()).generation(1).base();
        let copy = base.with_extension("copy");
        std::fs::copy(&base, &copy).unwrap();
        std::fs::rename(&copy, &base).unwrap();
        assert_eq!(must_read(), base.metadata().unwrap().len());
        open();
        assert_eq!(must_read(), 0);
    }
}
