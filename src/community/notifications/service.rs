//! The only door to a person's notifications.

use std::{collections::HashMap, sync::Arc};

use platform::{
    Actor, App, Error, Language, Result,
    error::{Check, Message},
    hooks::Hooks,
    id::{AnyId, Id, PersonId},
    listing::{List, Listing},
    live::News,
    notifying::{Kind, Shown},
};
use store::Reader;

use super::{
    queries::{self, Sight},
    types::{LIFE, Notification, NotificationId, Notifications, Preference, Row, Tally},
};
use crate::people::Cards;

/// How many old ones are taken away in one transaction.
const SWEPT: u32 = 500;

/// The channel on which a person's open pages hear that his notifications changed.
pub(super) fn channel(person: PersonId) -> String {
    format!("notifications:{person}")
}

/// Only that something changed is announced: the browser asks for what it may see.
pub(super) fn announce(app: &App, person: PersonId) {
    let news = News {
        event: "badge",
        data: "{}".to_owned(),
    };
    app.live.announce(&channel(person), news);
}

/// A part of one's notifications.
pub(super) async fn list(app: &App, actor: &Arc<Actor>, list: List) -> Result<Notifications> {
    let (seal, language) = (app.seal.clone(), actor.language);
    let (sight, hooks) = (sight(app, actor), app.hooks.clone());
    app.read(move |db| {
        let rows = queries::list(db, &seal, &sight, &list)?;
        dressed(db, &hooks, language, rows)
    })
    .await
}

fn sight(app: &App, actor: &Actor) -> Sight {
    Sight::new(&app.hooks, actor, app.clock.now())
}

/// Adds what is looked up when they are read: who did it, and of what.
fn dressed(
    db: &Reader<'_>,
    hooks: &Hooks,
    language: Language,
    rows: Listing<Row>,
) -> Result<Notifications> {
    let ids: Vec<_> = rows.items.iter().map(|r| r.id).collect();
    let mut doers = queries::doers(db, &ids)?;
    let mut subjects = subjects(db, hooks, language, &rows.items)?;
    let people = doers.values().flat_map(|d| d.latest.iter().copied());
    let authors = Cards::load(db, people)?;
    let mut items = Vec::with_capacity(rows.items.len());
    for row in rows.items {
        // Several may be about one subject.
        let shown = subjects.get_mut(&(row.subject_type.clone(), row.subject));
        let shown = shown.ok_or_else(|| Error::internal("a subject without a title"))?;
        items.push(Notification {
            doers: doers.remove(&row.id).unwrap_or_default(),
            shown: shown.clone(),
            row,
        });
    }
    Ok(Notifications {
        listing: Listing {
            items,
            meta: rows.meta,
        },
        authors,
    })
}

fn subjects(
    db: &Reader<'_>,
    hooks: &Hooks,
    language: Language,
    rows: &[Row],
) -> Result<HashMap<(String, AnyId), Shown>> {
    let mut found = HashMap::new();
    for subject in hooks.notifications.iter().flat_map(|s| s.subjects) {
        let of_type = rows.iter().filter(|r| r.subject_type == subject.resource);
        let mut ids: Vec<AnyId> = of_type.map(|r| r.subject).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            continue;
        }
        for shown in (subject.show)(db, language, &ids)? {
            found.insert((subject.resource.to_owned(), shown.id), shown);
        }
    }
    Ok(found)
}

/// How many one has not read.
pub(super) async fn unread(app: &App, actor: &Arc<Actor>) -> Result<u64> {
    let sight = sight(app, actor);
    app.read(move |db| queries::unread(db, &sight)).await
}

/// How many there are of each kind.
pub(super) async fn tallies(app: &App, actor: &Arc<Actor>) -> Result<Vec<Tally>> {
    let sight = sight(app, actor);
    app.read(move |db| queries::tallies(db, &sight)).await
}

/// Takes one as read.
pub(super) async fn read(app: &App, actor: &Arc<Actor>, id: NotificationId) -> Result<()> {
    let (sight, now) = (sight(app, actor), app.clock.now());
    app.write(move |tx| {
        queries::one(tx, &sight, id)?.ok_or_else(Error::not_found)?;
        queries::read_one(tx, id, now)
    })
    .await?;
    announce(app, actor.person);
    Ok(())
}

