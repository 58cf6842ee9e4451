//! Categories: the shelves of the forum. They belong to the server, all organisations share them;
//! what they count is counted for the one who asks.

pub mod api;
mod queries;
mod service;
mod types;

pub(in crate::forum) use queries::{all, by_id, exists_active};
pub use service::{Listed, categories, create, default_categories, delete, order, shelves, update};
pub use types::{Category, CategoryChange, CategoryKind, NewCategory};
