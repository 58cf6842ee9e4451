//! Whom one may write to, whom one blocked, and what one set about messages.

pub mod api;
mod queries;

use std::sync::Arc;

use platform::{Actor, App, Error, Result, error::Message as Said, hooks::PersonAct, id::PersonId};
use store::{Reader, Writer};

use super::{
    rules::{self, Reach},
    types::Settings,
};
use crate::people::Card;

/// How many people are suggested.
const SUGGESTED: u32 = 20;

/// 422 unless every one of these people can be written to. Why not is not told: who blocked the
/// asker, let him not write, or never existed are the same to him.
pub(super) fn require_reach(db: &Reader<'_>, actor: &Actor, people: &[PersonId]) -> Result<()> {
    let found = queries::reaches(db, actor.person, people)?;
    let within = |person: &PersonId| found.get(person).is_some_and(|r| rules::reaches(actor, r));
    if people.iter().all(within) {
        return Ok(());
    }
    Err(Error::invalid(
        "participants",
        Said::new("person-out-of-reach"),
    ))
}

/// What decides whether one person can be written to.
pub(super) fn reach(db: &Reader<'_>, me: PersonId, other: PersonId) -> Result<Option<Reach>> {
    Ok(queries::reaches(db, me, &[other])?.remove(&other))
}

/// Whether somebody can be written to, and whether the asker blocked him.
pub fn standing(db: &Reader<'_>, actor: &Actor, other: PersonId) -> Result<(bool, bool)> {
    let reach = reach(db, actor.person, other)?;
    let can = rules::may_send(actor).is_ok() && reach.is_some_and(|r| rules::reaches(actor, &r));
    let is_blocked = queries::is_blocked_by(db, actor.person, other)?;
    Ok((can && other != actor.person, is_blocked))
}

/// What one can do about a person on his page: write to him, block him, take the block back.
pub fn acts(db: &Reader<'_>, actor: &Actor, other: PersonId) -> Result<Vec<PersonAct>> {
    let mut acts = Vec::new();
    if other == actor.person {
        return Ok(acts);
    }
    let (can_write, is_blocked) = standing(db, actor, other)?;
    if can_write {
        acts.push(PersonAct {
            href: format!("/messages/new?to={other}"),
            label: "messages-write",
            icon: "mail",
            is_form: false,
        });
    }
    if is_blocked || queries::is_known(db, actor.person, other)? {
        let (suffix, label) = if is_blocked {
            ("/remove", "messages-unblock-person")
        } else {
            ("", "messages-block-person")
        };
        acts.push(PersonAct {
            href: format!("/messages/blocks/{other}{suffix}"),
            label,
            icon: "circle-x",
            is_form: true,
        });
    }
    Ok(acts)
}

/// People whom the actor may write to, by the beginning of a word of the name.
pub async fn suggestions(app: &App, actor: &Actor, text: String) -> Result<Vec<Card>> {
    let me = actor.person;
    app.read(move |db| queries::within_reach(db, me, &text, SUGGESTED))
        .await
}

/// What somebody set.
pub fn settings_of(db: &Reader<'_>, me: PersonId) -> Result<Settings> {
    Ok(queries::settings(db, me)?.unwrap_or_default())
}

/// Sets it anew.
pub fn set(tx: &Writer<'_>, me: PersonId, settings: Settings) -> Result<()> {
    queries::set(tx, me, settings)
}

/// What the actor set.
pub async fn settings(app: &App, actor: &Actor) -> Result<Settings> {
    let me = actor.person;
    app.read(move |db| settings_of(db, me)).await
}

/// The actor changes what he set.
pub async fn change(
    app: &App,
    actor: &Actor,
    change: impl FnOnce(Settings) -> Settings + Send + 'static,
) -> Result<Settings> {
    let me = actor.person;
    app.write(move |tx| {
        let settings = change(settings_of(tx, me)?);
        set(tx, me, settings)?;
        Ok(settings)
    })
    .await
}

/// Whom the actor blocked.
pub async fn blocked(app: &App, actor: &Actor) -> Result<Vec<Card>> {
    let me = actor.person;
    app.read(move |db| queries::blocked(db, me)).await
}

/// Blocks somebody: the two cannot write to each other any more, and he is not told. 404 for whoever
/// the actor cannot know.
pub async fn block(app: &App, actor: &Arc<Actor>, other: PersonId) -> Result<()> {
    let (me, now) = (actor.person, app.clock.now());
    app.write(move |tx| {
        if me == other || !queries::is_known(tx, me, other)? {
            return Err(Error::not_found());
        }
        queries::block(tx, me, other, now)
    })
    .await
}

/// Takes a block back.
pub async fn unblock(app: &App, actor: &Actor, other: PersonId) -> Result<()> {
    let me = actor.person;
    app.write(move |tx| queries::unblock(tx, me, other)).await
}
