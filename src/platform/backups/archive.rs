//! What an archive holds: a tar under zstd that is a data folder, between two papers.
//!
//! ```text
//! backup.json                       what this is, by whom, how much
//! db/g00000012/…                    base, log up to a commit, in-use, marker
//! config.toml                       what the operator set by file
//! files/ab/cd/SHA-256               uploads
//! archive/…/2026-01.jsonl.zst       months of the journal that left the database
//! keys.sealed                       the keys, locked with a passphrase; only when asked for
//! manifest.json                     every entry before it with its length and SHA-256
//! ```
//!
//! Unpacked by hand it is a data folder that starts. Nothing else may be in it.

use serde::{Deserialize, Serialize};

use crate::{files, journal, time::Time};

/// The first entry.
pub(super) const ABOUT: &str = "backup.json";
/// The last one.
pub(super) const MANIFEST: &str = "manifest.json";
/// The locked keys.
pub(super) const KEYS: &str = "keys.sealed";
/// The operator's settings.
pub(super) const CONFIG: &str = "config.toml";
/// What an archive calls itself.
const PRODUCT: &str = "guildhall";
/// The way archives are written.
const FORMAT: u32 = 1;
/// Longest paper that is read into memory.
pub(super) const PAPER_BYTES_MAX: u64 = 256 << 20;
/// Largest of the small entries: papers about the archive, settings, keys.
pub(super) const SMALL_BYTES_MAX: u64 = 4 << 20;

/// What an archive is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    product: String,
    format: u32,
    /// Version that made it.
    pub product_version: String,
    /// Migrations that its database has seen.
    pub schema_version: u32,
    /// Number of the generation in it.
    pub generation: u32,
    /// When it was made.
    pub made_at: Time,
    /// Bytes of everything in it, unpacked; it holds no more than that.
    pub bytes: u64,
    /// Whether it was made with the uploaded files.
    pub files: bool,
    /// Whether it holds the keys.
    pub keys: bool,
}

impl About {
    pub(super) fn new(
        product_version: &str,
        schema_version: u32,
        generation: u32,
        at: Time,
    ) -> Self {
        Self {
            product: PRODUCT.to_owned(),
            format: FORMAT,
            product_version: product_version.to_owned(),
            schema_version,
            generation,
            made_at: at,
            bytes: 0,
            files: true,
            keys: false,
        }
    }

    /// Whether it is one of ours at all.
    pub(super) fn is_ours(&self) -> bool {
        self.product == PRODUCT
    }

    /// Whether this version can read it.
    pub(super) fn is_readable(&self) -> bool {
        self.format <= FORMAT
    }
}

/// What the archive must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) entries: Vec<Entry>,
    /// Uploads whose bytes were not there when it was made.
    pub(super) missing: Vec<String>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) bytes: u64,
    /// Hexadecimal.
    pub(super) sha256: String,
}

/// Whether a path is one that archives hold between their papers. Everything else is refused, and
/// with it every way out of the folder.
pub(super) fn is_known(path: &str) -> bool {
    match path.split('/').collect::<Vec<_>>()[..] {
        [CONFIG | KEYS] => true,
        ["db", generation, name] => {
            let digits = generation.strip_prefix('g').unwrap_or_default();
            let is_number = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
            let names = ["guildhall.db", "guildhall.db-wal", "in-use", "base.json"];
            is_number && names.contains(&name)
        }
        ["files", first, second, name] => {
            let is_hash =
                name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            is_hash && *first == name[..2] && *second == name[2..4]
        }
        _ => journal::archive::is_archive(path),
    }
}

/// Where an upload lies.
pub(super) fn file_path(hash: &files::Hash) -> String {
    let name = files::hex(hash);
    format!("files/{}/{}/{name}", &name[..2], &name[2..4])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_data_folder_holds_has_a_place() {
        let file = file_path(&[0xab; 32]);
        for good in [
            "config.toml",
            "keys.sealed",
            "db/g00000012/guildhall.db",
            "db/g00000012/base.json",
            "archive/server/2026-01.jsonl.zst",
            &file,
        ] {
            assert!(is_known(good), "{good}");
        }
        let upper = file.replace("ababab", "ABABAB");
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "../config.toml",
            "./config.toml",
            "config.toml/",
            "files/../config.toml",
            "files/ab/cd/x",
            &format!("/{file}"),
            &format!("files/cd/ab/{}", "ab".repeat(32)),
            &format!("files/ab/ab/{}é", "ab".repeat(31)),
            &upper,
            "db/g00000012/../x",
            "db/g00000012/guildhall.db-shm",
            "db/g+0000012/guildhall.db",
            "db/g1/guildhall.db",
            "keys/token.pem",
            "guildhall.lock",
            "config.toml\0",
        ] {
            assert!(!is_known(bad), "{bad}");
        }
    }
}
