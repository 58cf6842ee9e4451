//! What opening a topic leaves behind: a view, and how far the person has read.

use platform::{
    App, Result, Viewer,
    id::AnyId,
    views::{Counted, Views},
};
use store::Writer;

use super::queries;
use crate::forum::{TopicId, topics::Topic};

/// Views of topics.
static VIEWS: Counted = Counted {
    resource: "forum_topic",
    add,
};

fn add(tx: &Writer<'_>, views: &[(AnyId, u32)]) -> Result<()> {
    for (topic, views) in views {
        queries::add_views(tx, TopicId::from_uuid(*topic.as_uuid()), *views)?;
    }
    Ok(())
}

/// Somebody opened a topic: his view counts once an hour, and he has read it up to now. Neither
/// makes the page wait.
pub fn opened(app: &App, viewer: &Viewer, topic: &Topic) {
    viewed(app, viewer, topic.id);
    if let Some(actor) = viewer.actor().filter(|_| topic.mine.unread) {
        let (person, id, now) = (actor.person, topic.id, app.clock.now());
        let app = app.clone();
        tokio::spawn(async move {
            // Not by way of `App::write`: who follows the journal need not wake up for this.
            let written = app
                .store
                .write(move |tx| queries::read_up_to(tx, person, id, now));
            if let Err(error) = written.await {
                tracing::debug!(%error, "A read mark was not written");
            }
        });
    }
}

/// Counts a view.
pub fn viewed(app: &App, viewer: &Viewer, topic: TopicId) {
    Views::note(app, &VIEWS, topic, viewer);
}
