//! Lists as the API promises them: filters `field=value` and `field[op]=value`, `sort=-a,b`,
//! keyset cursors or pages. A room declares what it offers as a [`ListSpec`]; whatever else is
//! asked is refused, naming what is allowed.
//!
//! ```
//! # use platform::listing::*;
//! const SPEC: ListSpec = ListSpec {
//!     filters: &[Filter::new("author", "t.author_id", Kind::Id), Filter::special("q")],
//!     sorts: &[Sort::new("created_at", "t.created_at"), Sort::new("title", "t.title")],
//!     default_sort: "-created_at",
//!     id: "t.id",
//! };
//! ```

mod parse;
mod statement;

use rusqlite::types::Value;
use serde::Serialize;

pub use parse::Pairs;
pub use statement::Statement;

/// How many rows a list gives unless told otherwise.
pub const DEFAULT_LIMIT: u32 = 20;
/// How many rows a list gives at most.
pub const MAX_LIMIT: u32 = 100;

/// The type of a filter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text up to 200 characters.
    Text,
    /// A whole number.
    Int,
    /// A number.
    Real,
    /// `true` or `false`.
    Bool,
    /// RFC 3339, or a date.
    Time,
    /// An id.
    Id,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// A field that may be filtered by.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    name: &'static str,
    sql: Option<&'static str>,
    kind: Kind,
}

impl Filter {
    /// A filter on an SQL expression of the room's query.
    pub const fn new(name: &'static str, sql: &'static str, kind: Kind) -> Self {
        Self {
            name,
            sql: Some(sql),
            kind,
        }
    }

    /// A filter that the room builds itself, from [`List::text`].
    pub const fn special(name: &'static str) -> Self {
        Self {
            name,
            sql: None,
            kind: Kind::Text,
        }
    }

    /// A filter that the room builds itself, whose value must be of a kind.
    pub const fn special_of(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            sql: None,
            kind,
        }
    }
}

/// A key that may be sorted by.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    name: &'static str,
    sql: &'static str,
}

impl Sort {
    /// A key and its SQL expression, which must never be NULL.
    pub const fn new(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql }
    }
}

/// What a list offers.
#[derive(Clone, Copy, Debug)]
pub struct ListSpec {
    /// The fields that may be filtered by.
    pub filters: &'static [Filter],
    /// The keys that may be sorted by.
    pub sorts: &'static [Sort],
    /// The order without `sort`, written like one.
    pub default_sort: &'static str,
    /// The SQL expression of the id, the last key of every order.
    pub id: &'static str,
}

/// How a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// One of several.
    In,
    /// Contains, without regard to case in ASCII.
    Like,
}

/// A filter that was asked for.
#[derive(Clone, Debug)]
pub struct Condition {
    filter: Filter,
    op: Op,
    values: Vec<Value>,
}

/// Which part of the list is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Paging {
    /// The rows after a cursor; from the start without one.
    Cursor {
        /// The values of the sort keys and the id of the last row seen.
        after: Option<Vec<Value>>,
    },
    /// A page, counted from 1.
    Page(u32),
}

/// A list that was asked for, checked against its spec.
#[derive(Clone, Debug)]
pub struct List {
    spec: ListSpec,
    conditions: Vec<Condition>,
    order: Vec<(Sort, bool)>,
    order_text: String,
    /// How many rows.
    pub limit: u32,
    /// Which part.
    pub paging: Paging,
}

/// A part of a list, as a service returns it.
#[derive(Clone, Debug)]
pub struct Listing<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where they stand.
    pub meta: Meta,
}

impl<T> Listing<T> {
    /// The same part with other rows.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Listing<U> {
        Listing {
            items: self.items.into_iter().map(f).collect(),
            meta: self.meta,
        }
    }
}

/// `meta` of a list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Meta {
    /// How many rows there are in all that the viewer may see.
    pub total: u64,
    /// How many were asked for.
    pub limit: u32,
    /// Where to go on; none at the end.
    pub next_cursor: Option<String>,
    /// Filled when asked by page.
    #[serde(flatten)]
    pub page: Option<PageMeta>,
}

/// `meta` of a list asked by page.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PageMeta {
    /// Which page, from 1.
    pub page: u32,
    /// Rows on a page.
    pub page_size: u32,
    /// Pages in all; at least 1.
    pub total_pages: u32,
    /// Whether a page follows.
    pub has_next: bool,
    /// Whether a page comes before.
    pub has_previous: bool,
}

impl PageMeta {
    /// Page `page` of `total` rows.
    pub fn new(page: u32, page_size: u32, total: u64) -> Self {
        let total_pages = u32::try_from(total.div_ceil(u64::from(page_size)))
            .unwrap_or(u32::MAX)
            .max(1);
        Self {
            page,
            page_size,
            total_pages,
            has_next: page < total_pages,
            has_previous: page > 1,
        }
    }
}

#[cfg(test)]
mod tests;
