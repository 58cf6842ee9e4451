//! Links by which a password is set: mailed to who forgot his, and to who was added by an
//! administrator.

use std::time::Duration;

use platform::{
    App, Language, Result,
    actor::Origin,
    mail::{self, Email},
    passwords,
    people::{self, Person},
    secret,
};

use crate::mails::{self, Purpose};

/// How long the link to a new account is good.
const INVITATION_LIFE: Duration = Duration::from_hours(7 * 24);

/// Mails a link when the address has an account. Known or not: the same answer after the same work;
/// only the rows differ that are written in the one transaction.
pub(super) async fn request(
    app: &App,
    typed: &str,
    language: Language,
    origin: Origin,
) -> Result<()> {
    let email = Email::parse(typed);
    let key = email.as_ref().map(Email::key).unwrap_or_default();
    let known = app
        .read(move |db| {
            let id = people::by_email(db, &key)?;
            Ok(id.map(|id| people::load(db, id)).transpose()?.flatten())
        })
        .await?;
    let language = known.as_ref().map_or(language, |p| p.profile.language);
    let to = known.as_ref().and_then(|p| Email::parse(&p.email).ok());
    let written = known.zip(to);
    write(
        app,
        written,
        Purpose::Forgotten,
        passwords::LINK_LIFE,
        language,
        origin,
    )
    .await
}

/// Mails somebody who was added by an administrator the link to choose a password.
pub(crate) async fn invite(app: &App, person: Person, origin: Origin) -> Result<()> {
    let (language, to) = (person.profile.language, Email::parse(&person.email).ok());
    let written = to.map(|to| (person, to));
    write(
        app,
        written,
        Purpose::Welcome,
        INVITATION_LIFE,
        language,
        origin,
    )
    .await
}

async fn write(
    app: &App,
    to: Option<(Person, Email)>,
    purpose: Purpose,
    life: Duration,
    language: Language,
    origin: Origin,
) -> Result<()> {
    let (secret, now, ids) = (secret::random()?, app.clock.now(), app.ids.clone());
    let name = to
        .as_ref()
        .map_or("", |(p, _)| p.profile.first_name.as_str());
    let letter = mails::password_link(app, purpose, language, name, &secret, life)?;
    app.write(move |tx| {
        let Some((person, to)) = to else {
            return Ok(());
        };
        passwords::link_for(tx, &person, &origin, &secret, now, life)?;
        mail::enqueue(tx, &ids, &letter.to(to), now)?;
        Ok(())
    })
    .await
}
