//! The only door to conversations.

use std::{collections::HashMap, sync::Arc};

use platform::{
    Actor, App, Error, Result,
    error::Message as Said,
    id::PersonId,
    journal::{self, Changes},
    listing::{List, Listing},
};
use store::{Reader, Writer};

use super::queries::{self, NewRow};
use crate::people::Cards;
use crate::{
    idempotency::{self, Answer, Once},
    messages::{
        journal::{JOINED, LEFT, RENAMED, STARTED},
        live, message, people, rules,
        types::{Conversation, ConversationId, Kind, Message, MessageText, Participant},
    },
};

/// A conversation with who takes part and the newest message.
#[derive(Clone, Debug)]
pub struct View {
    /// The conversation.
    pub conversation: Conversation,
    /// Who takes part.
    pub participants: Vec<Participant>,
    /// The newest message that the asker sees.
    pub last: Option<Message>,
}

/// Conversations with the people that they name.
#[derive(Clone, Debug)]
pub struct Views {
    /// The conversations.
    pub listing: Listing<View>,
    /// The people.
    pub cards: Cards,
}

/// A conversation about to begin, checked.
#[derive(Clone, Debug)]
pub struct NewConversation {
    /// The others.
    pub people: Vec<PersonId>,
    /// A group's title; empty for none.
    pub title: String,
    /// A group also when there is only one other.
    pub is_group: bool,
    /// What is said first.
    pub text: Option<MessageText>,
}

/// A conversation that the actor takes part in; 404 for every other, the same as for one that never
/// was.
pub fn mine(db: &Reader<'_>, me: PersonId, id: ConversationId) -> Result<Conversation> {
    queries::mine(db, me, id)?.ok_or_else(Error::not_found)
}

/// Who takes part in a conversation besides somebody.
pub fn others(db: &Reader<'_>, me: PersonId, id: ConversationId) -> Result<Vec<PersonId>> {
    let found = queries::participants(db, me, &[id])?.remove(&id);
    let all = found.unwrap_or_default().into_iter().map(|p| p.person);
    Ok(all.filter(|p| *p != me).collect())
}

fn views(
    db: &Reader<'_>,
    me: PersonId,
    conversations: Vec<Conversation>,
) -> Result<(Vec<View>, Cards)> {
    let ids: Vec<_> = conversations.iter().map(|c| c.id).collect();
    let mut participants = queries::participants(db, me, &ids)?;
    let mut last = message::last_of(db, me, &ids)?;
    let views: Vec<View> = conversations
        .into_iter()
        .map(|conversation| View {
            participants: participants.remove(&conversation.id).unwrap_or_default(),
            last: last.remove(&conversation.id),
            conversation,
        })
        .collect();
    let named = views.iter().flat_map(|v| {
        let people = v.participants.iter().map(|p| p.person);
        people.chain(v.last.iter().map(|m| m.author))
    });
    let cards = Cards::load(db, named)?;
    Ok((views, cards))
}

/// One conversation with its people, in a transaction that is open already.
pub fn view(db: &Reader<'_>, me: PersonId, id: ConversationId) -> Result<(View, Cards)> {
    let (mut found, cards) = views(db, me, vec![mine(db, me, id)?])?;
    Ok((found.pop().ok_or_else(Error::not_found)?, cards))
}

/// A part of the actor's conversations.
pub async fn list(app: &App, actor: &Actor, list: List) -> Result<Views> {
    let (me, seal) = (actor.person, app.seal.clone());
    app.read(move |db| {
        let found = queries::list(db, &seal, me, &list)?;
        let (items, cards) = views(db, me, found.items)?;
        let meta = found.meta;
        Ok(Views {
            listing: Listing { items, meta },
            cards,
        })
    })
    .await
}

/// One of the actor's conversations.
pub async fn show(app: &App, actor: &Actor, id: ConversationId) -> Result<(View, Cards)> {
    let me = actor.person;
    app.read(move |db| view(db, me, id)).await
}

/// How many messages wait for the actor, and in how many conversations.
pub async fn unread(app: &App, actor: &Actor) -> Result<(i64, i64)> {
    let me = actor.person;
    app.read(move |db| queries::unread(db, me)).await
}

