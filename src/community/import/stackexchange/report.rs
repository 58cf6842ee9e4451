//! What an import brought in, changed and left behind.

use std::collections::BTreeMap;

use serde::Serialize;

/// Examples that are named of each kind of change, and broken places.
const EXAMPLES: usize = 20;
const BROKEN: usize = 100;

/// See the module. Numbers are of this run alone; what an earlier run brought in is counted in
/// `already`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was brought in.
    pub added: Added,
    /// How many rows an earlier run had brought in.
    pub already: u64,
    /// What was cut or filled up to fit, by kind.
    pub changed: BTreeMap<&'static str, Changed>,
    /// What has no place here, by kind.
    pub left_behind: BTreeMap<&'static str, u64>,
    /// Places that could not be read; the first hundred.
    pub broken: Vec<BrokenPlace>,
    /// How many there are.
    pub broken_total: u64,
}

/// What was brought in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Added {
    /// Questions, as topics.
    pub topics: u64,
    /// Answers, as posts.
    pub posts: u64,
    /// Comments, as posts below what they comment on.
    pub comments: u64,
    /// Users who wrote, as people without an address.
    pub people: u64,
    /// Accepted answers, as best answers.
    pub best_answers: u64,
    /// Up-votes, as likes.
    pub likes: u64,
}

impl Added {
    /// Whether nothing came.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Topics and posts together.
    pub fn texts(&self) -> u64 {
        self.topics + self.posts + self.comments
    }
}

/// Texts that were changed to fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// How many.
    pub count: u64,
    /// The first of them, as `Posts.xml 17`.
    pub examples: Vec<String>,
}

/// A place that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BrokenPlace {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub why: String,
}

impl Report {
    /// Notes that a text was changed to fit.
    pub(super) fn change(&mut self, what: &'static str, file: &str, id: i64) {
        let changed = self.changed.entry(what).or_default();
        changed.count += 1;
        if changed.examples.len() < EXAMPLES {
            changed.examples.push(format!("{file} {id}"));
        }
    }

    /// Notes things that have no place here.
    pub(super) fn leave(&mut self, what: &'static str, count: u64) {
        if count > 0 {
            *self.left_behind.entry(what).or_default() += count;
        }
    }

    /// Notes a place that could not be read.
    pub(super) fn broken(&mut self, file: &str, line: u64, why: String) {
        self.broken_total += 1;
        if self.broken.len() < BROKEN {
            self.broken.push(BrokenPlace {
                file: file.to_owned(),
                line,
                why,
            });
        }
    }

    /// Puts what threads noted in any order into one.
    pub(super) fn sort(&mut self) {
        for changed in self.changed.values_mut() {
            let number = |e: &String| e.rsplit(' ').next().and_then(|n| n.parse::<i64>().ok());
            changed.examples.sort_by_key(number);
        }
        self.broken
            .sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    }

    /// Adds what another thread noted.
    pub(super) fn merge(&mut self, other: Self) {
        let (a, b) = (&mut self.added, other.added);
        a.topics += b.topics;
        a.posts += b.posts;
        a.comments += b.comments;
        a.people += b.people;
        a.best_answers += b.best_answers;
        a.likes += b.likes;
        self.already += other.already;
        for (what, changed) in other.changed {
            let mine = self.changed.entry(what).or_default();
            mine.count += changed.count;
            let room = EXAMPLES.saturating_sub(mine.examples.len());
            mine.examples
                .extend(changed.examples.into_iter().take(room));
        }
        for (what, count) in other.left_behind {
            self.leave(what, count);
        }
        self.broken_total += other.broken_total;
        let room = BROKEN.saturating_sub(self.broken.len());
        self.broken.extend(other.broken.into_iter().take(room));
    }
}
