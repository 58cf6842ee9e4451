//! What readers do: like, save, look for, look round.

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::Method;
use platform::{App, Error, error::Message};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use web::{
    Access, Json, Path, Query, Result, Routes, SignedIn, Visitor,
    extract::{body, parse_json},
    openapi::Doc,
    reply,
    routes::Class,
};

use super::TAG;
use crate::use_cases::{
    advanced::{self, Advanced, CategoryStats, Suggested},
    browse::FacetValue,
    engagement, related,
    types::UseCaseId,
    wire::{CardOut, RelatedOut},
};

const LIKE: &str = "/api/v1/use-cases/{id}/like";
const SAVE: &str = "/api/v1/use-cases/{id}/save";
const RELATED: &str = "/api/v1/use-cases/{id}/related";
const ADVANCED: &str = "/api/v1/use-cases/search/advanced";
const SUGGESTIONS: &str = "/api/v1/use-cases/search/suggestions";
const FEATURED: &str = "/api/v1/use-cases/featured";
const TRENDING: &str = "/api/v1/use-cases/trending";
const STATS: &str = "/api/v1/use-cases/categories/stats";

/// Whether the like stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UseCaseLiked)]
struct Liked {
    liked: bool,
    likes_count: i64,
}

/// Whether it is saved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UseCaseSaved)]
struct Saved {
    saved: bool,
    saves_count: i64,
    /// Empty for no folder, null when not saved.
    folder: Option<String>,
}

/// Where to save it; the body may be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = UseCaseSave)]
#[serde(default, deny_unknown_fields)]
struct Save {
    /// With a folder it is saved there, or moved there; without, saving is switched on or off.
    #[schema(max_length = 60)]
    folder: Option<String>,
}

/// What an advanced search found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UseCaseSearchResult)]
struct Found {
    items: Vec<FoundItem>,
    /// `category`, `industry`, `technologies`, `year`, `region` → values with counts.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<FacetValue>>)]
    facets: Value,
}

/// A use case that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UseCaseFound)]
struct FoundItem {
    #[serde(flatten)]
    card: CardOut,
    /// Comparable within one search; null without words.
    score: Option<f32>,
    /// Safe HTML with the found words marked.
    highlights: Highlights,
}

