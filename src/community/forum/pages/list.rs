//! The list of topics.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{extract::State, response::IntoResponse};
use platform::{
    App, Error, Viewer,
    listing::{List, Pairs},
    permission::FORUM_TOPIC_CREATE,
};
use web::{Access, Counting, Frame, Query, Result, Routes, Shell, Visitor, Waiting};

use super::{Framed, Parts, kept::Place, rows::Row, shown::address};
use crate::forum::{
    CategoryId, TopicId,
    categories::{self, Category},
    find::{self, Period},
    stats,
    topics::{self, Part, SPEC, Topics},
};

/// Topics on a page.
const PAGE: &str = "20";
/// How many terms that many people search for are shown.
const TERMS: usize = 6;

pub(super) fn routes() -> Routes {
    Routes::new().page("/forum", Access::Readers, list)
}

#[derive(Template)]
#[template(path = "community/forum/_list.html")]
struct Main<'a> {
    shell: &'a Shell,
    choices: Vec<Choice>,
    quick: Vec<Choice>,
    sorts: Vec<Choice>,
    sort: &'static str,
    active: Vec<(String, String)>,
    q: &'a str,
    /// What a new search keeps of the address.
    kept: Vec<(&'a str, &'a str)>,
    rows: Vec<Row>,
    is_narrowed: bool,
    may_start: bool,
    new_href: String,
    deleted: Option<TopicId>,
    page: u32,
    pages: u32,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "community/forum/_list_side.html")]
struct Side<'a> {
    shell: &'a Shell,
    figures: Vec<(&'static str, String)>,
    terms: Vec<(String, String)>,
    has_unread: bool,
}

/// Something to choose, with the address that chooses it.
pub(super) struct Choice {
    pub(super) href: String,
    pub(super) label: String,
    pub(super) hue: &'static str,
    pub(super) is_active: bool,
}

