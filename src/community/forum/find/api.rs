//! `/api/v1/forum/search` and similar topics.

use axum::{extract::State, http::Method, response::IntoResponse};
use platform::{App, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Access, Path, Query, Result, Routes, Visitor, openapi::Doc, reply, routes::Class};

use super::{Asked, Item, Period, Suggestion, Term, service};
use crate::forum::{
    CategoryId, PostId, TopicId,
    search::{POST, TOPIC},
    topics::{Topic, api::TopicJson},
};
use crate::people::{Cards, PersonJson};

const TAG: &str = "Forum";

/// The calls of searching.
pub fn routes() -> Routes {
    Routes::new()
        .api(
            Method::GET,
            "/api/v1/forum/search",
            Access::Readers,
            search_doc(),
            search,
        )
        .counted(Class::Search)
        .api(
            Method::GET,
            "/api/v1/forum/search/suggestions",
            Access::Readers,
            Doc::new(TAG, "Completions of what is being typed.")
                .query("q", "What was typed.")
                .returns::<Vec<Suggestion>>(200),
            suggestions,
        )
        .counted(Class::Search)
        .api(
            Method::GET,
            "/api/v1/forum/search/trending",
            Access::Readers,
            Doc::new(TAG, "What at least three people searched for.")
                .query("period", "day, week (usual) or month.")
                .returns::<Vec<Term>>(200),
            trending,
        )
        .counted(Class::Search)
        .api(
            Method::GET,
            "/api/v1/forum/topics/{id}/similar",
            Access::Readers,
            Doc::new(TAG, "Topics like this one, the nearest first.")
                .returns::<Vec<TopicJson>>(200),
            similar,
        )
        .counted(Class::Search)
        .api(
            Method::GET,
            "/api/v1/forum/topics/similar",
            Access::Readers,
            Doc::new(TAG, "Topics like a title that is being typed.")
                .query("title", "The title.")
                .returns::<Vec<TopicJson>>(200),
            similar_title,
        )
        .counted(Class::Search)
}

fn search_doc() -> Doc {
    Doc::new(
        TAG,
        "Topics and posts by words. meta.search_time_ms says how long it took.",
    )
    .list::<ItemJson>()
    .query(
        "q",
        "The words: phrases in quotes, -word, tag:, category:, author:.",
    )
    .query("scope", "all (usual), topics or posts.")
    .query("category", "The id or slug of a category.")
    .query("author", "The id of an author.")
    .query("date_from", "Written at or after.")
    .query("date_to", "Written at or before; of a date the whole day.")
    .query("sort", "relevance (usual), date or likes.")
}

/// Something that was found, as programs get it.
#[derive(Debug, Serialize, ToSchema)]
struct ItemJson {
    kind: &'static str,
    #[schema(value_type = String)]
    topic_id: TopicId,
    #[schema(value_type = Option<String>)]
    post_id: Option<PostId>,
    title: String,
    excerpt: String,
    /// Safe HTML with the found words in `<mark>`.
    highlights: Highlights,
    author: Option<PersonJson>,
    /// The id of the category.
    #[schema(value_type = String)]
    category: CategoryId,
    score: f32,
    #[schema(value_type = String)]
    created_at: Time,
    likes_count: i64,
}

/// Where the words were found.
#[derive(Debug, Serialize, ToSchema)]
struct Highlights {
    title: String,
    content: String,
}

impl ItemJson {
    fn new(item: Item, authors: &Cards) -> Self {
        Self {
            kind: if item.post.is_some() { POST } else { TOPIC },
            topic_id: item.topic.id,
            post_id: item.post,
            excerpt: without_tags(&item.passage_html),
            highlights: Highlights {
                title: item.title_html,
                content: item.passage_html,
            },
            author: authors.json(item.author),
            category: item.topic.category,
            title: item.topic.title,
            score: item.score,
            created_at: item.created_at,
            likes_count: item.likes,
        }
    }
}

/// A marked passage as plain text: it holds `<mark>` and escaped text, nothing else.
fn without_tags(html: &str) -> String {
    html.replace("<mark>", "")
        .replace("</mark>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

async fn search(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    let found = service::search(&app, &viewer, asked).await?;
    let pages = found.total.div_ceil(u64::from(found.limit.max(1))).max(1);
    let meta = json!({
        "total": found.total, "limit": found.limit, "next_cursor": null, "page": found.page,
        "page_size": found.limit, "total_pages": pages,
        "has_next": u64::from(found.page) < pages, "has_previous": found.page > 1,
        "search_time_ms": found.took.as_secs_f64() * 1000.0, "corrected": found.corrected,
    });
    let authors = found.authors;
    let items: Vec<_> = found
        .items
        .into_iter()
        .map(|i| ItemJson::new(i, &authors))
        .collect();
    Ok(reply::ok(items).meta(meta))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(default)]
    q: String,
}

async fn suggestions(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(typed): Query<Typed>,
) -> Result<impl IntoResponse> {
    Ok(reply::ok(
        service::suggestions(&app, &viewer, &typed.q).await?,
    ))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Since {
    #[serde(default)]
    period: Period,
}

async fn trending(State(app): State<App>, Query(since): Query<Since>) -> Result<impl IntoResponse> {
    Ok(reply::ok(super::trending(&app, since.period).await?))
}

async fn similar(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path(id): Path<TopicId>,
) -> Result<impl IntoResponse> {
    let found = super::similar_to(&app, &viewer, id).await?;
    listed(&app, found).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Title {
    #[serde(default)]
    title: String,
}

async fn similar_title(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(asked): Query<Title>,
) -> Result<impl IntoResponse> {
    let found = super::similar_to_text(&app, &viewer, &asked.title).await?;
    listed(&app, found).await
}

async fn listed(app: &App, found: Vec<Topic>) -> Result<impl IntoResponse + use<>> {
    let people: Vec<_> = found.iter().flat_map(Topic::people).collect();
    let authors = app.read(move |db| Cards::load(db, people)).await?;
    let items = found
        .iter()
        .map(|t| TopicJson::new(t, &authors, Vec::new()));
    Ok(reply::ok(items.collect::<Vec<_>>()))
}
