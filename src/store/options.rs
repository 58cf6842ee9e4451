//! What a store is opened with.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::{Migration, Watch};

/// Tells the time. Given by the caller, so that tests own it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a store is opened with.
#[derive(Clone)]
pub struct Options {
    /// The whole schema, in order.
    pub migrations: Vec<Migration>,
    /// Version of the running binary, noted in each generation.
    pub product_version: String,
    /// Read connections, which is also how many reads run at once.
    pub readers: u32,
    /// Writes that may wait before further ones are refused.
    pub queue: usize,
    /// How long a superseded generation stays: the longest copy that is promised to be whole.
    pub retain: Duration,
    /// When those that stay take more bytes than this, and more than four times the base in use,
    /// the oldest go early. The last one stays for `retain` in any case.
    pub retain_bytes: u64,
    /// Start from this generation instead of the newest.
    pub use_generation: Option<u32>,
    /// Take a base that does not fit its marker, when it passes SQLite's own checks.
    pub accept_changed_base: bool,
    /// When the log is folded into a new base.
    pub rotate: RotateLimits,
    /// Told of what the start does that takes long.
    pub watch: Watch,
    /// The clock.
    pub now: Clock,
}

/// When a log is long enough to be folded into the base of a new generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotateLimits {
    /// Never below this many bytes.
    pub log_bytes_min: u64,
    /// Nor below so many percent of the base.
    pub base_percent: u64,
    /// But always from this many bytes on.
    pub log_bytes_max: u64,
    /// And no sooner than this after the last time, while running.
    pub interval_min: Duration,
}

impl Default for RotateLimits {
    fn default() -> Self {
        Self {
            log_bytes_min: 64 << 20,
            base_percent: 25,
            log_bytes_max: 1 << 30,
            interval_min: Duration::from_mins(10),
        }
    }
}

impl RotateLimits {
    /// Whether a log of this size beside a base of that size is due.
    pub(crate) fn due(&self, log_bytes: u64, base_bytes: u64) -> bool {
        let share = base_bytes.saturating_mul(self.base_percent) / 100;
        log_bytes >= share.max(self.log_bytes_min).min(self.log_bytes_max)
    }
}
