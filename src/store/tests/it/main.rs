//! The store through its public door, over real folders.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod broken;
mod building;
mod copying;
mod crash;
mod full;
mod options;
mod power;
mod reading;
mod retention;
mod rollback;
mod rotation;
mod slow;
mod standby;
mod support;
mod upgrading;
mod writing;
