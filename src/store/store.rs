//! The store: opening it, reading, writing, closing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{self, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::{Semaphore, oneshot};

use crate::generation::Db;
use crate::group::{Counters, GroupCommit, Job, Message, Queue, Reply, Task, Trouble, panic_text};
use crate::keeper::{Current, Keeper, current};
use crate::live::Live;
use crate::lock::DataFolder;
use crate::meter::{self, Meter, SlowStatement, Tally};
use crate::pace::Pace;
use crate::{Clock, Error, Frozen, OpenError, Options, Reader, Standby, Writer, standby, start};

/// The database of one data folder. Clones share it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    /// The generation that is read at present. Rotation replaces it; who reads keeps the old one
    /// until he is done.
    live: Current,
    /// None on a standby, as there is no writer.
    keeper: Option<Keeper>,
    queue: Queue,
    writer: Mutex<Option<JoinHandle<()>>>,
    counters: Arc<Counters>,
    read_slots: Arc<Semaphore>,
    /// On a standby, what it shows.
    standby: Option<standby::Shared>,
    /// What it was opened with.
    options: Options,
    folder: DataFolder,
}

/// What [`Store::open`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Number of the generation in use.
    pub generation: u32,
    /// Whether the database was made just now.
    pub created: bool,
    /// Migrations applied.
    pub schema_version: u32,
    /// When the last group of writes before this start was committed.
    pub committed_at: Option<Timestamp>,
    /// The generation that this start copied into the new one, when it did.
    pub rotated_from: Option<u32>,
}

/// Figures for `/metrics` and the operator's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Number of the generation in use.
    pub generation: u32,
    /// Bytes in its log.
    pub log_bytes: u64,
    /// Bytes of its base.
    pub base_bytes: u64,
    /// Closures waiting for the writer.
    pub queue_length: usize,
    /// Groups committed since the start.
    pub groups: u64,
    /// Closures committed since the start.
    pub commits: u64,
    /// Groups that could not be kept since the start.
    pub failed_groups: u64,
    /// Whether the last group could not be kept: the disk is full or cannot be written.
    pub failing: bool,
    /// New generations begun since the start.
    pub rotations: u64,
    /// How long writers waited for the last of them.
    pub rotation_pause: Duration,
    /// Read connections, which is how many reads run at once.
    pub readers: usize,
    /// Of them, those in use.
    pub readers_busy: usize,
    /// Statements run since the start.
    pub statements: u64,
    /// How long they took together.
    pub sql_time: Duration,
}

impl Store {
    /// Takes the data folder and opens its newest generation, building one when there is none or
    /// when migrations are waiting.
    pub fn open(data: &Path, options: Options) -> Result<(Self, Opened), OpenError> {
        start::refuse_newer(data, &options)?;
        let folder = DataFolder::acquire(data, (options.now)())?;
        Self::open_held(folder, options)
    }

