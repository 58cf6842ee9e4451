//! Who may give and take which roles.

use super::{Role, permissions};
use crate::{
    actor::Actor,
    error::{Error, Result},
    id::PersonId,
    permission::{ORGANIZATION_MANAGE, ROLE_MANAGE},
};

/// Roles are given and taken by those who may manage roles and hold themselves everything that is
/// given or taken. Nobody takes the administration from himself.
pub fn may_change(actor: &Actor, person: PersonId, held: &[Role], wanted: &[Role]) -> Result<()> {
    actor.require(ROLE_MANAGE)?;
    let given = wanted.iter().filter(|r| !held.contains(r));
    let taken = held.iter().filter(|r| !wanted.contains(r));
    if !permissions(given.chain(taken)).is_subset(&actor.permissions) {
        return Err(Error::forbidden("escalation"));
    }
    let administers = |roles: &[Role]| permissions(roles).contains(&ORGANIZATION_MANAGE);
    if person == actor.person && administers(held) && !administers(wanted) {
        return Err(Error::conflict("own-administration"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use super::*;
    use crate::{
        actor::{ActorKind, Origin},
        i18n::Language,
        id::Ids,
        permission::{RoleScope, SYSTEM_ROLES, SystemRole},
        time::Clock,
    };

    fn role(ids: &Ids, system: &SystemRole) -> Role {
        Role {
            id: ids.next(),
            key: system.key.into(),
            name_en: String::new(),
            name_ar: String::new(),
            is_system: true,
            is_platform: system.scope == RoleScope::Platform,
            permissions: system.permissions(),
        }
    }

    fn actor(ids: &Ids, permissions: BTreeSet<crate::permission::Permission>) -> Actor {
        Actor {
            kind: ActorKind::Person,
            person: ids.next(),
            organization: ids.next(),
            name: String::new(),
            session: None,
            permissions: Arc::new(permissions),
            roles: Arc::default(),
            language: Language::En,
            may_write: true,
            hosts: false,
            origin: Origin::default(),
        }
    }

    #[test]
    fn nobody_gives_or_takes_what_he_does_not_hold() {
        let ids = Ids::new(Clock::system());
        let roles: Vec<Role> = SYSTEM_ROLES.iter().map(|r| role(&ids, r)).collect();
        let other = ids.next();
        for giver in &roles {
            let giver_may = actor(&ids, giver.permissions.clone());
            for wanted in &roles {
                let covered = wanted.permissions.is_subset(&giver.permissions);
                let expected = match (giver.permissions.contains(&ROLE_MANAGE), covered) {
                    (false, _) => Err("permission_missing".to_owned()),
                    (true, false) => Err("escalation".to_owned()),
                    (true, true) => Ok(()),
                };
                let wanted = std::slice::from_ref(wanted);
                for (before, after) in [(&[][..], wanted), (wanted, &[][..])] {
                    let said = may_change(&giver_may, other, before, after).map_err(|e| e.code());
                    assert_eq!(said, expected, "{} and {:?}", giver.key, wanted);
                }
            }
        }
    }

    #[test]
    fn an_administrator_does_not_demote_himself() {
        let ids = Ids::new(Clock::system());
        let admin = SystemRole::keyed("admin").map(|r| role(&ids, r));
        let member = SystemRole::keyed("member").map(|r| role(&ids, r));
        let (Some(admin), Some(member)) = (admin, member) else {
            unreachable!("both are system roles")
        };
        let me = actor(&ids, admin.permissions.clone());
        let (as_admin, as_member) = (std::slice::from_ref(&admin), std::slice::from_ref(&member));
        let said = may_change(&me, me.person, as_admin, as_member);
        assert_eq!(said.map_err(|e| e.code()), Err("own_administration".into()));
        let both = [admin.clone(), member.clone()];
        assert!(may_change(&me, me.person, as_admin, &both).is_ok());
    }
}
