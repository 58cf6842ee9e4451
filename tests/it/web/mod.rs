//! What holds for every door, whatever stands behind it.

mod bodies;
mod injection;
mod script;
