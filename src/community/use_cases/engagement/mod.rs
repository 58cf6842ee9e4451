//! What people do with a use case: read, like, save.

mod queries;
mod service;

pub(super) use queries::{COUNTER, Mine};
pub(super) use service::{VIEWS, folders, like, mine, save};
