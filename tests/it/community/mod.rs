//! The community.

mod find;
pub mod forum;
