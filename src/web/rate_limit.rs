//! How often one may ask: by person, or by address of the network for guests, counted per class of
//! route. 429 says when to come back, and it is true.

use std::{collections::HashMap, num::NonZeroU32, sync::Arc, time::Duration};

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderMap, HeaderValue, Method},
};
use governor::{
    Quota, RateLimiter, clock::Clock as _, middleware::StateInformationMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};
use platform::{App, Error, Result, Viewer, config::Switch, id::PersonId, time::Clock};

use crate::routes::{Class, Entry};

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Person(PersonId),
    Address(String),
}

/// How many at once, and after how long one more.
const fn allowance(class: Class) -> (u32, Duration) {
    match class {
        Class::SignIn => (30, Duration::from_secs(2)),
        Class::Write => (120, Duration::from_millis(250)),
        Class::Search => (120, Duration::from_millis(100)),
        Class::Export => (10, Duration::from_secs(10)),
        Class::Read => (600, Duration::from_millis(20)),
    }
}

/// Counters of those who were not here lately are dropped whenever so many have gathered.
const FORGET_ABOVE: usize = 10_000;

/// Time that never runs backwards, whatever happens to the machine's clock.
#[derive(Clone, Debug)]
struct Steady(Clock);

impl governor::clock::Clock for Steady {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(self.0.elapsed())
    }
}

type Limiter = RateLimiter<Key, DashMapStateStore<Key>, Steady, StateInformationMiddleware>;

/// The counters of a server.
pub struct RateLimits {
    limiters: HashMap<Class, Limiter>,
    classes: HashMap<&'static str, Vec<(Method, Class)>>,
    clock: Steady,
}

impl std::fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RateLimits").finish_non_exhaustive()
    }
}

/// What is left after a request was counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Left {
    limit: u32,
    remaining: u32,
    refill: Duration,
}

impl RateLimits {
    /// For the declared routes; none when the operator switched limits off.
    pub fn new(app: &App, entries: &[Entry]) -> Option<Arc<Self>> {
        if app.config.limits.rate == Switch::Off {
            return None;
        }
        let clock = Steady(app.clock.clone());
        let limiter = |class| {
            let (burst, each) = allowance(class);
            let quota = Quota::with_period(each)?.allow_burst(NonZeroU32::new(burst)?);
            let store = DashMapStateStore::default();
            let limiter: Limiter = RateLimiter::new(quota, store, clock.clone());
            Some((class, limiter))
        };
        let mut classes: HashMap<_, Vec<_>> = HashMap::new();
        for entry in entries {
            let of_path = classes.entry(entry.path).or_default();
            of_path.push((entry.method.clone(), entry.class));
        }
        Some(Arc::new(Self {
            limiters: Class::ALL.into_iter().filter_map(limiter).collect(),
            classes,
            clock,
        }))
    }

    /// Counts a request; 429 `too_many_requests` when there were too many.
    pub(crate) fn count(&self, request: &Request) -> Result<Option<Left>> {
        let class = self.class(request);
        let (Some(class), Some(viewer)) = (class, request.extensions().get::<Viewer>()) else {
            return Ok(None);
        };
        let Some(limiter) = self.limiters.get(&class) else {
            return Ok(None);
        };
        if limiter.len() > FORGET_ABOVE {
            limiter.retain_recent();
        }
        let key = match viewer {
            Viewer::Person(actor) if class != Class::SignIn => Key::Person(actor.person),
            _ => Key::Address(viewer.origin().ip.clone().unwrap_or_default()),
        };
        let (limit, refill) = allowance(class);
        match limiter.check_key(&key) {
            Ok(state) => Ok(Some(Left {
                limit,
                remaining: state.remaining_burst_capacity(),
                refill,
            })),
            Err(early) => {
                let wait = early.wait_time_from(self.clock.now());
                let after = Duration::from_secs(wait.as_millis().div_ceil(1000).max(1) as u64);
                Err(Error::too_many("too-many-requests", after).arg("seconds", after.as_secs()))
            }
        }
    }

    fn class(&self, request: &Request) -> Option<Class> {
        let path = request.extensions().get::<MatchedPath>()?.as_str();
        let method = match *request.method() {
            Method::HEAD => &Method::GET,
            ref other => other,
        };
        let of_path = self.classes.get(path)?;
        of_path
            .iter()
            .find(|(m, _)| m == method)
            .map(|(_, class)| *class)
    }
}

impl Left {
    /// Says on the answer what is left.
    pub(crate) fn note(self, headers: &mut HeaderMap) {
        let missing = self.limit.saturating_sub(self.remaining);
        let reset = (self.refill * missing).as_millis().div_ceil(1000);
        headers.insert("ratelimit-limit", HeaderValue::from(self.limit));
        headers.insert("ratelimit-remaining", HeaderValue::from(self.remaining));
        headers.insert("ratelimit-reset", HeaderValue::from(reset as u64));
    }
}
