//! How often things are read: once an hour for each person (each address and browser for guests),
//! gathered in memory and written in batches, so that reading a page costs no write.
//!
//! What waits is lost when the process is killed: a view is no promise. At an orderly stop
//! [`Views::flush`] writes it.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use store::Writer;

use crate::{
    actor::Viewer,
    app::App,
    error::Result,
    id::{AnyId, Id},
    time::Time,
};

/// How long one viewer counts only once.
const ONCE: Duration = Duration::from_hours(1);
/// How long views are gathered before they are written.
const GATHER: Duration = Duration::from_secs(2);
/// How many viewers are remembered; beyond it the older half is forgotten.
const REMEMBERED: usize = 200_000;

/// Adds views to rows.
pub type AddViews = fn(&Writer<'_>, &[(AnyId, u32)]) -> Result<()>;

/// A kind of thing whose views are counted.
#[derive(Debug)]
pub struct Counted {
    /// Its word, e.g. `use_case`.
    pub resource: &'static str,
    /// Adds views to rows, in one transaction; rows that are gone are passed over.
    pub add: AddViews,
}

/// The views that wait, and who was counted lately.
#[derive(Clone, Debug, Default)]
pub struct Views(Arc<Mutex<State>>);

/// Views of one kind of thing.
#[derive(Debug)]
struct Batch {
    kind: &'static Counted,
    views: HashMap<AnyId, u32>,
}

#[derive(Debug, Default)]
struct State {
    seen: HashMap<(AnyId, u64), Time>,
    waiting: HashMap<&'static str, Batch>,
    is_flush_planned: bool,
}

impl Views {
    /// Counts a view unless this viewer was counted within the hour.
    pub fn note<K: ?Sized>(app: &App, counted: &'static Counted, id: Id<K>, viewer: &Viewer) {
        if app.store.is_standby() {
            return;
        }
        let id = AnyId::from_uuid(*id.as_uuid());
        let mut state = app.views.state();
        if !state.is_new(id, viewer, app.clock.now()) {
            return;
        }
        let batch = state.waiting.entry(counted.resource).or_insert(Batch {
            kind: counted,
            views: HashMap::new(),
        });
        *batch.views.entry(id).or_default() += 1;
        if !std::mem::replace(&mut state.is_flush_planned, true) {
            let weak = app.downgrade();
            tokio::spawn(async move {
                tokio::time::sleep(GATHER).await;
                if let Some(app) = weak.upgrade() {
                    Self::flush(&app).await;
                }
            });
        }
    }

    /// Views of a thing that are counted but not yet written.
    pub fn waiting<K: ?Sized>(&self, counted: &Counted, id: Id<K>) -> u32 {
        let id = AnyId::from_uuid(*id.as_uuid());
        let state = self.state();
        let batch = state.waiting.get(counted.resource);
        batch.and_then(|b| b.views.get(&id)).copied().unwrap_or(0)
    }

    /// Writes what waits. When that fails (a full disk, a stop) the views are dropped.
    pub async fn flush(app: &App) {
        let waiting = {
            let mut state = app.views.state();
            state.is_flush_planned = false;
            std::mem::take(&mut state.waiting)
        };
        for Batch { kind, views } in waiting.into_values() {
            let views: Vec<_> = views.into_iter().collect();
            let written = app.store.write(move |tx| (kind.add)(tx, &views)).await;
            if let Err(error) = written {
                tracing::debug!(resource = kind.resource, %error, "Views were not written");
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_new(&mut self, id: AnyId, viewer: &Viewer, now: Time) -> bool {
        let key = (id, fingerprint(viewer));
        if self.seen.get(&key).is_some_and(|at| now.since(*at) < ONCE) {
            return false;
        }
        if self.seen.len() >= REMEMBERED {
            self.forget(now);
        }
        self.seen.insert(key, now);
        true
    }

    fn forget(&mut self, now: Time) {
        self.seen.retain(|_, at| now.since(*at) < ONCE);
        if self.seen.len() >= REMEMBERED {
            let mut times: Vec<_> = self.seen.values().copied().collect();
            times.sort_unstable();
            let middle = times[times.len() / 2];
            self.seen.retain(|_, at| *at > middle);
        }
    }
}

/// Who looks, as a number: the person, or a guest's address and browser.
fn fingerprint(viewer: &Viewer) -> u64 {
    let mut hasher = DefaultHasher::new();
    if let Some(actor) = viewer.actor() {
        actor.person.hash(&mut hasher);
    } else {
        let origin = viewer.origin();
        (origin.ip.as_deref(), origin.user_agent.as_deref()).hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, actor::Origin, id::Ids, time::Clock};

    fn guest(ip: &str) -> Viewer {
        let origin = Origin {
            ip: Some(ip.into()),
            ..Origin::default()
        };
        Viewer::Guest {
            reads: true,
            language: Language::En,
            origin,
        }
    }

    #[test]
    fn one_viewer_counts_once_an_hour() {
        let clock = Clock::manual(Time::from_millis(0));
        let id = Ids::new(clock.clone()).next();
        let mut state = State::default();
        assert!(state.is_new(id, &guest("a"), clock.now()));
        assert!(!state.is_new(id, &guest("a"), clock.now()));
        assert!(state.is_new(id, &guest("b"), clock.now()));
        clock.advance(Duration::from_mins(59));
        assert!(!state.is_new(id, &guest("a"), clock.now()));
        clock.advance(Duration::from_mins(1));
        assert!(state.is_new(id, &guest("a"), clock.now()));
    }

    #[test]
    fn only_so_many_viewers_are_remembered() {
        let clock = Clock::manual(Time::from_millis(0));
        let ids = Ids::new(clock.clone());
        let mut state = State::default();
        for _ in 0..REMEMBERED + 10 {
            assert!(state.is_new(ids.next(), &guest("a"), clock.now()));
            clock.advance(Duration::from_millis(1));
        }
        assert!(state.seen.len() <= REMEMBERED);
    }
}