    /// [`Store::open`] of a folder that this process has taken already.
    pub fn open_held(folder: DataFolder, options: Options) -> Result<(Self, Opened), OpenError> {
        let now = Arc::clone(&options.now);
        let started = start::start(folder.path(), &options)?;
        let (sender, messages) = mpsc::sync_channel(options.queue);
        let queue = Arc::new(RwLock::new(Some(sender)));
        let counters = Arc::new(Counters::default());
        let readers = options.readers.max(1);
        let base = started.generation.base();
        let base_bytes = base.metadata().map_err(|e| OpenError::io(&base, e))?.len();
        let live = Live::new(started.generation.clone(), base_bytes, readers);
        let live = Arc::new(RwLock::new(Arc::new(live)));
        let group = GroupCommit {
            generation: started.generation,
            connection: started.writer,
            messages,
            counters: Arc::clone(&counters),
            now,
            trouble: Trouble::None,
            pace: Pace::new(Instant::now()),
        };
        let writer = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || group.run())
            .map_err(|e| OpenError::io(folder.path(), e))?;
        let (current, way) = (Arc::clone(&live), Arc::clone(&queue));
        let keeper = Keeper::start(
            folder.path(),
            current,
            way,
            Arc::clone(&counters),
            &options,
            &started.opened,
        )?;
        let inner = Inner {
            live,
            keeper: Some(keeper),
            standby: None,
            queue,
            writer: Mutex::new(Some(writer)),
            counters,
            read_slots: Arc::new(Semaphore::new(readers as usize)),
            options,
            folder,
        };
        Ok((
            Self {
                inner: Arc::new(inner),
            },
            started.opened,
        ))
    }

    /// The store of a standby, which reads what its follower puts into `live`.
    pub(crate) fn of_standby(
        live: Current,
        standby: standby::Shared,
        options: Options,
        work: DataFolder,
    ) -> Self {
        let readers = current(&live).readers as usize;
        let inner = Inner {
            live,
            keeper: None,
            standby: Some(standby),
            queue: Arc::default(),
            writer: Mutex::default(),
            counters: Arc::default(),
            read_slots: Arc::new(Semaphore::new(readers)),
            options,
            folder: work,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// What is shown and how old it is, on a standby; nothing on a server that takes writes.
    pub fn standby(&self) -> Option<Standby> {
        let shared = self.inner.standby.as_ref()?;
        let shared = shared.read().unwrap_or_else(PoisonError::into_inner);
        Some(shared.clone())
    }

    /// Whether this is a standby.
    pub fn is_standby(&self) -> bool {
        self.inner.standby.is_some()
    }

    /// Runs `f` on a read connection, away from the async threads. All that it reads is of one
    /// moment.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&Reader<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        // One slot per connection: who must wait does so here and not in a blocking thread.
        let slots = Arc::clone(&self.inner.read_slots);
        let slot = slots.acquire_owned().await.map_err(|_| Error::Closed)?;
        let live = self.live();
        let meter = self.meter(meter::present());
        let task = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            live.read(meter, f)
        });
        task.await.unwrap_or_else(|error| {
            Err(match error.try_into_panic() {
                Ok(panic) => Error::Panicked(panic_text(&*panic)),
                Err(_) => Error::Closed,
            }
            .into())
        })
    }

    /// [`Store::read`] for threads that may block.
    pub fn read_blocking<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&Reader<'_>) -> Result<T, E>,
        E: From<Error>,
    {
        let live = self.live();
        catch_unwind(AssertUnwindSafe(|| live.read(self.meter(None), f)))
            .unwrap_or_else(|panic| Err(Error::Panicked(panic_text(&*panic)).into()))
    }

    /// Runs `f` on the writer thread and answers once its changes are durable. When it fails or
    /// panics, its changes alone are rolled back.
    ///
    /// # Errors
    /// Those of `f`; [`Error::QueueFull`] at once when too many wait; [`Error::DiskFull`] or
    /// [`Error::ReadOnly`] when the changes could not be kept.
    pub async fn write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&Writer<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let task = Task {
            closure: Some(f),
            result: None,
            reply: Reply::Async(reply),
            tally: meter::present(),
        };
        self.queue()?
            .try_send(self.counted(task))
            .map_err(|refused| {
                self.inner.counters.waiting.fetch_sub(1, Relaxed);
                match refused {
                    TrySendError::Full(_) => Error::QueueFull,
                    TrySendError::Disconnected(_) => Error::Closed,
                }
            })?;
        answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// [`Store::write`] for threads that may block: it waits while the queue is full.
    pub fn write_blocking<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&Writer<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = mpsc::sync_channel(1);
        let task = Task {
            closure: Some(f),
            result: None,
            reply: Reply::Blocking(reply),
            tally: None,
        };
        self.queue()?.send(self.counted(task)).map_err(|_| {
            self.inner.counters.waiting.fetch_sub(1, Relaxed);
            Error::Closed
        })?;
        answer.recv().unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// Finishes what waits and stops the writer. Reads and writes end in [`Error::Closed`]
    /// afterwards. The log stays as it is.
    pub fn close(&self) {
        self.inner.close();
    }

    /// The present state as files, for a backup, and what `read` finds in it or in a later one. For
    /// threads that may block.
    pub fn freeze<T, E, F>(&self, read: F) -> Result<(Frozen, T), E>
    where
        F: FnOnce(&Reader<'_>) -> Result<T, E>,
        E: From<Error> + From<OpenError>,
    {
        let live = self.live();
        let frozen = Frozen::of_live(&live)?;
        let answer = live.read(self.meter(None), read)?;
        Ok((frozen, answer))
    }

    /// Opens another folder with the same schema, to look at a copy.
    pub fn open_copy(&self, data: &Path) -> Result<Self, OpenError> {
        let options = Options {
            use_generation: None,
            accept_changed_base: false,
            ..self.inner.options.clone()
        };
        Ok(Self::open(data, options)?.0)
    }

    /// How many migrations the schema has seen.
    pub fn schema_version(&self) -> u32 {
        self.inner.options.migrations.len() as u32
    }

    /// Version of the running binary.
    pub fn product_version(&self) -> &str {
        &self.inner.options.product_version
    }

    /// Figures of this moment.
    pub fn facts(&self) -> Facts {
        let live = self.live();
        let counters = &self.inner.counters;
        Facts {
            generation: live.generation.number,
            log_bytes: live.generation.log_bytes(),
            base_bytes: live.base_bytes,
            queue_length: counters.waiting.load(Relaxed),
            groups: counters.groups.load(Relaxed),
            commits: counters.commits.load(Relaxed),
            failed_groups: counters.failed_groups.load(Relaxed),
            failing: counters.failing.load(Relaxed),
            rotations: counters.rotations.load(Relaxed),
            rotation_pause: Duration::from_micros(counters.pause_us.load(Relaxed)),
            readers: live.readers as usize,
            readers_busy: (live.readers as usize)
                .saturating_sub(self.inner.read_slots.available_permits()),
            statements: counters.statements.load(Relaxed),
            sql_time: Duration::from_nanos(counters.sql_nanos.load(Relaxed)),
        }
    }

    /// Statements that took at least so long are collected from now on.
    pub fn collect_slow(&self, least: Duration) {
        self.inner.counters.slow.set_least(least);
    }

    /// The slow statements since the start, the costliest first.
    pub fn slow_statements(&self) -> Vec<SlowStatement> {
        self.inner.counters.slow.all()
    }

    /// How many generations there are beside the one in use, and how many bytes they take.
    pub fn retained(&self) -> (usize, u64) {
        let used = self.live().generation.number;
        let all = Db::of(self.inner.folder.path()).list().unwrap_or_default();
        let others = all.iter().filter(|generation| generation.number != used);
        others.fold((0, 0), |(count, bytes), generation| {
            (count + 1, bytes + generation.bytes())
        })
    }

    fn live(&self) -> Arc<Live> {
        current(&self.inner.live)
    }

    fn queue(&self) -> Result<SyncSender<Message>, Error> {
        if self.inner.standby.is_some() {
            return Err(Error::Standby);
        }
        let queue = self
            .inner
            .queue
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        queue.clone().ok_or(Error::Closed)
    }

    fn meter(&self, tally: Option<Arc<Tally>>) -> Meter {
        Meter::new(Arc::clone(&self.inner.counters), tally)
    }

    fn counted(&self, job: impl Job + 'static) -> Message {
        self.inner.counters.waiting.fetch_add(1, Relaxed);
        Message::Write(Box::new(job))
    }
}

impl Inner {
    fn close(&self) {
        self.read_slots.close();
        if let Some(keeper) = &self.keeper {
            keeper.stop();
        }
        self.queue
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let writer = self
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        // The last handle may be dropped by a closure, on the writer thread itself.
        let writer = writer.filter(|writer| writer.thread().id() != std::thread::current().id());
        if writer.is_some_and(|writer| writer.join().is_err()) {
            tracing::error!("The writer thread had died");
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

/// The clock and everything else that the store is opened with.
impl Default for Options {
    #[expect(
        clippy::disallowed_methods,
        reason = "only a default; the application gives its clock"
    )]
    fn default() -> Self {
        Self {
            migrations: Vec::new(),
            product_version: env!("CARGO_PKG_VERSION").to_owned(),
            readers: 8,
            queue: 4096,
            retain: Duration::from_hours(1),
            retain_bytes: 2 << 30,
            use_generation: None,
            accept_changed_base: false,
            rotate: crate::RotateLimits::default(),
            watch: crate::Watch::default(),
            now: Arc::new(Timestamp::now) as Clock,
        }
    }
}
