//! Use cases through HTTP.

mod engagement;
mod finding;
mod pages;
mod pictures;
mod reading;
mod review;
mod without_index;
mod writing;

use serde_json::{Value, json};

use crate::support::Client;

pub const ALL: &str = "/api/v1/use-cases";

/// Everything that publishing needs, with a marker word that stands nowhere else.
pub fn whole(marker: &str) -> Value {
    json!({
        "title_en": format!("Less scrap with {marker} vision"),
        "title_ar": "هدر أقل بالرؤية الآلية",
        "summary": format!("A camera behind the {marker} press finds short shots."),
        "category": "quality",
        "industry": "plastics",
        "company_name": format!("{marker} Plastics"),
        "technologies": [format!("{marker} camera"), "OPC UA"],
        "tags": [format!("{marker}-tag"), "scrap"],
        "challenge": format!("Every fourth {marker} cap had a short shot, and nobody saw it before packing."),
        "solution": format!("A {marker} camera looks at every cap and blows the bad ones out of the line."),
        "implementation": [{"title": "Pilot", "duration": "6 weeks", "description": "One press."}],
        "results": [{"name": "Scrap", "before": 4.0, "after": 1.0, "unit": "%", "note": "weekly"}],
        "roi": {"percent": 140, "payback_months": 8.5, "investment": 42_000_000, "annual_saving": 61_000_000},
        "location": {"city": "Riyadh", "region": format!("{marker} region"), "country": "SA", "latitude": 24.7, "longitude": 46.6},
        "contact": {"name": "Priya", "email": "priya@qalib.example"},
        "finished_on": "2025-06-30",
    })
}

/// The same with some fields changed.
pub fn with(mut content: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        content[name] = value.clone();
    }
    content
}

/// A draft; its id.
pub async fn draft(author: &Client, content: Value) -> String {
    author.post(ALL, content).await.ok().id()
}

/// A published use case; its id.
pub async fn published(author: &Client, content: Value) -> String {
    let id = draft(author, content).await;
    author
        .post(&format!("{ALL}/{id}/publish"), json!({}))
        .await
        .ok();
    id
}

/// The path of one, with what follows.
pub fn one(id: &str, rest: &str) -> String {
    format!("{ALL}/{id}{rest}")
}

/// The ids of a list in its order.
pub fn ids(data: &Value) -> Vec<String> {
    let items = data.as_array().into_iter().flatten();
    items
        .filter_map(|i| i["id"].as_str().map(str::to_owned))
        .collect()
}
