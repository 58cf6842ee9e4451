//! The community.

mod find;
pub mod forum;
mod home;
mod import;
mod notifications;
mod messages;
mod sample;
mod unseen;
pub mod use_cases;
