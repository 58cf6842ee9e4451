//! The use case as an object: list, begin, read, change, remove.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method};
use platform::{App, Error, listing::Pairs, permission::USE_CASE_CREATE};
use serde_json::{Map, Value, json};
use web::{Access, Json, Path, Query, Result, Routes, SignedIn, Visitor, openapi::Doc, reply};

use super::{TAG, answer, expected, is_known, tagged, unchanged};
use crate::idempotency::IdempotencyKey;
use crate::use_cases::{
    browse::{Browsed, Shelf, browse},
    engagement, service,
    types::{Content, Location, UseCaseId},
    wire::{self, CardOut, DetailOut, UseCaseOut},
};

const ALL: &str = "/api/v1/use-cases";
const ONE: &str = "/api/v1/use-cases/{id}";
const MINE: &str = "/api/v1/use-cases/mine";
const SAVED: &str = "/api/v1/use-cases/saved";
const PLACE: &str = "/api/v1/use-cases/{id}/location";

pub(super) fn routes() -> Routes {
    Routes::new()
        .api(
            Method::GET,
            ALL,
            Access::Readers,
            listed("Use cases, newest first."),
            list,
        )
        .api(
            Method::POST,
            ALL,
            Access::Holders(USE_CASE_CREATE),
            doc_of_begin(),
            begin,
        )
        .api(
            Method::GET,
            MINE,
            Access::People,
            listed("Your own, whatever their status."),
            mine,
        )
        .api(Method::GET, SAVED, Access::People, doc_of_saved(), saved)
        .api(Method::GET, ONE, Access::Readers, doc_of_show(), show)
        .api(Method::PATCH, ONE, Access::People, doc_of_change(), change)
        .api(Method::DELETE, ONE, Access::People, doc_of_remove(), remove)
        .api(Method::PATCH, PLACE, Access::People, doc_of_place(), place)
}

fn listed(summary: &'static str) -> Doc {
    let filters = [
        ("q", "Words to look for."),
        ("category", "One or more categories."),
        ("industry", "One or more industries."),
        ("technologies", "One or more technologies."),
        ("tags", "One or more tags."),
        ("organization", "Of one or more organisations."),
        ("author", "By one or more people."),
        ("verified", "true or false."),
        ("featured", "true or false."),
        ("year", "The year it was done in."),
        ("min_roi", "At least this return on investment, in percent."),
        ("max_payback", "Paid back within so many months."),
        ("has_media", "true or false."),
        ("city", "In this city."),
        ("region", "In this region."),
        ("visibility", "private, organization or public."),
        (
            "status",
            "published unless asked otherwise; others for their authors and moderators.",
        ),
        ("facets", "true: counts for narrowing in meta.facets."),
        (
            "sort",
            "date, views, likes, roi, relevance; a minus turns the order. Without: -date, with q: relevance.",
        ),
    ];
    let doc = Doc::new(TAG, summary).list::<CardOut>();
    filters
        .into_iter()
        .fold(doc, |doc, (name, said)| doc.query(name, said))
}

fn doc_of_saved() -> Doc {
    listed("What you saved. meta.folders counts your folders.").query("folder", "Of one folder.")
}

fn doc_of_begin() -> Doc {
    Doc::new(TAG, "Begin a draft. Absent fields take their default.")
        .body::<Content>()
        .returns::<UseCaseOut>(201)
        .error(402, "plan_limit")
}

fn doc_of_show() -> Doc {
    let said = "One use case with related ones, totals of engagement and what you did. Counts a view once an hour.";
    Doc::new(TAG, said).returns::<DetailOut>(200)
}

fn doc_of_change() -> Doc {
    Doc::new(
        TAG,
        "Change fields (JSON merge patch). With If-Match: only if nobody saved since.",
    )
    .body::<Content>()
    .returns::<UseCaseOut>(200)
    .error(403, "use_case_not_yours")
    .error(409, "use_case_archived")
    .error(412, "use_case_stale")
}

