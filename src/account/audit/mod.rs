//! The audit log of an organisation, as calls and as a page; which rows one reads and what is left
//! out of them is the matter of `platform::audit`.

mod api;
mod known;
mod pages;
mod table;
mod words;

use web::Routes;

pub(super) fn routes() -> Routes {
    api::routes().merge(pages::routes())
}
