//! Links by which a password is set: mailed to who forgot his, and to who was added by an
//! administrator.

use std::time::Duration;

use platform::{
    App, Error, Language, Result, Time,
    actor::Origin,
    id::{Ids, PersonId},
    mail::{self, Email, NewMail},
    passwords,
    people::{self, Person},
    secret,
};
use store::Writer;

use crate::mails::{self, Letter, Purpose};

/// How long the link to a new account is good.
const INVITATION_LIFE: Duration = Duration::from_hours(7 * 24);

/// How long the link that verifies an address is good.
const CONFIRM_LIFE: Duration = Duration::from_hours(24);

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
    let wanted = key.clone();
    let known = app
        .read(move |db| {
            let id = people::by_email(db, &wanted)?;
            Ok(id.map(|id| people::load(db, id)).transpose()?.flatten())
        })
        .await?;
    let language = known.as_ref().map_or(language, |p| p.profile.language);
    let to = known.as_ref().and_then(|p| Email::parse(&p.email).ok());
    let link = Link::new(Purpose::Forgotten, passwords::LINK_LIFE, origin)?;
    let name = known.as_ref().map_or("", |p| p.profile.first_name.as_str());
    let letter = link.letter(app, language, name)?;
    let (ids, now) = (app.ids.clone(), app.clock.now());
    app.write(move |tx| {
        let is_allowed = passwords::asked(tx, &key, now)?;
        match known.zip(to) {
            Some((person, to)) if is_allowed => link.send(tx, &ids, &person, letter.to(to), now),
            _ => Ok(()),
        }
    })
    .await
}

/// Mails somebody who was added by an administrator the link to choose a password.
pub(crate) async fn invite(app: &App, person: Person, origin: Origin) -> Result<()> {
    let to = Email::parse(&person.email).map_err(|m| Error::invalid("email", m))?;
    let link = Link::new(Purpose::Welcome, INVITATION_LIFE, origin)?;
    let profile = &person.profile;
    let letter = link.letter(app, profile.language, &profile.first_name)?;
    let (ids, now) = (app.ids.clone(), app.clock.now());
    app.write(move |tx| link.send(tx, &ids, &person, letter.to(to), now))
        .await
}

/// Mails whoever registered the link that shows that the address is his.
pub(super) async fn confirm(app: &App, person: PersonId, origin: Origin) -> Result<()> {
    let found = app.read(move |db| people::load(db, person)).await?;
    let person = found.ok_or_else(Error::not_found)?;
    let to = Email::parse(&person.email).map_err(|m| Error::invalid("email", m))?;
    let link = Link::new(Purpose::Confirm, CONFIRM_LIFE, origin)?;
    let profile = &person.profile;
    let letter = link.letter(app, profile.language, &profile.first_name)?;
    let (ids, now) = (app.ids.clone(), app.clock.now());
    app.write(move |tx| link.send(tx, &ids, &person, letter.to(to), now))
        .await
}

/// A link about to be mailed.
struct Link {
    secret: String,
    purpose: Purpose,
    life: Duration,
    origin: Origin,
}

impl Link {
    fn new(purpose: Purpose, life: Duration, origin: Origin) -> Result<Self> {
        Ok(Self {
            secret: secret::random()?,
            purpose,
            life,
            origin,
        })
    }

    fn letter(&self, app: &App, language: Language, name: &str) -> Result<Letter> {
        mails::password_link(app, self.purpose, language, name, &self.secret, self.life)
    }

    fn send(
        &self,
        tx: &Writer<'_>,
        ids: &Ids,
        person: &Person,
        mail: NewMail,
        now: Time,
    ) -> Result<()> {
        passwords::link_for(tx, person, &self.origin, &self.secret, now, self.life)?;
        mail::enqueue(tx, ids, &mail, now)?;
        Ok(())
    }
}
