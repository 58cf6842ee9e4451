//! What people are told when something happens: the kinds, and how a room registers what it has to
//! tell. Making, keeping and showing notifications is a room of its own; this is the door to it,
//! for rooms that know each other only by the journal.
//!
//! A room declares a [`Source`] in its `feature()`: which rows of the journal it hears, whom it
//! tells of them, and of what kind the things are that it tells about ([`Subject`]).

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use store::Reader;

use crate::{
    error::Result,
    i18n::Language,
    id::{AnyId, PersonId},
    journal::Entry,
};

/// What a notification is about, for filters and preferences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Somebody answered.
    Reply,
    /// Somebody named the person.
    Mention,
    /// People like what the person wrote; collected.
    Like,
    /// The person's post answers a question best.
    BestAnswer,
    /// People follow what the person wrote; collected.
    Follow,
    /// A message came.
    Message,
    /// The person is invited.
    Invitation,
    /// A use case of the person was published, sent back, shown first, vouched for.
    UseCaseStatus,
    /// A moderator did something with what the person wrote.
    Moderation,
    /// A saved search found something new.
    SavedSearch,
    /// Work in the background has ended.
    JobDone,
    /// The operator tells everybody.
    Announcement,
    /// Something that concerns the person's account.
    Security,
}

impl Kind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 13] = [
        Self::Reply,
        Self::Mention,
        Self::BestAnswer,
        Self::Message,
        Self::Invitation,
        Self::UseCaseStatus,
        Self::Moderation,
        Self::Like,
        Self::Follow,
        Self::SavedSearch,
        Self::JobDone,
        Self::Announcement,
        Self::Security,
    ];

    /// The word in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Mention => "mention",
            Self::Like => "like",
            Self::BestAnswer => "best_answer",
            Self::Follow => "follow",
            Self::Message => "message",
            Self::Invitation => "invitation",
            Self::UseCaseStatus => "use_case_status",
            Self::Moderation => "moderation",
            Self::SavedSearch => "saved_search",
            Self::JobDone => "job_done",
            Self::Announcement => "announcement",
            Self::Security => "security",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == word)
    }

    /// Whether the person is always told: he cannot choose not to hear of his account.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Security)
    }
}

impl ToSql for Kind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for Kind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

/// Something to tell a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Whom.
    pub person: PersonId,
    /// Of what kind.
    pub kind: Kind,
    /// What happened in particular; the room of notifications has a text for each:
    /// `notification-KIND-ACTION`.
    pub action: &'static str,
    /// What must not be told the same person twice, e.g. `post:ID`.
    pub cause: String,
    /// What it is about: the type of a registered [`Subject`], and which one.
    pub subject: (&'static str, AnyId),
    /// What is opened to see the subject: the topic of a post, else the subject itself. Whoever
    /// opens it has read the notification.
    pub within: AnyId,
    /// Who did it; none for the server.
    pub actor: Option<PersonId>,
    /// Whether several actors are counted in one notification while it is unread.
    pub collects: bool,
}

/// What follows from a row of the journal for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// He is told, unless he chose otherwise or was told before.
    Tell(Telling),
    /// An actor took it back: he no longer counts while it is unread.
    Withdraw {
        /// Who was told.
        person: PersonId,
        /// Of what.
        cause: String,
        /// Who took it back.
        actor: PersonId,
    },
}

/// What is shown of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Which one.
    pub id: AnyId,
    /// Its title in the reader's language.
    pub title: String,
    /// Where it is; none when it can no longer be opened.
    pub url: Option<String>,
    /// A further sentence, such as the reason of a rejection; may be empty.
    pub note: String,
}

/// A kind of thing that notifications are about.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// Its type, as in the journal.
    pub resource: &'static str,
    /// The condition "the person may open the subject of the notification `n`", in the parameters
    /// of [`crate::visibility::sql`]. What it does not let through is neither listed nor counted.
    pub open: fn() -> String,
    /// What is shown of subjects. Called for what the condition let through, in the same view of
    /// the database.
    pub show: fn(&Reader<'_>, Language, &[AnyId]) -> Result<Vec<Shown>>,
}

/// What a room has to tell. Declared once and registered by its feature.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The kinds that it tells of; preferences offer these.
    pub kinds: &'static [Kind],
    /// The journal's resource types that it hears.
    pub resources: &'static [&'static str],
    /// What follows from a row. Called after the change committed, and perhaps again: it goes by
    /// how things stand.
    pub hear: fn(&Reader<'_>, &Entry) -> Result<Vec<Effect>>,
    /// What it tells about.
    pub subjects: &'static [Subject],
}
