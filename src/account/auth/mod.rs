//! Signing in and out, registering, forgotten passwords: as pages and as calls.

mod api;
mod confirm;
mod forgot;
mod pages;
mod registering;

use web::Routes;

pub(crate) use forgot::invite;
pub(crate) use pages::entered;

pub(crate) fn routes() -> Routes {
    api::routes()
        .merge(pages::routes())
        .merge(confirm::routes())
}
