//! The writer thread: one transaction for all who wait, one fsync, then all are answered.

use std::any::Any;
use std::cell::RefCell;
use std::fs::OpenOptions;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::generation::Generation;
use crate::meter::{Meter, Slow, Tally};
use crate::pace::Pace;
use crate::{Clock, Error, Reader, Writer};

/// A group takes no more closures after this many…
const GROUP: usize = 1024;
/// …or after this long, so that its first one is not kept waiting by those behind.
const GROUP_TIME: Duration = Duration::from_millis(10);

/// One waiting closure.
pub(crate) trait Job: Send {
    /// Where its statements are counted.
    fn tally(&mut self) -> Option<Arc<Tally>>;
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
    pub(crate) tally: Option<Arc<Tally>>,
}

impl<T, E, F> Job for Task<T, E, F>
where
    F: FnOnce(&Writer<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn tally(&mut self) -> Option<Arc<Tally>> {
        self.tally.take()
    }

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
    /// The end of some commit in the log: of the last one, or of the one before.
    pub(crate) log_end: AtomicU64,
    pub(crate) rotations: AtomicU64,
    /// How long the writer paused for the last rotation, in microseconds.
    pub(crate) pause_us: AtomicU64,
    /// Statements that closures ran, and how long they took.
    pub(crate) statements: AtomicU64,
    pub(crate) sql_nanos: AtomicU64,
    pub(crate) slow: Slow,
}

/// The way to the writer thread, until the store is closed.
pub(crate) type Queue = Arc<RwLock<Option<SyncSender<Message>>>>;

type Between = Box<dyn FnOnce(&mut GroupCommit) + Send>;

/// What a group consists of.
struct Members {
    jobs: Vec<Box<dyn Job>>,
    /// Came while the group was gathered, and ended the gathering.
    between: Option<Between>,
}

/// What is sent to the writer thread.
pub(crate) enum Message {
    /// A closure for the next group.
    Write(Box<dyn Job>),
    /// Something to do between two groups, when nobody writes.
    Between(Between),
}

/// The writer thread's own state.
pub(crate) struct GroupCommit {
    pub(crate) generation: Generation,
    pub(crate) connection: Connection,
    pub(crate) messages: Receiver<Message>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) now: Clock,
    pub(crate) trouble: Trouble,
    pub(crate) pace: Pace,
}

/// Why nothing can be written at present.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It can.
    #[default]
    None,
    /// The log could not be cut back to this length after a failed commit.
    Uncut(u64),
    /// Two generations may count after a restart, so that nothing may be acknowledged before it.
    InDoubt,
}

impl GroupCommit {
    /// Runs until every sender is gone and the queue is empty.
    pub(crate) fn run(mut self) {
        while let Ok(message) = self.messages.recv() {
            let between = match message {
                Message::Write(first) => self.group(first),
                Message::Between(between) => Some(between),
            };
            if let Some(between) = between {
                between(&mut self);
            }
        }
        if self.counters.commits.load(Relaxed) > 0
            && self.trouble == Trouble::None
            && let Err(error) = self.seal()
        {
            tracing::warn!(%error, "Could not note the end in the log");
        }
    }

    fn log_end(&self) -> Result<u64, Error> {
        let log = std::fs::metadata(self.generation.log()).map_err(|_| Error::ReadOnly)?;
        Ok(log.len())
    }

    /// Mends what can be mended before anything is written.
    /// Answers with the end of the last commit, which is the end of the log.
    pub(crate) fn ready(&mut self) -> Result<u64, Error> {
        if let Trouble::Uncut(end) = self.trouble {
            self.cut(end);
        }
        match self.trouble {
            Trouble::None => {
                let end = self.log_end()?;
                self.counters.log_end.store(end, Relaxed);
                Ok(end)
            }
            Trouble::Uncut(_) | Trouble::InDoubt => Err(Error::ReadOnly),
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

    /// Writes what waits. Answers with what is to be done before the next group.
    fn group(&mut self, first: Box<dyn Job>) -> Option<Between> {
        let mut members = Members {
            jobs: Vec::new(),
            between: None,
        };
        let ready = self.ready();
        let changes = self.connection.total_changes();
        let outcome = match &ready {
            Ok(log_end) => self
                .fill(first, &mut members, *log_end)
                .and_then(|()| self.commit(changes)),
            Err(error) => {
                self.counters.waiting.fetch_sub(1, Relaxed);
                members.jobs.push(first);
                Err(error.shared())
            }
        };
        self.pace.had(members.jobs.len());
        self.counters.failing.store(outcome.is_err(), Relaxed);
        match outcome {
            Ok(()) => {
                self.counters.groups.fetch_add(1, Relaxed);
                self.counters
                    .commits
                    .fetch_add(members.jobs.len() as u64, Relaxed);
                for job in members.jobs {
                    job.answer(None);
                }
            }
            Err(error) => {
                self.counters.failed_groups.fetch_add(1, Relaxed);
                tracing::warn!(%error, closures = members.jobs.len(), "A group was not kept");
                if let Ok(log_end) = ready {
                    self.undo(log_end);
                }
                for job in members.jobs {
                    job.answer(Some(error.shared()));
                }
            }
        }
        members.between
    }

    /// One transaction with all who wait, each in a savepoint.
    fn fill(
        &mut self,
        first: Box<dyn Job>,
        members: &mut Members,
        log_end: u64,
    ) -> Result<(), Error> {
        let start = Instant::now();
        let gather = self.pace.gather(log_end, start);
        let mut begun = self.execute("BEGIN IMMEDIATE");
        let mut next = Some(first);
        while let Some(mut job) = next {
            self.counters.waiting.fetch_sub(1, Relaxed);
            let ran = begun.and_then(|()| self.member(&mut *job));
            members.jobs.push(job);
            ran?;
            begun = Ok(());
            let room = members.jobs.len() < GROUP && start.elapsed() < GROUP_TIME.max(gather);
            let wait = gather.saturating_sub(start.elapsed());
            next = match room.then(|| self.next(wait)).flatten() {
                Some(Message::Write(job)) => Some(job),
                Some(Message::Between(between)) => {
                    members.between = Some(between);
                    None
                }
                None => None,
            };
        }
        Ok(())
    }

    /// Who comes next within this time.
    fn next(&self, wait: Duration) -> Option<Message> {
        if wait.is_zero() {
            return self.messages.try_recv().ok();
        }
        self.messages.recv_timeout(wait).ok()
    }

    /// One closure. An error means that the whole transaction is gone.
    fn member(&self, job: &mut dyn Job) -> Result<(), Error> {
        let writer = Writer {
            reader: Reader {
                connection: &self.connection,
                meter: Meter::new(Arc::clone(&self.counters), job.tally()),
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
    fn undo(&mut self, log_end: u64) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.execute("ROLLBACK")
        {
            tracing::error!(%error, "Could not roll back");
        }
        self.cut(log_end);
    }

    fn cut(&mut self, log_end: u64) {
        let log = OpenOptions::new().write(true).open(self.generation.log());
        self.trouble = match log.and_then(|log| log.set_len(log_end)) {
            Ok(()) => Trouble::None,
            Err(error) => {
                tracing::warn!(%error, "Could not cut the log back to its last commit");
                Trouble::Uncut(log_end)
            }
        };
    }

    fn execute(&self, sql: &str) -> Result<(), Error> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}
