//! The writer thread: one transaction for all who wait, one fsync, then all are answered.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::generation::Generation;
use crate::{Clock, Error, Reader, Writer};

/// A group takes no more closures after this many…
const GROUP: usize = 1024;
/// …or after this long, so that its first one is not kept waiting by those behind.
const GROUP_TIME: Duration = Duration::from_millis(10);

/// One waiting closure.
pub(crate) trait Job: Send {
    /// Runs it; `false` when its changes must go.
    fn run(&mut self, writer: &Writer<'_>) -> bool;
    /// Answers who waits. With an error, nothing of it was kept.
    fn answer(self: Box<Self>, error: Option<Error>);
}

/// How the answer travels.
pub(crate) enum Reply<R> {
    Async(oneshot::Sender<R>),
    Blocking(SyncSender<R>),
}

/// A closure of a caller with the place for its answer.
pub(crate) struct Task<T, E, F> {
    pub(crate) closure: Option<F>,
    pub(crate) result: Option<Result<T, E>>,
    pub(crate) reply: Reply<Result<T, E>>,
}

impl<T, E, F> Job for Task<T, E, F>
where
    F: FnOnce(&Writer<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, writer: &Writer<'_>) -> bool {
        let Some(closure) = self.closure.take() else {
            return false;
        };
        let result = catch_unwind(AssertUnwindSafe(|| closure(writer)))
            .unwrap_or_else(|panic| Err(Error::Panicked(panic_text(&*panic)).into()));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, error: Option<Error>) {
        let result = match (self.result, error) {
            // Its own reason says more than that the group was lost.
            (Some(Err(own)), _) => Err(own),
            (_, Some(error)) => Err(error.into()),
            (Some(Ok(value)), None) => Ok(value),
            (None, None) => Err(Error::Closed.into()),
        };
        // Who no longer waits (a dropped request) needs no answer; the write stands.
        match self.reply {
            Reply::Async(reply) => drop(reply.send(result)),
            Reply::Blocking(reply) => drop(reply.send(result)),
        }
    }
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no text".to_owned())
}

/// Figures of the writer thread, for everyone to read.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) waiting: AtomicUsize,
    pub(crate) groups: AtomicU64,
    pub(crate) commits: AtomicU64,
    pub(crate) failed_groups: AtomicU64,
    pub(crate) failing: AtomicBool,
}

/// The writer thread's own state. Online rotation has its place here, between two groups: the
/// thread is then the only one that can write, and may exchange `generation` and `connection`.
pub(crate) struct GroupCommit {
    pub(crate) generation: Generation,
    pub(crate) connection: Connection,
    pub(crate) jobs: Receiver<Box<dyn Job>>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) now: Clock,
}

impl GroupCommit {
    /// Runs until every sender is gone and the queue is empty.
    pub(crate) fn run(mut self) {
        while let Ok(first) = self.jobs.recv() {
            self.group(first);
        }
        if self.counters.commits.load(Relaxed) > 0
            && let Err(error) = self.seal()
        {
            tracing::warn!(%error, "Could not note the end in the log");
        }
    }

    /// One more commit behind the last group, so that damage in that group can be told from a
    /// torn end.
    fn seal(&self) -> Result<(), Error> {
        let now = (self.now)().as_millisecond();
        let seal = "UPDATE store_state SET closed_at = ?1 WHERE id = 1";
        self.connection.prepare_cached(seal)?.execute([now])?;
        Ok(())
    }

    fn group(&mut self, first: Box<dyn Job>) {
        let log_bytes = self.generation.log_bytes();
        let mut members = Vec::new();
        let changes = self.connection.total_changes();
        let outcome = self
            .fill(first, &mut members)
            .and_then(|()| self.commit(changes));
        self.counters.failing.store(outcome.is_err(), Relaxed);
        match outcome {
            Ok(()) => {
                self.counters.groups.fetch_add(1, Relaxed);
                self.counters
                    .commits
                    .fetch_add(members.len() as u64, Relaxed);
                for job in members {
                    job.answer(None);
                }
            }
            Err(error) => {
                self.counters.failed_groups.fetch_add(1, Relaxed);
                tracing::warn!(%error, closures = members.len(), "A group of writes was not kept");
                self.undo(log_bytes);
                for job in members {
                    job.answer(Some(error.shared()));
                }
            }
        }
    }

    /// One transaction with all who wait, each in a savepoint.
    fn fill(&mut self, first: Box<dyn Job>, members: &mut Vec<Box<dyn Job>>) -> Result<(), Error> {
        let start = Instant::now();
        let mut next = Some(first);
        let mut begun = Ok(());
        if self.connection.is_autocommit() {
            begun = self.execute("BEGIN IMMEDIATE");
        }
        while let Some(mut job) = next {
            self.counters.waiting.fetch_sub(1, Relaxed);
            let ran = begun.and_then(|()| self.member(&mut *job));
            members.push(job);
            ran?;
            begun = Ok(());
            let room = members.len() < GROUP && start.elapsed() < GROUP_TIME;
            next = if room {
                self.jobs.try_recv().ok()
            } else {
                None
            };
        }
        Ok(())
    }

    /// One closure. An error means that the whole transaction is gone.
    fn member(&self, job: &mut dyn Job) -> Result<(), Error> {
        let writer = Writer {
            reader: Reader {
                connection: &self.connection,
            },
            lost: RefCell::new(None),
        };
        self.execute("SAVEPOINT closure")?;
        let keep = job.run(&writer);
        if self.connection.is_autocommit() {
            return Err(writer.lost.take().unwrap_or(Error::Closed));
        }
        if !keep {
            self.execute("ROLLBACK TO closure")?;
        }
        self.execute("RELEASE closure")
    }

    fn commit(&self, changes_before: u64) -> Result<(), Error> {
        // A group without a change leaves no trace in the log.
        if self.connection.total_changes() == changes_before {
            return self.execute("COMMIT");
        }
        let now = (self.now)().as_millisecond();
        self.connection
            .prepare_cached(
                "UPDATE store_state SET committed_at = ?1, groups = groups + 1 WHERE id = 1",
            )?
            .execute([now])?;
        self.execute("COMMIT")
    }

    /// Back to the state before the group. What it left behind the last commit of the log is cut
    /// off: never acknowledged, it must not come back, and on a full disk the space is needed.
    fn undo(&self, log_bytes: u64) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.execute("ROLLBACK")
        {
            tracing::error!(%error, "Could not roll back");
        }
        let log = self.generation.log();
        let cut = std::fs::OpenOptions::new().write(true).open(&log);
        if let Err(error) = cut.and_then(|file| file.set_len(log_bytes)) {
            tracing::warn!(%error, "Could not cut the log back to its last commit");
        }
    }

    fn execute(&self, sql: &str) -> Result<(), Error> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}
