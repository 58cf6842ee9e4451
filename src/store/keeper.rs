//! The slow background thread: rotates when the log has grown, and takes away superseded
//! generations.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::generation::{Db, Retain, Retire};
use crate::group::{Counters, Queue};
use crate::live::Live;
use crate::rotate::Rotate;
use crate::{OpenError, Opened, Options};

/// The generation that is read at present, for everyone to take and for rotation to replace.
pub(crate) type Current = Arc<RwLock<Arc<Live>>>;

/// The thread and the way to end it.
pub(crate) struct Keeper {
    /// Dropping the sender wakes and ends the thread.
    running: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
    /// Ends a rotation that is under way.
    stopping: Arc<AtomicBool>,
}

struct Work {
    live: Current,
    rotate: Rotate,
    retire: Retire,
    /// How often superseded generations are looked at, and when that was done last.
    retire_every: Duration,
    retired: Option<Instant>,
}

impl Keeper {
    pub(crate) fn start(
        data: &Path,
        live: Current,
        queue: Queue,
        counters: Arc<Counters>,
        options: &Options,
        opened: &Opened,
    ) -> Result<Self, OpenError> {
        let (stop, stopped) = mpsc::channel();
        let stopping = Arc::new(AtomicBool::new(false));
        let db = Db::of(data);
        let rotate = Rotate {
            db: db.clone(),
            live: Arc::clone(&live),
            queue,
            counters,
            limits: options.rotate.clone(),
            product_version: options.product_version.clone(),
            schema_version: options.migrations.len() as u32,
            now: Arc::clone(&options.now),
            stopping: Arc::clone(&stopping),
            last: opened.rotated_from.map(|_| Instant::now()),
            rest_until: None,
        };
        let number = current(&live).generation.number;
        let retain = Retain {
            time: options.retain,
            bytes: options.retain_bytes,
        };
        let mut work = Work {
            live,
            rotate,
            retire: Retire::new(db, retain, number, opened.committed_at)?,
            retire_every: (options.retain / 4).min(Duration::from_mins(1)),
            retired: None,
        };
        let tick = (options.retain / 4).min(options.rotate.interval_min / 4);
        let tick = tick.clamp(Duration::from_millis(20), Duration::from_secs(1));
        let run = move || {
            work.look();
            while stopped.recv_timeout(tick) == Err(RecvTimeoutError::Timeout) {
                work.look();
            }
        };
        let thread = std::thread::Builder::new()
            .name("store-keeper".to_owned())
            .spawn(run);
        let thread = thread.map_err(|e| OpenError::io(data, e))?;
        Ok(Self {
            running: Mutex::new(Some((stop, thread))),
            stopping,
        })
    }

    pub(crate) fn stop(&self) {
        self.stopping.store(true, Relaxed);
        let running = self
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some((stop, thread)) = running else {
            return;
        };
        drop(stop);
        if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
            tracing::error!("The keeper thread had died");
        }
    }
}

/// The generation in use.
pub(crate) fn current(live: &Current) -> Arc<Live> {
    Arc::clone(&live.read().unwrap_or_else(PoisonError::into_inner))
}

impl Work {
    fn look(&mut self) {
        self.rotate.if_due();
        if self
            .retired
            .is_some_and(|last| last.elapsed() < self.retire_every)
        {
            return;
        }
        self.retired = Some(Instant::now());
        let number = current(&self.live).generation.number;
        if let Err(error) = self.retire.run(number) {
            tracing::warn!(%error, "Could not take away superseded generations");
        }
    }
}
