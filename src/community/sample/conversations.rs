//! The conversations of the sample people.

use std::collections::HashSet;

use platform::{App, Result, id::PersonId};
use store::Writer;

use super::{
    calendar::Calendar,
    data::{Conversation, Data},
    load::Cast,
};
use crate::messages::{
    loading::{self, LoadedConversation},
    people,
    types::{ConversationId, Settings},
};

/// Lets the people talk to each other.
pub(super) fn write(app: &App, cast: &Cast, calendar: Calendar) -> Result<()> {
    let (ids, cast) = (app.ids.clone(), cast.clone());
    app.write_blocking(move |tx| {
        let data = Data::read()?;
        for given in &data.conversations {
            let loaded = LoadedConversation {
                id: ids.next(),
                title: given.title.clone(),
                people: people_of(&cast, &given.participants)?,
                at: calendar.begun(given),
            };
            loading::conversation(tx, &loaded)?;
            talk(tx, &ids, &cast, (given, loaded.id), calendar)?;
            allow_each_other(tx, &loaded.people)?;
        }
        Ok(())
    })
}

fn people_of(cast: &Cast, keys: &[String]) -> Result<Vec<PersonId>> {
    keys.iter().map(|key| cast.person(key)).collect()
}

/// Everybody has read everything, but for those who have not looked since they wrote last.
fn talk(
    tx: &Writer<'_>,
    ids: &platform::id::Ids,
    cast: &Cast,
    (given, id): (&Conversation, ConversationId),
    calendar: Calendar,
) -> Result<()> {
    for message in &given.messages {
        let away: HashSet<_> = given.unread_by.iter().collect();
        let readers = given.participants.iter().filter(|key| !away.contains(key));
        let readers: Vec<_> = readers.cloned().collect();
        let author = cast.person(&message.author)?;
        loading::message(
            tx,
            (id, ids.next()),
            (author, &message.content),
            calendar.message(given, message),
            &people_of(cast, &readers)?,
        )?;
    }
    Ok(())
}

/// They are of different companies: who talks here lets others write to him.
fn allow_each_other(tx: &Writer<'_>, people: &[PersonId]) -> Result<()> {
    for person in people {
        let settings = Settings {
            takes_from_others: true,
            ..people::settings_of(tx, *person)?
        };
        people::set(tx, *person, settings)?;
    }
    Ok(())
}
