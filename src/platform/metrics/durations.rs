//! How long something took, sorted into fixed boxes.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// Upper ends of the boxes, in microseconds; the last box has none.
pub const BOUNDS: [u64; 16] = [
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 2_500_000, 5_000_000, 10_000_000,
];

/// A histogram.
#[derive(Debug, Default)]
pub struct Durations {
    boxes: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Durations {
    /// Adds one.
    pub fn add(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let place = BOUNDS.iter().position(|end| micros <= *end);
        self.boxes[place.unwrap_or(BOUNDS.len())].fetch_add(1, Relaxed);
        self.micros.fetch_add(micros, Relaxed);
    }

    /// How many took at most as long as each of [`BOUNDS`], and how many there are.
    pub fn up_to(&self) -> ([u64; BOUNDS.len()], u64) {
        let mut sum = 0;
        let mut all = [0; BOUNDS.len()];
        for (place, count) in self.boxes.iter().enumerate() {
            sum += count.load(Relaxed);
            if let Some(place) = all.get_mut(place) {
                *place = sum;
            }
        }
        (all, sum)
    }

    /// All of them together.
    pub fn sum(&self) -> Duration {
        Duration::from_micros(self.micros.load(Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_duration_counts_from_the_first_bound_that_holds_it() {
        let durations = Durations::default();
        for micros in [0, 100, 101, 10_000_000, 10_000_001] {
            durations.add(Duration::from_micros(micros));
        }
        let (up_to, all) = durations.up_to();
        assert_eq!(
            (up_to[0], up_to[1], up_to[14], up_to[15], all),
            (2, 3, 3, 4, 5)
        );
        assert_eq!(durations.sum(), Duration::from_micros(20_000_202));
    }
}
