//! What a person keeps about topics: follows, bookmarks, how far he has read. And how often topics
//! are opened: once an hour for each person, or for each address and browser of guests.
//!
//! Opening a page never waits for a write.

mod queries;
mod service;
mod views;

pub(in crate::forum) use queries::{follow, read_at, read_up_to};
pub use service::{all_read, toggle_bookmark, toggle_follow};
pub use views::{opened, viewed};
