//! Figures of the forum, of what the one who asks may see.

mod queries;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use axum::{extract::State, http::Method, response::IntoResponse};
use platform::{
    App, Result, Time, Viewer,
    actor::Scope,
    cache::{Cache, Registered},
};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Access, Routes, Visitor, openapi::Doc, reply};

use super::counts;

/// How long people count as active after their last text.
const ACTIVE: Duration = Duration::from_hours(30 * 24);
/// How long figures that need a walk over the topics are kept.
const KEPT: Duration = Duration::from_mins(1);
/// How long a page may show older ones while they are found out anew.
const SHOWN: Duration = Duration::from_hours(24);
/// Among so many topics the walk is so short that a page waits for it.
const FEW: u64 = 5_000;

/// How much memory they take at most, in bytes.
const MEMORY: u64 = 1024 * 1024;

/// For the list of caches.
pub(super) const CACHED: Registered = Registered {
    name: "forum_figures",
    figures: |app| app.kept::<Walked>().kept.figures(),
    clear: |app| app.kept::<Walked>().kept.clear(),
};

/// The figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Stats {
    /// Topics.
    pub topics: u64,
    /// Posts.
    pub posts: u64,
    /// People who wrote within the last 30 days.
    pub active_members: u64,
    /// Best answers.
    pub helpful_answers: u64,
    /// The share of topics with at least one reply, 0 to 1; 0 without topics.
    pub answered_share: f64,
    /// Seconds until somebody else than the author replied first; none without such replies.
    pub median_time_to_first_reply: Option<i64>,
}

/// How many texts the forum holds, opening and replies, whoever may see them: only for what the
/// operator reads at the start.
pub fn held(db: &store::Reader<'_>) -> Result<u64> {
    let all = counts::sums_of_all(db)?;
    Ok(all.topics + all.posts)
}

/// What is costly to find out: people who were active, and the median until the first reply.
#[derive(Clone, Copy, Debug)]
struct Walk {
    active: u64,
    median: Option<i64>,
    at: Time,
}

/// The last of each viewer.
#[derive(Debug)]
struct Walked {
    kept: Cache<String, Walk>,
    /// Whether somebody walks for a page. One at a time: it takes seconds in a large forum.
    goes_on: AtomicBool,
}

impl Default for Walked {
    fn default() -> Self {
        Self {
            kept: Cache::new(MEMORY, SHOWN, |key: &String, _| key.len() + 100),
            goes_on: AtomicBool::new(false),
        }
    }
}

impl Walked {
    fn fresh(&self, scope: &Scope, now: Time) -> Option<Walk> {
        let is_fresh = |walk: &Walk| now.since(walk.at) < KEPT;
        self.kept.get_if(&key(scope), is_fresh)
    }

    fn walk(&self, db: &store::Reader<'_>, scope: &Scope, now: Time) -> Result<Walk> {
        let walk = Walk {
            active: queries::active_members(db, scope, now.minus(ACTIVE))?,
            median: queries::median_first_reply(db, scope)?,
            at: now,
        };
        self.kept.insert(key(scope), walk);
        Ok(walk)
    }
}

/// The figures of what the viewer may see. Counts are exact at every moment; active people and the
/// median may be a minute old.
pub async fn stats(app: &App, viewer: &Viewer) -> Result<Stats> {
    let (scope, now, walked) = (viewer.scope(), app.clock.now(), app.kept::<Walked>());
    app.read(move |db| {
        let sums = counts::sums(db, &scope)?;
        let walk = match walked.fresh(&scope, now) {
            Some(walk) => walk,
            None => walked.walk(db, &scope, now)?,
        };
        Ok(figures(&sums, walk))
    })
    .await
}

/// The figures for a page, which does not wait for a long walk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    /// Active people and the median may be old…
    pub(super) stats: Stats,
    /// …or not known yet.
    pub(super) is_whole: bool,
    is_due: bool,
}

/// [`stats`] for a page, to be read together with other things; give [`renew`] what comes of it.
pub(super) fn shown(
    app: &App,
    viewer: &Viewer,
) -> impl FnOnce(&store::Reader<'_>) -> Result<Shown> + Send + 'static {
    let (scope, now, walked) = (viewer.scope(), app.clock.now(), app.kept::<Walked>());
    move |db| {
        let sums = counts::sums(db, &scope)?;
        let mut walk = walked.fresh(&scope, now);
        let is_due = walk.is_none() && sums.topics > FEW;
        if is_due {
            walk = walked.kept.get(&key(&scope));
        } else if walk.is_none() {
            walk = Some(walked.walk(db, &scope, now)?);
        }
        let unknown = Walk {
            active: 0,
            median: None,
            at: now,
        };
        Ok(Shown {
            stats: figures(&sums, walk.unwrap_or(unknown)),
            is_whole: walk.is_some(),
            is_due,
        })
    }
}

/// Finds out beside the page what was old on it.
pub(super) fn renew(app: &App, viewer: &Viewer, shown: &Shown) {
    let walked = app.kept::<Walked>();
    if !shown.is_due || walked.goes_on.swap(true, Ordering::SeqCst) {
        return;
    }
    let (scope, now, app) = (viewer.scope(), app.clock.now(), app.clone());
    tokio::spawn(async move {
        let begun = walked.clone();
        let done = app.read(move |db| begun.walk(db, &scope, now)).await;
        walked.goes_on.store(false, Ordering::SeqCst);
        if let Err(error) = done {
            tracing::debug!(%error, "The figures of the forum were not found out");
        }
    });
}

fn figures(sums: &counts::Sums, walk: Walk) -> Stats {
    let share = |part: u64| {
        if sums.topics == 0 {
            0.0
        } else {
            part as f64 / sums.topics as f64
        }
    };
    Stats {
        topics: sums.topics,
        posts: sums.posts,
        active_members: walk.active,
        helpful_answers: sums.solved,
        answered_share: share(sums.answered),
        median_time_to_first_reply: walk.median.map(|ms| ms / 1000),
    }
}

/// What a viewer's figures depend on.
fn key(scope: &Scope) -> String {
    format!("{scope:?}")
}

/// The call.
pub fn routes() -> Routes {
    Routes::new().api(
        Method::GET,
        "/api/v1/forum/stats",
        Access::Readers,
        Doc::new("Forum", "Figures of what the one who asks may see.").returns::<Stats>(200),
        show,
    )
}

async fn show(State(app): State<App>, Visitor(viewer): Visitor) -> web::Result<impl IntoResponse> {
    Ok(reply::ok(stats(&app, &viewer).await?))
}
