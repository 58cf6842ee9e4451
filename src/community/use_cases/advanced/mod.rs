//! Looking for use cases beyond the list: search with facets, suggestions, what is shown first,
//! what people like at present, figures of the categories.

mod queries;
mod service;
mod types;

pub(super) use service::{category_stats, featured, search, suggestions, trending};
pub(super) use types::{Advanced, CategoryStats, Suggested};
