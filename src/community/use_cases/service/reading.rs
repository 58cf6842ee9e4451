//! Reading a use case.

use std::sync::Arc;

use platform::{Actor, App, Error, Result, Viewer, id::AnyId, views::Views};
use store::{Id, Reader};

use crate::use_cases::{
    engagement::{self, Mine, VIEWS},
    queries,
    related::{MIN_SCORE, Related, related},
    rules::{self, Sight},
    types::{Status, UseCase, UseCaseId},
};

/// How many related ones are shown beside it.
const RELATED: usize = 6;

/// A use case that the viewer may open.
pub(in crate::use_cases) async fn use_case(
    app: &App,
    viewer: &Viewer,
    id: UseCaseId,
) -> Result<UseCase> {
    let sight = Sight::of(viewer);
    app.read(move |db| queries::use_case(db, &sight, id)?.ok_or_else(Error::not_found))
        .await
}

/// A use case as it is read.
#[derive(Clone, Debug)]
pub(in crate::use_cases) struct Read {
    /// The use case, with the views that wait to be written.
    pub(in crate::use_cases) case: UseCase,
    /// Its author's name.
    pub(in crate::use_cases) author: String,
    /// What the viewer did with it.
    pub(in crate::use_cases) mine: Mine,
    /// What is like it.
    pub(in crate::use_cases) related: Vec<Related>,
}

/// Reads a use case: counts the view, when it is published.
pub(in crate::use_cases) async fn read(app: &App, viewer: &Viewer, id: UseCaseId) -> Result<Read> {
    let mut case = use_case(app, viewer, id).await?;
    if case.status == Status::PUBLISHED {
        Views::note(app, &VIEWS, id, viewer);
    }
    case.views += i64::from(app.views.waiting(&VIEWS, id));
    let related = related(app, viewer, id, MIN_SCORE, RELATED).await?;
    let mine = engagement::mine(app, viewer, id).await?;
    let author = author_name(app, &case).await?;
    Ok(Read {
        case,
        author,
        mine,
        related,
    })
}

/// The name of a use case's author.
pub(in crate::use_cases) async fn author_name(app: &App, case: &UseCase) -> Result<String> {
    let author = case.author;
    app.read(move |db| queries::name_of(db, author)).await
}

/// A use case that the actor may edit, for its form.
pub(in crate::use_cases) async fn to_edit(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
) -> Result<UseCase> {
    let actor = Arc::clone(actor);
    app.read(move |db| {
        let case = load(db, &actor, id)?;
        rules::may_edit(&actor, &case)?;
        Ok(case)
    })
    .await
}

/// What the actor may open; 404 otherwise.
pub(in crate::use_cases) fn load(db: &Reader<'_>, actor: &Actor, id: UseCaseId) -> Result<UseCase> {
    queries::use_case(db, &Sight::of_actor(actor), id)?.ok_or_else(Error::not_found)
}

/// The same, also when it was removed: then for those who keep it alone.
pub(super) fn load_removed(db: &Reader<'_>, actor: &Actor, id: UseCaseId) -> Result<UseCase> {
    let case = queries::any_use_case(db, id)?.ok_or_else(Error::not_found)?;
    let is_keeper = case.author == actor.person || rules::moderates(actor, &case);
    if !rules::reads(&Sight::of_actor(actor), &case) || (case.deleted_at.is_some() && !is_keeper) {
        return Err(Error::not_found());
    }
    Ok(case)
}

/// Whether a viewer may open a use case, which decides who may open its pictures.
pub(in crate::use_cases) fn may_open(db: &Reader<'_>, viewer: &Viewer, id: AnyId) -> Result<bool> {
    let id = Id::from_uuid(*id.as_uuid());
    Ok(queries::use_case(db, &Sight::of(viewer), id)?.is_some())
}
