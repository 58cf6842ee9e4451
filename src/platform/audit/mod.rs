//! The audit log: the journal as people read it.
//!
//! Invariants:
//! - A reader gets the rows of his own organisation. Rows of no organisation, such as attempts at
//!   unknown addresses, are the operator's; what another organisation's people did is nobody else's.
//! - That something happened to a thing is told to every reader of the log; what the row says of the
//!   thing only to who may open it.
//! - Which of the things that few people share a row is about is told to nobody.
//! - A row is named by its moment and its hash: a name that tells nothing of what others did, and no
//!   longer fits when the row was changed.

mod check;
mod export;
mod names;
mod queries;
mod service;
mod types;

pub use check::{Check, archived_until, check, last_check};
pub use export::Export;
pub use names::{Named, named};
pub use service::{Around, Part, around, export, list, one};
pub use types::{ActorWord, Entry, EntryId, LIST};

use crate::journal::Action;

/// Somebody took the log, or a part of it, away as a table.
pub const EXPORTED: Action = Action::new("audit_log", "exported");
