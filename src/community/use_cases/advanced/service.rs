//! Searching, suggesting, and what is worth a look.

use std::time::Duration;

use platform::{
    App, Error, Result, Viewer,
    error::{Check, Message},
    indexing,
    visibility::terms_of_viewer,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    queries,
    types::{Advanced, CategoryStats, Suggested},
};
use crate::use_cases::{
    browse::{Browsed, FACETS, Shelf, browse},
    rules::Sight,
    search::KIND,
    types::{Card, UseCaseId, title_in},
};

/// How many are shown first, or trend.
const SHOWN: u32 = 12;
/// How many completions are offered.
const OFFERED: usize = 8;
/// The longest text that is completed, in characters.
const TYPED: usize = 100;

/// Searches with words, filters, facets, order and page.
pub(in crate::use_cases) async fn search(
    app: &App,
    viewer: &Viewer,
    asked: &Advanced,
) -> Result<Browsed> {
    let mut check = Check::default();
    let mut pairs = vec![("page".to_owned(), asked.page.unwrap_or(1).to_string())];
    if asked.query.chars().count() > 200 {
        check.fail("query", Message::new("text-too-long").arg("max", 200));
    }
    pairs.push(("q".into(), asked.query.clone()));
    pairs.extend(asked.sort.iter().map(|s| ("sort".to_owned(), s.clone())));
    pairs.extend(
        asked
            .page_size
            .iter()
            .map(|n| ("page_size".to_owned(), n.to_string())),
    );
    for (name, value) in &asked.filters {
        if matches!(
            name.as_str(),
            "q" | "page" | "page_size" | "limit" | "cursor" | "sort"
        ) {
            check.fail(format!("filters.{name}"), Message::new("unknown-field"));
        }
        for value in values(value) {
            match text(value) {
                Some(text) => pairs.push((name.clone(), text)),
                None => check.fail(
                    format!("filters.{name}"),
                    Message::new("use-case-filter-value"),
                ),
            }
        }
    }
    let facets = check.field("facets", facets(asked.facets.as_deref()));
    let facets = check.take(facets)?;
    browse(app, viewer, Shelf::All, &pairs, &facets).await
}

fn values(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

fn facets(asked: Option<&[String]>) -> Result<Vec<&'static str>, Message> {
    let Some(asked) = asked else {
        return Ok(FACETS.to_vec());
    };
    let known = |name: &String| FACETS.into_iter().find(|f| f == name);
    let found: Option<Vec<_>> = asked.iter().map(known).collect();
    found.ok_or_else(|| Message::new("not-one-of").arg("allowed", FACETS.join(", ")))
}

/// Completes what is typed: titles that the viewer may open, then words of theirs.
pub(in crate::use_cases) async fn suggestions(
    app: &App,
    viewer: &Viewer,
    typed: &str,
) -> Result<Vec<Suggested>> {
    let typed: String = typed.trim_start().chars().take(TYPED).collect();
    if !search::has_words(&typed) {
        return Ok(Vec::new());
    }
    let (terms, kinds) = (terms_of_viewer(&viewer.scope()), vec![KIND.to_owned()]);
    let asked = typed.clone();
    let found: Option<Vec<search::Suggestion>> = indexing::ask(app, move |index| {
        if !index.ready() {
            return Err(search::Error::NotReady);
        }
        Ok(index.suggest(&asked, &terms, &kinds, OFFERED))
    })
    .await?;
    let (sight, language) = (Sight::of(viewer), viewer.language());
    app.read(move |db| {
        let ids: Vec<_> = found.iter().flatten().filter_map(document).collect();
        let pattern = found.is_none().then(|| escaped(typed.trim()));
        let titles = queries::titles(db, &sight, pattern.as_deref(), &ids)?;
        let mut all: Vec<_> = titles
            .iter()
            .map(|(id, slug, en, ar)| Suggested {
                text: title_in(language, en, ar).to_owned(),
                url: format!("/use-cases/{id}/{slug}"),
                kind: KIND,
            })
            .collect();
        let words = found.into_iter().flatten().filter(|s| s.document.is_none());
        all.extend(words.map(|s| word(s.text)));
        all.truncate(OFFERED);
        Ok(all)
    })
    .await
}

fn document(suggestion: &search::Suggestion) -> Option<UseCaseId> {
    let (_, id) = suggestion.document.as_ref()?;
    Some(UseCaseId::from_uuid(Uuid::from_bytes(*id)))
}

fn word(text: String) -> Suggested {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &text)
        .finish();
    Suggested {
        url: format!("/use-cases?{query}"),
        text,
        kind: "word",
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// What moderators show first.
pub(in crate::use_cases) async fn featured(app: &App, viewer: &Viewer) -> Result<Vec<Card>> {
    let sight = Sight::of(viewer);
    app.read(move |db| queries::featured(db, &sight, SHOWN))
        .await
}

/// What people like and save at present.
pub(in crate::use_cases) async fn trending(
    app: &App,
    viewer: &Viewer,
    period: &str,
) -> Result<Vec<Card>> {
    let hours = match period {
        "day" => 24,
        "week" => 7 * 24,
        "month" => 30 * 24,
        _ => {
            let message = Message::new("not-one-of").arg("allowed", "day, week, month");
            return Err(Error::invalid("period", message));
        }
    };
    let since = app.clock.now().minus(Duration::from_hours(hours));
    let sight = Sight::of(viewer);
    app.read(move |db| queries::trending(db, &sight, since, SHOWN))
        .await
}

/// Figures of the categories.
pub(in crate::use_cases) async fn category_stats(
    app: &App,
    viewer: &Viewer,
) -> Result<Vec<CategoryStats>> {
    let sight = Sight::of(viewer);
    app.read(move |db| queries::category_stats(db, &sight))
        .await
}
