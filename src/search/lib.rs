//! Full-text search: generic documents in, hits out. Knows no feature, no HTTP and no database.
//!
//! # Life of an index
//! [`Index::open`] only remembers the folder. [`Index::check`] reads every file once and says what
//! it found ([`Opened`]); until it has said [`Opened::Ready`], or a [`Rebuild`] has finished, every
//! call answers [`Error::NotReady`] and the caller asks the database instead.
//!
//! ```text
//! match index.check() {
//!     Opened::Ready { position } => follow the journal from `position`,
//!     _ => {
//!         let position = the journal's newest entry;
//!         let mut rebuild = index.rebuild()?;
//!         for each page of objects { rebuild.add(documents)?; rebuild.progress(done, total); }
//!         rebuild.finish(position)?;                      // swaps, then follow from `position`
//!     }
//! }
//! ```
//! [`Index::apply`] takes a group of changes and the journal position they reach. Apply what has
//! gathered for about 100 ms in one call: each is a commit. After [`Error::Damaged`] rebuild; after
//! [`Error::Write`] apply the same again later. Call [`Index::rest`] every minute or so.
//!
//! # Who sees what
//! A document carries access terms, a viewer has access terms, and one in common is needed. This
//! holds for hits, counts, facets, suggestions and corrections: a word that stands only in
//! documents that the viewer may not see is an unknown word to him.
//!
//! All calls block: call them from a blocking thread, except [`Index::reached`].

mod analysis;
mod check;
mod collect;
mod count;
mod dictionary;
mod document;
mod error;
mod excerpt;
mod facets;
mod find;
mod folder;
mod index;
mod merging;
mod options;
mod plan;
pub mod query;
mod rank;
mod rebuild;
mod request;
mod schema;
mod sets;
mod similar;
mod suggest;
mod surface;
mod writer;

pub use analysis::{Token, fold, has_words, is_stop_word, stem, tokens};
pub use document::{Change, Document, Id};
pub use error::{Error, Result};
pub use excerpt::{escape, highlight};
pub use index::{Index, Opened};
pub use options::{Clock, Keep, Options};
pub use rebuild::Rebuild;
pub use request::{Answer, Facet, Hit, Request, Sort, Suggestion};
pub use schema::VERSION;

#[cfg(test)]
mod tests;
