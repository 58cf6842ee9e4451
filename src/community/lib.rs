//! The community: forum, use cases, search page, home.

pub mod forum;
pub mod idempotency;
#[expect(dead_code, reason = "its pages are on their way")]
mod use_cases;

use web::Feature;

/// What this feature brings to the house.
pub fn feature() -> Feature {
    let forum = forum::feature();
    Feature {
        routes: forum.routes.merge(use_cases::routes()),
        sources: forum
            .sources
            .into_iter()
            .chain([use_cases::SOURCE])
            .collect(),
        ..forum
    }
}
