//! Organisations: the tenants. Whoever registers founds one; what belongs to it carries its id.
//! The name stands in at least one of the two languages.

mod queries;
mod service;
mod types;

pub use queries::{LIST, active_people, by_slug, ids, load};
pub use service::{all, card, create, mine, set_logo, set_standing, stats, update};
pub use types::{
    AccountType, Card, Fields, Industry, NewOrganization, Organization, Row, Size, Stats, Status,
};

use crate::journal::Action;

/// Founded.
pub const CREATED: Action = Action::new("organization", "created");
/// Its profile, status or plan was changed.
pub const UPDATED: Action = Action::new("organization", "updated");
