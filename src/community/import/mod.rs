//! What comes from elsewhere: dumps of other communities, brought in with authors and times.
//!
//! - Whatever was brought in is noted under its foreign id in the transaction that brings it in, so
//!   that an import can be broken off at any moment, run again, and adds nothing twice.
//! - Memory does not grow with the size of a dump.
//! - What does not fit our limits is cut or filled up, and what has no place here is counted; the
//!   report names both.

mod markdown;
mod queries;
pub mod stackexchange;
