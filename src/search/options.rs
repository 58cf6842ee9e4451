//! How an index behaves.

use std::sync::Arc;
use std::time::Duration;

/// A clock that only goes forward, from any start.
pub type Clock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// How long files that are no part of the index any more stay, for copies that are under way.
#[derive(Debug, Clone, Copy)]
pub struct Keep {
    /// The longest copy that is promised.
    pub time: Duration,
    /// Beyond so many files the oldest go early.
    pub files: usize,
    /// Beyond so many bytes the oldest go early.
    pub bytes: u64,
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            time: Duration::from_hours(1),
            files: 10_000,
            bytes: 1 << 30,
        }
    }
}

/// How an index behaves.
#[derive(Clone)]
pub struct Options {
    /// Where it reads how much time has passed.
    pub clock: Clock,
    /// What happens to superseded files.
    pub keep: Keep,
    /// What `in:` means: a word and the kinds behind it.
    pub sections: Vec<(&'static str, Vec<&'static str>)>,
}

impl Options {
    /// The usual behaviour: an hour for copies; `in:forum`, `in:use-cases` and `in:people`.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            keep: Keep::default(),
            sections: vec![
                ("forum", vec!["topic", "post"]),
                ("use-cases", vec!["use_case"]),
                ("people", vec!["person"]),
            ],
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("keep", &self.keep)
            .field("sections", &self.sections)
            .finish_non_exhaustive()
    }
}
