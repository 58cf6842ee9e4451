//! What the server counts about itself: requests, failures, slow ones.
//!
//! A request touches atomics only; what is slow or failed, which is rare, takes a lock. Labels are
//! routes as declared, methods and statuses, never an id, an address or a word that somebody typed,
//! so that their number is bounded and nobody is told of.

mod durations;
mod kept;
mod minutes;
mod process;
mod requests;
mod text;

use std::sync::{
    OnceLock,
    atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
};

pub use durations::{BOUNDS, Durations};
pub use kept::{Failed, Kept, Slow};
pub use minutes::{MINUTES, Minute, Minutes};
pub use process::Process;
pub use requests::{Requests, Route};
pub use text::{Labels, Text};

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn add(&self) {
        self.0.fetch_add(1, Relaxed);
    }

    /// How many so far.
    pub fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// A number of things that are there at present.
#[derive(Debug, Default)]
pub struct Gauge(AtomicI64);

/// One of the things that a [`Gauge`] counts; no longer when dropped.
#[derive(Debug)]
pub struct Present<'g>(&'g Gauge);

impl Gauge {
    /// One more, as long as the answer is kept.
    pub fn enter(&self) -> Present<'_> {
        self.0.fetch_add(1, Relaxed);
        Present(self)
    }

    /// How many there are.
    pub fn get(&self) -> u64 {
        self.0.load(Relaxed).max(0) as u64
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Relaxed);
    }
}

/// See the module. Kept by the application.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: OnceLock<Requests>,
    /// Requests that are being answered.
    pub in_flight: Gauge,
    /// Attempts to sign in that failed.
    pub sign_ins_failed: Counter,
    /// The last hour.
    pub minutes: Minutes,
    /// Requests that took long.
    pub slow: Kept<Slow>,
    /// Requests that failed by the server's fault.
    pub failed: Kept<Failed>,
}

impl Metrics {
    /// The counters of the declared routes, made when they are first asked for.
    pub fn requests_of(&self, routes: impl FnOnce() -> Requests) -> &Requests {
        self.requests.get_or_init(routes)
    }

    /// The counters of the routes; none before there was a router.
    pub fn requests(&self) -> Option<&Requests> {
        self.requests.get()
    }
}
