//! Facets: by what a list can be narrowed, and how many would be left.

use serde::Serialize;
use utoipa::ToSchema;

/// By what lists are counted; also the names of their filters.
pub(in crate::use_cases) const FACETS: [&str; 5] =
    ["category", "industry", "technologies", "year", "region"];

/// A facet with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::use_cases) struct Facet {
    /// The name of its filter.
    pub(in crate::use_cases) name: &'static str,
    /// Most frequent first; years newest first.
    pub(in crate::use_cases) values: Vec<FacetValue>,
}

/// A value and how many have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FacetValue {
    /// The value as its filter takes it.
    pub value: String,
    /// How many use cases that the viewer may open have it.
    pub count: i64,
}
