//! Who may write to whom, and what he may do with what he wrote. Whether a conversation is there at
//! all for somebody is decided by the queries before: it is for those who take part, and for nobody
//! else, whatever his role.

use std::time::Duration;

use platform::{
    Actor, Error, Result, Time, error::Message as Said, id::OrganizationId,
    permission::MESSAGE_SEND,
};

use super::types::{Conversation, Kind, MOST_PEOPLE, Message};

/// How long the words of a message can be changed.
pub const EDIT_WITHIN: Duration = Duration::from_hours(24);

/// What decides whether somebody can be written to.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// His organisation.
    pub organization: OrganizationId,
    /// Whether he has an account that is in use.
    pub is_active: bool,
    /// Whether he lets people of other organisations write to him.
    pub takes_from_others: bool,
    /// Whether he blocked the one who writes, or was blocked by him.
    pub is_blocked: bool,
}

/// Whoever holds the permission writes.
pub fn may_send(actor: &Actor) -> Result<()> {
    actor.require(MESSAGE_SEND)
}

/// One writes to people of one's organisation, and to those of others who allow it.
pub fn reaches(actor: &Actor, reach: &Reach) -> bool {
    let allows = actor.organization == reach.organization || reach.takes_from_others;
    reach.is_active && !reach.is_blocked && allows
}

/// In a direct conversation the other one must be within reach; who began it can be answered, also
/// when he lets nobody else of other organisations write to him. In a group everybody writes: who
/// does not want to hear it leaves.
pub fn may_write_in(
    actor: &Actor,
    conversation: &Conversation,
    other: Option<&Reach>,
) -> Result<()> {
    may_send(actor)?;
    if conversation.kind == Kind::Group {
        return Ok(());
    }
    let began = conversation.creator != actor.person;
    let reached = other.is_some_and(|reach| {
        let open = Reach {
            takes_from_others: reach.takes_from_others || began,
            ..*reach
        };
        reaches(actor, &open)
    });
    if reached {
        Ok(())
    } else {
        Err(Error::forbidden("person-out-of-reach"))
    }
}

/// Everybody in a group names it and brings others along.
pub fn may_manage(actor: &Actor, conversation: &Conversation) -> Result<()> {
    may_send(actor)?;
    require_group(conversation)
}

/// One leaves groups; a conversation of two is put away instead.
pub fn may_leave(conversation: &Conversation) -> Result<()> {
    require_group(conversation)
}

fn require_group(conversation: &Conversation) -> Result<()> {
    match conversation.kind {
        Kind::Group => Ok(()),
        Kind::Direct => Err(Error::conflict("conversation-is-direct")),
    }
}

/// A group has two people at least and fifty at most.
pub fn fits(people: usize) -> Result<(), Said> {
    if people > MOST_PEOPLE {
        return Err(Said::new("too-many-values").arg("max", MOST_PEOPLE));
    }
    Ok(())
}

/// Authors change their own words, for a day.
pub fn may_edit(actor: &Actor, message: &Message, now: Time) -> Result<()> {
    may_send(actor)?;
    if message.author != actor.person {
        return Err(Error::forbidden("message-of-another"));
    }
    if message.is_deleted {
        return Err(Error::conflict("message-deleted"));
    }
    if now.since(message.created_at) > EDIT_WITHIN {
        return Err(Error::forbidden("message-too-old"));
    }
    Ok(())
}

/// Authors delete their own messages, at any time.
pub fn may_delete(actor: &Actor, message: &Message) -> Result<()> {
    if message.author == actor.person {
        Ok(())
    } else {
        Err(Error::forbidden("message-of-another"))
    }
}

/// Whoever takes part answers with a sign, unless the words are gone.
pub fn may_react(actor: &Actor, message: &Message) -> Result<()> {
    may_send(actor)?;
    if message.is_deleted {
        return Err(Error::conflict("message-deleted"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
