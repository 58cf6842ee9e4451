//! The only door to messages.

use std::{collections::HashMap, sync::Arc};

use platform::{
    Actor, App, Error, Result, Time,
    error::Message as Said,
    id::PersonId,
    journal::{self, Changes},
    listing::{List, Listing},
};
use store::{Reader, Writer};

use super::{
    Reaction,
    queries::{self, NewRow},
};
use crate::people::Cards;
use crate::{
    idempotency::{self, Answer, Once},
    messages::{
        conversations::{self, Last},
        journal::{DELETED, EDITED, SENT},
        live, rules,
        types::{self, Conversation, ConversationId, Message, MessageId, MessageText},
    },
};

/// A message with what stands about it.
#[derive(Clone, Debug)]
pub struct View {
    /// The message.
    pub message: Message,
    /// The one that it answers, where the asker sees it.
    pub answers: Option<Message>,
    /// The signs on it.
    pub reactions: Vec<Reaction>,
}

/// Messages with the people that they name.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The messages.
    pub listing: Listing<View>,
    /// The people.
    pub cards: Cards,
}

/// A message about to be sent, checked.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its id.
    pub id: MessageId,
    /// Its words.
    pub text: MessageText,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
}

/// A message that somebody sees.
pub fn seen(db: &Reader<'_>, me: PersonId, id: MessageId) -> Result<Option<Message>> {
    queries::seen(db, me, id)
}

fn require(db: &Reader<'_>, me: PersonId, id: MessageId) -> Result<Message> {
    queries::seen(db, me, id)?.ok_or_else(Error::not_found)
}

/// The newest message of each conversation.
pub fn last_of(db: &Reader<'_>, me: PersonId, ids: &[ConversationId]) -> Result<Last> {
    queries::last_of(db, me, ids)
}

/// Messages with what stands about them: a constant number of queries.
fn views(db: &Reader<'_>, me: PersonId, messages: Vec<Message>) -> Result<(Vec<View>, Cards)> {
    let ids: Vec<_> = messages.iter().map(|m| m.id).collect();
    let answered: Vec<_> = messages.iter().filter_map(|m| m.reply_to).collect();
    let answered: HashMap<_, _> = queries::seen_of(db, me, &answered)?
        .into_iter()
        .map(|m| (m.id, m))
        .collect();
    let mut reactions = queries::reactions(db, me, &ids)?;
    let view = |message: Message| View {
        answers: message.reply_to.and_then(|id| answered.get(&id).cloned()),
        reactions: reactions.remove(&message.id).unwrap_or_default(),
        message,
    };
    let views: Vec<_> = messages.into_iter().map(view).collect();
    let named = views
        .iter()
        .flat_map(|v| [&v.message].into_iter().chain(&v.answers))
        .map(|m| m.author);
    let cards = Cards::load(db, named)?;
    Ok((views, cards))
}

fn shown(db: &Reader<'_>, me: PersonId, found: Listing<Message>) -> Result<Shown> {
    let meta = found.meta;
    let (items, cards) = views(db, me, found.items)?;
    Ok(Shown {
        listing: Listing { items, meta },
        cards,
    })
}

/// One message, in a read that is open already.
pub fn one(db: &Reader<'_>, me: PersonId, id: MessageId) -> Result<(View, Cards)> {
    let (mut found, cards) = views(db, me, vec![require(db, me, id)?])?;
    Ok((found.pop().ok_or_else(Error::not_found)?, cards))
}

/// A part of the messages of one of the actor's conversations.
pub async fn list(app: &App, actor: &Actor, id: ConversationId, list: List) -> Result<Shown> {
    let (me, seal) = (actor.person, app.seal.clone());
    app.read(move |db| {
        let conversation = conversations::mine(db, me, id)?;
        let found = queries::list(db, &seal, me, &conversation, &list)?;
        shown(db, me, found)
    })
    .await
}

/// The newest messages of a conversation up to a number, oldest first.
pub fn latest(
    db: &Reader<'_>,
    me: PersonId,
    id: ConversationId,
    number: i64,
    limit: u32,
) -> Result<(Vec<View>, Cards)> {
    views(db, me, queries::up_to(db, me, id, number, limit)?)
}

/// The actor's messages that hold all words of a text, in whatever spelling.
pub async fn search(app: &App, actor: &Actor, list: List) -> Result<Shown> {
    let (me, seal) = (actor.person, app.seal.clone());
    let text = list.text("q").unwrap_or_default();
    let words: Vec<_> = ::search::tokens(text).into_iter().map(|t| t.word).collect();
    let words = serde_json::to_string(&words)?;
    app.read(move |db| shown(db, me, queries::search(db, &seal, me, &words, &list)?))
        .await
}

