//! Roles: named sets of permissions. The system roles are written into the tables at every start
//! from [`permission::SYSTEM_ROLES`](crate::permission::SYSTEM_ROLES), so that code and database
//! say the same. Nobody gives or takes a permission that he does not hold himself, and no
//! organisation is left without an active administrator.

mod queries;
mod rules;

use std::collections::BTreeSet;

use store::{Reader, Writer};

pub use rules::may_change;

use crate::{
    error::{Error, Message, Result},
    id::{Ids, OrganizationId, PersonId, RoleId},
    permission::{Permission, RoleScope, SYSTEM_ROLES},
    time::Time,
};

/// Operates the server.
pub const OWNER: &str = "owner";
/// Administers an organisation.
pub const ADMIN: &str = "admin";
/// Takes part.
pub const MEMBER: &str = "member";

/// A role with what it allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// Its key; for a system role also the key of its title (`role-KEY`).
    pub key: String,
    /// The title of an organisation's own role.
    pub name_en: String,
    /// The title of an organisation's own role.
    pub name_ar: String,
    /// Whether every server has it.
    pub is_system: bool,
    /// Whether it is about the whole server.
    pub is_platform: bool,
    /// What its holder may do.
    pub permissions: BTreeSet<Permission>,
}

/// Whether the server's operator belongs to an organisation.
pub fn hosts(db: &Reader<'_>, organization: OrganizationId) -> Result<bool> {
    queries::hosts(db, organization)
}

/// Writes the system roles of this version into the tables.
pub fn sync(tx: &Writer<'_>, ids: &Ids, now: Time) -> Result<()> {
    for role in SYSTEM_ROLES {
        let scope = match role.scope {
            RoleScope::Platform => "platform",
            RoleScope::Organization => "organization",
        };
        queries::insert_missing_system(tx, ids.next(), role.key, scope, now)?;
        let found = queries::system(tx, role.key)?;
        let found = found.ok_or_else(|| Error::internal("a system role was not written"))?;
        let wanted = role.permissions();
        for lost in found.permissions.difference(&wanted) {
            queries::remove_permission(tx, found.id, *lost)?;
        }
        for new in wanted.difference(&found.permissions) {
            queries::add_permission(tx, found.id, *new)?;
        }
    }
    Ok(())
}

/// The system role of this key.
pub fn system(db: &Reader<'_>, key: &str) -> Result<Role> {
    queries::system(db, key)?.ok_or_else(|| Error::internal(format!("the role {key} is missing")))
}

/// The roles that people of an organisation may hold: the system's and its own.
pub fn of_organization(db: &Reader<'_>, organization: OrganizationId) -> Result<Vec<Role>> {
    queries::of_organization(db, organization)
}

/// The roles that a person holds.
pub fn of_person(db: &Reader<'_>, person: PersonId) -> Result<Vec<Role>> {
    queries::of_person(db, person)
}

/// Everything that a set of roles allows.
pub fn permissions<'a>(roles: impl IntoIterator<Item = &'a Role>) -> BTreeSet<Permission> {
    let each = roles
        .into_iter()
        .flat_map(|r| r.permissions.iter().copied());
    each.collect()
}

/// Gives a person a system role.
pub fn give(tx: &Writer<'_>, person: PersonId, key: &str) -> Result<()> {
    let role = system(tx, key)?;
    queries::give(tx, person, role.id)
}

/// Finds the roles that a caller named by key or id; 422 on `roles` when one is unknown.
pub fn named(db: &Reader<'_>, organization: OrganizationId, names: &[String]) -> Result<Vec<Role>> {
    let all = of_organization(db, organization)?;
    let find = |name: &String| {
        let found = all
            .iter()
            .find(|r| r.key == *name || r.id.to_text() == *name);
        found.cloned().ok_or_else(|| {
            let allowed: Vec<_> = all.iter().map(|r| r.key.as_str()).collect();
            Error::invalid(
                "roles",
                Message::new("not-one-of").arg("allowed", allowed.join(", ")),
            )
        })
    };
    names.iter().map(find).collect()
}

/// Replaces the roles of a person.
pub fn replace(tx: &Writer<'_>, person: PersonId, wanted: &[Role]) -> Result<()> {
    queries::clear(tx, person)?;
    for role in wanted {
        queries::give(tx, person, role.id)?;
    }
    Ok(())
}

/// 409 `last_admin` when an organisation is left without an active administrator, or the server
/// without an active operator. Called at the end of every change that could do so, in its
/// transaction.
pub fn require_admins(tx: &Writer<'_>, organization: OrganizationId) -> Result<()> {
    use crate::permission::{ORGANIZATION_MANAGE, SERVER_OPERATE};
    let admins = queries::holders(tx, Some(organization), ORGANIZATION_MANAGE)?;
    if admins == 0 || queries::holders(tx, None, SERVER_OPERATE)? == 0 {
        return Err(Error::conflict("last-admin"));
    }
    Ok(())
}
