//! Figures of the forum, of what the one who asks may see.

mod queries;

use std::time::Duration;

use axum::{extract::State, http::Method, response::IntoResponse};
use platform::{
    App, Result, Viewer,
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

/// How much memory they take at most, in bytes.
const MEMORY: u64 = 1024 * 1024;

/// For the list of caches.
pub(super) const CACHED: Registered = Registered {
    name: "forum_figures",
    figures: |app| app.kept::<Walked>().0.figures(),
    clear: |app| app.kept::<Walked>().0.clear(),
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

/// What is costly to find out, by viewer.
#[derive(Debug)]
struct Walked(Cache<String, (u64, Option<i64>)>);

impl Default for Walked {
    fn default() -> Self {
        Self(Cache::new(MEMORY, KEPT, |key: &String, _| key.len() + 100))
    }
}

/// The figures of what the viewer may see. Counts are exact at every moment; active people and the
/// median may be a minute old.
pub async fn stats(app: &App, viewer: &Viewer) -> Result<Stats> {
    app.read(of(app, viewer)).await
}

/// [`stats`], to be read together with other things.
pub(super) fn of(
    app: &App,
    viewer: &Viewer,
) -> impl FnOnce(&store::Reader<'_>) -> Result<Stats> + Send + 'static {
    let scope = viewer.scope();
    let since = app.clock.now().minus(ACTIVE);
    let kept = app.kept::<Walked>();
    move |db| {
        let sums = counts::sums(db, &scope)?;
        if let Some(known) = kept.0.get(&key(&scope)) {
            return Ok(figures(&sums, known));
        }
        let active = queries::active_members(db, &scope, since)?;
        let walked = (active, queries::median_first_reply(db, &scope)?);
        kept.0.insert(key(&scope), walked);
        Ok(figures(&sums, walked))
    }
}

fn figures(sums: &counts::Sums, (active, median): (u64, Option<i64>)) -> Stats {
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
        active_members: active,
        helpful_answers: sums.solved,
        answered_share: share(sums.answered),
        median_time_to_first_reply: median.map(|ms| ms / 1000),
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
