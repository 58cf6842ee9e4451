//! Caches that count their hits, and the list of them for the operator.

use std::{fmt, hash::Hash, time::Duration};

use serde::Serialize;

use crate::{app::App, metrics::Counter};

/// A cache bounded by bytes, with a time to live.
pub struct Cache<K, V> {
    entries: moka::sync::Cache<K, V>,
    hits: Counter,
    misses: Counter,
}

/// How a cache does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Questions it answered.
    pub hits: u64,
    /// Questions it had no answer to.
    pub misses: u64,
    /// What it holds.
    pub entries: u64,
    /// Roughly how many bytes that takes.
    pub bytes: u64,
}

/// A cache that a feature has, as it is registered.
#[derive(Clone, Copy, Debug)]
pub struct Registered {
    /// Its name: `sessions`.
    pub name: &'static str,
    /// How it does.
    pub figures: fn(&App) -> Figures,
    /// Empties it.
    pub clear: fn(&App),
}

impl<K, V> fmt::Debug for Cache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").finish_non_exhaustive()
    }
}

impl<K, V> Cache<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Holds so many bytes, as `weigh` counts them, each entry for so long.
    pub fn new(
        bytes: u64,
        life: Duration,
        weigh: impl Fn(&K, &V) -> usize + Send + Sync + 'static,
    ) -> Self {
        let weigh = move |key: &K, value: &V| u32::try_from(weigh(key, value)).unwrap_or(u32::MAX);
        Self {
            entries: moka::sync::Cache::builder()
                .weigher(weigh)
                .max_capacity(bytes)
                .time_to_live(life)
                .build(),
            hits: Counter::default(),
            misses: Counter::default(),
        }
    }

    /// What is kept under a key, if it is still good.
    pub fn get_if(&self, key: &K, is_good: impl FnOnce(&V) -> bool) -> Option<V> {
        let found = self.entries.get(key).filter(is_good);
        match &found {
            Some(_) => self.hits.add(),
            None => self.misses.add(),
        }
        found
    }

    /// What is kept under a key.
    pub fn get(&self, key: &K) -> Option<V> {
        self.get_if(key, |_| true)
    }

    /// Keeps a value.
    pub fn insert(&self, key: K, value: V) {
        self.entries.insert(key, value);
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.entries.invalidate_all();
    }

    /// How it does.
    pub fn figures(&self) -> Figures {
        self.entries.run_pending_tasks();
        Figures {
            hits: self.hits.get(),
            misses: self.misses.get(),
            entries: self.entries.entry_count(),
            bytes: self.entries.weighted_size(),
        }
    }
}

/// Every cache of the house, with how it does.
pub fn all(app: &App) -> Vec<(&'static str, Figures)> {
    let caches = app.hooks.caches.iter();
    caches.map(|c| (c.name, (c.figures)(app))).collect()
}

/// Empties every cache.
pub fn clear_all(app: &App) {
    app.hooks.caches.iter().for_each(|cache| (cache.clear)(app));
}
