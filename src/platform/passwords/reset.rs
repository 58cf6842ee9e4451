//! Changing a password: by its owner, by a link that was mailed to him, or by the operator.

use std::{sync::Arc, time::Duration};

use store::Writer;

use super::{judge, queries};
use crate::{
    actor::{Actor, Origin},
    app::App,
    error::{Error, Message, Result},
    journal::{self, Action, Changes},
    people::{self, Person},
    secret, sessions, sign_in,
    time::Time,
};

/// How long a mailed link is good.
pub const LINK_LIFE: Duration = Duration::from_hours(1);
const PASSWORD_CHANGED: Action = Action::new("person", "password_changed");
const CONFIRMED: Action = Action::new("person", "email_verified");
const LINK_SENT: Action = Action::new("person", "password_link_sent");

/// Notes that a link was asked for an address, known or not, so that both take the same time. False
/// when there were so many lately that no further one is mailed.
pub fn asked(tx: &Writer<'_>, address: &str, now: Time) -> Result<bool> {
    sign_in::may_mail(tx, address, now)
}

/// Makes a link's secret good for a person, and every former one worthless.
pub fn link_for(
    tx: &Writer<'_>,
    person: &Person,
    origin: &Origin,
    secret: &str,
    now: Time,
    life: Duration,
) -> Result<()> {
    queries::forget_tokens(tx, person.id)?;
    queries::insert_token(tx, secret::hash(secret), person.id, now, now.plus(life))?;
    let id = Some(person.id);
    journal::record_system(
        tx,
        Some(person.organization),
        origin,
        now,
        LINK_SENT,
        id,
        Changes::none(),
    )?;
    Ok(())
}

/// Whether a mailed link is still good, for the page that it leads to.
pub async fn is_good(app: &App, link: &str) -> Result<bool> {
    let (hash, now) = (secret::hash(link), app.clock.now());
    let owner = app
        .read(move |db| queries::token_owner(db, hash, now))
        .await?;
    Ok(owner.is_some())
}

/// Verifies the address by a mailed link: once, within its time.
pub async fn confirm(app: &App, link: &str, origin: Origin) -> Result<()> {
    let (hash, now) = (secret::hash(link), app.clock.now());
    app.write(move |tx| {
        let owner = queries::token_owner(tx, hash, now)?.ok_or_else(bad_link)?;
        let person = people::load(tx, owner)?.ok_or_else(bad_link)?;
        queries::forget_tokens(tx, owner)?;
        queries::verify_email(tx, owner, now)?;
        let organization = Some(person.organization);
        let changes = Changes::none().field("email_verified", false, true);
        journal::record_system(
            tx,
            organization,
            &origin,
            now,
            CONFIRMED,
            Some(owner),
            changes,
        )?;
        Ok(())
    })
    .await?;
    app.sessions.forget_all();
    Ok(())
}

/// Sets the password by a mailed link: once, within its time. Ends every session. The address is
/// verified by it.
pub async fn reset(app: &App, link: &str, password: String, origin: Origin) -> Result<()> {
    let (hash, now) = (secret::hash(link), app.clock.now());
    let owner = app
        .read(move |db| {
            let owner = queries::token_owner(db, hash, now)?;
            let person = owner.map(|id| people::load(db, id)).transpose()?;
            Ok(person.flatten())
        })
        .await?;
    let person = owner.ok_or_else(bad_link)?;
    judge_for(&person, "password", &password)?;
    let kept = app.passwords.hash(&password).await?;
    app.write(move |tx| {
        // Asked again inside the transaction: of several at once, one is let through.
        let owner = queries::token_owner(tx, hash, now)?.ok_or_else(bad_link)?;
        queries::forget_tokens(tx, owner)?;
        queries::verify_email(tx, owner, now)?;
        keep(tx, &person, &kept, &origin, now)
    })
    .await?;
    app.sessions.forget_all();
    Ok(())
}

fn bad_link() -> Error {
    Error::invalid("token", Message::new("link-invalid"))
}

fn judge_for(person: &Person, field: &'static str, password: &str) -> Result<()> {
    let profile = &person.profile;
    let about = [
        person.email.as_str(),
        &profile.first_name,
        &profile.last_name,
    ];
    judge(password, &about).map_err(|message| Error::invalid(field, message))
}

fn keep(tx: &Writer<'_>, person: &Person, kept: &str, origin: &Origin, now: Time) -> Result<()> {
    queries::set(tx, person.id, kept, now)?;
    sessions::end_all(tx, person.id, None)?;
    let changes = Changes::none().field("password", "***", "*** (new)");
    let id = Some(person.id);
    journal::record_system(
        tx,
        Some(person.organization),
        origin,
        now,
        PASSWORD_CHANGED,
        id,
        changes,
    )?;
    Ok(())
}

/// The owner changes his password, giving the present one. Every other session ends; a browser
/// session goes on under the new secret that is answered.
pub async fn change(
    app: &App,
    actor: &Arc<Actor>,
    current: String,
    new: String,
) -> Result<Option<String>> {
    let (person, _) = people::me(app, actor).await?;
    let id = actor.person;
    let attempt = sign_in::guard(app, &person.email.to_ascii_lowercase(), &actor.origin).await?;
    let kept = app.read(move |db| queries::kept(db, id)).await?;
    if !app.passwords.verify(&current, kept).await?.is_right {
        let whose = Some((person.organization, id));
        sign_in::failed(app, whose, attempt, actor.origin.clone()).await?;
        return Err(Error::invalid(
            "current_password",
            Message::new("password-wrong"),
        ));
    }
    judge_for(&person, "new_password", &new)?;
    let hash = app.passwords.hash(&new).await?;
    let (actor, now, fresh) = (actor.clone(), app.clock.now(), secret::random()?);
    let rotated = app
        .write(move |tx| {
            sign_in::forgive(tx, &attempt)?;
            queries::set(tx, actor.person, &hash, now)?;
            sessions::end_all(tx, actor.person, actor.session)?;
            let rotated = match actor.session {
                Some(session) => sessions::rotate_browser(tx, session, &fresh)?,
                None => false,
            };
            let changes = Changes::none().field("password", "***", "*** (new)");
            journal::record(tx, &actor, now, PASSWORD_CHANGED, actor.person, changes)?;
            Ok(rotated.then_some(fresh))
        })
        .await?;
    app.sessions.forget_all();
    Ok(rotated)
}

/// The operator sets somebody's password from the command line. Ends every session.
pub fn set_by_operator(app: &App, email: &str, password: &str) -> Result<()> {
    let key = email.trim().to_ascii_lowercase();
    let found = app.store.read_blocking(|db| {
        let id = people::by_email(db, &key)?;
        id.map(|id| people::load(db, id)).transpose()
    })?;
    let person = found.flatten().ok_or_else(Error::not_found)?;
    judge_for(&person, "password", password)?;
    let (kept, now) = (app.passwords.hash_blocking(password)?, app.clock.now());
    app.write_blocking(move |tx| keep(tx, &person, &kept, &Origin::default(), now))?;
    app.sessions.forget_all();
    Ok(())
}
