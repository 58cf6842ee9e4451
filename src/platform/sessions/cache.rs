//! What sessions lead to, in memory.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use super::Key;
use crate::{
    cache::{self, Registered},
    id::SessionId,
    people::Identity,
    time::Time,
};

/// Bytes that the cache may hold.
const BYTES: u64 = 16 * 1024 * 1024;
/// Read again after so long, whatever happens.
const LIFE: Duration = Duration::from_mins(10);

/// A session with its person.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) session: SessionId,
    pub(super) csrf: String,
    pub(super) identity: Identity,
    pub(super) ends_at: Time,
    pub(super) expires_at: AtomicI64,
    pub(super) last_seen: AtomicI64,
    /// The state of the world that it was read in.
    pub(super) epoch: u64,
}

impl Live {
    /// Roughly what it takes in memory.
    fn bytes(&self) -> usize {
        let identity = &self.identity;
        let texts = self.csrf.len() + identity.name.len() + identity.roles.len() * 32;
        400 + texts + identity.permissions.len() * 16
    }
}

/// See [`crate::sessions`]. Clones share it.
#[derive(Clone, Debug)]
pub struct Cache {
    entries: Arc<cache::Cache<Key, Arc<Live>>>,
    epoch: Arc<AtomicU64>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            entries: Arc::new(cache::Cache::new(BYTES, LIFE, |_, live: &Arc<Live>| {
                live.bytes()
            })),
            epoch: Arc::default(),
        }
    }
}

impl Cache {
    /// For the list of caches.
    pub const REGISTERED: Registered = Registered {
        name: "sessions",
        figures: |app| app.sessions.entries.figures(),
        clear: |app| app.sessions.forget_all(),
    };

    /// To be called after every change of people, roles, organisations or sessions.
    pub fn forget_all(&self) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
        self.entries.clear();
    }

    /// The present epoch; to be asked before reading what is put in.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::SeqCst)
    }

    pub(super) fn get(&self, key: &Key) -> Option<Arc<Live>> {
        self.entries.get_if(key, |live| live.epoch == self.epoch())
    }

    pub(super) fn put(&self, key: Key, live: Arc<Live>) {
        self.entries.insert(key, live);
    }
}
