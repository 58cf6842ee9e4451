//! Plans: what an organisation may use. Three are seeded; going over a limit is 402 `plan_limit`.

mod queries;

use store::{Reader, Writer};

use crate::{
    error::{Error, Kind, Message, Result},
    id::{Id, Ids, OrganizationId},
};

/// Names the kind in [`PlanId`].
#[derive(Debug)]
pub enum PlanKind {}
/// A plan's id.
pub type PlanId = Id<PlanKind>;

/// A plan. No limit is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// `free`, `standard`, `unlimited`, or the operator's own.
    pub name: String,
    /// How many people.
    pub max_users: Option<u64>,
    /// How many use cases.
    pub max_use_cases: Option<u64>,
    /// How many bytes of files.
    pub max_storage_bytes: Option<u64>,
}

/// What new organisations start with.
pub const FREE: &str = "free";
/// What the first organisation has.
pub const UNLIMITED: &str = "unlimited";

const GIB: u64 = 1024 * 1024 * 1024;
/// Name, people, use cases, bytes.
type Seed = (&'static str, Option<u64>, Option<u64>, Option<u64>);
const SEEDED: [Seed; 3] = [
    (FREE, Some(10), Some(20), Some(GIB)),
    ("standard", Some(100), Some(500), Some(50 * GIB)),
    (UNLIMITED, None, None, None),
];

/// Puts in the seeded plans that are not there yet.
pub fn sync(tx: &Writer<'_>, ids: &Ids) -> Result<()> {
    for (name, max_users, max_use_cases, max_storage_bytes) in SEEDED {
        queries::insert_missing(
            tx,
            &Plan {
                id: ids.next(),
                name: name.to_owned(),
                max_users,
                max_use_cases,
                max_storage_bytes,
            },
        )?;
    }
    Ok(())
}

/// The plan of this name.
pub fn named(db: &Reader<'_>, name: &str) -> Result<Plan> {
    queries::named(db, name)?.ok_or_else(|| Error::internal(format!("the plan {name} is missing")))
}

/// The plan that a caller named; 422 on `plan` with the names there are.
pub fn chosen(db: &Reader<'_>, name: &str) -> Result<Plan> {
    let allowed = || {
        let names = queries::names(db)?.join(", ");
        Ok::<_, Error>(Error::invalid(
            "plan",
            Message::new("not-one-of").arg("allowed", names),
        ))
    };
    match queries::named(db, name)? {
        Some(plan) => Ok(plan),
        None => Err(allowed()?),
    }
}

/// The names of all plans.
pub fn names(db: &Reader<'_>) -> Result<Vec<String>> {
    queries::names(db)
}

/// The plan of an organisation.
pub fn of(db: &Reader<'_>, organization: OrganizationId) -> Result<Plan> {
    queries::of(db, organization)?.ok_or_else(Error::not_found)
}

/// 402 `plan_limit` when `used` and `more` together go over `limit`. `what` is `users`,
/// `use_cases` or `storage_bytes`, also the key of its word (`plan-users`).
pub fn within(what: &'static str, limit: Option<u64>, used: u64, more: u64) -> Result<()> {
    match limit {
        Some(limit) if used.saturating_add(more) > limit => {
            Err(Error::new(Kind::PlanLimit, "plan-limit")
                .arg("what", what)
                .arg("limit", limit)
                .arg("used", used))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_reached_but_not_passed() {
        assert!(within("users", Some(10), 9, 1).is_ok());
        assert!(within("users", None, u64::MAX, 1).is_ok());
        let refused = within("users", Some(10), 10, 1).err();
        assert_eq!(
            refused.map(|e| e.to_string()).as_deref(),
            Some("402 plan_limit")
        );
    }
}