/// Takes one as read and says where what it is about is; none when it cannot be opened.
pub(super) async fn open(
    app: &App,
    actor: &Arc<Actor>,
    id: NotificationId,
) -> Result<Option<String>> {
    read(app, actor, id).await?;
    let (sight, hooks, language) = (sight(app, actor), app.hooks.clone(), actor.language);
    app.read(move |db| {
        let row = queries::one(db, &sight, id)?.ok_or_else(Error::not_found)?;
        let subject = row.subject;
        let shown = subjects(db, &hooks, language, &[row])?;
        Ok(shown
            .into_values()
            .find(|s| s.id == subject)
            .and_then(|s| s.url))
    })
    .await
}

/// Takes all as read, or all of a kind.
pub(super) async fn read_all(app: &App, actor: &Arc<Actor>, kind: Option<Kind>) -> Result<()> {
    let (person, now) = (actor.person, app.clock.now());
    app.write(move |tx| queries::read_all(tx, person, kind, now))
        .await?;
    announce(app, person);
    Ok(())
}

/// Takes one away.
pub(super) async fn remove(app: &App, actor: &Arc<Actor>, id: NotificationId) -> Result<()> {
    let (sight, now) = (sight(app, actor), app.clock.now());
    app.write(move |tx| {
        queries::one(tx, &sight, id)?.ok_or_else(Error::not_found)?;
        queries::remove(tx, id, now)
    })
    .await?;
    announce(app, actor.person);
    Ok(())
}

/// Somebody opened something: he has read what was told of it. True when that was something.
/// What cannot be written now is unread still, and no reason to keep the page from him.
pub async fn opened<K: ?Sized>(app: &App, actor: &Arc<Actor>, what: Id<K>) -> bool {
    let within = AnyId::from_uuid(*what.as_uuid());
    match read_within(app, actor.person, within).await {
        Ok(was_unread) => was_unread,
        Err(error) => {
            tracing::debug!(%error, "Notifications were not marked as read");
            false
        }
    }
}

async fn read_within(app: &App, person: PersonId, within: AnyId) -> Result<bool> {
    let has = move |db: &Reader<'_>| queries::has_unread_within(db, person, within);
    if app.store.is_standby() || !app.read(has).await? {
        return Ok(false);
    }
    let now = app.clock.now();
    // Not by way of `App::write`: who follows the journal need not wake up for this.
    let write = app
        .store
        .write(move |tx| queries::read_within(tx, person, within, now));
    write.await?;
    announce(app, person);
    Ok(true)
}

/// The kinds that somebody tells of.
pub(super) fn offered(app: &App) -> Vec<Kind> {
    let kinds = app.hooks.notifications.iter().flat_map(|s| s.kinds);
    let mut kinds: Vec<Kind> = kinds.copied().collect();
    let place = |kind: &Kind| Kind::ALL.iter().position(|k| k == kind);
    kinds.sort_unstable_by_key(place);
    kinds.dedup();
    kinds
}

/// What one chose for each kind that there is.
pub(super) async fn preferences(app: &App, actor: &Arc<Actor>) -> Result<Vec<Preference>> {
    let person = actor.person;
    let chosen = app.read(move |db| queries::preferences(db, person)).await?;
    let of = |kind: Kind| {
        let choice = chosen.iter().find(|c| c.kind == kind);
        let in_app = kind.is_required() || choice.is_none_or(|c| c.in_app);
        Preference { kind, in_app }
    };
    Ok(offered(app).into_iter().map(of).collect())
}

/// Chooses for all kinds; one that is not named is as usual again.
pub(super) async fn choose(
    app: &App,
    actor: &Arc<Actor>,
    chosen: Vec<Preference>,
) -> Result<Vec<Preference>> {
    let mut check = Check::default();
    let offered = offered(app);
    for choice in &chosen {
        let word = choice.kind.as_str();
        if !offered.contains(&choice.kind) {
            check.fail(word, Message::new("notification-kind-unknown"));
        } else if choice.kind.is_required() && !choice.in_app {
            check.fail(word, Message::new("notification-kind-required"));
        }
    }
    check.done()?;
    let person = actor.person;
    app.write(move |tx| queries::set_preferences(tx, person, &chosen))
        .await?;
    preferences(app, actor).await
}

/// Takes away what is too old. Returns how many.
pub async fn sweep(app: &App) -> Result<usize> {
    let before = app.clock.now().minus(LIFE);
    let mut swept = 0;
    while app.read(move |db| queries::has_old(db, before)).await? {
        let write = app
            .store
            .write(move |tx| queries::forget_old(tx, before, SWEPT));
        swept += write.await?;
    }
    Ok(swept)
}
