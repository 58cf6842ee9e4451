//! Sums over topics by category and by who may see them, kept up to date by every change, so that
//! totals and statistics never scan the topics.

mod queries;
mod repair;

pub(super) use queries::{recount, shift, sums, sums_of_all, sums_of_category};
pub(super) use repair::COUNTERS;

/// What the visible topics of one category, or of all, come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Topics.
    pub topics: u64,
    /// Posts in them, without deleted ones.
    pub posts: u64,
    /// Topics with at least one reply.
    pub answered: u64,
    /// Topics with a best answer.
    pub solved: u64,
}
