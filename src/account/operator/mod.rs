//! The operator's pages: settings of the server, its organisations, the outbox of mails, its
//! figures, its backups.

mod backups;
mod metrics;
mod pages;
mod performance;
mod settings;

use web::Routes;

pub(crate) fn routes() -> Routes {
    pages::routes()
        .merge(settings::routes())
        .merge(metrics::routes())
        .merge(performance::routes())
        .merge(backups::routes())
}
