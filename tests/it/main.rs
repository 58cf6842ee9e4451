//! Behaviour through the doors that people use: HTTP in process, and the command line.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod access;
mod account;
mod appliance;
mod cli;
mod community;
mod limits;
mod support;
mod tidy;
mod web;
