//! The community.

mod forum;
