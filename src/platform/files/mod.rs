//! Files that people hand in: pictures, documents, films.
//!
//! Invariants:
//! - What is stored lies under `files/ab/cd/SHA-256` and never changes. It is on the disk, with its
//!   name, before a row tells of it, and it goes `store.retain` after the last row that does.
//! - No other name ever appears below `files/`: a copy of the running folder meets whole files
//!   only. (Where the file system has no nameless files, a temporary name begins with a dot.)
//! - What a file is follows from its content. Pictures are drawn anew, without their metadata.
//! - Who may open a file follows from what it is attached to; its uploader always may.
//!
//! | file | what |
//! |---|---|
//! | `types` | a stored file, its type, its name |
//! | `kind`, `office` | what a content is |
//! | `picture` | pictures: limits, turning, drawing anew, thumbnails |
//! | `disk` | the folder |
//! | `incoming` | a file on its way in |
//! | `rules` | who may open and attach |
//! | `service` | storing, finding, removing, sweeping |

mod check;
mod disk;
mod incoming;
mod kind;
mod name;
mod office;
mod picture;
mod queries;
mod rules;
mod service;
mod types;
mod vault;

pub use check::{Found, check, examine};
pub use incoming::Incoming;
pub(crate) use queries::contents;
pub use rules::{Gatekeeper, may_open};
pub use service::{
    Opened, Part, attach, attach_found, attached, detach_others, discard, file, is_stored, list,
    open, remove, store, store_picture, stored, sweep,
};
pub use types::{Hash, MediaType, Purpose, StoredFile, hex};
pub use vault::Vault;

use crate::journal::Action;

/// A file was handed in.
pub const CREATED: Action = Action::new("file", "created");
/// A file was removed.
pub const REMOVED: Action = Action::new("file", "removed");

/// The largest file that is taken, in bytes.
pub const BYTES_MAX: u64 = 49 * 1024 * 1024;
/// The largest picture that is taken, in bytes.
pub const PICTURE_BYTES_MAX: u64 = 20 * 1024 * 1024;
