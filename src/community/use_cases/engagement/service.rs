//! Like and save, and what a person did with a use case.

use std::sync::Arc;

use platform::{
    Actor, App, Error, Result, Viewer,
    error::Message,
    journal::{self, Action, Changes},
    views::Counted,
};

use super::queries::{self, Folder, Mine};
use crate::use_cases::{
    rules::{self, Sight},
    service::load,
    types::UseCaseId,
};

const LIKED: Action = Action::new("use_case", "liked");
const UNLIKED: Action = Action::new("use_case", "unliked");
const SAVED: Action = Action::new("use_case", "saved");
const UNSAVED: Action = Action::new("use_case", "unsaved");

/// The longest name of a folder, in characters.
const FOLDER: usize = 60;

/// Views of use cases.
pub(in crate::use_cases) static VIEWS: Counted = Counted {
    resource: "use_case",
    add: queries::add_views,
};

/// Likes it, or no longer: whether the like stands and how many there are.
pub(in crate::use_cases) async fn like(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
) -> Result<(bool, i64)> {
    let (actor, now) = (Arc::clone(actor), app.clock.now());
    app.write(move |tx| {
        rules::may_collect(&load(tx, &actor, id)?)?;
        let (liked, likes) = queries::toggle_like(tx, id, actor.person, now)?;
        let action = if liked { LIKED } else { UNLIKED };
        journal::record(tx, &actor, now, action, id, Changes::none())?;
        Ok((liked, likes))
    })
    .await
}

/// Saves it, or no longer. With a folder named it is saved there, or moved there.
pub(in crate::use_cases) async fn save(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
    folder: Option<String>,
) -> Result<(Mine, i64)> {
    let (actor, now) = (Arc::clone(actor), app.clock.now());
    let folder = folder.map(|f| folder_name(&f)).transpose()?;
    app.write(move |tx| {
        let case = load(tx, &actor, id)?;
        let mut mine = queries::mine(tx, actor.person, id)?;
        if folder.is_none() && mine.folder.is_some() {
            let saves = queries::take_save(tx, id, actor.person)?;
            mine.folder = None;
            journal::record(tx, &actor, now, UNSAVED, id, Changes::none())?;
            return Ok((mine, saves));
        }
        rules::may_collect(&case)?;
        let folder = folder.unwrap_or_default();
        let saves = queries::put_save(tx, id, actor.person, &folder, now)?;
        mine.folder = Some(folder);
        journal::record(tx, &actor, now, SAVED, id, Changes::none())?;
        Ok((mine, saves))
    })
    .await
}

fn folder_name(given: &str) -> Result<String> {
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > FOLDER || name.contains(char::is_control) {
        let message = Message::new("text-too-long").arg("max", FOLDER);
        return Err(Error::invalid("folder", message));
    }
    Ok(name)
}

/// What the viewer did with it; nothing for a guest.
pub(in crate::use_cases) async fn mine(app: &App, viewer: &Viewer, id: UseCaseId) -> Result<Mine> {
    let Some(actor) = viewer.actor() else {
        return Ok(Mine::default());
    };
    let person = actor.person;
    app.read(move |db| queries::mine(db, person, id)).await
}

/// The actor's folders.
pub(in crate::use_cases) async fn folders(app: &App, actor: &Arc<Actor>) -> Result<Vec<Folder>> {
    let (sight, person) = (Sight::of_actor(actor), actor.person);
    app.read(move |db| queries::folders(db, &sight, person))
        .await
}
