//! Putting conversations in that took place elsewhere: the sample data.

use platform::{Result, Time, id::PersonId};
use store::Writer;

use super::{
    conversations::queries as conversations,
    message::queries as messages,
    types::{ConversationId, MessageId, words},
};

/// A conversation to be put in.
#[derive(Clone, Debug)]
pub struct LoadedConversation {
    /// Its id.
    pub id: ConversationId,
    /// A group's title; none for a direct conversation.
    pub title: Option<String>,
    /// Who takes part, the one who began it first.
    pub people: Vec<PersonId>,
    /// When it began.
    pub at: Time,
}

/// Puts a conversation in, without messages.
pub fn conversation(tx: &Writer<'_>, loaded: &LoadedConversation) -> Result<()> {
    let [creator, others @ ..] = loaded.people.as_slice() else {
        return Ok(());
    };
    let with = match (&loaded.title, others) {
        (None, [other]) => Some(*other),
        _ => None,
    };
    let new = conversations::NewRow {
        id: loaded.id,
        with,
        title: loaded.title.as_deref().unwrap_or_default(),
        creator: *creator,
        now: loaded.at,
    };
    conversations::insert(tx, &new)?;
    conversations::join(tx, loaded.id, &loaded.people, loaded.at)
}

/// Puts a message in; whoever is in `readers` has read up to it.
pub fn message(
    tx: &Writer<'_>,
    (conversation, id): (ConversationId, MessageId),
    (author, content): (PersonId, &str),
    at: Time,
    readers: &[PersonId],
) -> Result<()> {
    let number = conversations::advance(tx, conversation, author, at)?;
    messages::insert(
        tx,
        &messages::NewRow {
            id,
            conversation,
            number,
            author,
            reply_to: None,
            content,
            words: &words(content),
            now: at,
        },
    )?;
    for reader in readers {
        conversations::read(tx, *reader, conversation, number, at)?;
    }
    Ok(())
}
