//! Everything a handler needs, in one cheap handle. Assembled once, by the root package.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    ops::Deref,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock, Weak},
};

use store::{Reader, Store, Writer};
use tokio::sync::watch;

use crate::{
    config::Config,
    error::Result,
    files::Vault,
    hooks::Hooks,
    id::Ids,
    indexing::Source,
    live::Hub,
    metrics::Metrics,
    passwords::Hasher,
    secret::Seal,
    sessions, settings, setup,
    time::{Clock, Time},
    tokens::Signer,
    views::Views,
};

/// The handle; cloning it clones a pointer.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: Parts,
    /// One value of each type that a room keeps in memory.
    kept: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

/// A handle that does not keep the application alive, for work that waits.
#[derive(Clone)]
pub struct WeakApp(Weak<Inner>);

impl WeakApp {
    /// The handle again, unless the application has stopped.
    pub fn upgrade(&self) -> Option<App> {
        self.0.upgrade().map(App)
    }
}

/// What the handle leads to.
pub struct Parts {
    /// The data folder.
    pub data: PathBuf,
    /// The database. Rooms go through [`App::read`] and [`App::write`].
    pub store: Store,
    /// What the operator set by file.
    pub config: Config,
    /// What the operator set on pages.
    pub settings: settings::Cell,
    /// When this process opened the folder.
    pub started_at: Time,
    /// The present.
    pub clock: Clock,
    /// Fresh ids.
    pub ids: Ids,
    /// Marks on cursors and other things that come back from outside.
    pub seal: Seal,
    /// The search index; rooms ask it through [`crate::indexing`].
    pub index: search::Index,
    /// What the index is made from.
    pub sources: Arc<[Source]>,
    /// News for open pages.
    pub live: Hub,
    /// Where files are stored; rooms go through [`crate::files`].
    pub files: Vault,
    /// Hashes passwords.
    pub passwords: Hasher,
    /// What sessions lead to.
    pub sessions: sessions::Cache,
    /// Makes and reads access tokens.
    pub tokens: Signer,
    /// Whether the server is set up.
    pub setup: setup::State,
    /// What features hand in.
    pub hooks: Hooks,
    /// Views that wait to be written.
    pub views: Views,
    /// What the server counts about itself.
    pub metrics: Metrics,
    /// Counts writes; whoever follows the journal waits on it.
    pub moved: watch::Sender<u64>,
}

impl App {
    /// Puts the parts into one handle.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            parts,
            kept: RwLock::default(),
        }))
    }

    /// What a room keeps in memory for itself: caches, counts that are written later. One value of
    /// each type, made when it is first asked for; the type is the room's own and so is the value.
    pub fn kept<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let key = TypeId::of::<T>();
        let found = {
            let kept = self.0.kept.read().unwrap_or_else(PoisonError::into_inner);
            kept.get(&key).cloned()
        };
        let found = found.unwrap_or_else(|| {
            let mut kept = self.0.kept.write().unwrap_or_else(PoisonError::into_inner);
            kept.entry(key)
                .or_insert_with(|| Arc::new(T::default()))
                .clone()
        });
        // The key is the type, so this is always the value itself.
        found.downcast().unwrap_or_default()
    }

    /// A handle for work that waits.
    pub fn downgrade(&self) -> WeakApp {
        WeakApp(Arc::downgrade(&self.0))
    }

    /// Runs a reading closure on a read-only connection, away from the async threads.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Reader<'_>) -> Result<T> + Send + 'static,
    {
        self.store.read(work).await
    }

    /// Runs a changing closure on the writer, in a savepoint of its own, and answers when it is on
    /// the disk. Who follows the journal is woken.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Writer<'_>) -> Result<T> + Send + 'static,
    {
        let outcome = self.store.write(work).await;
        self.moved.send_modify(|count| *count += 1);
        outcome
    }

    /// [`App::write`] for commands and background threads.
    pub fn write_blocking<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Writer<'_>) -> Result<T> + Send + 'static,
    {
        let outcome = self.store.write_blocking(work);
        self.moved.send_modify(|count| *count += 1);
        outcome
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
