//! What every feature stands on: who acts, what he may do, what happened, and the services that
//! know no feature. No HTTP here, and no name of a feature.
//!
//! | module | what |
//! |---|---|
//! | [`app`] | everything a handler needs, in one handle |
//! | [`error`] | the one error of all rooms |
//! | [`actor`], [`permission`], [`visibility`] | who asks, what he may do and see |
//! | [`journal`] | what happened; audit trail and outbox in one |
//! | [`indexing`] | the search index, in step with the journal |
//! | [`id`], [`time`] | ids and moments, given so that tests own them |
//! | [`i18n`] | texts in the reader's language |
//! | [`markdown`] | what people write, made safe to show |
//! | [`config`], [`settings`] | what the operator set, by file and on pages |

pub mod actor;
pub mod app;
pub mod config;
pub mod error;
pub mod i18n;
pub mod id;
pub mod indexing;
pub mod journal;
pub mod keys;
pub mod listing;
pub mod live;
pub mod markdown;
pub mod permission;
pub mod secret;
pub mod settings;
pub mod time;
pub mod views;
pub mod visibility;

pub use actor::{Actor, Scope, Viewer};
pub use app::App;
pub use error::{Error, Result};
pub use i18n::Language;
pub use time::Time;
