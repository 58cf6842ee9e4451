//! The chains: each row carries the hash of the row of its organisation before it. Rows are followed
//! as they come from the database; what is kept meanwhile is one hash for each organisation.

use std::collections::HashMap;

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use store::Reader;

use super::{archive, queries};
use crate::{
    error::Result,
    id::{AnyId, OrganizationId},
    time::Time,
};

/// A row with everything that its hash is made of. What is not there is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) seq: u64,
    /// In milliseconds.
    pub(super) at: i64,
    pub(super) organization_id: String,
    pub(super) actor_kind: String,
    pub(super) actor_id: String,
    pub(super) action: String,
    pub(super) resource_type: String,
    pub(super) resource_id: String,
    pub(super) changes: String,
    pub(super) ip: String,
    pub(super) user_agent: String,
    pub(super) request_id: String,
    #[serde(serialize_with = "as_hex", deserialize_with = "from_hex")]
    pub(super) hash: Vec<u8>,
}

fn as_hex<S: Serializer>(hash: &[u8], s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&HEXLOWER.encode(hash))
}

fn from_hex<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(d)?;
    HEXLOWER.decode(text.as_bytes()).map_err(de::Error::custom)
}

impl Line {
    /// The columns in a fixed order, as they are hashed.
    fn text(&self) -> String {
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        [
            &seq,
            &at,
            &self.organization_id,
            &self.actor_kind,
            &self.actor_id,
            &self.action,
            &self.resource_type,
            &self.resource_id,
            &self.changes,
            &self.ip,
            &self.user_agent,
            &self.request_id,
        ]
        .map(String::as_str)
        .join("\u{1f}")
    }

    /// Whether it follows a row with this hash.
    pub(super) fn follows(&self, before: &[u8]) -> bool {
        row_hash(before, &self.text())[..] == self.hash[..]
    }
}

/// SHA-256 over the hash of the row before (of the same organisation) and the row's own text.
pub(super) fn row_hash(before: &[u8], text: &str) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(before);
    context.update(text.as_bytes());
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// How far one chain was followed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    /// How many rows fitted.
    pub rows: u64,
    /// The moment of the last of them.
    pub until: Option<Time>,
    /// The moment and the hash of the row that does not fit.
    pub broken: Option<(Time, Vec<u8>)>,
    seq: u64,
    hash: Vec<u8>,
}

impl Followed {
    /// From the first row that is in no archive on, when the archives before it are whole.
    pub fn after_archives(db: &Reader<'_>, organization: Option<OrganizationId>) -> Result<Self> {
        let archives = archive::of(db, organization)?;
        let last = archives.last();
        Ok(Self {
            rows: archives.iter().map(|a| a.entries).sum(),
            until: last.map(|a| a.last_at),
            seq: last.map_or(0, |a| a.last_seq),
            hash: last.map(|a| a.last_hash.clone()).unwrap_or_default(),
            broken: None,
        })
    }
}

/// Follows the chain of an organisation, or of none, by so many rows. False when it has ended, or
/// does not fit.
pub fn follow(
    db: &Reader<'_>,
    organization: Option<OrganizationId>,
    followed: &mut Followed,
    rows: u32,
) -> Result<bool> {
    let lines = queries::lines(db, organization, followed.seq, rows)?;
    for line in &lines {
        let at = Time::from_millis(line.at);
        if !line.follows(&followed.hash) {
            followed.broken = Some((at, line.hash.clone()));
            return Ok(false);
        }
        followed.rows += 1;
        followed.until = Some(at);
        followed.seq = line.seq;
        followed.hash.clone_from(&line.hash);
    }
    Ok(lines.len() == rows as usize)
}

/// Checks every chain from where its archives end on. Returns the place of the first row that does not
/// fit, if any.
pub fn verify(db: &Reader<'_>) -> Result<Option<u64>> {
    let mut ends = HashMap::new();
    let mut archived = HashMap::new();
    for (organization, end) in archive::ends(db)? {
        let organization = organization.map(|o| AnyId::from_uuid(*o.as_uuid()));
        ends.insert(organization, end.hash);
        archived.insert(organization, end.seq);
    }
    let mut broken = None;
    queries::each_line(db, |organization, line| {
        // It stands in a file, and is about to leave.
        if archived
            .get(&organization)
            .is_some_and(|seq| line.seq <= *seq)
        {
            return Ok(());
        }
        let before: &mut Vec<u8> = ends.entry(organization).or_default();
        if broken.is_none() && !line.follows(before) {
            broken = Some(line.seq);
        }
        *before = line.hash;
        Ok(())
    })?;
    Ok(broken)
}
