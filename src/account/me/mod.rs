//! One's own account: profile, picture, sessions, password, language and theme.

mod api;
mod looks;
mod pages;

use web::Routes;

pub(crate) fn routes() -> Routes {
    api::routes().merge(looks::routes()).merge(pages::routes())
}
