//! The community: forum, use cases, search page, home.

use web::Feature;

/// What this feature brings to the house.
pub fn feature() -> Feature {
    Feature::default()
}
