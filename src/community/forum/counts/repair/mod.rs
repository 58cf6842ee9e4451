//! Comparing the forum's counters with the rows that they count, for `guildhall doctor`.

mod queries;

pub(in crate::forum) use queries::COUNTERS;
