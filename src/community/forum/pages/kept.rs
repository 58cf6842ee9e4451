//! Parts of pages that guests read, kept for a few seconds.
//!
//! Everything that a guest reads on a page is the same for all guests of his language, so it is
//! rendered once. A key carries the version of the forum, which every change of a topic, post, like
//! or category moves on: what was changed here is never served old. What other parts of the house
//! change (a person's name) shows when the few seconds are over.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use platform::{
    App,
    cache::{Cache, Registered},
};

use super::Parts;

/// How long parts are kept.
const KEPT: Duration = Duration::from_secs(5);
/// How much memory they take at most, in bytes.
const MEMORY: u64 = 24 * 1024 * 1024;

/// Kept by the application.
#[derive(Debug)]
struct Pages {
    version: AtomicU64,
    parts: Cache<String, Arc<Parts>>,
}

impl Default for Pages {
    fn default() -> Self {
        let weigh = |key: &String, parts: &Arc<Parts>| key.len() + parts.bytes() + 256;
        Self {
            version: AtomicU64::new(0),
            parts: Cache::new(MEMORY, KEPT, weigh),
        }
    }
}

/// For the list of caches.
pub(in crate::forum) const CACHED: Registered = Registered {
    name: "forum_pages",
    figures: |app| app.kept::<Pages>().parts.figures(),
    clear: |app| app.kept::<Pages>().parts.clear(),
};

/// Something in the forum changed: what is kept is not served any more.
pub(in crate::forum) fn forget(app: &App) {
    app.kept::<Pages>().version.fetch_add(1, Ordering::SeqCst);
}

/// The place of a page's parts. Taken before the database is read, so that what was read before a
/// change is never found after it.
pub(super) struct Place {
    pages: Arc<Pages>,
    key: String,
}

impl Place {
    pub(super) fn of(app: &App, language: platform::Language, page: &str) -> Self {
        let pages = app.kept::<Pages>();
        let version = pages.version.load(Ordering::SeqCst);
        let key = format!("{version} {} {page}", language.tag());
        Self { pages, key }
    }

    pub(super) fn parts(&self) -> Option<Arc<Parts>> {
        self.pages.parts.get(&self.key)
    }

    pub(super) fn keep(self, parts: &Arc<Parts>) {
        self.pages.parts.insert(self.key, parts.clone());
    }
}
