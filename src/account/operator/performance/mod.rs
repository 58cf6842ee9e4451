//! How the server does: requests and failures, slow requests and statements, database, index,
//! caches. For the operator alone; the same as a page and as a call.

mod advice;
mod api;
mod chart;
mod pages;
mod queries;
mod report;

use std::sync::Arc;

use platform::{
    Actor, App, Result, cache,
    journal::{self, Action, Changes},
};
use web::Routes;

const CLEARED: Action = Action::new("cache", "cleared");

pub(super) fn routes() -> Routes {
    pages::routes().merge(api::routes())
}

/// Empties every cache, and notes who did.
async fn clear(app: &App, actor: &Arc<Actor>) -> Result<()> {
    let (noted, now) = (actor.clone(), app.clock.now());
    app.write(move |tx| {
        journal::record(
            tx,
            &noted,
            now,
            CLEARED,
            noted.organization,
            Changes::none(),
        )?;
        Ok(())
    })
    .await?;
    cache::clear_all(app);
    Ok(())
}
