//! The community: forum, use cases, search page, home.

mod find;
pub mod forum;
pub mod idempotency;
#[expect(dead_code, reason = "its pages are on their way")]
mod use_cases;

use web::Feature;

/// What this feature brings to the house.
pub fn feature() -> Feature {
    let mut feature = forum::feature();
    feature.routes = feature
        .routes
        .merge(use_cases::routes())
        .merge(find::routes());
    feature.sources.push(use_cases::SOURCE);
    feature.sources.extend(find::SOURCES);
    feature
}
