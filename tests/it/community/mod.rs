//! The community.

mod find;
pub mod forum;
mod home;
mod import;
pub mod messages;
mod notifications;
mod sample;
mod unseen;
pub mod use_cases;
