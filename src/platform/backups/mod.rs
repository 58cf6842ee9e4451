//! Backups: a data folder as one file, and back.
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
//! | `draft`, `room` | files without a name; how much of a disk is free |
//! | `trouble` | what can go wrong |

mod archive;
mod draft;
mod pack;
mod restore;
mod room;
mod save;
mod sealed;
mod trouble;
mod unpack;

pub use archive::About;
pub use pack::Pace;
pub use restore::{Restore, Restored, restore};
pub use save::{Saved, Wanted, save_folder};
pub use trouble::Trouble;
