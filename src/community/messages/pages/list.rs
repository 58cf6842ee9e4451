//! The list of conversations, and what is found among one's messages.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use platform::{
    Actor, App,
    listing::{List, Pairs},
};
use serde::Deserialize;
use web::{Access, Page, Query, Result, Routes, Shell, SignedIn, routes::Class};

use super::shown::{Entry, Line};
use crate::messages::{
    conversations, message,
    types::{CONVERSATIONS, ConversationId, SEARCH},
};

/// How many conversations stand in the list.
const SHOWN: u32 = 50;

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/messages", Access::People, list)
        .counted(Class::Read)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    archived: String,
    cursor: String,
}

/// The list at the start side.
#[derive(Clone, Debug)]
pub(super) struct Pane {
    pub(super) lines: Vec<Line>,
    pub(super) q: String,
    pub(super) is_archive: bool,
    pub(super) next: Option<String>,
    /// Where its news come from.
    pub(super) live: String,
    pub(super) may_send: bool,
}

impl Pane {
    /// The actor's conversations, the open one marked.
    pub(super) async fn load(
        app: &App,
        actor: &Arc<Actor>,
        shell: &Shell,
        here: Option<ConversationId>,
        (is_archive, cursor): (bool, &str),
    ) -> Result<Self> {
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let mut pairs: Pairs = vec![
            pair("archived", is_archive.to_string()),
            pair("limit", SHOWN.to_string()),
        ];
        if !cursor.is_empty() {
            pairs.push(pair("cursor", cursor.to_owned()));
        }
        let list = List::parse(CONVERSATIONS, &pairs, &app.seal)?;
        let found = conversations::list(app, actor, list).await?;
        let line = |view: &conversations::View| {
            let line = Line::of(view, &found.cards, actor.person, shell);
            Line {
                is_here: Some(line.id) == here,
                ..line
            }
        };
        let more = if is_archive { "archived=true&" } else { "" };
        let next = found.listing.meta.next_cursor.as_deref();
        Ok(Self {
            lines: found.listing.items.iter().map(line).collect(),
            q: String::new(),
            is_archive,
            next: next.map(|cursor| format!("/messages?{more}cursor={cursor}")),
            live: format!("/messages/{}/live", actor.person),
            may_send: crate::messages::rules::may_send(actor).is_ok(),
        })
    }
}

/// What was found.
struct Found {
    entries: Vec<Entry>,
    total: u64,
}

#[derive(Template)]
#[template(path = "community/messages/list.html")]
struct ListPage {
    shell: Shell,
    pane: Pane,
    found: Option<Found>,
}

async fn list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Page<ListPage>> {
    let which = (asked.archived == "true", asked.cursor.as_str());
    let mut pane = Pane::load(&app, &actor, &shell, None, which).await?;
    let q = asked.q.trim();
    let mut found = None;
    if !q.is_empty() {
        let pairs = [("q".to_owned(), q.to_owned())];
        let list = List::parse(SEARCH, &pairs, &app.seal)?;
        let hits = message::search(&app, &actor, list).await?;
        let entry = |view| Entry::of(view, &hits.cards, &actor, &shell);
        found = Some(Found {
            entries: hits.listing.items.iter().map(entry).collect(),
            total: hits.listing.meta.total,
        });
        q.clone_into(&mut pane.q);
    }
    Ok(Page(ListPage { shell, pane, found }))
}
