//! Use cases: how companies solved their problems.
//!
//! A use case is written in steps as a draft, published (by a moderator where the operator wants
//! review), read, liked, saved, put away. Always true:
//!
//! - Only what is published is seen by others, within its visibility; everything else by its author
//!   and by moderators. Lists, counts, facets, search, suggestions and related items follow.
//! - What is published is complete: a title, category, industry, challenge and solution.
//! - `likes` and `saves` equal the rows of their tables.

mod advanced;
mod api;
mod browse;
mod engagement;
pub mod loading;
mod notifying;
mod pages;
mod queries;
mod related;
mod rules;
mod search;
mod service;
mod types;
mod wire;
mod writing;

use platform::hooks::Hooks;
use web::{
    Feature,
    shell::{Audience, NavEntry},
};

/// What use cases bring to the house.
pub fn feature() -> Feature {
    Feature {
        routes: api::routes().merge(pages::routes()),
        nav: vec![NavEntry {
            href: "/use-cases",
            label: "use-cases-title",
            icon: "lightbulb",
            position: 20,
            audience: Audience::Readers,
        }],
        sources: vec![search::SOURCE],
        hooks: Hooks {
            public_authors: vec![queries::is_public_author],
            counts: vec![("use_cases", queries::count_of)],
            gatekeepers: vec![("use_case", service::may_open)],
            counters: vec![engagement::COUNTER],
            notifications: vec![notifying::SOURCE],
            ..Hooks::default()
        },
        ..Feature::default()
    }
}
