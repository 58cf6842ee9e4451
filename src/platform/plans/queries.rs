//! Every statement on plans.

use store::{Reader, Row, Writer, named_params, params};

use super::Plan;
use crate::{error::Result, id::OrganizationId};

pub(super) fn insert_missing(tx: &Writer<'_>, plan: &Plan) -> Result<()> {
    tx.execute(
        "INSERT INTO plans (id, name, max_users, max_use_cases, max_storage_bytes)
         VALUES (:id, :name, :users, :use_cases, :bytes) ON CONFLICT (name) DO NOTHING",
        named_params! {
            ":id": plan.id, ":name": plan.name, ":users": plan.max_users.map(|n| n as i64),
            ":use_cases": plan.max_use_cases.map(|n| n as i64),
            ":bytes": plan.max_storage_bytes.map(|n| n as i64),
        },
    )?;
    Ok(())
}

pub(super) fn named(db: &Reader<'_>, name: &str) -> Result<Option<Plan>> {
    let sql =
        "SELECT id, name, max_users, max_use_cases, max_storage_bytes FROM plans WHERE name = ?1";
    Ok(db.optional(sql, params![name], plan)?)
}

pub(super) fn names(db: &Reader<'_>) -> Result<Vec<String>> {
    Ok(db.all("SELECT name FROM plans ORDER BY id", [], |r| r.get(0))?)
}

pub(super) fn of(db: &Reader<'_>, organization: OrganizationId) -> Result<Option<Plan>> {
    let sql = "SELECT p.id, p.name, p.max_users, p.max_use_cases, p.max_storage_bytes
               FROM plans p JOIN organizations o ON o.plan_id = p.id WHERE o.id = ?1";
    Ok(db.optional(sql, params![organization], plan)?)
}

fn plan(r: &Row<'_>) -> rusqlite::Result<Plan> {
    let limit = |i| Ok::<_, rusqlite::Error>(r.get::<_, Option<i64>>(i)?.map(|n| n as u64));
    Ok(Plan {
        id: r.get(0)?,
        name: r.get(1)?,
        max_users: limit(2)?,
        max_use_cases: limit(3)?,
        max_storage_bytes: limit(4)?,
    })
}
