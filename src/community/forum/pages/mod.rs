//! The pages of the forum.
//!
//! What guests read is kept for a few seconds, ready to be put into the frame: see [`kept`].

mod actions;
mod categories;
mod edit;
mod fragments;
mod kept;
mod list;
mod rows;
mod shown;
mod thread;
mod topic;
mod write;

use std::sync::Arc;

use askama::Template;
use axum::response::{IntoResponse, Response};
use platform::permission::FORUM_CATEGORY_MANAGE;
use web::{
    Routes, Shell, page,
    shell::{Audience, NavEntry},
};

pub(super) use kept::{CACHED, forget};

/// Every page of the forum.
pub(super) fn routes() -> Routes {
    list::routes()
        .merge(topic::routes())
        .merge(write::routes())
        .merge(edit::routes())
        .merge(actions::routes())
        .merge(fragments::routes())
        .merge(categories::routes())
}

/// The forum in the navigation.
pub(super) fn nav() -> Vec<NavEntry> {
    vec![
        NavEntry {
            href: "/forum",
            label: "forum-title",
            icon: "messages-square",
            position: 20,
            audience: Audience::Readers,
        },
        NavEntry {
            href: "/forum/categories",
            label: "forum-categories-title",
            icon: "folder",
            position: 60,
            audience: Audience::Hosts(FORUM_CATEGORY_MANAGE),
        },
    ]
}

/// A page whose parts were rendered before.
#[derive(Template)]
#[template(path = "community/forum/framed.html")]
struct Framed {
    shell: Shell,
    parts: Arc<Parts>,
}

impl IntoResponse for Framed {
    fn into_response(self) -> Response {
        page::framed(&self, self.parts.bytes())
    }
}

/// The rendered parts of a page.
#[derive(Debug, Default)]
struct Parts {
    title: String,
    /// The class of the frame.
    frame: &'static str,
    main: String,
    side: String,
}

impl Parts {
    fn bytes(&self) -> usize {
        self.title.len() + self.main.len() + self.side.len()
    }
}
