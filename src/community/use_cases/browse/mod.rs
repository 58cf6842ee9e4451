//! Looking through use cases: lists with filters, sorts and counted facets. All of it is held to
//! what the viewer may open.

mod facets;
mod filter;
mod queries;
mod service;
mod sought;

pub(super) use facets::{FACETS, Facet, FacetValue};
pub(super) use filter::Shelf;
pub(super) use service::{Browsed, browse};
