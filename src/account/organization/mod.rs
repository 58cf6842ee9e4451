//! One's own organisation: its profile, logo and figures; and the card that everybody may see.

mod api;
mod pages;

use web::Routes;

pub(crate) fn routes() -> Routes {
    api::routes().merge(pages::routes())
}
