//! The community: forum, use cases, search page, home.

#[expect(dead_code, reason = "its pages are on their way")]
mod use_cases;

use web::Feature;

/// What this feature brings to the house.
pub fn feature() -> Feature {
    Feature {
        routes: use_cases::routes(),
        sources: vec![use_cases::SOURCE],
        ..Feature::default()
    }
}
