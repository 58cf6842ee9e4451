//! What many people search for.

use std::{sync::Arc, time::Duration};

use platform::{
    App, Result,
    cache::{Cache, Registered},
};
use store::Reader;

use super::{Period, Term, queries, service::TERM_MAX};

/// How long it is remembered what many people search for.
const KEPT: Duration = Duration::from_mins(1);
/// How much memory that takes at most, in bytes.
const MEMORY: u64 = 64 * 1024;

/// What at least three people searched for lately.
pub async fn trending(app: &App, period: Period) -> Result<Vec<Term>> {
    let since = first_day(app, period);
    app.read(move |db| queries::trending(db, since)).await
}

/// [`trending`] as it was up to a minute ago, to be read together with other things.
pub(in crate::forum) fn trending_lately(
    app: &App,
    period: Period,
) -> impl FnOnce(&Reader<'_>) -> Result<Arc<Vec<Term>>> + Send + 'static {
    let (since, kept) = (first_day(app, period), app.kept::<Trending>());
    move |db| {
        if let Some(terms) = kept.0.get(&since) {
            return Ok(terms);
        }
        let terms = Arc::new(queries::trending(db, since)?);
        kept.0.insert(since, terms.clone());
        Ok(terms)
    }
}

fn first_day(app: &App, period: Period) -> i64 {
    let today = app.clock.now().seconds().div_euclid(86_400);
    today - period.days()
}

/// What many people search for, by the first day that counts: finding it out takes a walk over all
/// that was searched for since.
#[derive(Debug)]
struct Trending(Cache<i64, Arc<Vec<Term>>>);

impl Default for Trending {
    fn default() -> Self {
        let weigh = |_: &i64, terms: &Arc<Vec<Term>>| 100 + terms.len() * (TERM_MAX + 50);
        Self(Cache::new(MEMORY, KEPT, weigh))
    }
}

/// For the list of caches.
pub const CACHED: Registered = Registered {
    name: "forum_trending",
    figures: |app| app.kept::<Trending>().0.figures(),
    clear: |app| app.kept::<Trending>().0.clear(),
};