/// The same for any person, in a read that is open already.
pub fn unread_of(db: &Reader<'_>, me: PersonId) -> Result<(i64, i64)> {
    queries::unread(db, me)
}

/// Who hears of news in a conversation.
pub fn listeners(db: &Reader<'_>, id: ConversationId) -> Result<Vec<PersonId>> {
    queries::listeners(db, id)
}

/// A conversation that was begun, or found where the two talk already.
#[derive(Clone, Copy, Debug)]
pub struct Started {
    /// Which.
    pub id: ConversationId,
    /// Whether it was there before.
    pub was_there: bool,
}

/// Begins a conversation. Two people have one: where it is there already it is answered, and a first
/// text is sent in it.
pub async fn start(
    app: &App,
    actor: &Arc<Actor>,
    new: NewConversation,
    call: Option<Once>,
) -> Result<Started> {
    rules::may_send(actor)?;
    let (ids, now, asker) = (app.ids.clone(), app.clock.now(), actor.clone());
    let (id, was_there, sent) = app
        .write(move |tx| {
            let (mut was_there, mut sent) = (false, None);
            let answer = idempotency::once(tx, &asker, now, call.as_ref(), || {
                let others = others_of(&asker, &new)?;
                let direct = others.first().copied().filter(|_| is_direct(&new, &others));
                let known = direct.map(|other| queries::of_pair(tx, asker.person, other));
                let id = if let Some(known) = known.transpose()?.flatten() {
                    was_there = true;
                    known
                } else {
                    let id = ids.next();
                    begin(tx, &asker, (id, direct), &others, &new.title, now)?;
                    id
                };
                if let Some(text) = &new.text {
                    let standing = mine(tx, asker.person, id)?;
                    let draft = message::Draft {
                        id: ids.next(),
                        text: text.clone(),
                        reply_to: None,
                    };
                    message::send_in(tx, &asker, &standing, &draft, now)?;
                    sent = Some(draft.id);
                }
                // Words stand in their own table alone: the answer is read again when it is given.
                Answer::new(id, format!("/api/v1/conversations/{id}"), &())
            })?;
            Ok((
                ConversationId::from_uuid(*answer.id.as_uuid()),
                was_there,
                sent,
            ))
        })
        .await?;
    match sent {
        Some(message) => live::sent(app, id, message).await,
        None => live::changed(app, id).await,
    }
    Ok(Started { id, was_there })
}

/// The others of a new conversation, each once, without the one who begins it.
fn others_of(actor: &Actor, new: &NewConversation) -> Result<Vec<PersonId>> {
    let mut others = new.people.clone();
    others.sort_unstable();
    others.dedup();
    others.retain(|p| *p != actor.person);
    if others.is_empty() {
        return Err(Error::invalid("participants", Said::new("required")));
    }
    rules::fits(others.len() + 1).map_err(|m| Error::invalid("participants", m))?;
    Ok(others)
}

fn is_direct(new: &NewConversation, others: &[PersonId]) -> bool {
    others.len() == 1 && !new.is_group && new.title.is_empty()
}

fn begin(
    tx: &Writer<'_>,
    actor: &Actor,
    (id, with): (ConversationId, Option<PersonId>),
    others: &[PersonId],
    title: &str,
    now: platform::Time,
) -> Result<()> {
    people::require_reach(tx, actor, others)?;
    let creator = actor.person;
    queries::insert(
        tx,
        &NewRow {
            id,
            with,
            title,
            creator,
            now,
        },
    )?;
    let everybody: Vec<_> = others.iter().copied().chain([creator]).collect();
    queries::join(tx, id, &everybody, now)?;
    journal::record(tx, actor, now, STARTED, id, Changes::none())?;
    Ok(())
}

/// Gives a group another title.
pub async fn rename(
    app: &App,
    actor: &Arc<Actor>,
    id: ConversationId,
    title: String,
) -> Result<()> {
    let (now, asker) = (app.clock.now(), actor.clone());
    app.write(move |tx| {
        let conversation = mine(tx, asker.person, id)?;
        rules::may_manage(&asker, &conversation)?;
        if conversation.title != title {
            queries::rename(tx, id, &title)?;
            journal::record(tx, &asker, now, RENAMED, id, Changes::none())?;
        }
        Ok(())
    })
    .await?;
    live::changed(app, id).await;
    Ok(())
}

