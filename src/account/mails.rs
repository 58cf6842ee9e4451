//! The mails of this feature, written out in the reader's language.

use std::{fmt::Display, time::Duration};

use askama::Template;
use platform::{
    App, Error, Language, Result,
    mail::{Email, NewMail, Notice},
    people::Person,
};

/// Why a link is mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The password was forgotten.
    Forgotten,
    /// An administrator made the account.
    Welcome,
    /// Whoever registered shows that the address is his.
    Confirm,
}

impl Purpose {
    const fn kind(self) -> &'static str {
        match self {
            Self::Forgotten => "password_reset",
            Self::Welcome => "welcome",
            Self::Confirm => "email_verification",
        }
    }
}

/// A mail without its recipient.
#[derive(Debug)]
pub(crate) struct Letter {
    kind: &'static str,
    language: Language,
    subject: String,
    text: String,
    html: String,
}

impl Letter {
    /// The mail to somebody.
    pub(crate) fn to(self, to: Email) -> NewMail {
        NewMail {
            kind: self.kind,
            to,
            language: self.language,
            subject: self.subject,
            text: self.text,
            html: self.html,
        }
    }
}

/// What both parts of a mail say, paragraph by paragraph.
struct Words {
    language: Language,
    greeting: String,
    before: String,
    action: &'static str,
    link: String,
    /// What is said below the link; empty for nothing.
    after: String,
    site: String,
}

#[derive(Template)]
#[template(path = "mail/link.html")]
struct LinkHtml<'a> {
    words: &'a Words,
}

#[derive(Template)]
#[template(path = "mail/link.txt", escape = "none")]
struct LinkText<'a> {
    words: &'a Words,
}

/// The mail with a link by which a password is set.
pub(crate) fn password_link(
    app: &App,
    purpose: Purpose,
    language: Language,
    name: &str,
    secret: &str,
    life: Duration,
) -> Result<Letter> {
    let site = app.settings.get().site_name.clone();
    let path = match purpose {
        Purpose::Forgotten | Purpose::Welcome => "reset-password",
        Purpose::Confirm => "confirm-address",
    };
    let hours = life.as_secs() / 3600;
    let text = |key: &str, args: &[(&str, &dyn Display)]| language.with(key, args);
    let (subject, before, action) = match purpose {
        Purpose::Forgotten => (
            text("mail-forgotten-subject", &[("site", &site)]),
            text("mail-forgotten-before", &[("site", &site)]),
            language.t("mail-forgotten-action"),
        ),
        Purpose::Welcome => (
            text("mail-welcome-subject", &[("site", &site)]),
            text("mail-welcome-before", &[("site", &site)]),
            language.t("mail-welcome-action"),
        ),
        Purpose::Confirm => (
            text("mail-confirm-subject", &[("site", &site)]),
            text("mail-confirm-before", &[("site", &site)]),
            language.t("mail-confirm-action"),
        ),
    };
    let words = Words {
        language,
        greeting: text("mail-greeting", &[("name", &name)]),
        before,
        action,
        link: format!("{}/{path}?token={secret}", base(app)),
        after: text("mail-link-life", &[("hours", &hours)]),
        site,
    };
    letter(purpose.kind(), subject, &words)
}

/// What the server tells somebody by itself.
pub(crate) fn notice(app: &App, notice: Notice, to: &Person) -> Result<NewMail> {
    let address = Email::parse(&to.email).map_err(|m| Error::invalid("email", m))?;
    let (language, name) = (to.profile.language, &to.profile.first_name);
    let site = app.settings.get().site_name.clone();
    let text = |key: &str, args: &[(&str, &dyn Display)]| language.with(key, args);
    let (kind, subject, before) = match notice {
        Notice::SignInLocked => (
            "sign_in_locked",
            text("mail-locked-subject", &[("site", &site)]),
            text("mail-locked-before", &[("site", &site)]),
        ),
        Notice::AddressTaken => (
            "address_taken",
            text("mail-taken-subject", &[("site", &site)]),
            text("mail-taken-before", &[("site", &site)]),
        ),
    };
    let words = Words {
        language,
        greeting: text("mail-greeting", &[("name", name)]),
        before,
        action: language.t("mail-forgotten-action"),
        link: format!("{}/forgot-password", base(app)),
        after: String::new(),
        site,
    };
    Ok(letter(kind, subject, &words)?.to(address))
}

fn letter(kind: &'static str, subject: String, words: &Words) -> Result<Letter> {
    Ok(Letter {
        kind,
        language: words.language,
        subject: subject.replace(char::is_control, " "),
        text: LinkText { words }.render().map_err(Error::internal)?,
        html: LinkHtml { words }.render().map_err(Error::internal)?,
    })
}

/// Where people reach the server, from the configuration alone: a request's own `Host` could be
/// anybody's.
fn base(app: &App) -> String {
    let server = &app.config.server;
    let given = server
        .public_url
        .as_deref()
        .map(|u| u.trim_end_matches('/').to_owned());
    given.unwrap_or_else(|| format!("http://{}", server.listen))
}
