//! The last few things of a kind, for the operator's page.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::time::Time;

/// How many are kept.
const MOST: usize = 50;

/// The last of a kind, the newest first.
#[derive(Debug)]
pub struct Kept<T>(Mutex<VecDeque<T>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Kept<T> {
    /// Adds one; the oldest gives way.
    pub fn add(&self, one: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(MOST - 1);
        kept.push_front(one);
    }

    /// All of them, the newest first.
    pub fn all(&self) -> Vec<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }
}

/// A request that took long.
#[derive(Clone, Debug)]
pub struct Slow {
    /// When it was answered.
    pub at: Time,
    /// Its id in the log.
    pub request_id: String,
    /// Its method.
    pub method: String,
    /// Its path with its `{parameters}`; empty when none was declared.
    pub route: String,
    /// The status of its answer.
    pub status: u16,
    /// How long it took.
    pub took: Duration,
    /// How long its statements took.
    pub sql: Duration,
    /// How many there were.
    pub statements: u32,
}

/// A request that failed by the server's fault.
#[derive(Clone, Debug)]
pub struct Failed {
    /// When.
    pub at: Time,
    /// Its id in the log.
    pub request_id: String,
    /// Its method.
    pub method: String,
    /// Its path with its `{parameters}`; empty when none was declared.
    pub route: String,
    /// The status of its answer.
    pub status: u16,
    /// The code of its error.
    pub code: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_gives_way() {
        let kept = Kept::default();
        (0..=MOST).for_each(|n| kept.add(n));
        let all = kept.all();
        assert_eq!((all.len(), all[0], all[MOST - 1]), (MOST, MOST, 1));
    }
}
