//! What only a browser shows: a real Chromium before a real server, used as a person would.
//! Needs Debian's `chromium` and `chromium-driver`; `tests/run` installs them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod account;
mod content;
mod driver;
mod find;
mod forum;
mod keyboard;
mod looks;
mod plain;
mod setup;
mod site;
#[path = "../it/support/mod.rs"]
mod support;
mod use_cases;
mod walk;
