//! Who and what is meant: typed ids (UUIDv7) and their source.

use std::{borrow::Borrow, sync::Arc};

pub use store::Id;
use uuid::{ContextV7, Timestamp, Uuid, fmt::Simple};

use crate::time::Clock;

/// Names the kind in [`PersonId`].
#[derive(Debug)]
pub enum Person {}
/// Names the kind in [`OrganizationId`].
#[derive(Debug)]
pub enum Organization {}
/// Names the kind in [`RoleId`].
#[derive(Debug)]
pub enum Role {}
/// Names the kind in [`FileId`].
#[derive(Debug)]
pub enum File {}
/// Names the kind in [`SessionId`].
#[derive(Debug)]
pub enum Session {}
/// An id whose kind stands beside it, as in the journal.
#[derive(Debug)]
pub enum Any {}

/// A person's id.
pub type PersonId = Id<Person>;
/// An organisation's id.
pub type OrganizationId = Id<Organization>;
/// A role's id.
pub type RoleId = Id<Role>;
/// A stored file's id.
pub type FileId = Id<File>;
/// A browser session's or token family's id.
pub type SessionId = Id<Session>;
/// An id of any kind, as the journal keeps it.
pub type AnyId = Id<Any>;

/// Ids as a JSON array of hexadecimal text, to be bound as one value and taken apart by `json_each`
/// and `unhex`.
pub fn hex_list<K: ?Sized>(ids: impl IntoIterator<Item = impl Borrow<Id<K>>>) -> String {
    let mut list = String::from("[");
    for id in ids {
        if list.len() > 1 {
            list.push(',');
        }
        let mut hex = [0; Simple::LENGTH];
        list.push('"');
        list.push_str(id.borrow().as_uuid().simple().encode_lower(&mut hex));
        list.push('"');
    }
    list.push(']');
    list
}

/// Gives ids that grow with time, also within one millisecond.
#[derive(Clone, Debug)]
pub struct Ids {
    clock: Clock,
    order: Arc<std::sync::Mutex<ContextV7>>,
}

impl Ids {
    /// Ids by this clock.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            order: Arc::new(std::sync::Mutex::new(ContextV7::new())),
        }
    }

    /// A fresh id.
    pub fn next<K: ?Sized>(&self) -> Id<K> {
        let ms = u64::try_from(self.clock.now().millis()).unwrap_or(0);
        let order = self
            .order
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let stamp = Timestamp::from_unix(&*order, ms / 1000, (ms % 1000) as u32 * 1_000_000);
        Id::from_uuid(Uuid::new_v7(stamp))
    }
}
