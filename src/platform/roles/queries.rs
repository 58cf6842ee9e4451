//! Every statement on roles.

use std::collections::BTreeSet;

use store::{Reader, Row, Writer, named_params, params};

use super::Role;
use crate::{
    error::Result,
    id::{OrganizationId, PersonId, RoleId},
    permission::Permission,
    time::Time,
};

/// A role's columns with its permissions in one text; the condition follows.
const SELECT: &str = "SELECT r.id, r.key, r.name_en, r.name_ar, r.is_system, r.scope = 'platform',
    (SELECT coalesce(group_concat(p.permission), '') FROM role_permissions p WHERE p.role_id = r.id)
    FROM roles r";

pub(super) fn insert_missing_system(
    tx: &Writer<'_>,
    id: RoleId,
    key: &str,
    scope: &str,
    now: Time,
) -> Result<()> {
    tx.execute(
        "INSERT INTO roles (id, key, is_system, scope, created_at)
         SELECT :id, :key, 1, :scope, :now
         WHERE NOT EXISTS (SELECT 1 FROM roles WHERE organization_id IS NULL AND key = :key)",
        named_params! { ":id": id, ":key": key, ":scope": scope, ":now": now },
    )?;
    Ok(())
}

pub(super) fn add_permission(tx: &Writer<'_>, role: RoleId, permission: Permission) -> Result<()> {
    let sql = "INSERT INTO role_permissions (role_id, permission) VALUES (?1, ?2)";
    tx.execute(sql, params![role, permission.name()])?;
    Ok(())
}

pub(super) fn remove_permission(
    tx: &Writer<'_>,
    role: RoleId,
    permission: Permission,
) -> Result<()> {
    let sql = "DELETE FROM role_permissions WHERE role_id = ?1 AND permission = ?2";
    tx.execute(sql, params![role, permission.name()])?;
    Ok(())
}

pub(super) fn system(db: &Reader<'_>, key: &str) -> Result<Option<Role>> {
    let sql = format!("{SELECT} WHERE r.organization_id IS NULL AND r.key = ?1");
    Ok(db.optional(&sql, params![key], role)?)
}

pub(super) fn hosts(db: &Reader<'_>, organization: OrganizationId) -> Result<bool> {
    let sql = "SELECT 1 FROM roles r
               CROSS JOIN person_roles h ON h.role_id = r.id
               CROSS JOIN people p ON p.id = h.person_id
               WHERE r.organization_id IS NULL AND r.key = ?1
                 AND p.organization_id = ?2 AND p.deleted_at IS NULL";
    Ok(db.exists(sql, params![super::OWNER, organization])?)
}

pub(super) fn of_organization(db: &Reader<'_>, organization: OrganizationId) -> Result<Vec<Role>> {
    let sql = format!(
        "{SELECT} WHERE r.organization_id IS NULL OR r.organization_id = ?1
         ORDER BY r.is_system DESC, r.id"
    );
    Ok(db.all(&sql, params![organization], role)?)
}

pub(super) fn of_person(db: &Reader<'_>, person: PersonId) -> Result<Vec<Role>> {
    let sql = format!(
        "{SELECT} JOIN person_roles pr ON pr.role_id = r.id WHERE pr.person_id = ?1 ORDER BY r.id"
    );
    Ok(db.all(&sql, params![person], role)?)
}

pub(super) fn give(tx: &Writer<'_>, person: PersonId, role: RoleId) -> Result<()> {
    let sql =
        "INSERT INTO person_roles (person_id, role_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    tx.execute(sql, params![person, role])?;
    Ok(())
}

pub(super) fn clear(tx: &Writer<'_>, person: PersonId) -> Result<()> {
    tx.execute(
        "DELETE FROM person_roles WHERE person_id = ?1",
        params![person],
    )?;
    Ok(())
}

/// How many active people hold a permission, in one organisation or on the whole server.
pub(super) fn holders(
    db: &Reader<'_>,
    organization: Option<OrganizationId>,
    permission: Permission,
) -> Result<u64> {
    let sql = "SELECT count(DISTINCT p.id) FROM people p
               JOIN person_roles pr ON pr.person_id = p.id
               JOIN role_permissions rp ON rp.role_id = pr.role_id
               WHERE p.status = 'active' AND p.deleted_at IS NULL AND rp.permission = ?2
                 AND (?1 IS NULL OR p.organization_id = ?1)";
    Ok(db.one(sql, params![organization, permission.name()], |r| {
        r.get::<_, i64>(0)
    })? as u64)
}

/// A permission that this version does not know any more is left out.
fn role(r: &Row<'_>) -> rusqlite::Result<Role> {
    let permissions: String = r.get(6)?;
    Ok(Role {
        id: r.get(0)?,
        key: r.get(1)?,
        name_en: r.get(2)?,
        name_ar: r.get(3)?,
        is_system: r.get(4)?,
        is_platform: r.get(5)?,
        permissions: permissions
            .split(',')
            .filter_map(Permission::named)
            .collect::<BTreeSet<_>>(),
    })
}
