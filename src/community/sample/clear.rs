//! Taking the sample data out.

use platform::{
    App, Result, Time,
    actor::Origin,
    id::{AnyId, Id},
    journal::{self, Action, Changes},
    settings,
};
use store::{Reader, Writer};

use super::queries;
use crate::{
    forum::{self, TopicId},
    use_cases,
};

const TOPIC_REMOVED: Action = Action::new("forum_topic", "removed");
const CASE_REMOVED: Action = Action::new("use_case", "removed");
/// So many things go in one transaction.
const GROUP: u32 = 200;

/// Takes out the sample organisations, people, topics and use cases, and whatever hangs on them.
/// What sample people wrote in topics of others stays, under a removed member.
pub fn clear(app: &App) -> Result<()> {
    let now = app.clock.now();
    in_groups(app, now, queries::topics, |tx, id| {
        queries::delete_topic(tx, id)?;
        Ok(TOPIC_REMOVED)
    })?;
    in_groups(app, now, queries::cases, |tx, id| {
        queries::delete_case(tx, id)?;
        Ok(CASE_REMOVED)
    })?;
    let settings = app.write_blocking(move |tx| take_people_out(tx, now))?;
    app.settings.set(settings);
    app.sessions.forget_all();
    Ok(())
}

fn in_groups(
    app: &App,
    now: Time,
    find: fn(&Reader<'_>, u32) -> Result<Vec<AnyId>>,
    delete: fn(&Writer<'_>, AnyId) -> Result<Action>,
) -> Result<()> {
    loop {
        let gone = app.write_blocking(move |tx| {
            let found = find(tx, GROUP)?;
            for id in &found {
                let action = delete(tx, *id)?;
                // The search hears of it by the journal.
                let (origin, nothing) = (Origin::default(), Changes::none());
                journal::record_system(tx, None, &origin, now, action, Some(*id), nothing)?;
            }
            Ok(found.len())
        })?;
        if gone < GROUP as usize {
            return Ok(());
        }
    }
}

fn take_people_out(tx: &Writer<'_>, now: Time) -> Result<settings::Settings> {
    let topics = queries::foreign_topics(tx)?;
    let cases = queries::foreign_cases(tx)?;
    queries::delete_likes(tx)?;
    queries::give_back_cases(tx)?;
    for topic in topics {
        forum::loading::finish(tx, TopicId::from_uuid(*topic.as_uuid()))?;
    }
    for case in cases {
        use_cases::loading::finish(tx, Id::from_uuid(*case.as_uuid()))?;
    }
    forum::loading::recount(tx)?;
    queries::delete_files(tx)?;
    queries::delete_conversations(tx)?;
    for person in queries::people_who_wrote(tx)? {
        queries::empty_person(tx, person, now)?;
    }
    queries::delete_people(tx)?;
    let mut settings = settings::load(tx)?;
    if queries::load_of(tx)?.is_some_and(|l| l.opened_guests) {
        settings.guest_read = false;
        settings::save(tx, &settings, now)?;
    }
    queries::forget(tx)?;
    Ok(settings)
}
