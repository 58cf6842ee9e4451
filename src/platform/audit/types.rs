//! A row of the log, and what its list offers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::Id;
use uuid::Builder;

use crate::{
    id::{AnyId, OrganizationId, PersonId},
    listing::{Filter, Kind, ListSpec, Sort},
    time::Time,
};

/// Names the kind in [`EntryId`].
#[derive(Debug)]
pub enum AuditEntry {}
/// The id of a row of the log.
pub type EntryId = Id<AuditEntry>;

/// What acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorWord {
    /// A person.
    User,
    /// A program with a key of somebody's.
    ApiKey,
    /// Work in the background.
    Job,
    /// The server itself.
    System,
}

impl ActorWord {
    /// The word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::ApiKey => "api_key",
            Self::Job => "job",
            Self::System => "system",
        }
    }

    /// From the word of the journal.
    pub(super) fn of_journal(word: &str) -> Option<Self> {
        Some(match word {
            "person" => Self::User,
            "api_key" => Self::ApiKey,
            "job" => Self::Job,
            "system" => Self::System,
            _ => return None,
        })
    }
}

/// A row.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub id: EntryId,
    /// Its place among all rows of the server.
    pub(crate) seq: i64,
    /// When.
    pub at: Time,
    /// In which organisation; none for the server itself.
    pub organization: Option<OrganizationId>,
    /// What acted.
    pub actor_kind: ActorWord,
    /// Who; none for the server itself.
    pub actor: Option<PersonId>,
    /// His name as it is now.
    pub actor_name: Option<String>,
    /// `forum_topic.created`.
    pub action: String,
    /// `forum_topic`.
    pub resource_type: String,
    /// Which one.
    pub resource_id: Option<AnyId>,
    /// Field → [before, after].
    pub changes: Map<String, Value>,
    /// Whether the values are left out, because the reader may not open the thing.
    pub is_withheld: bool,
    /// The address it came from.
    pub ip: Option<String>,
    /// The browser or program.
    pub user_agent: Option<String>,
    /// What log lines and error answers carry.
    pub request_id: Option<String>,
}

/// The id of the row of this moment with this hash.
pub(super) fn id_of(at: Time, hash: &[u8]) -> EntryId {
    let mut chance = [0; 10];
    for (to, from) in chance.iter_mut().zip(hash) {
        *to = *from;
    }
    let ms = u64::try_from(at.millis()).unwrap_or(0);
    EntryId::from_uuid(Builder::from_unix_timestamp_millis(ms, &chance).into_uuid())
}

/// The moment in an id, and the part of the hash that it holds whole.
pub(super) fn parts_of(id: EntryId) -> (Time, [u8; 7]) {
    let bytes = id.bytes();
    let ms = bytes[..6]
        .iter()
        .fold(0_i64, |ms, byte| (ms << 8) | i64::from(*byte));
    let mut tail = [0; 7];
    tail.copy_from_slice(&bytes[9..]);
    (Time::from_millis(ms), tail)
}

/// What the list offers. Rows stand in the order in which they were written, which is that of
/// their moments as long as nobody turns the clock back.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        Filter::special_of("scope", Kind::OneOf(&["organization", "server"])),
        Filter::new("actor", "j.actor_id", Kind::Id),
        Filter::new(
            "actor_kind",
            "CASE j.actor_kind WHEN 'person' THEN 'user' ELSE j.actor_kind END",
            Kind::OneOf(&["user", "api_key", "job", "system"]),
        ),
        Filter::new("action", "j.action", Kind::Text),
        Filter::new("resource_type", "j.resource_type", Kind::Text),
        // Compared for being equal alone: ranges would tell which rows are about the same thing.
        Filter::special_of("resource_id", Kind::Id),
        Filter::new("at", "j.at", Kind::Time),
        Filter::new("ip", "j.ip", Kind::Text),
        Filter::new("request_id", "j.request_id", Kind::Text),
    ],
    sorts: &[Sort::new("at", "j.seq")],
    default_sort: "-at",
    id: "j.seq",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_gives_back_its_moment_and_most_of_its_hash() {
        let at = Time::from_millis(1_767_254_400_123);
        let hash: Vec<u8> = (200..232).collect();
        let id = id_of(at, &hash);
        assert_eq!(id.as_uuid().get_version_num(), 7);
        assert_eq!(parts_of(id), (at, [203, 204, 205, 206, 207, 208, 209]));
        let mut other = hash;
        other[9] ^= 1;
        assert_ne!(id_of(at, &other), id);
    }
}
