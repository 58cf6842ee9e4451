//! The chains: each row carries the hash of the row of its organisation before it. Rows are followed
//! as they come from the database; what is kept meanwhile is one hash for each organisation.

use std::collections::HashMap;

use aws_lc_rs::digest::{Context, SHA256};
use store::Reader;

use super::queries;
use crate::{error::Result, id::OrganizationId, time::Time};

/// A row with everything that its hash is made of. What is not there is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub(super) hash: Vec<u8>,
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

/// Checks every chain. Returns the place of the first row that does not fit, if any.
pub fn verify(db: &Reader<'_>) -> Result<Option<u64>> {
    let mut ends = HashMap::new();
    let mut broken = None;
    queries::each_line(db, |organization, line| {
        let before: &mut Vec<u8> = ends.entry(organization).or_default();
        if broken.is_none() && !line.follows(before) {
            broken = Some(line.seq);
        }
        *before = line.hash;
        Ok(())
    })?;
    Ok(broken)
}
