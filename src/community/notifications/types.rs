//! What a notification is.

use std::time::Duration;

use platform::{
    Time,
    id::{AnyId, Id, PersonId},
    notifying::{Kind, Shown},
};

use crate::people::Cards;

/// How long they are kept.
pub const LIFE: Duration = Duration::from_hours(90 * 24);
/// How many of those who did it are named.
pub const NAMED: usize = 3;

/// Names the kind in [`NotificationId`].
#[derive(Debug)]
pub enum Name {}
/// A notification's id.
pub type NotificationId = Id<Name>;

/// A notification as it is kept.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which one.
    pub id: NotificationId,
    /// Of what kind.
    pub kind: Kind,
    /// What happened in particular.
    pub action: String,
    /// The type of what it is about.
    pub subject_type: String,
    /// What it is about.
    pub subject: AnyId,
    /// When the newest of what is collected here happened.
    pub created_at: Time,
    /// When the person read it.
    pub read_at: Option<Time>,
}

/// Who did it.
#[derive(Clone, Debug, Default)]
pub struct Doers {
    /// The latest, at most [`NAMED`].
    pub latest: Vec<PersonId>,
    /// How many in all.
    pub count: i64,
}

/// A notification as it is shown.
#[derive(Clone, Debug)]
pub struct Notification {
    /// What is kept of it.
    pub row: Row,
    /// Who did it.
    pub doers: Doers,
    /// What is shown of its subject.
    pub shown: Shown,
}

/// A part of a person's notifications, with the people that they name.
#[derive(Debug)]
pub struct Notifications {
    /// The notifications.
    pub listing: platform::listing::Listing<Notification>,
    /// The people.
    pub authors: Cards,
}

/// How many there are of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    /// Which kind.
    pub kind: Kind,
    /// All.
    pub total: u64,
    /// Those that were not read.
    pub unread: u64,
}

/// What a person chose for a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference {
    /// Which kind.
    pub kind: Kind,
    /// Whether he is told on pages and by the API.
    pub in_app: bool,
}