/// Sends a message.
pub async fn send(
    app: &App,
    actor: &Arc<Actor>,
    id: ConversationId,
    draft: Draft,
    call: Option<Once>,
) -> Result<(View, Cards)> {
    rules::may_send(actor)?;
    let (now, asker) = (app.clock.now(), actor.clone());
    let (sent, view) = app
        .write(move |tx| {
            let mut is_new = false;
            let answer = idempotency::once(tx, &asker, now, call.as_ref(), || {
                let conversation = conversations::mine(tx, asker.person, id)?;
                send_in(tx, &asker, &conversation, &draft, now)?;
                is_new = true;
                // Words stand in their own table alone: the answer is read again when it is given.
                let location = format!("/api/v1/conversations/{id}/messages");
                Answer::new(draft.id, location, &())
            })?;
            let message = MessageId::from_uuid(*answer.id.as_uuid());
            let view = one(tx, asker.person, message)?;
            Ok((is_new.then_some(message), view))
        })
        .await?;
    if let Some(message) = sent {
        live::sent(app, id, message).await;
    }
    Ok(view)
}

/// Sends a message in a transaction that is open already.
pub fn send_in(
    tx: &Writer<'_>,
    actor: &Actor,
    conversation: &Conversation,
    draft: &Draft,
    now: Time,
) -> Result<()> {
    let other = conversations::other_end(tx, actor.person, conversation)?;
    rules::may_write_in(actor, conversation, other.as_ref())?;
    if let Some(answered) = draft.reply_to {
        queries::seen(tx, actor.person, answered)?
            .filter(|m| m.conversation == conversation.id && !m.is_deleted)
            .ok_or_else(|| Error::invalid("reply_to_id", Said::new("message-unknown")))?;
    }
    let number = conversations::queries::advance(tx, conversation.id, actor.person, now)?;
    queries::insert(
        tx,
        &NewRow {
            id: draft.id,
            conversation: conversation.id,
            number,
            author: actor.person,
            reply_to: draft.reply_to,
            content: draft.text.as_str(),
            words: &draft.text.words(),
            now,
        },
    )?;
    journal::record(tx, actor, now, SENT, draft.id, Changes::none())?;
    Ok(())
}

/// Changes the words of one's own message, for a day.
pub async fn edit(
    app: &App,
    actor: &Arc<Actor>,
    id: MessageId,
    text: MessageText,
) -> Result<(View, Cards)> {
    let (now, asker) = (app.clock.now(), actor.clone());
    let view = app
        .write(move |tx| {
            let message = require(tx, asker.person, id)?;
            rules::may_edit(&asker, &message, now)?;
            if message.content != text.as_str() {
                queries::update(tx, id, text.as_str(), &text.words(), now)?;
                journal::record(tx, &asker, now, EDITED, id, Changes::none())?;
            }
            one(tx, asker.person, id)
        })
        .await?;
    live::message_changed(app, view.0.message.conversation, id).await;
    Ok(view)
}

/// Deletes one's own message: its words and the signs on it are gone at once.
pub async fn delete(app: &App, actor: &Arc<Actor>, id: MessageId) -> Result<ConversationId> {
    let (now, asker) = (app.clock.now(), actor.clone());
    let conversation = app
        .write(move |tx| {
            let message = require(tx, asker.person, id)?;
            rules::may_delete(&asker, &message)?;
            if !message.is_deleted {
                queries::delete(tx, id, now)?;
                journal::record(tx, &asker, now, DELETED, id, Changes::none())?;
            }
            Ok(message.conversation)
        })
        .await?;
    live::message_changed(app, conversation, id).await;
    Ok(conversation)
}

/// Puts the actor's sign on a message, or takes it off.
pub async fn react(
    app: &App,
    actor: &Arc<Actor>,
    id: MessageId,
    reaction: &str,
) -> Result<(View, Cards)> {
    let reaction = types::reaction(reaction).map_err(|m| Error::invalid("reaction", m))?;
    let (now, asker) = (app.clock.now(), actor.clone());
    let view = app
        .write(move |tx| {
            let message = require(tx, asker.person, id)?;
            rules::may_react(&asker, &message)?;
            queries::react(tx, asker.person, id, reaction, now)?;
            one(tx, asker.person, id)
        })
        .await?;
    live::message_changed(app, view.0.message.conversation, id).await;
    Ok(view)
}
