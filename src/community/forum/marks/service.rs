//! The only door to follows, bookmarks and "all is read".

use std::sync::Arc;

use platform::{
    Actor, App, Error, Result,
    journal::{self, Changes},
};

use super::queries;
use crate::forum::{
    TopicId,
    journal::{TOPIC_FOLLOWED, TOPIC_UNFOLLOWED},
    topics::{self, Part},
};

/// Follows a topic, or no longer. Returns whether it is followed now.
pub async fn toggle_follow(app: &App, actor: &Arc<Actor>, id: TopicId) -> Result<bool> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.write(move |tx| {
        let seen = topics::visible(tx, &actor.scope(), id, Part::Row)?;
        seen.ok_or_else(Error::not_found)?;
        let follows = !queries::unfollow(tx, actor.person, id)?;
        if follows {
            queries::follow(tx, actor.person, id, now)?;
        }
        let action = if follows {
            TOPIC_FOLLOWED
        } else {
            TOPIC_UNFOLLOWED
        };
        journal::record(tx, &actor, now, action, id, Changes::none())?;
        Ok(follows)
    })
    .await
}

/// Puts a bookmark on a topic, or takes it off. Returns whether there is one now.
pub async fn toggle_bookmark(app: &App, actor: &Arc<Actor>, id: TopicId) -> Result<bool> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.write(move |tx| {
        let seen = topics::visible(tx, &actor.scope(), id, Part::Row)?;
        seen.ok_or_else(Error::not_found)?;
        if queries::remove_bookmark(tx, actor.person, id)? {
            return Ok(false);
        }
        queries::bookmark(tx, actor.person, id, now)?;
        Ok(true)
    })
    .await
}

/// Takes everything as read.
pub async fn all_read(app: &App, actor: &Arc<Actor>) -> Result<()> {
    let (now, person) = (app.clock.now(), actor.person);
    app.write(move |tx| queries::all_read(tx, person, now))
        .await
}
