//! The only door to use cases: write, hand in, publish, put away, bring back, copy, remove, show
//! first, vouch for.

use std::sync::Arc;

use platform::{
    Actor, App, Error, Result, Time, Viewer,
    error::{Kind, Message},
    journal::{self, Action, Changes},
    plans,
    views::Views,
};
use serde_json::Value;
use store::{Reader, Writer};

use super::{
    engagement::{self, Mine, VIEWS},
    queries,
    related::{MIN_SCORE, Related, related},
    rules::{self, Sight},
    types::{self, Content, Medium, Patch, Status, UseCase, UseCaseId},
};

const CREATED: Action = Action::new("use_case", "created");
const UPDATED: Action = Action::new("use_case", "updated");
const SUBMITTED: Action = Action::new("use_case", "submitted");
const PUBLISHED: Action = Action::new("use_case", "published");
const REJECTED: Action = Action::new("use_case", "rejected");
const ARCHIVED: Action = Action::new("use_case", "archived");
const RESTORED: Action = Action::new("use_case", "restored");
const DELETED: Action = Action::new("use_case", "deleted");
const FEATURED: Action = Action::new("use_case", "featured");
const VERIFIED: Action = Action::new("use_case", "verified");

/// The longest reason of a rejection, in characters.
const REASON: usize = 2000;
/// How many related ones are shown beside it.
const RELATED: usize = 6;
/// How much of a long text the journal keeps, in characters.
const NOTED: usize = 200;

/// A use case that the viewer may open.
pub(super) async fn use_case(app: &App, viewer: &Viewer, id: UseCaseId) -> Result<UseCase> {
    let sight = Sight::of(viewer);
    app.read(move |db| queries::use_case(db, &sight, id)?.ok_or_else(Error::not_found))
        .await
}

/// A use case as it is read.
#[derive(Clone, Debug)]
pub(super) struct Read {
    /// The use case, with the views that wait to be written.
    pub(super) case: UseCase,
    /// Its author's name.
    pub(super) author: String,
    /// What the viewer did with it.
    pub(super) mine: Mine,
    /// What is like it.
    pub(super) related: Vec<Related>,
}

/// Reads a use case: counts the view, when it is published.
pub(super) async fn read(app: &App, viewer: &Viewer, id: UseCaseId) -> Result<Read> {
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
pub(super) async fn author_name(app: &App, case: &UseCase) -> Result<String> {
    let author = case.author;
    app.read(move |db| queries::name_of(db, author)).await
}

/// A use case that the actor may edit, for its form.
pub(super) async fn to_edit(app: &App, actor: &Arc<Actor>, id: UseCaseId) -> Result<UseCase> {
    let actor = Arc::clone(actor);
    app.read(move |db| {
        let case = load(db, &actor, id)?;
        rules::may_edit(&actor, &case)?;
        Ok(case)
    })
    .await
}

/// Begins a draft. What is absent takes its default; the visibility that of the settings.
pub(super) async fn create(app: &App, actor: &Arc<Actor>, patch: Patch) -> Result<UseCase> {
    let start = Content {
        visibility: app.settings.get().default_visibility,
        ..Content::default()
    };
    begin(app, actor, move |_, _| patch.apply(&start)).await
}

/// Begins a draft with the content of another use case.
pub(super) async fn duplicate(app: &App, actor: &Arc<Actor>, id: UseCaseId) -> Result<UseCase> {
    begin(app, actor, move |tx, actor| {
        let case = load(tx, actor, id)?;
        rules::may_duplicate(actor, &case)?;
        Ok(case.content)
    })
    .await
}

async fn begin<F>(app: &App, actor: &Arc<Actor>, content: F) -> Result<UseCase>
where
    F: FnOnce(&Reader<'_>, &Actor) -> Result<Content> + Send + 'static,
{
    let (actor, now, id) = (Arc::clone(actor), app.clock.now(), app.ids.next());
    app.write(move |tx| {
        rules::may_create(&actor)?;
        within_plan(tx, &actor)?;
        let content = content(tx, &actor)?;
        require_pictures(tx, &actor, &content.media, &[])?;
        let case = draft(id, &actor, content, now);
        queries::insert(tx, &case)?;
        let changes = changes(&Content::default(), &case.content)?;
        journal::record(tx, &actor, now, CREATED, id, changes)?;
        Ok(case)
    })
    .await
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
        let mut case = load(tx, &actor, id)?;
        rules::may_edit(&actor, &case)?;
        if !basis.fits(&case, &actor) {
            return Err(Error::new(Kind::Stale, "use-case-stale"));
        }
        let content = patch.apply(&case.content)?;
        let changes = changes(&case.content, &content)?;
        if changes.is_empty() {
            return Ok(case);
        }
        if case.status == Status::PUBLISHED {
            types::missing(&content)?;
            case.version += 1;
            // Who vouched, vouched for the former figures.
            let same = content.results == case.content.results && content.roi == case.content.roi;
            case.is_verified &= same || rules::moderates(&actor, &case);
        }
        require_pictures(tx, &actor, &content.media, &case.content.media)?;
        case.slug = types::slug(content.any_title());
        case.content = content;
        case.changed_by = actor.person;
        case.updated_at = now;
        queries::write_content(tx, &case)?;
        store_state(tx, &mut case)?;
        journal::record(tx, &actor, now, UPDATED, id, changes)?;
        Ok(case)
    })
    .await
}

