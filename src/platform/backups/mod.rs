//! Backups: a data folder as one file, and back; snapshots are those that the server makes itself.
//!
//! Invariants:
//! - An archive has its name only when it is whole and durable.
//! - Nothing of an archive comes into its place before every hash was compared.
//! - Keys leave the folder only locked with a passphrase.
//!
//! | file | what |
//! |---|---|
//! | `archive` | what an archive holds |
//! | `pack`, `unpack` | writing and reading one |
//! | `save`, `restore` | from a data folder, and into one |
//! | `sealed` | the keys, locked |
//! | `snapshots` | the folder of those that the server makes, and which of them stay |
//! | `drill` | restoring one into a folder of its own and looking at it |
//! | `service`, `work` | making them each night and on demand, and trying one |
//! | `upgrade` | the one before an upgrade |
//! | `runs`, `queries` | what became of that |
//! | `draft`, `room` | files without a name; how much of a disk is free |
//! | `trouble` | what can go wrong |

mod archive;
mod draft;
mod drill;
mod pack;
mod queries;
mod restore;
mod room;
mod runs;
mod save;
mod sealed;
mod service;
mod snapshots;
mod trouble;
mod unpack;
mod upgrade;
mod work;

pub use archive::About;
pub(crate) use draft::Draft;
pub use pack::Pace;
pub use restore::{Restore, Restored, restore};
pub use runs::{Problem, Run, Work};
pub use save::{Saved, Wanted, save_folder, write_folder};
pub use service::{Begun, Overview, drill_blocking, drill_now, follow, look, make, open, overview};
pub use snapshots::{FOLDER, Kind, Snapshot};
pub use trouble::Trouble;
pub use upgrade::{before_last_upgrade, before_upgrade};
pub use work::begin;

use crate::journal::Action;

/// Somebody asked for a snapshot.
pub const MADE: Action = Action::new("snapshot", "made");
/// Somebody downloaded one.
pub const DOWNLOADED: Action = Action::new("snapshot", "downloaded");
/// Somebody asked for a drill.
pub const DRILLED: Action = Action::new("snapshot", "drilled");
