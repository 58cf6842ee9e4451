//! Searching the forum: topics and posts by words, suggestions while typing, similar topics, and
//! what many people search for. The index proposes; what is shown was read from the database with
//! the viewer's rights. While the index is being built the database answers alone.

pub mod api;
mod queries;
mod service;
mod types;

pub(super) use service::CACHED;
pub use service::{search, similar, similar_to, similar_to_text, suggestions, trending};
pub use types::{Asked, Item, Period, Results, Scoped, Sorted, Suggestion, Term};