/// Hands a draft in: to a moderator where the operator wants review, else it is published.
pub(super) async fn submit(app: &App, actor: &Arc<Actor>, id: UseCaseId) -> Result<UseCase> {
    if !app.settings.get().review_use_cases {
        return publish(app, actor, id).await;
    }
    let now = app.clock.now();
    change(app, actor, id, SUBMITTED, move |actor, case| {
        rules::may_submit(actor, case)?;
        types::missing(&case.content)?;
        case.status = Status::IN_REVIEW;
        case.rejection_reason.clear();
        case.updated_at = now;
        Ok(())
    })
    .await
}

/// Publishes.
pub(super) async fn publish(app: &App, actor: &Arc<Actor>, id: UseCaseId) -> Result<UseCase> {
    let (now, review) = (app.clock.now(), app.settings.get().review_use_cases);
    change(app, actor, id, PUBLISHED, move |actor, case| {
        rules::may_publish(actor, case, review)?;
        types::missing(&case.content)?;
        case.status = Status::PUBLISHED;
        case.rejection_reason.clear();
        case.published_at = case.published_at.or(Some(now));
        case.updated_at = now;
        Ok(())
    })
    .await
}

/// Sends back what waits for review, with a reason that its author reads.
pub(super) async fn reject(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
    reason: String,
) -> Result<UseCase> {
    let (now, reason) = (app.clock.now(), reason.trim().to_owned());
    change(app, actor, id, REJECTED, move |actor, case| {
        rules::may_reject(actor, case)?;
        if reason.is_empty() {
            return Err(Error::invalid("reason", Message::new("use-case-reason")));
        }
        if reason.chars().count() > REASON {
            let message = Message::new("text-too-long").arg("max", REASON);
            return Err(Error::invalid("reason", message));
        }
        case.status = Status::REJECTED;
        case.rejection_reason = reason;
        case.updated_at = now;
        Ok(())
    })
    .await
}

/// Puts away: it keeps everything and nobody finds it.
pub(super) async fn archive(app: &App, actor: &Arc<Actor>, id: UseCaseId) -> Result<UseCase> {
    let now = app.clock.now();
    change(app, actor, id, ARCHIVED, move |actor, case| {
        rules::may_archive(actor, case)?;
        case.status = Status::ARCHIVED;
        case.is_featured = false;
        case.updated_at = now;
        Ok(())
    })
    .await
}

/// Brings back what was removed, as it was, or what was put away, to its readers.
pub(super) async fn restore(app: &App, actor: &Arc<Actor>, id: UseCaseId) -> Result<UseCase> {
    let (actor, now) = (Arc::clone(actor), app.clock.now());
    app.write(move |tx| {
        let mut case = load_removed(tx, &actor, id)?;
        rules::may_restore(&actor, &case)?;
        let before = case.clone();
        if case.deleted_at.take().is_some() {
            within_plan(tx, &actor)?;
        } else {
            case.status = Status::PUBLISHED;
        }
        case.updated_at = now;
        store_state(tx, &mut case)?;
        journal::record(tx, &actor, now, RESTORED, id, state_changes(&before, &case))?;
        Ok(case)
    })
    .await
}

/// Removes; [`restore`] brings it back.
pub(super) async fn delete(app: &App, actor: &Arc<Actor>, id: UseCaseId) -> Result<UseCase> {
    let now = app.clock.now();
    change(app, actor, id, DELETED, move |actor, case| {
        rules::may_keep(actor, case)?;
        case.deleted_at = Some(now);
        Ok(())
    })
    .await
}

