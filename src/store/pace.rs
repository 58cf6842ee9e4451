//! How long a group of writes waits for company.
//!
//! Every group costs the log some pages however few members it has, and the log of an hour is kept
//! for copies that are under way ([`crate::Options::retain`]). Under a load that lasts, small
//! groups would fill the disk faster than any copy reads it. So once the log has grown too fast
//! for too long, writers who come together are gathered into larger groups. Who writes alone never
//! waits, and neither does anyone in a burst.

use std::time::{Duration, Instant};

/// How fast the log may grow for ever, in bytes a second: a copy is many times faster.
const RATE: u64 = 4 << 20;
/// How much it may grow at once: as much as one log holds.
const BURST: u64 = 1 << 30;
/// How much of what those wrote who do not wait is made up for by those who do.
const DEBT: u64 = 16 << 20;
/// No writer waits longer for others.
const LONGEST: Duration = Duration::from_millis(50);

/// What decides how long the next group gathers.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Bytes that may still be written at once, as of `at`; less than none after a group too many.
    allowance: i64,
    at: Instant,
    /// Where the log ended before the last group, and how many writers that had.
    log_end: u64,
    members: usize,
}

impl Pace {
    pub(crate) fn new(at: Instant) -> Self {
        Self {
            allowance: BURST as i64,
            at,
            log_end: 0,
            members: 0,
        }
    }

    /// How long the next group may gather, with the log ending at `log_end` before it.
    pub(crate) fn gather(&mut self, log_end: u64, now: Instant) -> Duration {
        // A new generation begins with a short log.
        let grown = log_end.saturating_sub(self.log_end);
        let passed = now.saturating_duration_since(self.at);
        let earned = (passed.as_millis() as u64 * (RATE / 1000)).min(BURST + DEBT);
        let allowance = (self.allowance + earned as i64).min(BURST as i64);
        self.allowance = allowance.saturating_sub_unsigned(grown).max(-(DEBT as i64));
        self.at = now;
        self.log_end = log_end;
        if self.allowance > 0 || self.members < 2 {
            return Duration::ZERO;
        }
        Duration::from_millis(grown * 1000 / RATE).min(LONGEST)
    }

    /// Notes how many writers the group had.
    pub(crate) fn had(&mut self, members: usize) {
        self.members = members;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups of so many members and bytes, one after the other; answers how long the last one
    /// gathered and how many bytes a second there were on average.
    fn run(members: usize, bytes: u64, work: Duration, groups: u32) -> (Duration, u64) {
        let start = Instant::now();
        let (mut now, mut end) = (start, 0);
        let mut pace = Pace::new(now);
        pace.gather(end, now);
        let mut gathered = Duration::ZERO;
        for _ in 0..groups {
            gathered = pace.gather(end, now);
            pace.had(members);
            end += bytes;
            now += gathered + work;
        }
        let seconds = now.duration_since(start).as_secs().max(1);
        (gathered, end / seconds)
    }

    #[test]
    fn only_those_who_come_together_wait_and_only_when_it_lasts() {
        let work = Duration::from_millis(5);
        for (members, kib, groups, waits) in [
            (4, 160, 100, false),    // a burst
            (4, 160, 10_000, true),  // lasting
            (1, 160, 10_000, false), // alone
            (4, 16, 10_000, false),  // little
        ] {
            let (gathered, _) = run(members, kib << 10, work, groups);
            assert_eq!(gathered > Duration::ZERO, waits, "{members} {kib} {groups}");
        }
    }

    #[test]
    fn in_the_long_run_the_log_grows_as_fast_as_allowed() {
        let (_, rate) = run(8, 216 << 10, Duration::from_millis(5), 50_000);
        assert!(rate > RATE * 8 / 10 && rate < RATE * 12 / 10, "{rate}");
    }

    #[test]
    fn nobody_waits_longer_than_the_longest() {
        let (gathered, _) = run(900, 64 << 20, Duration::from_millis(5), 100);
        assert_eq!(gathered, LONGEST);
    }

    #[test]
    fn after_a_rest_there_is_a_burst_again() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        pace.gather(0, start);
        pace.had(8);
        assert!(pace.gather(BURST + 1, start) > Duration::ZERO);
        let later = start + Duration::from_mins(2);
        assert_eq!(pace.gather(BURST + 2, later), Duration::ZERO);
        // A short log in a new generation is no growth.
        assert_eq!(pace.gather(10, later), Duration::ZERO);
    }
}
