//! The people of an organisation: the list, their profiles, and what administrators do with them.

mod api;
mod card;
mod pages;
mod patch;

use web::Routes;

pub(crate) use patch::ProfileBody;

pub(crate) fn routes() -> Routes {
    api::routes().merge(pages::routes()).merge(card::routes())
}