async fn list(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Frame {
        mut shell,
        counting,
    }: Frame,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse> {
    let parts = if viewer.actor().is_some() {
        let (parts, waiting) = render(&app, &viewer, &shell, counting, pairs).await?;
        shell.show(waiting);
        Arc::new(parts)
    } else {
        guest(&app, &viewer, &shell, pairs).await?
    };
    Ok(Framed { shell, parts })
}

async fn guest(app: &App, viewer: &Viewer, shell: &Shell, pairs: Pairs) -> Result<Arc<Parts>> {
    let page = address("/forum", &borrowed(&pairs));
    let place = Place::of(app, shell.language, &page);
    if let Some(parts) = place.parts() {
        return Ok(parts);
    }
    let (parts, _) = render(app, viewer, shell, Counting::default(), pairs).await?;
    let parts = Arc::new(parts);
    place.keep(&parts);
    Ok(parts)
}

fn borrowed(pairs: &Pairs) -> Vec<(&str, &str)> {
    pairs
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect()
}

async fn render(
    app: &App,
    viewer: &Viewer,
    shell: &Shell,
    counting: Counting,
    pairs: Pairs,
) -> Result<(Parts, Waiting)> {
    let deleted = pairs
        .iter()
        .find(|(k, _)| k == "deleted")
        .and_then(|(_, id)| id.parse().ok());
    let mut asked: Pairs = pairs
        .into_iter()
        .filter(|(k, v)| k != "deleted" && !v.is_empty())
        .collect();
    let address = Address(asked.clone());
    if !asked.iter().any(|(k, _)| k == "page") {
        asked.push(("page".into(), "1".into()));
    }
    if !asked.iter().any(|(k, _)| k == "page_size" || k == "limit") {
        asked.push(("page_size".into(), PAGE.into()));
    }
    let list = List::parse(SPEC, &asked, &app.seal)?;
    let found = topics::of(app, viewer, list, Part::Row).await?;
    let figures = stats::shown(app, viewer);
    let terms = find::trending_lately(app, Period::Week);
    // In one go: each way to the database and back costs as much as a short statement.
    let read = app.read(move |db| {
        let shown = (categories::all(db)?, found(db)?, figures(db)?, terms(db)?);
        Ok((shown, counting.count(db)))
    });
    let ((shelves, found, figures, terms), waiting) = read.await?;
    stats::renew(app, viewer, &figures);
    let main = main(viewer, shell, &address, &shelves, &found, deleted);
    let query = |term: &str| self::address("/forum", &[("q", term)]);
    let side = Side {
        shell,
        figures: figures_of(&figures, shell),
        terms: terms
            .iter()
            .take(TERMS)
            .map(|t| (query(&t.term), t.term.clone()))
            .collect(),
        has_unread: viewer.actor().is_some() && found.listing.items.iter().any(|t| t.mine.unread),
    };
    let title = address.category(&shelves).map_or_else(
        || shell.t("forum-title").to_owned(),
        |c| c.name(shell.language).to_owned(),
    );
    let parts = Parts {
        title,
        frame: "",
        main: main.render().map_err(Error::internal)?,
        side: side.render().map_err(Error::internal)?,
    };
    Ok((parts, waiting))
}

/// The figures with their labels; none of an empty forum.
fn figures_of(shown: &stats::Shown, shell: &Shell) -> Vec<(&'static str, String)> {
    let stats = &shown.stats;
    if stats.topics == 0 {
        return Vec::new();
    }
    let number = |n: u64| shell.number(n as i64);
    let share = format!("{} %", (stats.answered_share * 100.0).round() as i64);
    let median = stats.median_time_to_first_reply;
    let first_reply = median.map(|s| (shell.t("forum-figure-first-reply"), duration(s, shell)));
    let counts = [
        (shell.t("forum-figure-topics"), number(stats.topics)),
        (shell.t("forum-figure-posts"), number(stats.posts)),
        (shell.t("forum-figure-active"), number(stats.active_members)),
        (
            shell.t("forum-figure-helpful"),
            number(stats.helpful_answers),
        ),
        (shell.t("forum-figure-answered"), share),
    ];
    let active = shell.t("forum-figure-active");
    let counts = counts.into_iter();
    let known = counts.filter(|(label, _)| shown.is_whole || *label != active);
    known.chain(first_reply).collect()
}

/// A time in the largest unit that fits.
fn duration(seconds: i64, shell: &Shell) -> String {
    let (key, n) = match seconds {
        ..3600 => ("forum-minutes", (seconds / 60).max(1)),
        3600..172_800 => ("forum-hours", seconds / 3600),
        _ => ("forum-days", seconds / 86_400),
    };
    shell.t1(key, "n", n)
}

fn main<'a>(
    viewer: &Viewer,
    shell: &'a Shell,
    address: &'a Address,
    shelves: &[Category],
    found: &Topics,
    deleted: Option<TopicId>,
) -> Main<'a> {
    let by_id: HashMap<CategoryId, Category> = shelves.iter().map(|c| (c.id, c.clone())).collect();
    let row = |t| Row::of(t, &found.authors, &by_id, shell);
    let page = found.listing.meta.page;
    let turn = |n: u32| address.with("page", Some(&n.to_string()));
    let sort = address.value("sort").unwrap_or("-activity");
    let chosen = address.category(shelves);
    let new_query: Vec<_> = chosen
        .iter()
        .map(|c| ("category", c.slug.as_str()))
        .collect();
    Main {
        shell,
        choices: address.shelves(shelves, shell),
        quick: address.quick(shell, viewer.actor().is_some()),
        sorts: address.sorts(shell),
        sort: SORTS
            .iter()
            .find(|(s, _)| *s == sort)
            .map_or("forum-sort-activity", |(_, key)| key),
        active: address.active(shell),
        q: address.value("q").unwrap_or_default(),
        kept: address
            .0
            .iter()
            .filter(|(k, _)| k != "q" && k != "page")
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect(),
        rows: found.listing.items.iter().map(row).collect(),
        is_narrowed: address.0.iter().any(|(k, _)| k != "sort" && k != "page"),
        may_start: viewer.has(FORUM_TOPIC_CREATE),
        new_href: self::address("/forum/new", &new_query),
        deleted: deleted.filter(|_| viewer.actor().is_some()),
        page: page.map_or(1, |p| p.page),
        pages: page.map_or(1, |p| p.total_pages),
        previous: page.filter(|p| p.has_previous).map(|p| turn(p.page - 1)),
        next: page.filter(|p| p.has_next).map(|p| turn(p.page + 1)),
    }
}

