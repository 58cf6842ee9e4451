//! How long statements take: for the request that has them run, and for the operator.
//!
//! Measured at the doors of [`Reader`](crate::Reader) and [`Writer`](crate::Writer): two looks at
//! the clock for each statement. Statements that took long are collected by their text without
//! values; only they take a lock.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::group::Counters;

/// So many different slow statements are kept; beyond, the one that cost least gives way.
const KEPT: usize = 100;

/// What the statements of one request came to.
#[derive(Debug, Default)]
pub struct Tally {
    statements: AtomicU32,
    nanos: AtomicU64,
}

impl Tally {
    /// How many were run.
    pub fn statements(&self) -> u32 {
        self.statements.load(Relaxed)
    }

    /// How long they took together.
    pub fn time(&self) -> Duration {
        Duration::from_nanos(self.nanos.load(Relaxed))
    }
}

tokio::task_local! {
    /// Of the request whose task this is.
    static TALLY: Arc<Tally>;
}

/// Runs a request; what it reads and writes on its own task is counted in `tally`.
pub async fn tallied<F: Future>(tally: Arc<Tally>, request: F) -> F::Output {
    TALLY.scope(tally, request).await
}

/// The tally of the present task, if it has one.
pub(crate) fn present() -> Option<Arc<Tally>> {
    TALLY.try_with(Arc::clone).ok()
}

/// A statement that took long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlowStatement {
    /// Its text with a `?` for every value.
    pub text: String,
    /// The text as it was run last, for [`Reader::plan`](crate::Reader::plan).
    pub sql: String,
    /// How often it took long.
    pub count: u64,
    /// How long it took then, all times together.
    pub total: Duration,
    /// The longest of them.
    pub max: Duration,
}

/// Slow statements by their text without values.
#[derive(Debug)]
pub(crate) struct Slow {
    /// From so many nanoseconds on.
    least: AtomicU64,
    kept: Mutex<HashMap<String, SlowStatement>>,
}

impl Default for Slow {
    fn default() -> Self {
        Self {
            least: AtomicU64::new(u64::MAX),
            kept: Mutex::default(),
        }
    }
}

impl Slow {
    pub(crate) fn set_least(&self, least: Duration) {
        let nanos = u64::try_from(least.as_nanos()).unwrap_or(u64::MAX);
        self.least.store(nanos, Relaxed);
    }

    /// The slowest together first.
    pub(crate) fn all(&self) -> Vec<SlowStatement> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = kept.values().cloned().collect();
        all.sort_by_key(|s| std::cmp::Reverse(s.total));
        all
    }

    fn note(&self, sql: &str, took: Duration) {
        let text = without_values(sql);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT && !kept.contains_key(&text) {
            let cheapest = kept.values().min_by_key(|s| s.total);
            if let Some(text) = cheapest.map(|s| s.text.clone()) {
                kept.remove(&text);
            }
        }
        let statement = kept.entry(text).or_insert_with_key(|text| SlowStatement {
            text: text.clone(),
            sql: String::new(),
            count: 0,
            total: Duration::ZERO,
            max: Duration::ZERO,
        });
        if statement.sql != sql {
            sql.clone_into(&mut statement.sql);
        }
        statement.count += 1;
        statement.total += took;
        statement.max = statement.max.max(took);
    }
}

/// Measures the statements of one read or one write.
#[derive(Debug)]
pub(crate) struct Meter {
    counters: Arc<Counters>,
    tally: Option<Arc<Tally>>,
    statements: Cell<u32>,
    spent: Cell<Duration>,
}

impl Meter {
    pub(crate) fn new(counters: Arc<Counters>, tally: Option<Arc<Tally>>) -> Self {
        Self {
            counters,
            tally,
            statements: Cell::new(0),
            spent: Cell::new(Duration::ZERO),
        }
    }

    /// Runs a statement. What runs inside of it is counted there alone.
    pub(crate) fn statement<T>(&self, sql: &str, run: impl FnOnce() -> T) -> T {
        let (inside, start) = (self.spent.get(), Instant::now());
        let result = run();
        let inside = self.spent.get().saturating_sub(inside);
        self.add(sql, start.elapsed().saturating_sub(inside));
        result
    }

