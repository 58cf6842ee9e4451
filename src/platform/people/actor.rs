//! From a person's rows to what he may do at this moment.

use std::{collections::BTreeSet, sync::Arc};

use store::Reader;

use super::{Status, Theme, queries};
use crate::{
    actor::{Actor, ActorKind, Origin},
    error::{Error, Result},
    i18n::Language,
    id::{FileId, OrganizationId, PersonId, SessionId},
    organizations,
    permission::Permission,
    roles,
    time::Time,
};

/// Everything about a person that a request needs, read once and cached by
/// [`crate::sessions`].
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Identity {
    pub person: PersonId,
    pub organization: OrganizationId,
    pub name: String,
    pub language: Language,
    pub theme: Theme,
    pub avatar_file_id: Option<FileId>,
    pub status: Status,
    pub organization_status: organizations::Status,
    pub trial_ends_at: Option<Time>,
    pub roles: Arc<Vec<String>>,
    pub permissions: Arc<BTreeSet<Permission>>,
    /// Whether the server's operator belongs to his organisation.
    pub hosts: bool,
}

impl Identity {
    /// Whether he may be signed in at all: 403 `organization_suspended`, `account_disabled` or
    /// `email_unverified`.
    pub fn may_enter(&self, requires_verified_email: bool) -> Result<()> {
        if !self.organization_status.is_open() {
            return Err(Error::forbidden("organization-suspended"));
        }
        match self.status {
            Status::Active => Ok(()),
            Status::PendingVerification if !requires_verified_email => Ok(()),
            Status::PendingVerification => Err(Error::forbidden("email-unverified")),
            Status::Inactive | Status::Suspended => Err(Error::forbidden("account-disabled")),
        }
    }

    /// The actor of a request.
    pub fn actor(&self, session: Option<SessionId>, origin: Origin, now: Time) -> Actor {
        let on_trial = self.organization_status == organizations::Status::Trial;
        let trial_over = on_trial && self.trial_ends_at.is_some_and(|end| now >= end);
        Actor {
            kind: ActorKind::Person,
            person: self.person,
            organization: self.organization,
            name: self.name.clone(),
            session,
            permissions: self.permissions.clone(),
            roles: self.roles.clone(),
            language: self.language,
            may_write: !trial_over,
            hosts: self.hosts,
            origin,
        }
    }
}

/// Reads a person's identity; none when there is no such person, or he was removed.
pub fn identity(db: &Reader<'_>, person: PersonId) -> Result<Option<Identity>> {
    let Some(found) = queries::load(db, person)?.filter(|p| p.deleted_at.is_none()) else {
        return Ok(None);
    };
    let organization = organizations::load(db, found.organization)?
        .ok_or_else(|| Error::internal("a person without organisation"))?;
    let held = roles::of_person(db, person)?;
    Ok(Some(Identity {
        person,
        organization: found.organization,
        name: found.profile.display_name,
        language: found.profile.language,
        theme: found.profile.theme,
        avatar_file_id: found.avatar_file_id,
        status: found.status,
        organization_status: organization.status,
        trial_ends_at: organization.trial_ends_at,
        permissions: Arc::new(roles::permissions(&held)),
        roles: Arc::new(held.into_iter().map(|r| r.key).collect()),
        hosts: roles::hosts(db, found.organization)?,
    }))
}

/// The actor for work on behalf of a person outside of a request: setup, seed, import, commands.
pub fn actor(db: &Reader<'_>, person: PersonId, now: Time) -> Result<Actor> {
    let identity = identity(db, person)?.ok_or_else(Error::not_found)?;
    Ok(identity.actor(None, Origin::default(), now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::Ids, organizations::Status as Standing, time::Clock};

    fn identity(status: Status, organization_status: Standing) -> Identity {
        let ids = Ids::new(Clock::system());
        Identity {
            person: ids.next(),
            organization: ids.next(),
            name: String::new(),
            language: Language::En,
            theme: Theme::Auto,
            avatar_file_id: None,
            status,
            organization_status,
            trial_ends_at: Some(Time::from_millis(1000)),
            roles: Arc::default(),
            permissions: Arc::default(),
            hosts: false,
        }
    }

    #[test]
    fn who_may_enter() {
        use Status::{Active, Inactive, PendingVerification, Suspended};
        for standing in Standing::ALL {
            for status in Status::ALL {
                for verified in [false, true] {
                    let said = identity(*status, *standing).may_enter(verified);
                    let expected = match (standing, status, verified) {
                        (Standing::Inactive | Standing::Suspended, ..) => {
                            Err("organization_suspended")
                        }
                        (_, Active, _) | (_, PendingVerification, false) => Ok(()),
                        (_, PendingVerification, true) => Err("email_unverified"),
                        (_, Inactive | Suspended, _) => Err("account_disabled"),
                    };
                    assert_eq!(said.map_err(|e| e.code()), expected.map_err(str::to_owned));
                }
            }
        }
    }

    #[test]
    fn an_expired_trial_only_reads() {
        let at = |standing, ms| {
            let identity = identity(Status::Active, standing);
            identity
                .actor(None, Origin::default(), Time::from_millis(ms))
                .may_write
        };
        assert!(at(Standing::Trial, 999));
        assert!(!at(Standing::Trial, 1000));
        assert!(at(Standing::Active, 2000));
    }
}
