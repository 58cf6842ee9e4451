//! Who may do what in the forum. Whether somebody may open a topic at all is decided by the
//! queries before; here it is about what he may do with a topic that he can see.

use std::time::Duration;

use platform::{
    Actor, Error, Result, Time,
    permission::{
        FORUM_CATEGORY_MANAGE, FORUM_POST_CREATE, FORUM_POST_MODERATE, FORUM_TOPIC_CREATE,
        FORUM_TOPIC_MODERATE, Permission,
    },
    visibility::Visibility,
};

use super::{posts::Post, topics::Topic};

/// How long a deleted topic can be brought back.
pub const RESTORE_WITHIN: Duration = Duration::from_hours(30 * 24);

/// Moderators moderate their own organisation's topics; the operator moderates all that he sees.
fn moderate(actor: &Actor, topic: &Topic, permission: Permission) -> Result<()> {
    actor.require(permission)?;
    if actor.organization == topic.organization || actor.is_operator() {
        return Ok(());
    }
    Err(Error::forbidden("moderate-own-organization"))
}

/// Whether he moderates this topic.
pub fn moderates(actor: &Actor, topic: &Topic) -> bool {
    moderate(actor, topic, FORUM_TOPIC_MODERATE).is_ok()
}

/// Whether he moderates the posts of this topic.
pub fn moderates_posts(actor: &Actor, topic: &Topic) -> bool {
    moderate(actor, topic, FORUM_POST_MODERATE).is_ok()
}

/// A locked topic is open to its moderators alone.
fn unlocked(topic: &Topic, moderates: bool) -> Result<()> {
    if topic.is_locked && !moderates {
        return Err(Error::forbidden("topic-locked"));
    }
    Ok(())
}

/// Whoever holds the permission starts topics.
pub fn may_start(actor: &Actor) -> Result<()> {
    actor.require(FORUM_TOPIC_CREATE)
}

/// Authors change their own topics until they are locked; moderators change any.
pub fn may_edit(actor: &Actor, topic: &Topic) -> Result<()> {
    if actor.person == topic.author {
        may_start(actor)?;
    } else {
        moderate(actor, topic, FORUM_TOPIC_MODERATE)?;
    }
    unlocked(topic, moderates(actor, topic))
}

/// Authors delete their own topics; moderators delete any.
pub fn may_delete(actor: &Actor, topic: &Topic) -> Result<()> {
    if actor.person == topic.author {
        return may_start(actor);
    }
    moderate(actor, topic, FORUM_TOPIC_MODERATE)
}

/// Who may delete may restore, for 30 days.
pub fn may_restore(actor: &Actor, topic: &Topic, now: Time) -> Result<()> {
    may_delete(actor, topic)?;
    match topic.deleted_at {
        None => Err(Error::conflict("topic-not-deleted")),
        Some(at) if now.since(at) > RESTORE_WITHIN => {
            Err(Error::new(platform::error::Kind::Gone, "topic-gone"))
        }
        Some(_) => Ok(()),
    }
}

/// All organisations share the categories, so they are the matter of the one that hosts the server.
pub fn may_manage_categories(actor: &Actor) -> Result<()> {
    actor.require_as_host(FORUM_CATEGORY_MANAGE)
}

/// Moderators lock, and take pins out.
pub fn may_lock(actor: &Actor, topic: &Topic) -> Result<()> {
    moderate(actor, topic, FORUM_TOPIC_MODERATE)
}

/// Moderators pin. A public topic would stand on top of everybody's list, so it is pinned by the
/// organisation that hosts the server.
pub fn may_pin(actor: &Actor, topic: &Topic) -> Result<()> {
    moderate(actor, topic, FORUM_TOPIC_MODERATE)?;
    if topic.visibility == Visibility::Public {
        return actor.require_as_host(FORUM_TOPIC_MODERATE);
    }
    Ok(())
}

/// Whoever may write posts answers, until the topic is locked.
pub fn may_reply(actor: &Actor, topic: &Topic) -> Result<()> {
    actor.require(FORUM_POST_CREATE)?;
    unlocked(
        topic,
        moderates(actor, topic) || moderates_posts(actor, topic),
    )
}

/// Authors change their own posts until the topic is locked; moderators change any.
pub fn may_edit_post(actor: &Actor, topic: &Topic, post: &Post) -> Result<()> {
    if actor.person == post.author {
        return may_reply(actor, topic);
    }
    moderate(actor, topic, FORUM_POST_MODERATE)
}

/// As with changing.
pub fn may_delete_post(actor: &Actor, topic: &Topic, post: &Post) -> Result<()> {
    may_edit_post(actor, topic, post)
}

/// The topic's author and moderators choose the best answer.
pub fn may_choose_answer(actor: &Actor, topic: &Topic) -> Result<()> {
    if actor.person == topic.author {
        return may_start(actor);
    }
    moderate(actor, topic, FORUM_TOPIC_MODERATE)
}

/// Whoever may take part may like.
pub fn may_like(actor: &Actor) -> Result<()> {
    actor.require(FORUM_POST_CREATE)
}

#[cfg(test)]
mod tests;
