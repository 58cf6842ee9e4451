//! What lists of use cases offer, and what was asked for as conditions.

use platform::listing::{Filter, Kind, List, ListSpec, Sort};
use rusqlite::types::Value;

use super::sought::Sought;
use crate::use_cases::types::{Categories, Industries, Statuses, Words, term_key};

const FILTERS: &[Filter] = &[
    Filter::special("q"),
    Filter::special_of("category", Kind::OneOf(Categories::ALL)),
    Filter::special_of("industry", Kind::OneOf(Industries::ALL)),
    Filter::special("technologies"),
    Filter::special("tags"),
    Filter::special_of("organization", Kind::Id),
    Filter::special_of("author", Kind::Id),
    Filter::special_of("verified", Kind::Bool),
    Filter::special_of("featured", Kind::Bool),
    Filter::special_of("year", Kind::Int),
    Filter::special_of("min_roi", Kind::Real),
    Filter::special_of("max_payback", Kind::Real),
    Filter::special_of("has_media", Kind::Bool),
    Filter::special("city"),
    Filter::special("region"),
    Filter::special_of(
        "visibility",
        Kind::OneOf(&["private", "organization", "public"]),
    ),
    Filter::special_of("status", Kind::OneOf(Statuses::ALL)),
    Filter::special_of("facets", Kind::Bool),
    // Of saved ones alone; see `spec`.
    Filter::special("folder"),
];

const DATE: Sort = Sort::new("date", "coalesce(u.published_at, u.updated_at)");
const VIEWS: Sort = Sort::new("views", "u.views");
const LIKES: Sort = Sort::new("likes", "u.likes");
const ROI: Sort = Sort::new("roi", "coalesce(u.roi_percent, -1000.0)");

/// What the list of a shelf offers. Of what a search found the best come first with `relevance`;
/// without one it means nothing.
pub(super) fn spec(shelf: Shelf, found: bool) -> ListSpec {
    let everywhere = FILTERS.split_last().map_or(FILTERS, |(_, others)| others);
    let plain = ListSpec {
        filters: if shelf == Shelf::Saved {
            FILTERS
        } else {
            everywhere
        },
        sorts: const { &[DATE, VIEWS, LIKES, ROI, Sort::new("relevance", "0")] },
        default_sort: "-date",
        id: "u.id",
    };
    if !found {
        return plain;
    }
    ListSpec {
        sorts: const { &[DATE, VIEWS, LIKES, ROI, Sort::new("relevance", "-m.score")] },
        default_sort: "relevance",
        ..plain
    }
}

/// Which use cases are looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::use_cases) enum Shelf {
    /// Everything; what is published unless another status is asked for.
    All,
    /// The viewer's own, whatever their status.
    Mine,
    /// What the viewer saved.
    Saved,
    /// What waits for the viewer's review.
    Review,
}

/// One condition. Those of a facet are left out when that facet is counted.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) facet: &'static str,
    pub(super) sql: String,
    pub(super) values: Vec<(String, Value)>,
}

/// Everything that was asked for.
#[derive(Debug)]
pub(super) struct Conditions(Vec<Condition>);

impl Conditions {
    pub(super) fn new(shelf: Shelf, list: &List, sought: &Sought) -> Self {
        let mut all = Self(Vec::new());
        all.shelf(shelf, list);
        all.words(list, "category", "u.category");
        all.words(list, "industry", "u.industry");
        all.words(list, "organization", "u.organization_id");
        all.words(list, "author", "u.author_id");
        all.words(list, "verified", "u.is_verified");
        all.words(list, "featured", "u.is_featured");
        all.words(list, "year", "u.year");
        all.words(list, "visibility", "u.visibility");
        all.words(list, "has_media", "(u.media <> '[]')");
        all.texts(list, "city", "lower(u.city)");
        all.texts(list, "region", "lower(u.region)");
        all.terms(list, "technologies", "technology");
        all.terms(list, "tags", "tag");
        all.bound(list, "min_roi", "u.roi_percent >=");
        all.bound(list, "max_payback", "u.roi_payback_months <=");
        all.sought(sought);
        all
    }

