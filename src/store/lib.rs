//! SQLite under Guildhall: one writer with group commit, a pool of readers, and a data folder
//! that any tool can copy at any moment.
//!
//! - [`Store`]: open, read, write, close. [`Reader`] and [`Writer`] are what closures get.
//! - [`Id`]: typed ids.
//! - `group`: the writer thread. One transaction for all who wait, one fsync.
//! - `generation`: the files, and the argument why copies of them are whole.
//! - `start`: which generation is opened, and when a new one is built first.
//! - [`Watch`]: is told of what a start does that takes long.
//! - [`Frozen`]: one state of it as files, for a backup.
//! - `rotate`: building a new one beside the writing; `keeper`: the thread that does it, and takes
//!   away the old ones.
//! - [`Follower`]: reads a folder that is copied here again and again; a warm standby.
//! - `meter`: how long statements take.
//!
//! The store knows no table of the product.

mod connection;
mod error;
mod frozen;
mod generation;
mod group;
mod id;
mod inspect;
mod keeper;
mod live;
pub mod lock;
mod meter;
mod migration;
mod open_error;
mod options;
mod pace;
mod reader;
mod rollback;
mod rotate;
mod standby;
mod start;
mod store;
mod watch;
mod writer;

pub use error::Error;
pub use frozen::{Frozen, Part, Standstill, newest_generation, verify};
pub use id::{Id, NotAnId};
pub use inspect::{Inspected, State, inspect};
pub use meter::{SlowStatement, Tally, tallied};
pub use migration::Migration;
pub use open_error::{Fault, OpenError};
pub use options::{Clock, Options, RotateLimits};
pub use reader::Reader;
pub use rollback::{Former, Rollback, schema_of};
pub use rusqlite::{Row, named_params, params, types};
pub use standby::{Copied, Follower, Moved, Promotion, Standby};
pub use start::RESTORING;
pub use store::{Facts, Opened, Store};
pub use watch::{STEPS_AROUND_MIGRATIONS, Step, Watch};
pub use writer::Writer;

/// The version of SQLite that is built in.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}
