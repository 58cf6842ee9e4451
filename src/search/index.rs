//! The index as its users hold it.

use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use tantivy::{IndexReader, IndexSettings, ReloadPolicy, Searcher};
use tokio::sync::watch;

use crate::check::{self, Found};
use crate::document::Change;
use crate::error::{Error, Result, reading, writing};
use crate::folder::Folder;
use crate::options::Options;
use crate::schema::{self, Fields};
use crate::sets::Sets;
use crate::writer::Writer;

/// What was taken in is written to the disk when so much of it waits…
const MOST_UNSAVED: usize = 8 << 20;
/// …or when this time has passed since the last time. After a crash the journal gives the rest
/// again.
const SAVE_EVERY: Duration = Duration::from_secs(30);
/// Decompressed blocks of stored texts kept per segment.
const STORE_BLOCKS: usize = 8;

/// A full-text index in a folder. Clones share it.
#[derive(Clone)]
pub struct Index {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub root: PathBuf,
    pub options: Options,
    pub live: RwLock<Option<Arc<Live>>>,
    /// Orders whoever changes the folder: apply, rest, the end of a rebuild.
    writer: Mutex<Option<Writer>>,
    pub position: watch::Sender<u64>,
    /// When the folder was last brought to the present state.
    saved: Mutex<Option<Duration>>,
    /// Whole indexes that are out of service, and since when.
    superseded: Mutex<Vec<(PathBuf, Duration)>>,
    pub progress: watch::Sender<Option<f32>>,
}

/// What searches read from.
pub(crate) struct Live {
    pub folder: Folder,
    pub index: tantivy::Index,
    pub reader: IndexReader,
    pub fields: Fields,
    pub sets: Sets,
}

/// What [`Index::check`] found in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// Every byte is as it was written; the index answers and has reached this journal position.
    Ready {
        /// The position given to the last [`Index::apply`] or [`Rebuild::finish`](crate::Rebuild).
        position: u64,
    },
    /// There is no index, or only one whose first building did not finish.
    Missing,
    /// Something is not as it was written, or cannot be read.
    Damaged(String),
    /// It was written by another version of this product.
    OtherSchema,
}

impl Index {
    /// Remembers the folder. Reads and writes nothing and never fails: see [`Index::check`].
    pub fn open(folder: &Path, options: Options) -> Self {
        let inner = Inner {
            root: folder.to_owned(),
            options,
            live: RwLock::new(None),
            writer: Mutex::new(None),
            position: watch::Sender::new(0),
            saved: Mutex::default(),
            superseded: Mutex::default(),
            progress: watch::Sender::new(None),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Reads the whole index once, comparing every checksum, and uses it if it is sound.
    ///
    /// Takes as long as reading the files takes: run it beside the start of the server.
    pub fn check(&self) -> Opened {
        let inner = &self.inner;
        let found = catch_unwind(AssertUnwindSafe(|| {
            check::check(&inner.root, &inner.options)
        }));
        match found {
            Ok(Ok(Found { live, position })) => {
                inner.swap(live, position);
                Opened::Ready { position }
            }
            Ok(Err(opened)) => opened,
            Err(_) => Opened::Damaged("reading it ended in a panic".to_owned()),
        }
    }

    /// Whether searches are answered.
    pub fn ready(&self) -> bool {
        self.inner.live().is_ok()
    }

    /// The journal position that searches reflect; 0 while not ready.
    pub fn position(&self) -> u64 {
        *self.inner.position.borrow()
    }

    /// How many documents there are, whoever may see them.
    pub fn documents(&self) -> u64 {
        self.inner
            .live()
            .map_or(0, |live| live.reader.searcher().num_docs())
    }

    /// How far a running rebuild is, from 0 to 1; nothing when none runs.
    pub fn progress(&self) -> Option<f32> {
        *self.inner.progress.borrow()
    }

    /// Takes changes in and makes them visible to searches, reaching a journal position.
    ///
    /// All changes become visible at once. Each call is a commit of a few milliseconds, so group
    /// what gathers within about a tenth of a second. The disk has them some seconds later: an
    /// index that is opened after a crash has an older position, from which the journal goes on.
    ///
    /// # Errors
    /// `NotReady` before a check or rebuild; `Write` if the disk does not take it, `Damaged` if the
    /// files are not what they were. The position stays in both cases.
    pub fn apply(&self, changes: Vec<Change>, position: u64) -> Result<()> {
        let mut writer = lock(&self.inner.writer);
        let live = self.inner.live()?;
        let done = catch_unwind(AssertUnwindSafe(|| {
            self.inner.commit(&mut writer, &live, changes, position)
        }));
        let done = done
            .unwrap_or_else(|_| Err(Error::Damaged("writing panicked".to_owned())))
            .map_err(|error| check::blame(live.folder.path(), error));
        match &done {
            Ok(()) => {
                self.inner.position.send_replace(position);
                self.inner.save_if_due(&live);
                live.folder.sweep();
            }
            // Whatever the writer holds is uncertain: the next call starts from the last commit.
            Err(error) => {
                *writer = None;
                self.inner.distrust(&live, error);
            }
        }
        done
    }

    /// Waits until searches reflect the journal position `seq`, so that a writer finds his own
    /// words. Answers whether they do: `false` if the time ran out or the index is not ready.
    pub async fn reached(&self, seq: u64, timeout: Duration) -> bool {
        if !self.ready() {
            return false;
        }
        let mut position = self.inner.position.subscribe();
        let wait = position.wait_for(|position| *position >= seq);
        matches!(tokio::time::timeout(timeout, wait).await, Ok(Ok(_)))
    }

    /// For when no changes come: brings small segments together, beside whatever goes on, gives back
    /// memory that is not needed at the moment and removes files whose time is over.
    pub fn rest(&self) {
        let mut writer = lock(&self.inner.writer);
        if let Ok(live) = self.inner.live() {
            if let Err(error) = self.inner.gather(&mut writer, &live) {
                tracing::warn!(%error, "A merge of the search index failed; trying again later");
            }
            if let Err(error) = self.inner.save(&live) {
                tracing::warn!(%error, "Could not save the search index; trying again later");
            }
            live.folder.sweep();
        }
        self.inner.sweep();
    }

    /// Brings the folder to the present state, so that the next start need not catch up.
    ///
    /// # Errors
    /// `NotReady` before a check or rebuild; `Write` if the disk does not take it.
    pub fn save(&self) -> Result<()> {
        let _one_at_a_time = lock(&self.inner.writer);
        let live = self.inner.live()?;
        self.inner.save(&live)
    }

    /// Runs a search on the current state; anything that the files do to it is an error, never a
    /// panic, and takes the index out of service.
    pub(crate) fn read<T>(&self, run: impl FnOnce(&Live, &Searcher) -> Result<T>) -> Result<T> {
        let live = self.inner.live()?;
        let searcher = live.reader.searcher();
        let done = catch_unwind(AssertUnwindSafe(|| run(&live, &searcher)))
            .unwrap_or_else(|_| Err(Error::Damaged("reading panicked".to_owned())));
        if let Err(error) = &done {
            self.inner.distrust(&live, error);
        }
        done
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("folder", &self.inner.root)
            .field("ready", &self.ready())
            .field("position", &self.position())
            .finish()
    }
}

impl Inner {
    pub fn live(&self) -> Result<Arc<Live>> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        live.clone().ok_or(Error::NotReady)
    }

    /// Puts another state in service.
    pub fn swap(&self, live: Live, position: u64) {
        let mut writer = lock(&self.writer);
        *writer = None;
        let now = (self.options.clock)();
        let mut superseded = lock(&self.superseded);
        for path in check::others(&self.root, live.folder.path()) {
            if !superseded.iter().any(|(known, _)| *known == path) {
                superseded.push((path, now));
            }
        }
        drop(superseded);
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(live));
        self.position.send_replace(position);
    }

