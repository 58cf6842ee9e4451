//! What others thought of the sample texts, noted in the journal as it would have been, so that
//! notifications follow from it as they do from what real people do.

use std::time::Duration;

use platform::{
    App, Result, Time,
    id::{AnyId, Id},
    journal::{self, Action, Changes},
};
use store::Writer;

use super::{
    calendar::Calendar,
    load::{Cast, Member},
};
use crate::{
    forum::{PostId, TopicId},
    notifications,
    use_cases::loading::UseCaseId,
};

const TOPIC_LIKED: Action = Action::new("forum_topic_like", "added");
const POST_LIKED: Action = Action::new("forum_post_like", "added");
const TOPIC_ANSWERED: Action = Action::new("forum_topic", "answered");
const CASE_LIKED: Action = Action::new("use_case", "liked");

/// What the sample people have left unread.
const UNREAD: Duration = Duration::from_hours(7 * 24);

/// Something that somebody did with what another wrote.
#[derive(Clone, Debug)]
pub(super) struct Noted {
    by: Member,
    action: Action,
    what: AnyId,
    at: Time,
}

impl Noted {
    fn new<K: ?Sized>(action: Action, what: Id<K>, by: &Member, at: Time) -> Self {
        Self {
            by: by.clone(),
            action,
            what: AnyId::from_uuid(*what.as_uuid()),
            at,
        }
    }

    pub(super) fn topic_liked(id: TopicId, by: &Member, at: Time) -> Self {
        Self::new(TOPIC_LIKED, id, by, at)
    }

    pub(super) fn post_liked(id: PostId, by: &Member, at: Time) -> Self {
        Self::new(POST_LIKED, id, by, at)
    }

    pub(super) fn case_liked(id: UseCaseId, by: &Member, at: Time) -> Self {
        Self::new(CASE_LIKED, id, by, at)
    }

    pub(super) fn answered(id: TopicId, by: &Member, at: Time) -> Self {
        Self::new(TOPIC_ANSWERED, id, by, at)
    }
}

/// Writes them into the journal in the order of time.
pub(super) fn note_all(tx: &Writer<'_>, mut noted: Vec<Noted>) -> Result<()> {
    noted.sort_by_key(|n| n.at);
    for one in noted {
        let nothing = Changes::none();
        journal::record(tx, &one.by.actor, one.at, one.action, one.what, nothing)?;
    }
    Ok(())
}

/// Tells the sample people of everything; what is older they have read.
pub(super) fn tell(app: &App, cast: &Cast, calendar: Calendar) -> Result<()> {
    notifications::catch_up(app)?;
    let people: Vec<_> = cast.people.values().map(|m| m.actor.person).collect();
    let before = calendar.now().minus(UNREAD);
    app.write_blocking(move |tx| {
        let mut people = people.iter();
        people.try_for_each(|person| notifications::read_before(tx, *person, before))
    })
}
