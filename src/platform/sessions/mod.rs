//! Who is signed in. A session is a random secret at the browser (a cookie) or at a program (a
//! refresh token), of which only the hash is kept. Browser sessions slide for 14 days and end after
//! 90; refresh tokens live 7 days and are exchanged at each use.
//!
//! What a session leads to is cached. The cache has an epoch: every change of people, roles,
//! organisations or sessions moves it on, and what was read before counts no more, also when it is
//! put in late by a reader who began before the change.

mod cache;
mod queries;
mod service;

pub use cache::Cache;
#[cfg(test)]
pub(crate) use queries::SWEEP;
pub use queries::end_all;
pub use service::{
    Kind, NewSession, SessionRow, end, end_everybodys, list, open, refresh, resolve,
    rotate_browser, sweep,
};

use crate::{
    id::{FileId, SessionId},
    journal::Action,
    people::Theme,
};

/// Signed in.
pub const OPENED: Action = Action::new("session", "opened");
/// Signed out, by its owner.
pub const ENDED: Action = Action::new("session", "ended");
/// An exchanged refresh token came back: its family was ended.
pub const REUSED: Action = Action::new("session", "token_reused");

/// Keys were made anew, so every session was ended.
pub const ALL_ENDED: Action = Action::new("session", "all_ended");

/// How a session is named by who comes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// By the hash of a cookie.
    Cookie([u8; 32]),
    /// By the family that an access token names.
    Family(SessionId),
}

/// A request's session: who it is and what the layout needs.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Who.
    pub actor: std::sync::Arc<crate::Actor>,
    /// The token of his forms.
    pub csrf: String,
    /// The account's theme.
    pub theme: Theme,
    /// The account's picture.
    pub avatar_file_id: Option<FileId>,
}
