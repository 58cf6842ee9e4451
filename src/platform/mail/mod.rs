//! Mail: every mail is first a row of the outbox, so that a server without a mail relay still lets
//! its operator read it and copy a link from it. An address is an [`Email`] before it gets here, so
//! that no header can be smuggled in through one.

mod address;
mod queries;

use std::time::Duration;

use store::{Reader, Writer};

pub use address::Email;

use crate::{
    error::{Error, Result},
    i18n::Language,
    id::Ids,
    time::Time,
};

/// Names the kind in [`MailId`].
#[derive(Debug)]
pub enum MailKind {}
/// A mail's id.
pub type MailId = crate::id::Id<MailKind>;

/// A mail to be sent, written out in the reader's language.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// What it is about, e.g. `password_reset`.
    pub kind: &'static str,
    /// To whom.
    pub to: Email,
    /// In which language it is written.
    pub language: Language,
    /// One line.
    pub subject: String,
    /// The plain part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// What the server tells somebody by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Somebody guessed at the password so often that signing in waits.
    SignInLocked,
    /// Somebody tried to open an account with an address that has one.
    AddressTaken,
}

/// How often the same notice is mailed at most.
const NOTICE_EVERY: Duration = Duration::from_hours(24);

/// How far a mail has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailStatus {
    /// In the outbox.
    Waiting,
    /// Handed over to the relay.
    Sent,
    /// Refused by the relay.
    Failed,
}

impl MailStatus {
    /// The word in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Failed]
            .into_iter()
            .find(|s| s.as_str() == text)
    }
}

/// A mail of the outbox.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// What it is about.
    pub kind: String,
    /// To whom.
    pub recipient: String,
    /// Its language.
    pub language: Language,
    /// Its subject.
    pub subject: String,
    /// Its plain part.
    pub text: String,
    /// How far it has come.
    pub status: MailStatus,
    /// When it was written.
    pub created_at: Time,
}

/// Puts a mail into the outbox, in the transaction that caused it.
pub fn enqueue(tx: &Writer<'_>, ids: &Ids, mail: &NewMail, now: Time) -> Result<MailId> {
    if mail.subject.chars().any(char::is_control) {
        return Err(Error::internal("a subject of more than one line"));
    }
    let id = ids.next();
    queries::insert(tx, id, mail, now)?;
    Ok(id)
}

/// Puts a notice into the outbox, unless the same went to the same address within a day: nobody
/// fills another's mailbox by knocking.
pub fn notify(tx: &Writer<'_>, ids: &Ids, mail: &NewMail, now: Time) -> Result<()> {
    let since = now.minus(NOTICE_EVERY);
    if !queries::was_written(tx, mail.kind, mail.to.as_str(), since)? {
        enqueue(tx, ids, mail, now)?;
    }
    Ok(())
}

/// How many mails wait, and how many could not be delivered.
pub fn undelivered(db: &Reader<'_>) -> Result<(u64, u64)> {
    Ok((
        queries::number(db, "waiting")?,
        queries::number(db, "failed")?,
    ))
}

/// The newest mails of the outbox, before `before` when going on.
pub fn newest(db: &Reader<'_>, before: Option<MailId>, limit: u32) -> Result<Vec<Mail>> {
    queries::newest(db, before, limit)
}
