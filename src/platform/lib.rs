//! What every feature stands on: who acts, what he may do, what happened, and the services that
//! know no feature. No HTTP here, and no name of a feature.
//!
//! | module | what |
//! |---|---|
//! | [`app`] | everything a handler needs, in one handle |
//! | [`error`] | the one error of all rooms |
//! | [`actor`], [`permission`], [`visibility`] | who asks, what he may do and see |
//! | [`journal`] | what happened; audit trail and outbox in one |
//! | [`audit`] | the journal as people read it |
//! | [`indexing`] | the search index, in step with the journal |
//! | [`notifying`] | what people are told of it |
//! | [`id`], [`time`] | ids and moments, given so that tests own them |
//! | [`i18n`] | texts in the reader's language |
//! | [`files`] | pictures, documents, films that people hand in |
//! | [`markdown`] | what people write, made safe to show |
//! | [`backups`] | the data folder as one file, and back |
//! | [`config`], [`settings`] | what the operator set, by file and on pages |
//! | [`organizations`], [`plans`], [`people`], [`roles`] | who is on the server |
//! | [`passwords`], [`sign_in`], [`sessions`], [`tokens`] | showing who one is |
//! | [`cache`], [`metrics`] | caches that count, and what the server counts about itself |
//! | [`standby`] | which server is the main one, and where it is |
//! | [`setup`], [`hooks`] | the first start, and what features bring to it |
//! | [`certificate`] | the certificate that the server shows, for pages that tell of it |
//! | [`mail`], [`text`] | the outbox; text that became a value |

pub mod actor;
pub mod app;
pub mod audit;
pub mod backups;
pub mod cache;
pub mod certificate;
pub mod config;
pub mod error;
pub mod files;
pub mod hooks;
pub mod i18n;
pub mod id;
pub mod indexing;
pub mod journal;
pub mod keys;
pub mod listing;
pub mod live;
pub mod mail;
pub mod markdown;
pub mod metrics;
pub mod notifying;
pub mod organizations;
pub mod passwords;
pub mod people;
pub mod permission;
pub mod plans;
pub mod registration;
pub mod roles;
pub mod secret;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod sign_in;
pub mod standby;
pub mod text;
pub mod time;
pub mod tokens;
pub mod views;
pub mod visibility;
mod words;

pub use actor::{Actor, Scope, Viewer};
pub use app::App;
pub use error::{Error, Result};
pub use i18n::Language;
pub use time::Time;
