//! The search page.

use askama::Template;
use axum::extract::State;
use platform::App;
use web::{Page, Query, Shell, Visitor};

use super::{
    api::{Asked, kind_name},
    service,
    types::{Hit, PAGES_MAX, Question, Results, Section},
};

#[derive(Template)]
#[template(path = "community/find/search.html")]
pub(super) struct SearchPage {
    shell: Shell,
    question: Question,
    results: Results,
    tabs: Vec<Tab>,
    previous: Option<String>,
    next: Option<String>,
    pages: u32,
    ask: String,
}

struct Tab {
    label: &'static str,
    href: String,
    active: bool,
    count: String,
}

impl SearchPage {
    /// How many were found, in words.
    fn count(&self) -> String {
        let total = self.results.total;
        if self.results.total_is_least {
            let n = self.shell.number(i64::try_from(total).unwrap_or(i64::MAX));
            self.shell.t1("find-count-least", "n", n)
        } else {
            self.shell.t1("find-count", "n", total)
        }
    }

    fn kind(&self, hit: &Hit) -> &'static str {
        kind_name(&self.shell, hit.kind)
    }
}

pub(super) async fn search(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> web::Result<Page<SearchPage>> {
    let question = asked.question()?;
    let results = service::search(&app, &viewer, question.clone()).await?;
    let pages =
        u32::try_from(results.total.div_ceil(u64::from(question.limit))).unwrap_or(PAGES_MAX);
    let pages = pages.clamp(1, PAGES_MAX);
    let at = |page: u32| address(&question.text, question.section, page);
    Ok(Page(SearchPage {
        tabs: tabs(&shell, &question, &results),
        previous: (question.page > 1).then(|| at(question.page - 1)),
        next: (question.page < pages).then(|| at(question.page + 1)),
        pages,
        ask: format!("/forum/new?{}", query(&[("title", question.text.trim())])),
        shell,
        question,
        results,
    }))
}

fn tabs(shell: &Shell, question: &Question, results: &Results) -> Vec<Tab> {
    let all = Tab {
        label: shell.t("find-all"),
        href: address(&question.text, None, 1),
        active: question.section.is_none(),
        count: String::new(),
    };
    let labels = ["find-forum", "find-use-cases", "find-people"];
    let sections = Section::ALL
        .into_iter()
        .zip(labels)
        .zip(results.counts)
        .map(|((section, label), count)| Tab {
            label: shell.t(label),
            href: address(&question.text, Some(section), 1),
            active: question.section == Some(section),
            // With a section chosen the others were not counted.
            count: if question.section.is_none() {
                at_least(shell, count as i64, results.total_is_least)
            } else {
                String::new()
            },
        });
    std::iter::once(all).chain(sections).collect()
}

/// A number; with a plus sign when there are more than that.
fn at_least(shell: &Shell, n: i64, is_least: bool) -> String {
    let number = shell.number(n);
    if is_least && n > 0 {
        format!("{number}+")
    } else {
        number
    }
}

fn address(text: &str, section: Option<Section>, page: u32) -> String {
    let page = page.to_string();
    let mut pairs = vec![("q", text)];
    pairs.extend(section.map(|s| ("in", s.as_str())));
    if page != "1" {
        pairs.push(("page", &page));
    }
    format!("/search?{}", query(&pairs))
}

fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
