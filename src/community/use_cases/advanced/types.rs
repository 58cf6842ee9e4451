//! What an advanced search asks, and the answers of its neighbours.

use std::collections::BTreeMap;

use platform::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// An advanced search.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = UseCaseSearch)]
#[serde(default, deny_unknown_fields)]
pub struct Advanced {
    /// Words, phrases, `-without`, `tag:`, `industry:`.
    #[schema(max_length = 200)]
    pub query: String,
    /// The filters of the list, each with a value or a list of values.
    #[schema(value_type = BTreeMap<String, Value>)]
    pub filters: BTreeMap<String, Value>,
    /// Which facets to count: `category`, `industry`, `technologies`, `year`, `region`; all when
    /// left out.
    pub facets: Option<Vec<String>>,
    /// As of the list; `relevance` when there are words.
    pub sort: Option<String>,
    /// The page, from 1.
    #[schema(minimum = 1)]
    pub page: Option<u32>,
    /// How many on a page.
    #[schema(minimum = 1, maximum = 100)]
    pub page_size: Option<u32>,
}

/// A completion of what is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = UseCaseSuggestion)]
pub struct Suggested {
    /// What to offer.
    pub text: String,
    /// Where it leads.
    pub url: String,
    /// `use_case` for a title, `word` for a word.
    #[schema(value_type = String)]
    pub kind: &'static str,
}

/// Figures of a category, over what the viewer may open.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = UseCaseCategoryStats)]
pub struct CategoryStats {
    /// The category.
    pub category: String,
    /// How many.
    pub count: i64,
    /// The mean return on investment of those that say it, in percent.
    pub mean_roi: Option<f64>,
    /// Views, likes and saves together.
    pub engagement: i64,
    /// The most frequent technologies, at most five.
    pub top_technologies: Vec<String>,
    /// When the latest was published.
    #[schema(value_type = Option<String>)]
    pub latest: Option<Time>,
}
