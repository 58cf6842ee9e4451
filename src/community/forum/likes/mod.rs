//! Likes: a person likes a topic or a post, or no longer. The counters stand beside what is liked
//! and change in the same transaction, so they always equal the rows.

mod queries;

use std::sync::Arc;

use platform::{
    Actor, App, Error, Result,
    journal::{self, Changes},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    PostId, TopicId,
    journal::{POST_LIKED, POST_UNLIKED, TOPIC_LIKED, TOPIC_UNLIKED},
    live, posts, rules,
    topics::{self, Part},
};

/// How it stands after a toggle.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Liked {
    /// Whether the actor likes it now.
    pub liked: bool,
    /// How many people do.
    pub likes_count: i64,
}

/// Likes a topic, or no longer.
pub async fn toggle_topic(app: &App, actor: &Arc<Actor>, id: TopicId) -> Result<Liked> {
    let (now, actor) = (app.clock.now(), actor.clone());
    let liked = app
        .write(move |tx| {
            let seen = topics::visible(tx, &actor.scope(), id, Part::Row)?;
            seen.ok_or_else(Error::not_found)?;
            rules::may_like(&actor)?;
            let liked = queries::toggle_topic(tx, actor.person, id, now)?;
            let action = if liked { TOPIC_LIKED } else { TOPIC_UNLIKED };
            journal::record(tx, &actor, now, action, id, Changes::none())?;
            Ok(Liked {
                liked,
                likes_count: queries::topic_likes(tx, id)?,
            })
        })
        .await?;
    live::liked(app, id, id, liked.likes_count);
    Ok(liked)
}

/// Likes a post, or no longer.
pub async fn toggle_post(app: &App, actor: &Arc<Actor>, id: PostId) -> Result<Liked> {
    let (now, actor) = (app.clock.now(), actor.clone());
    let (topic, liked) = app
        .write(move |tx| {
            let post = posts::visible(tx, &actor.scope(), id)?.ok_or_else(Error::not_found)?;
            rules::may_like(&actor)?;
            let liked = queries::toggle_post(tx, actor.person, id, now)?;
            let action = if liked { POST_LIKED } else { POST_UNLIKED };
            journal::record(tx, &actor, now, action, id, Changes::none())?;
            let likes_count = queries::post_likes(tx, id)?;
            Ok((post.topic, Liked { liked, likes_count }))
        })
        .await?;
    live::liked(app, topic, id, liked.likes_count);
    Ok(liked)
}
