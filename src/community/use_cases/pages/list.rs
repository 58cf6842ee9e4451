//! The lists: all with facets, one's own, saved ones, those that wait for review.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{
    App,
    listing::Pairs,
    permission::{USE_CASE_CREATE, USE_CASE_MODERATE},
};
use web::{Page, Query, Result, Shell, Visitor};

use super::{
    asked::{Asked, ChipView, ChoiceView, FacetView},
    card::CardView,
};
use crate::use_cases::{
    browse::{Browsed, FACETS, Shelf, browse},
    engagement,
};

#[derive(Template)]
#[template(path = "community/use_cases/list.html")]
struct ListPage {
    shell: Shell,
    shelf: Shelf,
    heading: &'static str,
    lead: &'static str,
    q: String,
    total: String,
    cards: Vec<CardView>,
    tabs: Vec<ChoiceView>,
    facets: Vec<FacetView>,
    chips: Vec<ChipView>,
    kept: Vec<(String, String)>,
    min_roi: String,
    max_payback: String,
    has_media: bool,
    verified: bool,
    sorts: Vec<ChoiceView>,
    sort_label: String,
    folders: Vec<ChoiceView>,
    is_table: bool,
    cards_href: String,
    table_href: String,
    clear_href: String,
    corrected: Option<(String, String)>,
    page: u32,
    pages: u32,
    previous: Option<String>,
    next: Option<String>,
    may_write: bool,
    /// The id of what was just removed, to bring it back.
    removed: Option<String>,
}

impl ListPage {
    fn is_filtered(&self) -> bool {
        !self.chips.is_empty() || !self.q.is_empty()
    }

    fn has_facets(&self) -> bool {
        self.shelf == Shelf::All && !self.is_bare()
    }

    /// Whether there is nothing to search or to order yet.
    fn is_bare(&self) -> bool {
        self.cards.is_empty() && !self.is_filtered() && self.folders.is_empty()
    }

    fn is_saved(&self) -> bool {
        self.shelf == Shelf::Saved
    }

    fn is_review(&self) -> bool {
        self.shelf == Shelf::Review
    }
}

pub(super) async fn all(
    app: State<App>,
    visitor: Visitor,
    shell: Shell,
    query: Query<Pairs>,
) -> Result<Response> {
    show(app, visitor, shell, query, Shelf::All).await
}

pub(super) async fn mine(
    app: State<App>,
    visitor: Visitor,
    shell: Shell,
    query: Query<Pairs>,
) -> Result<Response> {
    show(app, visitor, shell, query, Shelf::Mine).await
}

pub(super) async fn saved(
    app: State<App>,
    visitor: Visitor,
    shell: Shell,
    query: Query<Pairs>,
) -> Result<Response> {
    show(app, visitor, shell, query, Shelf::Saved).await
}

pub(super) async fn review(
    app: State<App>,
    visitor: Visitor,
    shell: Shell,
    query: Query<Pairs>,
) -> Result<Response> {
    show(app, visitor, shell, query, Shelf::Review).await
}

async fn show(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
    Query(pairs): Query<Pairs>,
    shelf: Shelf,
) -> Result<Response> {
    let asked = Asked::new(shelf, pairs);
    let facets: &[_] = if shelf == Shelf::All { &FACETS } else { &[] };
    let found = browse(&app, &viewer, shelf, &asked.filters(), facets).await?;
    let folders = match (shelf, viewer.actor()) {
        (Shelf::Saved, Some(actor)) => engagement::folders(&app, actor).await?,
        _ => Vec::new(),
    };
    let folders = folders.into_iter().map(|f| (f.name, f.count));
    let folders = asked.folders(&shell, folders.collect());
    let may_write = viewer.has(USE_CASE_CREATE);
    let tabs = asked.tabs(
        &shell,
        viewer.actor().is_some(),
        viewer.has(USE_CASE_MODERATE),
    );
    Ok(Page(page(shell, &asked, found, folders, tabs, may_write)).into_response())
}

fn page(
    shell: Shell,
    asked: &Asked,
    found: Browsed,
    folders: Vec<ChoiceView>,
    tabs: Vec<ChoiceView>,
    may_write: bool,
) -> ListPage {
    let Browsed {
        listing,
        facets,
        sought,
        sort,
    } = found;
    let paging = listing.meta.page;
    let page = paging.map_or(1, |p| p.page);
    let (heading, lead) = words_of(asked.shelf);
    let address = &asked.address;
    let sorts = asked.sorts(&shell, &sort);
    let sort_label = sorts.iter().find(|s| s.current).map(|s| s.label.clone());
    let cards = listing.items.iter().map(|card| CardView {
        found: sought
            .hit(card.id)
            .map(|h| h.excerpt.clone())
            .filter(|e| e.contains("<mark>")),
        ..CardView::new(&shell, card)
    });
    ListPage {
        heading: shell.t(heading),
        lead: shell.t(lead),
        q: asked.first("q").to_owned(),
        total: shell.t1("use-case-count", "n", listing.meta.total),
        cards: cards.collect(),
        facets: facets.iter().map(|f| asked.facet(&shell, f)).collect(),
        chips: asked.chips(&shell),
        kept: asked.kept(),
        min_roi: asked.first("min_roi").to_owned(),
        max_payback: asked.first("max_payback").to_owned(),
        has_media: asked.has("has_media", "true"),
        verified: asked.has("verified", "true"),
        sort_label: sort_label.unwrap_or_else(|| shell.t("use-case-sort").into()),
        sorts,
        is_table: asked.has("view", "table"),
        cards_href: address.without("view", "table"),
        table_href: address.with("view", "table"),
        clear_href: address.cleared(),
        corrected: sought
            .corrected()
            .map(|text| (text.to_owned(), address.with("q", text))),
        page,
        pages: paging.map_or(1, |p| p.total_pages),
        previous: paging
            .filter(|p| p.has_previous)
            .map(|_| address.page(page - 1)),
        next: paging
            .filter(|p| p.has_next)
            .map(|_| address.page(page + 1)),
        removed: Some(asked.first("removed").to_owned()).filter(|id| !id.is_empty()),
        shelf: asked.shelf,
        folders,
        tabs,
        may_write,
        shell,
    }
}

const fn words_of(shelf: Shelf) -> (&'static str, &'static str) {
    match shelf {
        Shelf::All => ("use-cases-title", "use-cases-lead"),
        Shelf::Mine => ("use-cases-mine-title", "use-cases-mine-lead"),
        Shelf::Saved => ("use-cases-saved-title", "use-cases-saved-lead"),
        Shelf::Review => ("use-cases-review-title", "use-cases-review-lead"),
    }
}
