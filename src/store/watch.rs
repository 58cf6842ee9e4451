//! What a start tells of while it takes long.

use std::{fmt, sync::Arc};

/// What a start does before it can answer, when that may take long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A base that came from elsewhere is read and compared with its hash.
    Comparing,
    /// A new generation is built from the former one.
    Building {
        /// Which step of it begins, from 1.
        step: u32,
        /// How many there are.
        of: u32,
    },
}

/// Steps of building beside the migrations: the copy before them, and the hash after them.
pub const STEPS_AROUND_MIGRATIONS: u32 = 2;

/// Called at the beginning of each step; not at all when a start has nothing to do that takes long.
/// The step waits until the call returns.
#[derive(Clone)]
pub struct Watch(Arc<dyn Fn(Step) + Send + Sync>);

impl Watch {
    /// Calls this.
    pub fn new(told: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self(Arc::new(told))
    }

    /// Tells it.
    pub fn tell(&self, step: Step) {
        (self.0)(step);
    }
}

impl Default for Watch {
    fn default() -> Self {
        Self::new(|_| {})
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}
