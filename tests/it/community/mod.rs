//! The community.

mod find;
pub mod forum;
mod home;
mod import;
mod sample;
pub mod use_cases;
