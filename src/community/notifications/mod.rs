//! Notifications: what happened that concerns a person.
//!
//! They follow from the journal, beside the requests: a subscriber asks the registered sources
//! ([`platform::notifying`]) what a row means for whom, and remembers how far it has come. Always
//! true:
//!
//! - One notification for each person and cause, however often the journal is read again.
//! - What a person may no longer open is neither listed nor counted: that is asked when it is read,
//!   and titles are looked up then.
//! - Nobody is told of what he did himself, but for what concerns the safety of his account.
//! - Likes and followers are collected: one notification counts people until it is read.
//! - After [`types::LIFE`] they are gone.

mod api;
mod pages;
mod queries;
mod service;
mod subscriber;
mod types;

use web::Feature;

pub use queries::read_before;
pub use service::{opened, sweep};
pub use subscriber::{catch_up, follow, reached};

/// What this room brings to the house.
pub fn feature() -> Feature {
    Feature {
        routes: api::routes().merge(pages::routes()),
        bell: Some(pages::BELL),
        ..Feature::default()
    }
}
