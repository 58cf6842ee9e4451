//! The community.

mod find;
pub mod forum;
mod use_cases;
