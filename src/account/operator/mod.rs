//! The operator's pages: settings of the server, its organisations, and the outbox of mails.

mod pages;
mod settings;

use web::Routes;

pub(crate) fn routes() -> Routes {
    pages::routes().merge(settings::routes())
}
