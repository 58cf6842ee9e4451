//! Counters of each declared route.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use super::{Counter, Durations};

/// The statuses that are told apart; any other counts as the last, 0.
const STATUSES: [u16; 40] = [
    100, 101, 200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405,
    406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 422, 423, 428, 429, 431, 500, 501, 502, 503,
    504, 507,
];

/// One declared route, or what fits none.
#[derive(Debug)]
pub struct Route {
    /// Its method; empty for what fits no route.
    pub method: String,
    /// Its path with its `{parameters}`; empty for what fits no route.
    pub path: &'static str,
    /// How long it took.
    pub durations: Durations,
    statuses: [AtomicU64; STATUSES.len() + 1],
}

impl Route {
    fn new(method: String, path: &'static str) -> Self {
        Self {
            method,
            path,
            durations: Durations::default(),
            statuses: std::array::from_fn(|_| AtomicU64::new(0)),
        }
    }

    /// Adds an answer.
    pub fn add(&self, status: u16, took: Duration) {
        let place = STATUSES.binary_search(&status).unwrap_or(STATUSES.len());
        self.statuses[place].fetch_add(1, Relaxed);
        self.durations.add(took);
    }

    /// The statuses that were answered, and how often each; 0 for rare ones.
    pub fn statuses(&self) -> impl Iterator<Item = (u16, u64)> {
        let known = STATUSES.into_iter().chain([0]);
        known
            .zip(&self.statuses)
            .map(|(status, count)| (status, count.load(Relaxed)))
            .filter(|(_, count)| *count > 0)
    }
}

/// Counters of all routes.
#[derive(Debug)]
pub struct Requests {
    routes: Vec<Route>,
    /// Answers 429 by class of route, named.
    rate_limited: Vec<(&'static str, Counter)>,
}

impl Requests {
    /// For declared routes, in their order, and the classes that are limited.
    pub fn new(
        routes: impl Iterator<Item = (String, &'static str)>,
        classes: impl Iterator<Item = &'static str>,
    ) -> Self {
        let none = (String::new(), "");
        Self {
            routes: routes
                .chain([none])
                .map(|(method, path)| Route::new(method, path))
                .collect(),
            rate_limited: classes.map(|name| (name, Counter::default())).collect(),
        }
    }

    /// A route by its place in the declared order; the last stands for what fits none.
    pub fn route(&self, place: Option<usize>) -> Option<&Route> {
        place
            .and_then(|place| self.routes.get(place))
            .or_else(|| self.routes.last())
    }

    /// All routes.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// One more answer 429.
    pub fn limited(&self, class: &str) {
        if let Some((_, count)) = self.rate_limited.iter().find(|(name, _)| *name == class) {
            count.add();
        }
    }

    /// Answers 429 by class.
    pub fn rate_limited(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.rate_limited.iter().map(|(name, c)| (*name, c.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_told_apart_and_strange_ones_counted_together() {
        assert!(STATUSES.is_sorted());
        let requests = Requests::new([("GET".into(), "/a")].into_iter(), ["read"].into_iter());
        for status in [200, 404, 200, 299, 599] {
            if let Some(route) = requests.route(Some(0)) {
                route.add(status, Duration::ZERO);
            }
        }
        let found: Vec<_> = requests.routes()[0].statuses().collect();
        assert_eq!(found, [(200, 2), (404, 1), (0, 2)]);
        assert_eq!(requests.route(Some(7)).map(|r| r.path), Some(""));
        assert_eq!(requests.route(None).map(|r| r.path), Some(""));
    }
}
