//! Signing in and out, registering, forgotten passwords: as pages and as calls.

mod api;
mod forgot;
mod pages;

use web::Routes;

pub(crate) use forgot::invite;
pub(crate) use pages::entered;

pub(crate) fn routes() -> Routes {
    api::routes().merge(pages::routes())
}
