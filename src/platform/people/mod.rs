//! People: who has an account. An address belongs to one person at a time, compared without case;
//! a removed person keeps his row (what he wrote stays) and frees his address.

mod actor;
mod queries;
mod rules;
mod service;
mod types;

pub use actor::{Identity, actor, identity};
pub use queries::{LIST, accounts, anybody, by_email, load};
pub use service::{
    add, adopt, adopt_former, colleague, create, face, list, me, name_adopted, remove, set_picture,
    set_roles, set_status, update,
};
pub use types::{Account, NewPerson, Person, PersonRow, Profile, Status, Theme};

use crate::journal::Action;

/// Joined: registered, added by an administrator, or made by the setup.
pub const CREATED: Action = Action::new("person", "created");
/// The profile or status was changed.
pub const UPDATED: Action = Action::new("person", "updated");
/// Removed.
pub const DELETED: Action = Action::new("person", "deleted");
/// Other roles.
pub const ROLES_CHANGED: Action = Action::new("person", "roles_changed");
