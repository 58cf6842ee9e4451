//! The search page: one box over forum, use cases and people, with answers for questions.
//!
//! Invariants: the index proposes, the database decides. Every hit is loaded through what the
//! viewer may see before it is shown, counted or suggested; while the index is being rebuilt the
//! database answers alone.

mod api;
mod pages;
mod people;
mod queries;
mod service;
mod types;

use platform::indexing::Source;
use web::{Access, Routes, openapi::Doc, routes::Class};

/// What this room makes findable: people.
pub const SOURCES: [Source; 1] = [people::SOURCE];

/// The routes of this room.
pub fn routes() -> Routes {
    let text = |doc: Doc| doc.query("q", "What to look for; see the help of the search page.");
    let search = text(Doc::new("Search", "Search everything that one may open."))
        .param(
            "in",
            "Only one kind.",
            serde_json::json!({"type": "string", "enum": ["forum", "use-cases", "people"]}),
        )
        .param(
            "limit",
            "How many, 1 to 100.",
            serde_json::json!({"type": "integer", "minimum": 1, "maximum": 100}),
        )
        .param(
            "page",
            "Which page, from 1.",
            serde_json::json!({"type": "integer", "minimum": 1}),
        )
        .found::<api::HitJson>();
    let suggest =
        text(Doc::new("Search", "Complete what is being typed.")).found::<api::SuggestionJson>();
    Routes::new()
        .page("/search", Access::Readers, pages::search)
        .counted(Class::Search)
        .page("/search/suggestions", Access::Readers, api::suggestions)
        .counted(Class::Search)
        .api(
            http::Method::GET,
            "/api/v1/search",
            Access::Readers,
            search,
            api::search,
        )
        .counted(Class::Search)
        .api(
            http::Method::GET,
            "/api/v1/search/suggestions",
            Access::Readers,
            suggest,
            api::suggestions,
        )
        .counted(Class::Search)
}