/// Passages as safe HTML.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = UseCaseHighlights)]
struct Highlights {
    title: Option<String>,
    excerpt: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RelatedQuery {
    min_score: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SuggestionsQuery {
    q: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TrendingQuery {
    period: Option<String>,
}

pub(super) fn routes() -> Routes {
    let readers = Access::Readers;
    Routes::new()
        .api(Method::POST, LIKE, Access::People, doc_of_like(), like)
        .api(Method::POST, SAVE, Access::People, doc_of_save(), save)
        .api(
            Method::GET,
            RELATED,
            readers,
            doc_of_related(),
            related_ones,
        )
        .api(Method::POST, ADVANCED, readers, doc_of_advanced(), search)
        .counted(Class::Search)
        .api(
            Method::GET,
            SUGGESTIONS,
            readers,
            doc_of_suggestions(),
            suggestions,
        )
        .counted(Class::Search)
        .api(
            Method::GET,
            FEATURED,
            readers,
            cards("What moderators show first."),
            featured,
        )
        .api(Method::GET, TRENDING, readers, doc_of_trending(), trending)
        .api(Method::GET, STATS, readers, doc_of_stats(), stats)
}

fn cards(summary: &'static str) -> Doc {
    Doc::new(TAG, summary).returns::<Vec<CardOut>>(200)
}

fn doc_of_like() -> Doc {
    Doc::new(TAG, "Like it, or no longer.")
        .returns::<Liked>(200)
        .error(409, "use_case_not_published")
}

fn doc_of_save() -> Doc {
    Doc::new(TAG, "Save it, or no longer; with a folder: save it there.")
        .body::<Save>()
        .returns::<Saved>(200)
        .error(409, "use_case_not_published")
}

fn doc_of_related() -> Doc {
    Doc::new(TAG, "Use cases like this one, with the reasons.")
        .query("min_score", "From 0 to 1, 0.2 without.")
        .returns::<Vec<RelatedOut>>(200)
}

fn doc_of_advanced() -> Doc {
    Doc::new(TAG, "Search with words, filters and facets.")
        .body::<Advanced>()
        .returns::<Found>(200)
}

fn doc_of_suggestions() -> Doc {
    Doc::new(TAG, "Titles and words that begin like what is typed.")
        .query("q", "What is typed.")
        .returns::<Vec<Suggested>>(200)
}

fn doc_of_trending() -> Doc {
    cards("What people like and save at present.")
        .query("period", "day, week or month; week without.")
}

fn doc_of_stats() -> Doc {
    Doc::new(TAG, "Figures of each category.").returns::<Vec<CategoryStats>>(200)
}

async fn like(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<Response> {
    let (liked, likes_count) = engagement::like(&app, &actor, id).await?;
    Ok(reply::ok(Liked { liked, likes_count }).into_response())
}

async fn save(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
    request: Request,
) -> Result<Response> {
    let body = body(request).await?;
    let wanted: Save = if body.is_empty() {
        Save::default()
    } else {
        parse_json(&body)?
    };
    let (mine, saves_count) = engagement::save(&app, &actor, id, wanted.folder).await?;
    let saved = mine.folder.is_some();
    Ok(reply::ok(Saved {
        saved,
        saves_count,
        folder: mine.folder,
    })
    .into_response())
}

async fn related_ones(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path(id): Path<UseCaseId>,
    Query(asked): Query<RelatedQuery>,
) -> Result<Response> {
    let min_score = match &asked.min_score {
        Some(text) => score(text)?,
        None => related::MIN_SCORE,
    };
    let found = related::related(&app, &viewer, id, min_score, 20).await?;
    let items: Vec<_> = found.into_iter().map(RelatedOut::from).collect();
    Ok(reply::ok(items).into_response())
}

fn score(text: &str) -> Result<f64, Error> {
    let number = text.parse().ok().filter(|n| (0.0..=1.0).contains(n));
    number.ok_or_else(|| {
        let message = Message::new("number-range").arg("min", 0).arg("max", 1);
        Error::invalid("min_score", message)
    })
}

async fn search(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Json(asked): Json<Map<String, Value>>,
) -> Result<Response> {
    let asked: Advanced = parse_json(Value::Object(asked).to_string().as_bytes())?;
    let started = app.clock.now();
    let found = advanced::search(&app, &viewer, &asked).await?;
    let mut meta = serde_json::to_value(&found.listing.meta).unwrap_or_default();
    meta["search_time_ms"] = json!(app.clock.now().since(started).as_millis() as u64);
    meta["corrected"] = json!(found.sought.corrected());
    let items = found.listing.items.into_iter().map(|card| {
        let hit = found.sought.hit(card.id);
        FoundItem {
            score: hit.map(|h| h.score),
            highlights: Highlights {
                title: hit.map(|h| h.title.clone()),
                excerpt: hit.map(|h| h.excerpt.clone()),
            },
            card: card.into(),
        }
    });
    let items = items.collect();
    let facets = crate::use_cases::wire::facets(found.facets);
    Ok(reply::ok(Found { items, facets })
        .meta(meta)
        .into_response())
}

async fn suggestions(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(asked): Query<SuggestionsQuery>,
) -> Result<Response> {
    let found = advanced::suggestions(&app, &viewer, &asked.q).await?;
    Ok(reply::ok(found).into_response())
}

async fn featured(State(app): State<App>, Visitor(viewer): Visitor) -> Result<Response> {
    let found = advanced::featured(&app, &viewer).await?;
    Ok(reply::ok(outs(found)).into_response())
}

async fn trending(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(asked): Query<TrendingQuery>,
) -> Result<Response> {
    let period = asked.period.as_deref().unwrap_or("week");
    let found = advanced::trending(&app, &viewer, period).await?;
    Ok(reply::ok(outs(found)).into_response())
}

fn outs(cards: Vec<crate::use_cases::types::Card>) -> Vec<CardOut> {
    cards.into_iter().map(CardOut::from).collect()
}

async fn stats(State(app): State<App>, Visitor(viewer): Visitor) -> Result<Response> {
    let found = advanced::category_stats(&app, &viewer).await?;
    Ok(reply::ok(found).into_response())
}