/// Orders and the keys of their names.
const SORTS: [(&str, &str); 6] = [
    ("-activity", "forum-sort-activity"),
    ("-created_at", "forum-sort-newest"),
    ("-likes", "forum-sort-likes"),
    ("-replies", "forum-sort-replies"),
    ("-views", "forum-sort-views"),
    ("title", "forum-sort-title"),
];

/// Filters in one line: name, value, label; the last four are for signed-in people.
const QUICK: [(&str, &str, &str); 6] = [
    ("unanswered", "true", "forum-quick-unanswered"),
    ("has_best_answer", "true", "forum-quick-answered"),
    ("unread", "true", "forum-quick-unread"),
    ("followed", "true", "forum-quick-followed"),
    ("bookmarked", "true", "forum-quick-bookmarked"),
    ("mine", "true", "forum-quick-mine"),
];

/// The query of the page's own address, to make others from.
pub(super) struct Address(pub(super) Pairs);

impl Address {
    fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(k, _)| k == name)
            .map(|(_, v)| v.as_str())
    }

    /// The address with one value set or taken away, from the first page.
    fn with(&self, name: &str, value: Option<&str>) -> String {
        let others = self.0.iter().filter(|(k, _)| k != name && k != "page");
        let mut query: Vec<(&str, &str)> = others.map(|(k, v)| (k.as_str(), v.as_str())).collect();
        query.extend(value.map(|v| (name, v)));
        address("/forum", &query)
    }

    fn category<'c>(&self, all: &'c [Category]) -> Option<&'c Category> {
        let named = self.value("category")?;
        all.iter()
            .find(|c| c.slug == named || c.id.to_string() == named)
    }

    fn shelves(&self, all: &[Category], shell: &Shell) -> Vec<Choice> {
        let chosen = self.category(all).map(|c| c.id);
        let everything = Choice {
            href: self.with("category", None),
            label: shell.t("forum-all-categories").to_owned(),
            hue: "",
            is_active: self.value("category").is_none(),
        };
        let shelf = |c: &Category| Choice {
            href: self.with("category", Some(&c.slug)),
            label: c.name(shell.language).to_owned(),
            hue: c.kind.as_str(),
            is_active: chosen == Some(c.id),
        };
        let shelves = all
            .iter()
            .filter(|c| c.is_active || chosen == Some(c.id))
            .map(shelf);
        std::iter::once(everything).chain(shelves).collect()
    }

    fn quick(&self, shell: &Shell, signed_in: bool) -> Vec<Choice> {
        let choice = |(name, value, label): &(&'static str, &'static str, &'static str)| {
            let is_active = self.value(name) == Some(value);
            Choice {
                href: self.with(name, (!is_active).then_some(value)),
                label: shell.t(label).to_owned(),
                hue: "",
                is_active,
            }
        };
        QUICK
            .iter()
            .take(if signed_in { 6 } else { 2 })
            .map(choice)
            .collect()
    }

    fn sorts(&self, shell: &Shell) -> Vec<Choice> {
        let now = self.value("sort").unwrap_or("-activity");
        let choice = |(sort, label): &(&'static str, &'static str)| Choice {
            href: self.with("sort", Some(*sort).filter(|s| *s != "-activity")),
            label: shell.t(label).to_owned(),
            hue: "",
            is_active: *sort == now,
        };
        SORTS.iter().map(choice).collect()
    }

    /// Filters in force that no chip of the page shows, each with the address without it.
    fn active(&self, shell: &Shell) -> Vec<(String, String)> {
        let shown = ["category", "sort", "page", "page_size", "limit", "q"];
        let others = self.0.iter().filter(|(k, v)| {
            !shown.contains(&k.as_str())
                && !QUICK.iter().any(|(name, value, _)| name == k && value == v)
        });
        let label = |name: &str, value: &str| match name {
            "tag" => format!("#{value}"),
            "author" => shell.t("forum-one-author").to_owned(),
            "organization" => shell.t("forum-one-organization").to_owned(),
            _ => format!("{name}: {value}"),
        };
        others
            .map(|(k, v)| (self.with(k, None), label(k, v)))
            .collect()
    }
}
