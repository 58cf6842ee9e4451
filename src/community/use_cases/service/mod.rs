//! The only door to use cases: write here, stand elsewhere (`states`), read (`reading`).

mod files;
mod noted;
mod reading;
mod states;

use std::sync::Arc;

use platform::{
    Actor, App, Error, Result, Time,
    error::Kind,
    files::{Incoming, store_picture},
    journal::{self, Action},
    plans,
};
use store::{Reader, Writer};

use super::{
    queries, rules,
    types::{self, Content, Medium, Patch, Status, UseCase, UseCaseId},
    wire::UseCaseOut,
};
use crate::idempotency::{self, Answer, Once};
use files::{attach, attach_what_may_be};
use noted::changes;
pub(super) use reading::{Read, author_name, load, may_open, read, to_edit, use_case};
pub(super) use states::{archive, delete, feature, publish, reject, restore, submit, verify};

const CREATED: Action = Action::new("use_case", "created");
const UPDATED: Action = Action::new("use_case", "updated");

/// Begins a draft. What is absent takes its default; the visibility that of the settings.
pub(super) async fn create(app: &App, actor: &Arc<Actor>, patch: Patch) -> Result<UseCase> {
    let start = first_content(app);
    begin(app, actor, move |tx, actor, id, now| {
        write_draft(tx, actor, id, now, patch.apply(&start)?)
    })
    .await
}

/// The same for programs that may send a call again: the first answer is given again.
pub(super) async fn create_once(
    app: &App,
    actor: &Arc<Actor>,
    patch: Patch,
    call: Option<Once>,
) -> Result<Answer> {
    let start = first_content(app);
    let (actor, now, id) = (Arc::clone(actor), app.clock.now(), app.ids.next());
    app.write(move |tx| {
        idempotency::once(tx, &actor, now, call.as_ref(), || {
            let write = |tx: &Writer<'_>, actor: &Actor, id, now| {
                write_draft(tx, actor, id, now, patch.apply(&start)?)
            };
            let case = begin_in(tx, &actor, id, now, write)?;
            let author = queries::name_of(tx, case.author)?;
            let location = format!("/api/v1/use-cases/{id}");
            Answer::new(id, location, &UseCaseOut::new(case, author, true))
        })
    })
    .await
}

/// What a new one starts with.
pub(super) fn first_content(app: &App) -> Content {
    Content {
        visibility: app.settings.get().default_visibility,
        ..Content::default()
    }
}

fn write_draft(
    tx: &Writer<'_>,
    actor: &Actor,
    id: UseCaseId,
    now: Time,
    content: Content,
) -> Result<UseCase> {
    let case = draft(id, actor, content, now);
    queries::insert(tx, &case)?;
    attach(tx, actor, &case, &[])?;
    Ok(case)
}

/// Begins a draft with the content of another use case. Pictures that the actor may not attach
/// stay behind.
pub(super) async fn duplicate(app: &App, actor: &Arc<Actor>, id: UseCaseId) -> Result<UseCase> {
    begin(app, actor, move |tx, actor, copy, now| {
        let case = load(tx, actor, id)?;
        rules::may_duplicate(actor, &case)?;
        let mut case = draft(copy, actor, case.content, now);
        queries::insert(tx, &case)?;
        attach_what_may_be(tx, actor, &mut case)?;
        queries::write_content(tx, &case)?;
        Ok(case)
    })
    .await
}

