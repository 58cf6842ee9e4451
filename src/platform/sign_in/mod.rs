//! Showing who one is by address and password.
//!
//! A wrong password and an unknown address are told apart by nothing: same answer, same work, same
//! writes. An attempt is counted before the password is checked, so that many at once do not slip
//! through; the right password takes its count back.

mod attempts;
mod queries;

use std::sync::Arc;

pub(crate) use attempts::{Attempt, forgive, may_mail};
pub use attempts::{Limits, wait};
#[cfg(test)]
pub(crate) use queries::SWEEP;

use crate::{
    actor::Origin,
    app::App,
    error::{Error, Kind as ErrorKind, Result},
    id::{OrganizationId, PersonId},
    journal::{self, Action, Changes},
    mail::{self, Email, NewMail, Notice},
    passwords::MAX_BYTES,
    people::{self, Identity},
    sessions::{self, Kind, NewSession},
    time::Time,
};

/// A wrong password or an unknown address.
pub const FAILED: Action = Action::new("sign_in", "failed");
/// Too many of them: attempts are turned away for a while.
pub const LOCKED: Action = Action::new("sign_in", "locked");

/// Who signed in, with the session that was opened.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub identity: Identity,
    /// His session, with the secret to hand out.
    pub session: NewSession,
}

/// Checks address and password and opens a session. 401 `invalid_credentials`, 403 when the account
/// or the organisation is shut, 429 `too_many_attempts`.
pub async fn sign_in(
    app: &App,
    email: &str,
    password: &str,
    kind: Kind,
    origin: Origin,
) -> Result<SignedIn> {
    let address = Email::parse(email).map(|e| e.key());
    let account = address
        .clone()
        .unwrap_or_else(|_| email.chars().take(254).collect());
    let attempt = guard(app, &account, &origin).await?;
    let candidate = candidate(app, address.ok()).await?;
    let fits = password.len() <= MAX_BYTES;
    let (known, kept) = match candidate {
        Some(c) => (Some(c.identity), c.kept.filter(|_| fits)),
        None => (None, None),
    };
    let verdict = app
        .passwords
        .verify(if fits { password } else { "" }, kept)
        .await?;
    match known {
        Some(identity) if verdict.is_right => {
            identity.may_enter(app.settings.get().require_verified_email)?;
            welcome(app, identity, verdict.rehashed, attempt, kind, origin).await
        }
        known => {
            app.metrics.sign_ins_failed.add();
            let whose = known.map(|i| (i.organization, i.person));
            failed(app, whose, attempt, origin).await?;
            Err(Error::new(
                ErrorKind::Unauthenticated,
                "invalid-credentials",
            ))
        }
    }
}

/// Counts an attempt at an account's password before it is made; 429 when there were too many.
pub(crate) async fn guard(app: &App, account: &str, origin: &Origin) -> Result<Attempt> {
    let keys = attempts::Keys::new(account, origin.ip.as_deref());
    attempts::count(app, keys, origin).await
}

/// Counts an attempt at no account in particular, such as opening one: 429 when too many of an
/// address of the network failed.
pub(crate) async fn guard_network(app: &App, origin: &Origin) -> Result<Attempt> {
    let keys = attempts::Keys::of_network(origin.ip.as_deref());
    attempts::count(app, keys, origin).await
}

struct Candidate {
    identity: Identity,
    kept: Option<String>,
}

async fn candidate(app: &App, key: Option<String>) -> Result<Option<Candidate>> {
    let key = key.unwrap_or_default();
    app.read(move |db| {
        let Some(person) = people::by_email(db, &key)? else {
            return Ok(None);
        };
        let kept = crate::passwords::kept(db, person)?;
        Ok(people::identity(db, person)?.map(|identity| Candidate { identity, kept }))
    })
    .await
}

async fn welcome(
    app: &App,
    identity: Identity,
    rehashed: Option<String>,
    attempt: Attempt,
    kind: Kind,
    origin: Origin,
) -> Result<SignedIn> {
    let (session, now) = (NewSession::new(&app.ids, kind)?, app.clock.now());
    let signed = SignedIn { identity, session };
    app.write(move |tx| {
        if let Some(hash) = rehashed {
            crate::passwords::set(tx, signed.identity.person, &hash, now)?;
        }
        forgive(tx, &attempt)?;
        sessions::open(tx, &signed.identity, &signed.session, &origin, now)?;
        Ok(signed)
    })
    .await
}

/// Notes an attempt that failed, and tells the owner when it locked his account. Written for unknown
/// addresses too: the same work, and the operator sees the guessing.
pub(crate) async fn failed(
    app: &App,
    whose: Option<(OrganizationId, PersonId)>,
    attempt: Attempt,
    origin: Origin,
) -> Result<()> {
    let told = match whose {
        Some((_, person)) if attempt.locks => lock_notice(app, person).await?,
        _ => None,
    };
    let (ids, now) = (app.ids.clone(), app.clock.now());
    app.write(move |tx| {
        let (organization, person) = whose.unzip();
        journal::record_system(
            tx,
            organization,
            &origin,
            now,
            FAILED,
            person,
            Changes::none(),
        )?;
        if attempt.locks {
            attempts::note_lock(tx, "account", whose, &origin, now)?;
        }
        told.map_or(Ok(()), |mail| mail::notify(tx, &ids, &mail, now))
    })
    .await
}

async fn lock_notice(app: &App, person: PersonId) -> Result<Option<NewMail>> {
    let owner = app.read(move |db| people::load(db, person)).await?;
    match owner {
        Some(owner) => app.hooks.notice(app, Notice::SignInLocked, &owner),
        None => Ok(None),
    }
}

/// Opens a session for a person who was made just now: registration and setup.
pub async fn enter(app: &App, person: PersonId, kind: Kind, origin: Origin) -> Result<SignedIn> {
    let (session, now) = (NewSession::new(&app.ids, kind)?, app.clock.now());
    app.write(move |tx| {
        let identity = people::identity(tx, person)?.ok_or_else(Error::not_found)?;
        sessions::open(tx, &identity, &session, &origin, now)?;
        Ok(SignedIn { identity, session })
    })
    .await
}

/// Signs out: ends the actor's own session.
pub async fn sign_out(app: &App, actor: &Arc<crate::Actor>) -> Result<()> {
    match actor.session {
        Some(session) => sessions::end(app, actor, session).await,
        None => Ok(()),
    }
}

/// Forgets failures that count no more.
pub fn sweep(tx: &store::Writer<'_>, now: Time) -> Result<()> {
    queries::sweep(tx, now.minus(attempts::WINDOW))
}
