//! Signing in, setting up, one's own profile, the organisation and its people, and the operator's
//! pages.

use web::Feature;

/// What this feature brings to the house.
pub fn feature() -> Feature {
    Feature::default()
}