    /// The text of all conditions but those of one facet, each behind an AND, and their values.
    pub(super) fn without(&self, facet: &str) -> (String, Vec<(&str, &Value)>) {
        let kept = self
            .0
            .iter()
            .filter(|c| facet.is_empty() || c.facet != facet);
        let (mut sql, mut values) = (String::new(), Vec::new());
        for condition in kept {
            sql.push_str(" AND ");
            sql.push_str(&condition.sql);
            values.extend(
                condition
                    .values
                    .iter()
                    .map(|(name, value)| (name.as_str(), value)),
            );
        }
        (sql, values)
    }

    fn push(&mut self, facet: &'static str, sql: String, values: Vec<(String, Value)>) {
        self.0.push(Condition { facet, sql, values });
    }

    fn shelf(&mut self, shelf: Shelf, list: &List) {
        match shelf {
            Shelf::Mine => self.push("", "u.author_id = :scope_person".into(), Vec::new()),
            Shelf::Review => self.push("", "u.status = 'in_review'".into(), Vec::new()),
            Shelf::Saved => {
                self.push("", "s.person_id = :scope_person".into(), Vec::new());
                self.words(list, "folder", "s.folder");
            }
            Shelf::All => {}
        }
        if shelf == Shelf::All && list.values("status").is_empty() {
            self.push("", "u.status = 'published'".into(), Vec::new());
        }
        self.words(list, "status", "u.status");
    }

    /// `expression` is one of the values.
    fn words(&mut self, list: &List, name: &'static str, expression: &str) {
        self.one_of(name, expression, list.values(name).to_vec());
    }

    /// The same for text, without regard to ASCII case.
    fn texts(&mut self, list: &List, name: &'static str, expression: &str) {
        let lower = |value: &Value| match value {
            Value::Text(text) => Value::Text(text.to_ascii_lowercase()),
            other => other.clone(),
        };
        self.one_of(
            name,
            expression,
            list.values(name).iter().map(lower).collect(),
        );
    }

    fn one_of(&mut self, name: &'static str, expression: &str, values: Vec<Value>) {
        if values.is_empty() {
            return;
        }
        let values = named(name, values);
        let sql = format!("{expression} IN ({})", joined(&values));
        self.push(name, sql, values);
    }

    fn terms(&mut self, list: &List, name: &'static str, kind: &str) {
        let key = |value: &Value| match value {
            Value::Text(text) => Value::Text(term_key(text)),
            other => other.clone(),
        };
        let values: Vec<_> = list.values(name).iter().map(key).collect();
        if values.is_empty() {
            return;
        }
        let values = named(name, values);
        let sql = format!(
            "EXISTS (SELECT 1 FROM use_case_terms t WHERE t.use_case_id = u.id
               AND t.kind = '{kind}' AND t.key IN ({}))",
            joined(&values)
        );
        self.push(name, sql, values);
    }

    fn bound(&mut self, list: &List, name: &'static str, compared: &str) {
        if let Some(value) = list.values(name).first() {
            let values = named(name, vec![value.clone()]);
            self.push(name, format!("{compared} :{name}0"), values);
        }
    }

    fn sought(&mut self, sought: &Sought) {
        let Sought::Words(words) = sought else { return };
        for (i, word) in words.iter().enumerate() {
            let sql = format!(
                "(u.title_en LIKE :word{i} ESCAPE '\\' OR u.title_ar LIKE :word{i} ESCAPE '\\'
                  OR u.summary LIKE :word{i} ESCAPE '\\' OR u.challenge LIKE :word{i} ESCAPE '\\'
                  OR u.solution LIKE :word{i} ESCAPE '\\' OR u.company_name LIKE :word{i} ESCAPE '\\'
                  OR EXISTS (SELECT 1 FROM use_case_terms t WHERE t.use_case_id = u.id
                       AND t.name LIKE :word{i} ESCAPE '\\'))"
            );
            let pattern = Value::Text(Sought::pattern(word));
            self.push("", sql, vec![(format!(":word{i}"), pattern)]);
        }
    }
}

fn named(name: &str, values: Vec<Value>) -> Vec<(String, Value)> {
    let numbered = values.into_iter().enumerate();
    numbered.map(|(i, v)| (format!(":{name}{i}"), v)).collect()
}

fn joined(values: &[(String, Value)]) -> String {
    let names: Vec<_> = values.iter().map(|(name, _)| name.as_str()).collect();
    names.join(", ")
}
