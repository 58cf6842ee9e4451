//! Where a use case stands: hand in, publish, send back, put away, bring back, remove, show first,
//! vouch for.

use std::sync::Arc;

use platform::{
    Actor, App, Error, Result,
    error::Message,
    journal::{self, Action},
};

use super::{load, noted::state_changes, reading::load_removed, store_state, within_plan};
use crate::use_cases::{
    rules,
    types::{self, Status, UseCase, UseCaseId},
};

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

/// Hands a draft in: to a moderator where the operator wants review, else it is published.
pub(in crate::use_cases) async fn submit(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
) -> Result<UseCase> {
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
pub(in crate::use_cases) async fn publish(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
) -> Result<UseCase> {
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
pub(in crate::use_cases) async fn reject(
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
pub(in crate::use_cases) async fn archive(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
) -> Result<UseCase> {
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
pub(in crate::use_cases) async fn restore(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
) -> Result<UseCase> {
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
pub(in crate::use_cases) async fn delete(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
) -> Result<UseCase> {
    let now = app.clock.now();
    change(app, actor, id, DELETED, move |actor, case| {
        rules::may_keep(actor, case)?;
        case.deleted_at = Some(now);
        Ok(())
    })
    .await
}

/// Shows it first, or no longer.
pub(in crate::use_cases) async fn feature(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
) -> Result<UseCase> {
    change(app, actor, id, FEATURED, |actor, case| {
        rules::may_feature(actor, case)?;
        case.is_featured = !case.is_featured;
        Ok(())
    })
    .await
}

/// Vouches for its figures, or no longer.
pub(in crate::use_cases) async fn verify(
    app: &App,
    actor: &Arc<Actor>,
    id: UseCaseId,
) -> Result<UseCase> {
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