/// Brings people into a group. Who is in it already stays as he is.
pub async fn add(
    app: &App,
    actor: &Arc<Actor>,
    id: ConversationId,
    people: Vec<PersonId>,
) -> Result<()> {
    let (now, asker) = (app.clock.now(), actor.clone());
    app.write(move |tx| {
        let conversation = mine(tx, asker.person, id)?;
        rules::may_manage(&asker, &conversation)?;
        let there = others(tx, asker.person, id)?;
        let mut fresh = people;
        fresh.sort_unstable();
        fresh.dedup();
        fresh.retain(|p| *p != asker.person && !there.contains(p));
        rules::fits(there.len() + 1 + fresh.len())
            .map_err(|m| Error::invalid("participants", m))?;
        people::require_reach(tx, &asker, &fresh)?;
        if !fresh.is_empty() {
            queries::join(tx, id, &fresh, now)?;
            let changes = Changes::none().field("people", there.len(), there.len() + fresh.len());
            journal::record(tx, &asker, now, JOINED, id, changes)?;
        }
        Ok(())
    })
    .await?;
    live::changed(app, id).await;
    Ok(())
}

/// Leaves a group: from now on there is none for the actor.
pub async fn leave(app: &App, actor: &Arc<Actor>, id: ConversationId) -> Result<()> {
    let (now, asker) = (app.clock.now(), actor.clone());
    app.write(move |tx| {
        let conversation = mine(tx, asker.person, id)?;
        rules::may_leave(&conversation)?;
        queries::leave(tx, asker.person, id, now)?;
        journal::record(tx, &asker, now, LEFT, id, Changes::none())?;
        Ok(())
    })
    .await?;
    live::left(app, id, actor.person).await;
    Ok(())
}

/// Puts a conversation away, or takes it out again. Nobody else sees that.
pub async fn archive(app: &App, actor: &Actor, id: ConversationId, on: bool) -> Result<()> {
    let me = actor.person;
    app.write(move |tx| {
        mine(tx, me, id)?;
        queries::archive(tx, me, id, on)
    })
    .await
}

/// The actor wants to be told of a conversation no more, or again. Answers whether it is muted now.
pub async fn toggle_mute(app: &App, actor: &Actor, id: ConversationId) -> Result<bool> {
    let me = actor.person;
    let is_muted = app
        .write(move |tx| {
            let conversation = mine(tx, me, id)?;
            queries::mute(tx, me, id, !conversation.is_muted)?;
            Ok(!conversation.is_muted)
        })
        .await?;
    live::counted(app, me).await;
    Ok(is_muted)
}

/// The actor has read a conversation, up to a message of it or all.
pub async fn read(
    app: &App,
    actor: &Actor,
    id: ConversationId,
    up_to: Option<crate::messages::types::MessageId>,
) -> Result<()> {
    let (me, now) = (actor.person, app.clock.now());
    let moved = app
        .write(move |tx| {
            let conversation = mine(tx, me, id)?;
            let number = match up_to {
                None => conversation.last_number,
                Some(message) => message::seen(tx, me, message)?
                    .filter(|m| m.conversation == id)
                    .map(|m| m.number)
                    .ok_or_else(|| Error::invalid("message_id", Said::new("message-unknown")))?,
            };
            queries::read(tx, me, id, number, now)
        })
        .await?;
    if moved {
        live::read(app, id, me).await;
    }
    Ok(())
}

/// What decides whether somebody may write in a conversation; none in a group.
pub fn other_end(
    db: &Reader<'_>,
    me: PersonId,
    conversation: &Conversation,
) -> Result<Option<rules::Reach>> {
    if conversation.kind == Kind::Group {
        return Ok(None);
    }
    match others(db, me, conversation.id)?.first() {
        Some(other) => people::reach(db, me, *other),
        None => Ok(None),
    }
}

/// The newest messages by conversation.
pub type Last = HashMap<ConversationId, Message>;
