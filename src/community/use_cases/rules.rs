//! Who may do what with a use case, and when: sentences about a person and a use case. No database,
//! no clock.

use platform::{
    Actor, Error, Result, Scope, Viewer,
    permission::{Permission, USE_CASE_CREATE, USE_CASE_FEATURE, USE_CASE_MODERATE},
};
use store::types::ToSql;

use super::types::{Status, UseCase};

/// What a viewer's queries on use cases are held to: the scope of shared content, and how far he
/// sees what is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The scope of shared content.
    pub scope: Scope,
    /// Whether unpublished ones of his organisation are in reach.
    pub moderates: bool,
    /// Whether unpublished ones of every organisation are in reach.
    pub operates: bool,
}

impl Sight {
    /// What this viewer sees.
    pub fn of(viewer: &Viewer) -> Self {
        match viewer.actor() {
            Some(actor) => Self::of_actor(actor),
            None => Self {
                scope: viewer.scope(),
                moderates: false,
                operates: false,
            },
        }
    }

    /// What this person sees.
    pub fn of_actor(actor: &Actor) -> Self {
        Self {
            scope: actor.scope(),
            moderates: actor.has(USE_CASE_MODERATE),
            operates: actor.is_operator(),
        }
    }

    /// The condition "the viewer may open the row and it is not removed", for an alias of
    /// `use_cases`. Its parameters are bound by [`Sight::bind`]. The same rule as [`reads`].
    pub fn sql(alias: &str) -> String {
        let shared = platform::visibility::sql(alias);
        format!(
            "({alias}.deleted_at IS NULL AND {shared}
              AND ({alias}.status = 'published' OR {alias}.author_id = :scope_person OR :operates
                   OR (:moderates AND {alias}.organization_id = :scope_organization)))"
        )
    }

    /// The parameters of [`Sight::sql`].
    pub fn bind(&self) -> Vec<(&'static str, &dyn ToSql)> {
        let mut all = self.scope.bind().to_vec();
        all.push((":operates", &self.operates));
        all.push((":moderates", &self.moderates));
        all
    }
}

/// What is published is read by whom its visibility reaches; everything else by its author and by
/// moderators whom it reaches.
pub fn reads(sight: &Sight, case: &UseCase) -> bool {
    let ours = sight.scope.organization == Some(case.organization);
    let reached =
        (case.content.visibility).reaches(&sight.scope, case.organization, Some(case.author));
    let open = case.status == Status::PUBLISHED
        || sight.scope.person == Some(case.author)
        || sight.operates
        || (sight.moderates && ours);
    reached && open
}

/// Moderators look after their own organisation's, the operator after all.
pub fn moderates(actor: &Actor, case: &UseCase) -> bool {
    holds(actor, USE_CASE_MODERATE, case)
}

fn holds(actor: &Actor, permission: Permission, case: &UseCase) -> bool {
    actor.has(permission) && (actor.organization == case.organization || actor.is_operator())
}

/// Whoever holds the permission writes new ones.
pub fn may_create(actor: &Actor) -> Result<()> {
    actor.require(USE_CASE_CREATE)
}

/// Authors keep their own, moderators those they look after.
pub fn may_keep(actor: &Actor, case: &UseCase) -> Result<()> {
    if moderates(actor, case) {
        return Ok(());
    }
    if actor.person == case.author {
        return actor.require(USE_CASE_CREATE);
    }
    Err(Error::forbidden("use-case-not-yours"))
}

/// An archived one is restored before it is changed.
pub fn may_edit(actor: &Actor, case: &UseCase) -> Result<()> {
    may_keep(actor, case)?;
    if case.status == Status::ARCHIVED {
        return Err(Error::conflict("use-case-archived"));
    }
    Ok(())
}

/// Drafts and those sent back are handed in.
pub fn may_submit(actor: &Actor, case: &UseCase) -> Result<()> {
    may_keep(actor, case)?;
    if case.status == Status::DRAFT || case.status == Status::REJECTED {
        return Ok(());
    }
    Err(Error::conflict("use-case-not-a-draft"))
}

/// Authors publish their own unless a moderator has to look first; nothing is published twice, and
/// what was archived is restored.
pub fn may_publish(actor: &Actor, case: &UseCase, review: bool) -> Result<()> {
    may_keep(actor, case)?;
    if case.status == Status::PUBLISHED {
        return Err(Error::conflict("use-case-published-already"));
    }
    if case.status == Status::ARCHIVED {
        return Err(Error::conflict("use-case-archived"));
    }
    if review && !moderates(actor, case) {
        return Err(Error::forbidden("use-case-review-first"));
    }
    Ok(())
}

/// Moderators send back what waits for them.
pub fn may_reject(actor: &Actor, case: &UseCase) -> Result<()> {
    require(actor, &[USE_CASE_MODERATE], case)?;
    if case.status == Status::IN_REVIEW {
        return Ok(());
    }
    Err(Error::conflict("use-case-not-in-review"))
}

/// Only what is published is put away.
pub fn may_archive(actor: &Actor, case: &UseCase) -> Result<()> {
    may_keep(actor, case)?;
    is_published(case)
}

/// What was put away or removed comes back.
pub fn may_restore(actor: &Actor, case: &UseCase) -> Result<()> {
    may_keep(actor, case)?;
    if case.status == Status::ARCHIVED || case.deleted_at.is_some() {
        return Ok(());
    }
    Err(Error::conflict("use-case-nothing-to-restore"))
}

/// A copy begins as the copier's own draft.
pub fn may_duplicate(actor: &Actor, case: &UseCase) -> Result<()> {
    may_create(actor)?;
    may_keep(actor, case)
}

/// What is published is shown first, or not, by a moderator or whoever holds that permission.
pub fn may_feature(actor: &Actor, case: &UseCase) -> Result<()> {
    require(actor, &[USE_CASE_FEATURE, USE_CASE_MODERATE], case)?;
    is_published(case)
}

/// Only what is published is liked or saved.
pub fn may_collect(case: &UseCase) -> Result<()> {
    is_published(case)
}

fn is_published(case: &UseCase) -> Result<()> {
    if case.status == Status::PUBLISHED {
        return Ok(());
    }
    Err(Error::conflict("use-case-not-published"))
}

fn require(actor: &Actor, any_of: &[Permission], case: &UseCase) -> Result<()> {
    if any_of.iter().any(|p| holds(actor, *p, case)) {
        return Ok(());
    }
    match any_of.iter().find(|p| actor.has(**p)) {
        Some(_) => Err(Error::forbidden("use-case-other-organization")),
        None => any_of.first().map_or(Ok(()), |p| actor.require(*p)),
    }
}

#[cfg(test)]
pub(super) mod tests;