    /// Counts a statement that took so long.
    pub(crate) fn add(&self, sql: &str, took: Duration) {
        self.statements.set(self.statements.get() + 1);
        self.spent.set(self.spent.get() + took);
        let slow = &self.counters.slow;
        if took.as_nanos() >= u128::from(slow.least.load(Relaxed)) {
            slow.note(sql, took);
        }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        let (statements, nanos) = (self.statements.get(), self.spent.get().as_nanos() as u64);
        self.counters
            .statements
            .fetch_add(u64::from(statements), Relaxed);
        self.counters.sql_nanos.fetch_add(nanos, Relaxed);
        if let Some(tally) = &self.tally {
            tally.statements.fetch_add(statements, Relaxed);
            tally.nanos.fetch_add(nanos, Relaxed);
        }
    }
}

/// The text of a statement with one space between words and a `?` for every value and parameter; a
/// row of them, however long, is `?, …`.
fn without_values(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\'' => {
                while let Some(c) = rest.next() {
                    if c == '\'' && rest.next_if_eq(&'\'').is_none() {
                        break;
                    }
                }
                // A blob has an x before its quote.
                if text.ends_with(['x', 'X']) {
                    text.pop();
                }
                value(&mut text);
            }
            '?' | ':' | '@' | '$' => {
                while rest.next_if(|c| c.is_alphanumeric() || *c == '_').is_some() {}
                value(&mut text);
            }
            c if c.is_ascii_digit()
                && !text.ends_with(|t: char| t.is_alphanumeric() || t == '_') =>
            {
                while rest.next_if(|c| c.is_alphanumeric() || *c == '.').is_some() {}
                value(&mut text);
            }
            c if c.is_whitespace() => {
                if !text.ends_with([' ', '(']) && !text.is_empty() {
                    text.push(' ');
                }
            }
            c => text.push(c),
        }
    }
    text.trim_end().to_owned()
}

/// Adds a value, unless it only prolongs a row of them.
fn value(text: &mut String) {
    if text.ends_with("?, …, ") || text.ends_with("?, …,") {
        let end = text.trim_end_matches([',', ' ']).len();
        text.truncate(end);
    } else if text.ends_with("?, ") || text.ends_with("?,") {
        let end = text.trim_end_matches([',', ' ']).len();
        text.truncate(end);
        text.push_str(", …");
    } else {
        text.push('?');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_shown_without_its_values() {
        for (sql, text) in [
            (
                "SELECT a,\n       b2 FROM t1 WHERE a = ?1 AND b = 'it''s' AND c > 1.5e3",
                "SELECT a, b2 FROM t1 WHERE a = ? AND b = ? AND c > ?",
            ),
            (
                "SELECT 1 FROM t WHERE id IN (?1, ?2,?3, ?4) LIMIT 20",
                "SELECT ? FROM t WHERE id IN (?, …) LIMIT ?",
            ),
            (
                "UPDATE t SET a = :a, b = x'00ff' WHERE c = @c",
                "UPDATE t SET a = ?, b = ? WHERE c = ?",
            ),
        ] {
            assert_eq!(without_values(sql), text);
        }
    }

    #[test]
    fn a_statement_inside_another_is_not_counted_twice() {
        let counters = Arc::new(Counters::default());
        counters.slow.set_least(Duration::ZERO);
        let tally = Arc::new(Tally::default());
        let meter = Meter::new(Arc::clone(&counters), Some(Arc::clone(&tally)));
        let start = Instant::now();
        meter.statement("SELECT outer", || {
            meter.statement("SELECT inner", || {
                while start.elapsed() < Duration::from_millis(2) {}
            });
        });
        let whole = start.elapsed();
        drop(meter);
        assert_eq!(tally.statements(), 2);
        assert!(tally.time() <= whole, "{tally:?}");
        let slow = counters.slow.all();
        assert_eq!(slow[0].text, "SELECT inner");
        assert!(slow[1].total < slow[0].total, "{slow:?}");
    }

    #[test]
    fn only_the_costliest_statements_are_kept() {
        let slow = Slow::default();
        for n in 0..=KEPT as u64 {
            slow.note(
                &format!("SELECT c{n} FROM t"),
                Duration::from_millis(100 - n.min(99)),
            );
        }
        let all = slow.all();
        assert_eq!(all.len(), KEPT);
        assert_eq!(all[0].text, "SELECT c0 FROM t");
    }
}
