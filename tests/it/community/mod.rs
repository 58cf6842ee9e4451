//! The community.

mod find;
pub mod forum;
mod home;
mod use_cases;
