//! The community: forum, use cases, messages, notifications, search page, home.

mod find;
pub mod forum;
mod home;
pub mod idempotency;
pub mod import;
pub mod messages;
pub mod notifications;
pub mod people;
pub mod sample;
pub mod use_cases;

use web::Feature;

/// What this feature brings to the house.
pub fn feature() -> Feature {
    let find = Feature {
        routes: find::routes(),
        sources: find::SOURCES.to_vec(),
        ..Feature::default()
    };
    let home = Feature {
        routes: home::routes(),
        nav: vec![home::nav()],
        ..Feature::default()
    };
    forum::feature()
        .and(use_cases::feature())
        .and(messages::feature())
        .and(find)
        .and(home)
        .and(notifications::feature())
        .and(sample::feature())
}