async fn begin<F>(app: &App, actor: &Arc<Actor>, write: F) -> Result<UseCase>
where
    F: FnOnce(&Writer<'_>, &Actor, UseCaseId, Time) -> Result<UseCase> + Send + 'static,
{
    let (actor, now, id) = (Arc::clone(actor), app.clock.now(), app.ids.next());
    app.write(move |tx| begin_in(tx, &actor, id, now, write))
        .await
}

fn begin_in<F>(
    tx: &Writer<'_>,
    actor: &Actor,
    id: UseCaseId,
    now: Time,
    write: F,
) -> Result<UseCase>
where
    F: FnOnce(&Writer<'_>, &Actor, UseCaseId, Time) -> Result<UseCase>,
{
    rules::may_create(actor)?;
    within_plan(tx, actor)?;
    let case = write(tx, actor, id, now)?;
    let changes = changes(&Content::default(), &case.content)?;
    journal::record(tx, actor, now, CREATED, id, changes)?;
    Ok(case)
}

fn draft(id: UseCaseId, actor: &Actor, content: Content, now: Time) -> UseCase {
    UseCase {
        id,
        slug: types::slug(content.any_title()),
        organization: actor.organization,
        author: actor.person,
        changed_by: actor.person,
        content,
        status: Status::DRAFT,
        rejection_reason: String::new(),
        is_verified: false,
        is_featured: false,
        views: 0,
        likes: 0,
        saves: 0,
        version: 1,
        revision: 1,
        published_at: None,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    }
}

/// From what a change was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    /// From whatever stands there.
    Anything,
    /// From exactly this revision.
    Revision(i64),
    /// From this revision, or a later one of the same person: his form saves itself as he writes.
    Own(i64),
}

impl Basis {
    fn fits(self, case: &UseCase, actor: &Actor) -> bool {
        match self {
            Self::Anything => true,
            Self::Revision(revision) => case.revision == revision,
            Self::Own(revision) => case.revision == revision || case.changed_by == actor.person,
        }
    }
}

/// Changes fields: 412 when somebody else saved since `basis`.
pub(super) async fn update(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
    patch: Patch,
    basis: Basis,
) -> Result<UseCase> {
    let (actor, now) = (Arc::clone(actor), app.clock.now());
    app.write(move |tx| {
        let case = load(tx, &actor, id)?;
        rules::may_edit(&actor, &case)?;
        if !basis.fits(&case, &actor) {
            return Err(Error::new(Kind::Stale, "use-case-stale"));
        }
        let content = patch.apply(&case.content)?;
        rewrite(tx, &actor, now, case, content)
    })
    .await
}

/// Takes a picture in and puts it behind the others.
pub(super) async fn add_picture(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
    incoming: Incoming,
    name: &str,
) -> Result<()> {
    let (by, now) = (Arc::clone(actor), app.clock.now());
    let store = store_picture(app, actor, incoming, name, None, move |tx, file| {
        let case = load(tx, &by, id)?;
        rules::may_edit(&by, &case)?;
        let mut content = case.content.clone();
        content.media.push(Medium {
            file: file.id,
            caption: String::new(),
            alt: String::new(),
        });
        rewrite(tx, &by, now, case, content.checked()?)?;
        Ok(())
    });
    store.await?;
    Ok(())
}

/// Writes a changed content and what follows from it.
fn rewrite(
    tx: &Writer<'_>,
    actor: &Actor,
    now: Time,
    mut case: UseCase,
    content: Content,
) -> Result<UseCase> {
    let changes = changes(&case.content, &content)?;
    if changes.is_empty() {
        return Ok(case);
    }
    if case.status == Status::PUBLISHED {
        types::missing(&content)?;
        case.version += 1;
        // Who vouched, vouched for the former figures.
        let same = content.results == case.content.results && content.roi == case.content.roi;
        case.is_verified &= same || rules::moderates(actor, &case);
    }
    let former = std::mem::replace(&mut case.content, content);
    case.slug = types::slug(case.content.any_title());
    case.changed_by = actor.person;
    case.updated_at = now;
    queries::write_content(tx, &case)?;
    attach(tx, actor, &case, &former.media)?;
    store_state(tx, &mut case)?;
    journal::record(tx, actor, now, UPDATED, case.id, changes)?;
    Ok(case)
}

fn within_plan(db: &Reader<'_>, actor: &Actor) -> Result<()> {
    let plan = plans::of(db, actor.organization)?;
    let used = queries::count_of(db, actor.organization)?;
    plans::within("use_cases", plan.max_use_cases, used, 1)
}

fn store_state(tx: &Writer<'_>, case: &mut UseCase) -> Result<()> {
    queries::write_state(tx, case)?;
    case.revision += 1;
    Ok(())
}