    fn save(&self, live: &Live) -> Result<()> {
        let saved = live
            .folder
            .save()
            .map_err(|error| check::blame(live.folder.path(), writing(error)));
        *lock(&self.saved) = Some((self.options.clock)());
        saved
    }

    /// A failure costs nothing but time: what is taken in waits in memory and in the journal.
    fn save_if_due(&self, live: &Live) {
        let now = (self.options.clock)();
        let lately = lock(&self.saved).is_some_and(|at| now.saturating_sub(at) < SAVE_EVERY);
        if lately && live.folder.unsaved() < MOST_UNSAVED {
            return;
        }
        if let Err(error) = self.save(live) {
            tracing::warn!(%error, "Could not save the search index; trying again later");
        }
    }

    /// Removes superseded indexes that no copy needs any more.
    fn sweep(&self) {
        let now = (self.options.clock)();
        lock(&self.superseded).retain(|(path, since)| {
            let stays = now.saturating_sub(*since) < self.options.keep.time;
            if !stays {
                remove_folder(path);
            }
            stays
        });
    }

    /// Takes a damaged state out of service.
    fn distrust(&self, live: &Arc<Live>, error: &Error) {
        if !matches!(error, Error::Damaged(_)) {
            return;
        }
        tracing::error!(%error, "The search index is damaged and will be rebuilt");
        let mut current = self.live.write().unwrap_or_else(PoisonError::into_inner);
        if current
            .as_ref()
            .is_some_and(|current| Arc::ptr_eq(current, live))
        {
            *current = None;
            self.position.send_replace(0);
        }
    }
}

impl Live {
    /// Opens a folder for reading; `create` makes a new index in it.
    pub fn open(path: &Path, options: &Options, create: bool) -> tantivy::Result<Self> {
        let folder = Folder::open(path, options.keep, Arc::clone(&options.clock))?;
        let fields = Fields::new();
        let index = if create {
            let docstore_compress_dedicated_thread = false;
            let settings = IndexSettings {
                docstore_compress_dedicated_thread,
                ..Default::default()
            };
            tantivy::Index::create(folder.clone(), fields.schema.clone(), settings)?
        } else {
            tantivy::Index::open(folder.clone())?
        };
        schema::register(&index);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(STORE_BLOCKS)
            .try_into()?;
        Ok(Self {
            folder,
            index,
            reader,
            fields,
            sets: Sets::default(),
        })
    }

    /// Lets searches see what has been committed or merged.
    pub fn renew(&self) -> Result<()> {
        self.reader.reload().map_err(reading)?;
        self.sets.forget_all_but(&self.reader.searcher());
        Ok(())
    }
}

/// What a panic in another thread left behind here is whole between any two statements.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes a folder that nobody needs; a failure only costs space.
pub(crate) fn remove_folder(path: &Path) {
    if let Err(error) = fs::remove_dir_all(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, folder = %path.display(), "Could not remove an old search index");
    }
}
