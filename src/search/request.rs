//! Questions to the index and its answers.

use std::time::Duration;

use crate::document::Id;

/// A search.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// What was typed: see [`query`](crate::query).
    pub text: String,
    /// The viewer's access terms; one in common with a document makes it visible. None: nothing.
    pub viewer_terms: Vec<String>,
    /// Only these kinds; empty: all.
    pub kinds: Vec<String>,
    /// Conditions beside the text: name and allowed values, e.g. `("category", ["quality"])`,
    /// `("author", [hex id])`, `("organization", [hex id])`, `("tag", …)`, `("region", …)`. Values
    /// of one name are alternatives, names add up.
    pub filters: Vec<(String, Vec<String>)>,
    /// Created at or after, milliseconds since 1970.
    pub from: Option<i64>,
    /// Created before, milliseconds since 1970.
    pub before: Option<i64>,
    /// Names of facets to count: "kind", "category", "industry", "technology", "tag", "year"…
    pub facets: Vec<String>,
    /// The order of the hits.
    pub sort: Sort,
    /// At most so many hits; held to 1,000.
    pub limit: usize,
    /// Skip so many hits; held to 10,000.
    pub offset: usize,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first.
    #[default]
    Relevance,
    /// The newest first.
    Date,
    /// The highest [`boost`](crate::Document::boost) first.
    Boost,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The hits of this page in order.
    pub hits: Vec<Hit>,
    /// How many documents fit in all, as far as they were counted.
    pub total: u64,
    /// Whether `total` was not counted to the end: "more than".
    pub total_is_least: bool,
    /// Counts for the facets asked for, highest first, over as many documents as `total`.
    pub facets: Vec<Facet>,
    /// The question with its unknown words corrected, if that helps: "did you mean". The hits
    /// already include what the corrected words find.
    pub corrected: Option<String>,
    /// How long it took.
    pub took: Duration,
}

/// One hit.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its kind, as it was put.
    pub kind: String,
    /// Its id.
    pub id: Id,
    /// What it belongs to.
    pub parent: Option<Id>,
    /// Comparable within one answer only.
    pub score: f32,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// The title, plain.
    pub title: String,
    /// The title as safe HTML: everything escaped, found words in `<mark>`.
    pub title_highlight: String,
    /// The best passage of the text as safe HTML.
    pub excerpt_highlight: String,
}

/// One counted value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The facet's name: "category".
    pub name: String,
    /// The value as it was put: "quality".
    pub value: String,
    /// In how many of the found documents it stands.
    pub count: u64,
}

/// A completion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What to offer.
    pub text: String,
    /// The document whose title it is, or nothing if it is a word.
    pub document: Option<(String, Id)>,
}
