//! What else is worth reading: use cases like this one, with the reasons why.

mod likeness;
mod queries;
mod service;

pub(super) use likeness::{Reason, Related};
pub(super) use service::related;

/// Below this nothing is called related unless another bound is asked for.
pub(super) const MIN_SCORE: f64 = 0.2;
