//! Rotation while the server runs: when, and in which steps between the keeper and the writer.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use crate::generation::{Build, Db, Generation, Moment, Rotation, Unfinished};
use crate::group::{Counters, GroupCommit, Message, Queue, Trouble};
use crate::keeper::{Current, current};
use crate::live::Live;
use crate::{Clock, OpenError, RotateLimits, connection};

/// After a rotation that failed, the next attempt waits this long.
const REST: Duration = Duration::from_mins(1);
/// After each piece of this size the copying pauses, so that it does not crowd out requests.
const PIECE: u64 = 4 << 20;
const PAUSE: Duration = Duration::from_millis(1);
/// Left free beside two more generations, in bytes.
const SPARE: u64 = 64 << 20;

/// What rotation needs to know.
pub(crate) struct Rotate {
    pub(crate) db: Db,
    pub(crate) live: Current,
    pub(crate) queue: Queue,
    pub(crate) counters: Arc<Counters>,
    pub(crate) limits: RotateLimits,
    pub(crate) product_version: String,
    pub(crate) schema_version: u32,
    pub(crate) now: Clock,
    pub(crate) stopping: Arc<AtomicBool>,
    pub(crate) last: Option<Instant>,
    pub(crate) rest_until: Option<Instant>,
}

impl Rotate {
    /// Rotates when the log is long enough and the last time long enough ago.
    pub(crate) fn if_due(&mut self) {
        let live = current(&self.live);
        let log_bytes = live.generation.log_bytes();
        let resting = self.rest_until.is_some_and(|until| Instant::now() < until);
        let lately = self
            .last
            .is_some_and(|last| last.elapsed() < self.limits.interval_min);
        let due = self.limits.due(log_bytes, live.base_bytes)
            && (!lately || log_bytes >= self.limits.log_bytes_max);
        if !due || resting {
            return;
        }
        let start = Instant::now();
        match self.rotate(&live) {
            Ok(pause) => {
                self.last = Some(Instant::now());
                let (pause_ms, total_ms) = (pause.as_millis(), start.elapsed().as_millis());
                tracing::info!(log_bytes, pause_ms, total_ms, "Rotated to a new generation");
            }
            Err(_) if self.stopping.load(Relaxed) => {}
            Err(error) => {
                self.rest_until = Some(Instant::now() + REST);
                tracing::warn!(%error, "Could not rotate; the log keeps growing meanwhile");
            }
        }
    }

    fn rotate(&self, live: &Live) -> Result<Duration, OpenError> {
        let from = &live.generation;
        let moment = self.moment(from)?;
        // Superseded generations stay for a while: however often it rotates, they must not take
        // the last of the disk from those who write.
        let bytes = moment
            .bytes()
            .map_err(|e| OpenError::sqlite(&from.base(), e))?;
        self.db.has_room_for(bytes.saturating_mul(2) + SPARE)?;
        let build = Build {
            db: self.db.clone(),
            number: self.db.next_number()?,
            product_version: self.product_version.clone(),
            schema_version: self.schema_version,
            now: (self.now)(),
        };
        let mut since_pause = 0;
        let mut pace = |bytes| {
            since_pause += bytes;
            if since_pause >= PIECE {
                since_pause = 0;
                std::thread::sleep(PAUSE);
            }
            if self.stopping.load(Relaxed) {
                Err(stopped(from))
            } else {
                Ok(())
            }
        };
        let log_end = || self.counters.log_end.load(Relaxed);
        let rotation = Rotation::prepare(build, from.clone(), moment, &log_end, &mut pace)?;
        self.switch(rotation, live.readers, from)
    }

    /// Holds open the state of this moment, between two groups.
    fn moment(&self, from: &Generation) -> Result<Moment, OpenError> {
        let base = from.base();
        let connection = connection::reader(&base).map_err(|e| OpenError::sqlite(&base, e))?;
        let (reply, answer) = mpsc::sync_channel(1);
        self.between(from, move |group| {
            let begun = connection
                .execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema;")
                .map_err(crate::Error::from);
            let moment = begun.and_then(|()| group.ready());
            drop(reply.send(moment.map(|log_end| Moment {
                connection,
                log_end,
            })));
        })?;
        let moment = answer.recv().map_err(|_| stopped(from))?;
        moment.map_err(|error| OpenError::io(&base, std::io::Error::other(error)))
    }

    /// The pause: what is left is carried over, and everyone goes on in the new generation.
    fn switch(
        &self,
        rotation: Rotation,
        readers: u32,
        from: &Generation,
    ) -> Result<Duration, OpenError> {
        let live = Arc::clone(&self.live);
        let (reply, answer) = mpsc::sync_channel(1);
        self.between(from, move |group| {
            drop(reply.send(switch(group, rotation, readers, &live)));
        })?;
        answer.recv().map_err(|_| stopped(from))?
    }

    /// Has the writer thread do something when nobody writes.
    fn between(
        &self,
        from: &Generation,
        act: impl FnOnce(&mut GroupCommit) + Send + 'static,
    ) -> Result<(), OpenError> {
        let queue = self
            .queue
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let sent = queue.map(|queue| queue.send(Message::Between(Box::new(act))));
        sent.and_then(Result::ok).ok_or_else(|| stopped(from))
    }
}

/// On the writer thread.
fn switch(
    group: &mut GroupCommit,
    rotation: Rotation,
    readers: u32,
    live: &Current,
) -> Result<Duration, OpenError> {
    let start = Instant::now();
    let base_bytes = rotation.base_bytes();
    let log_end = match group.ready() {
        Ok(log_end) => log_end,
        Err(error) => {
            rotation.abandon();
            return Err(OpenError::io(
                &group.generation.log(),
                std::io::Error::other(error),
            ));
        }
    };
    match rotation.finish(log_end) {
        Ok((generation, connection)) => {
            let next = Live::new(generation.clone(), base_bytes, readers);
            group.generation = generation;
            group.connection = connection;
            group
                .counters
                .log_end
                .store(group.generation.log_bytes(), Relaxed);
            let pause = start.elapsed();
            group.counters.rotations.fetch_add(1, Relaxed);
            group
                .counters
                .pause_us
                .store(pause.as_micros() as u64, Relaxed);
            *live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
            Ok(pause)
        }
        Err(Unfinished::Undone(error)) => Err(error),
        Err(Unfinished::InDoubt(error)) => {
            group.trouble = Trouble::InDoubt;
            tracing::error!(%error, "Nothing can be written until the next start");
            Err(error)
        }
    }
}

fn stopped(from: &Generation) -> OpenError {
    let stopped = std::io::Error::new(std::io::ErrorKind::Interrupted, "the store is closing");
    OpenError::io(&from.path, stopped)
}
