//! Searching the forum: topics and posts by words, suggestions while typing, similar topics, and
//! what many people search for. The index proposes; what is shown was read from the database with
//! the viewer's rights. While the index is being built the database answers alone.

pub mod api;
mod queries;
mod service;
mod similar;
mod trending;
mod types;

use platform::cache::Registered;

pub use service::{search, suggestions};
pub(super) use similar::similar;
pub use similar::{similar_to, similar_to_text};
pub use trending::trending;
pub(super) use trending::trending_lately;
pub use types::{Asked, Item, Period, Results, Scoped, Sorted, Suggestion, Term};

/// For the list of caches.
pub(super) const CACHED: [Registered; 2] = [similar::CACHED, trending::CACHED];