/// Shows it first, or no longer.
pub(super) async fn feature(app: &App, actor: &Arc<Actor>, id: UseCaseId) -> Result<UseCase> {
    change(app, actor, id, FEATURED, |actor, case| {
        rules::may_feature(actor, case)?;
        case.is_featured = !case.is_featured;
        Ok(())
    })
    .await
}

/// Vouches for its figures, or no longer.
pub(super) async fn verify(app: &App, actor: &Arc<Actor>, id: UseCaseId) -> Result<UseCase> {
    change(app, actor, id, VERIFIED, |actor, case| {
        rules::may_feature(actor, case)?;
        case.is_verified = !case.is_verified;
        Ok(())
    })
    .await
}

/// Loads, lets `edit` check the rule and change where it stands, writes and notes it.
async fn change<F>(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
    action: Action,
    edit: F,
) -> Result<UseCase>
where
    F: FnOnce(&Actor, &mut UseCase) -> Result<()> + Send + 'static,
{
    let (actor, now) = (Arc::clone(actor), app.clock.now());
    app.write(move |tx| {
        let mut case = load(tx, &actor, id)?;
        let before = case.clone();
        edit(&actor, &mut case)?;
        store_state(tx, &mut case)?;
        journal::record(tx, &actor, now, action, id, state_changes(&before, &case))?;
        Ok(case)
    })
    .await
}

fn store_state(tx: &Writer<'_>, case: &mut UseCase) -> Result<()> {
    queries::write_state(tx, case)?;
    case.revision += 1;
    Ok(())
}

/// What the actor may open; 404 otherwise.
pub(super) fn load(db: &Reader<'_>, actor: &Actor, id: UseCaseId) -> Result<UseCase> {
    queries::use_case(db, &Sight::of_actor(actor), id)?.ok_or_else(Error::not_found)
}

/// The same, also when it was removed: then for those who keep it alone.
fn load_removed(db: &Reader<'_>, actor: &Actor, id: UseCaseId) -> Result<UseCase> {
    let case = queries::any_use_case(db, id)?.ok_or_else(Error::not_found)?;
    let is_keeper = case.author == actor.person || rules::moderates(actor, &case);
    if !rules::reads(&Sight::of_actor(actor), &case) || (case.deleted_at.is_some() && !is_keeper) {
        return Err(Error::not_found());
    }
    Ok(case)
}

fn within_plan(db: &Reader<'_>, actor: &Actor) -> Result<()> {
    let plan = plans::of(db, actor.organization)?;
    let used = queries::count_of(db, actor.organization)?;
    plans::within("use_cases", plan.max_use_cases, used, 1)
}

/// New pictures must be images of the actor's organisation; those that stood there may stay.
fn require_pictures(
    db: &Reader<'_>,
    actor: &Actor,
    media: &[Medium],
    former: &[Medium],
) -> Result<()> {
    for (i, medium) in media.iter().enumerate() {
        let stood = former.iter().any(|f| f.file == medium.file);
        if !stood && !queries::is_picture_of(db, actor.organization, medium.file)? {
            return Err(Error::invalid(
                format!("media[{i}].file"),
                Message::new("use-case-picture"),
            ));
        }
    }
    Ok(())
}

/// Which fields of the content changed; long texts are cut.
fn changes(before: &Content, after: &Content) -> Result<Changes> {
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    let mut changes = Changes::none();
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return Ok(changes);
    };
    for (name, value) in after {
        let former = before.get(&name).cloned().unwrap_or(Value::Null);
        if former != value {
            let (former, value) = (noted(former), noted(value));
            changes = if former == value {
                // They differ beyond the cut; their lengths would say as little.
                changes.field(&name, Value::Null, value)
            } else {
                changes.field(&name, former, value)
            };
        }
    }
    Ok(changes)
}

fn noted(value: Value) -> Value {
    let text = match value {
        Value::String(text) => text,
        Value::Object(_) | Value::Array(_) => value.to_string(),
        other => return other,
    };
    match text.char_indices().nth(NOTED) {
        Some((cut, _)) => Value::String(format!("{}…", &text[..cut])),
        None => Value::String(text),
    }
}

fn state_changes(before: &UseCase, after: &UseCase) -> Changes {
    Changes::none()
        .field("status", before.status, after.status)
        .field(
            "rejection_reason",
            &before.rejection_reason,
            &after.rejection_reason,
        )
        .field("is_featured", before.is_featured, after.is_featured)
        .field("is_verified", before.is_verified, after.is_verified)
        .field(
            "deleted",
            before.deleted_at.is_some(),
            after.deleted_at.is_some(),
        )
}
