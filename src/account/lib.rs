//! Signing in, setting up, one's own profile, the organisation and its people, and the operator's
//! pages.
//!
//! | room | what |
//! |---|---|
//! | `auth` | signing in and out, registering, forgotten passwords |
//! | `me` | one's own profile, sessions, password, language and theme |
//! | `organization` | the organisation's profile and figures |
//! | `people` | colleagues and their roles |
//! | `mails` | the mails of these, written out |
//! | `wire` | the JSON shapes of these |

mod auth;
mod mails;
mod me;
mod organization;
mod people;
mod wire;

use web::{Feature, Routes};

/// What this feature brings to the house.
pub fn feature() -> Feature {
    Feature {
        routes: routes(),
        ..Feature::default()
    }
}

fn routes() -> Routes {
    auth::routes()
        .merge(me::routes())
        .merge(organization::routes())
        .merge(people::routes())
}
