//! The last hour, minute by minute: how many requests, how many failed, and how long the middle one
//! and the twentieth slowest took.
//!
//! A ring of minutes; whoever comes first in a new minute empties the oldest. What another request
//! adds at that very moment may be lost: the figures are for the eye.

use std::{
    sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// How many minutes are kept, with the one that runs.
pub const MINUTES: usize = 61;
/// Two boxes for each doubling, from 16 microseconds to beyond 16 seconds.
const BOXES: usize = 42;
const FIRST_DOUBLING: u32 = 4;

/// See the module.
#[derive(Debug)]
pub struct Minutes([Slot; MINUTES]);

#[derive(Debug, Default)]
struct Slot {
    /// Which minute it is about, counted from one.
    minute: AtomicU64,
    failed: AtomicU32,
    boxes: Boxes,
}

#[derive(Debug)]
struct Boxes([AtomicU32; BOXES]);

impl Default for Boxes {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicU32::new(0)))
    }
}

impl Default for Minutes {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Slot::default()))
    }
}

/// What came of one minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Minute {
    /// Requests.
    pub requests: u64,
    /// Of them, those that failed by the server's fault.
    pub failed: u64,
    /// Half of them took no longer than this.
    pub p50: Duration,
    /// 95 of a hundred took no longer than this.
    pub p95: Duration,
}

impl Minutes {
    /// Adds a request, at a time counted from the start of the process.
    pub fn add(&self, now: Duration, took: Duration, failed: bool) {
        let minute = now.as_secs() / 60 + 1;
        let slot = &self.0[(minute % MINUTES as u64) as usize];
        let of = slot.minute.load(Relaxed);
        if of != minute
            && slot
                .minute
                .compare_exchange(of, minute, Relaxed, Relaxed)
                .is_ok()
        {
            slot.failed.store(0, Relaxed);
            for count in &slot.boxes.0 {
                count.store(0, Relaxed);
            }
        }
        slot.boxes.0[place(took)].fetch_add(1, Relaxed);
        if failed {
            slot.failed.fetch_add(1, Relaxed);
        }
    }

    /// The last minutes up to the one that runs, the oldest first. Before the start there is nothing.
    pub fn last(&self, now: Duration) -> [Minute; MINUTES] {
        let present = now.as_secs() / 60 + 1;
        std::array::from_fn(|place| {
            let back = (MINUTES - 1 - place) as u64;
            match present.checked_sub(back) {
                Some(minute) if minute > 0 => self.minute(minute),
                _ => Minute::default(),
            }
        })
    }

    /// All of them together.
    pub fn hour(&self, now: Duration) -> Minute {
        let present = now.as_secs() / 60 + 1;
        let slots = self.0.iter().filter(|slot| {
            let minute = slot.minute.load(Relaxed);
            minute > 0 && minute + MINUTES as u64 > present && minute <= present
        });
        slots.fold(Sum::default(), Sum::and).minute()
    }

    fn minute(&self, minute: u64) -> Minute {
        let slot = &self.0[(minute % MINUTES as u64) as usize];
        if slot.minute.load(Relaxed) != minute {
            return Minute::default();
        }
        Sum::default().and(slot).minute()
    }
}

/// Minutes, added up.
struct Sum {
    failed: u64,
    counts: [u64; BOXES],
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            failed: 0,
            counts: [0; BOXES],
        }
    }
}

impl Sum {
    fn and(mut self, slot: &Slot) -> Self {
        self.failed += u64::from(slot.failed.load(Relaxed));
        for (sum, count) in self.counts.iter_mut().zip(&slot.boxes.0) {
            *sum += u64::from(count.load(Relaxed));
        }
        self
    }

    fn minute(&self) -> Minute {
        Minute {
            requests: self.counts.iter().sum(),
            failed: self.failed,
            p50: share(&self.counts, 50),
            p95: share(&self.counts, 95),
        }
    }
}

/// The box of a duration.
fn place(took: Duration) -> usize {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let Some(doubling) = micros.checked_ilog2().filter(|d| *d >= FIRST_DOUBLING) else {
        return 0;
    };
    let upper = (micros >> (doubling - 1)) & 1;
    ((doubling - FIRST_DOUBLING) as usize * 2 + upper as usize).min(BOXES - 1)
}

/// The middle of a box.
fn middle(place: usize) -> Duration {
    let start = 1_u64 << (FIRST_DOUBLING as usize + place / 2);
    let start = start + (place as u64 % 2) * start / 2;
    Duration::from_micros(start + start / 6)
}

/// What so many of a hundred do not exceed.
fn share(counts: &[u64; BOXES], percent: u64) -> Duration {
    let all: u64 = counts.iter().sum();
    if all == 0 {
        return Duration::ZERO;
    }
    let wanted = (all * percent).div_ceil(100).max(1);
    let mut sum = 0;
    for (place, count) in counts.iter().enumerate() {
        sum += count;
        if sum >= wanted {
            return middle(place);
        }
    }
    Duration::ZERO
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(minutes: u64) -> Duration {
        Duration::from_secs(minutes * 60)
    }

    #[test]
    fn an_hour_is_kept_and_the_oldest_minute_gives_way() {
        let minutes = Minutes::default();
        minutes.add(at(0), Duration::from_millis(1), true);
        minutes.add(at(60), Duration::from_millis(1), false);
        let last = minutes.last(at(60));
        assert_eq!((last[0].requests, last[0].failed), (1, 1));
        assert_eq!((last[60].requests, last[60].failed), (1, 0));
        minutes.add(at(61), Duration::from_millis(1), false);
        let last = minutes.last(at(61));
        assert_eq!(last.iter().map(|m| m.requests).sum::<u64>(), 2);
        assert_eq!(last.iter().map(|m| m.failed).sum::<u64>(), 0);
        assert_eq!(minutes.hour(at(61)).requests, 2);
        assert_eq!(minutes.hour(at(500)), Minute::default());
        // After a silence nothing of before is taken for the present.
        assert_eq!(minutes.last(at(500)), [Minute::default(); MINUTES]);
    }

    #[test]
    fn percentiles_are_right_to_a_quarter() {
        let minutes = Minutes::default();
        for ms in 1..=100 {
            minutes.add(at(3), Duration::from_millis(ms), false);
        }
        let minute = minutes.last(at(3))[60];
        for (found, exact) in [(minute.p50, 50.0), (minute.p95, 95.0)] {
            let ratio = found.as_secs_f64() * 1000.0 / exact;
            assert!((0.75..1.25).contains(&ratio), "{found:?}");
        }
        for (took, least) in [(0, 0), (3, 0), (u64::MAX, 16_000_000)] {
            assert!(middle(place(Duration::from_micros(took))) >= Duration::from_micros(least));
        }
    }
}
