//! The slow background thread: takes away superseded generations.
//!
//! Online rotation has its clock here: the same tick will look at the size of the log and ask the
//! writer thread for a new generation.

use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::generation::{Db, Retire};
use crate::live::Live;
use crate::{Clock, OpenError, Options};

/// The thread and the way to end it.
pub(crate) struct Keeper {
    /// Dropping the sender wakes and ends the thread.
    running: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

struct Work {
    db: Db,
    live: Arc<RwLock<Arc<Live>>>,
    retain: Duration,
    now: Clock,
}

impl Keeper {
    pub(crate) fn start(
        data: &Path,
        live: Arc<RwLock<Arc<Live>>>,
        options: &Options,
    ) -> Result<Self, OpenError> {
        let (stop, stopped) = mpsc::channel();
        let now = Arc::clone(&options.now);
        let work = Work {
            db: Db::of(data),
            live,
            retain: options.retain,
            now,
        };
        let tick = (work.retain / 4).clamp(Duration::from_millis(20), Duration::from_mins(1));
        let run = move || {
            let start = Instant::now();
            work.tick(Duration::ZERO);
            while stopped.recv_timeout(tick) == Err(RecvTimeoutError::Timeout) {
                work.tick(start.elapsed());
            }
        };
        let thread = std::thread::Builder::new()
            .name("store-keeper".to_owned())
            .spawn(run);
        let thread = thread.map_err(|e| OpenError::io(data, e))?;
        Ok(Self {
            running: Mutex::new(Some((stop, thread))),
        })
    }

    pub(crate) fn stop(&self) {
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

impl Work {
    fn tick(&self, watched: Duration) {
        let current = {
            let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
            live.generation.number
        };
        let (db, retain, now) = (&self.db, self.retain, (self.now)());
        if let Err(error) = (Retire {
            db,
            current,
            retain,
            now,
            watched,
        })
        .run()
        {
            tracing::warn!(%error, "Could not take away superseded generations");
        }
    }
}