fn doc_of_remove() -> Doc {
    Doc::new(TAG, "Remove. Restoring brings it back.")
        .empty(204)
        .error(403, "use_case_not_yours")
}

fn doc_of_place() -> Doc {
    Doc::new(TAG, "Change the place.")
        .body::<Location>()
        .returns::<UseCaseOut>(200)
        .error(403, "use_case_not_yours")
}

async fn list(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(pairs): Query<Pairs>,
) -> Result<Response> {
    let found = browse(&app, &viewer, Shelf::All, &pairs, &[]).await?;
    Ok(cards(found, json!({})))
}

async fn mine(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(pairs): Query<Pairs>,
) -> Result<Response> {
    let found = browse(&app, &viewer, Shelf::Mine, &pairs, &[]).await?;
    Ok(cards(found, json!({})))
}

async fn saved(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Visitor(viewer): Visitor,
    Query(pairs): Query<Pairs>,
) -> Result<Response> {
    let found = browse(&app, &viewer, Shelf::Saved, &pairs, &[]).await?;
    let folders = engagement::folders(&app, &actor).await?;
    let folders = folders
        .into_iter()
        .map(|f| json!({"name": f.name, "count": f.count}));
    Ok(cards(
        found,
        json!({"folders": folders.collect::<Vec<_>>()}),
    ))
}

fn cards(found: Browsed, more: Value) -> Response {
    let Browsed {
        listing, facets, ..
    } = found;
    let mut meta = serde_json::to_value(&listing.meta).unwrap_or_default();
    if let (Value::Object(meta), Value::Object(more)) = (&mut meta, more) {
        meta.extend(more);
        if !facets.is_empty() {
            meta.insert("facets".into(), wire::facets(facets));
        }
    }
    let items: Vec<_> = listing.items.into_iter().map(CardOut::from).collect();
    reply::ok(items).meta(meta).into_response()
}

async fn begin(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    key: IdempotencyKey,
    Json(fields): Json<Map<String, Value>>,
) -> Result<Response> {
    let call = key.of("use_cases", &fields)?;
    let patch = wire::patch(fields)?;
    let answer = service::create_once(&app, &actor, patch, call).await?;
    let created = reply::created(answer.location, answer.data);
    Ok(tagged(created.into_response(), 1))
}

async fn show(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Path(id): Path<UseCaseId>,
    headers: HeaderMap,
) -> Result<Response> {
    let read = service::read(&app, &viewer, id).await?;
    let revision = read.case.revision;
    let reader = viewer.actor().is_some();
    if is_known(&headers, &format!("\"{revision}\"")) {
        return Ok(tagged(unchanged(), revision));
    }
    let out = DetailOut::new(read, reader);
    Ok(tagged(reply::ok(out).into_response(), revision))
}

async fn change(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
    headers: HeaderMap,
    Json(fields): Json<Map<String, Value>>,
) -> Result<Response> {
    let patch = wire::patch(fields)?;
    let case = service::update(&app, &actor, id, patch, expected(&headers)).await?;
    answer(&app, case).await
}

async fn place(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
    headers: HeaderMap,
    Json(fields): Json<Map<String, Value>>,
) -> Result<Response> {
    let within = Map::from_iter([("location".to_owned(), Value::Object(fields))]);
    let patch = wire::patch(within).map_err(|f| outside(f.0))?;
    let changed = service::update(&app, &actor, id, patch, expected(&headers)).await;
    let case = changed.map_err(outside)?;
    answer(&app, case).await
}

/// The fields of the place, named as this call knows them.
fn outside(mut error: Error) -> Error {
    for field in &mut error.fields {
        if let Some(name) = field.name.strip_prefix("location.") {
            field.name = name.to_owned().into();
        }
    }
    error
}

async fn remove(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<UseCaseId>,
) -> Result<http::StatusCode> {
    service::delete(&app, &actor, id).await?;
    Ok(reply::gone())
}
