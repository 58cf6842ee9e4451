//! Messages: sent, answered with a sign, changed for a day, deleted, searched.

pub mod api;
pub(super) mod queries;
mod service;

use serde::Serialize;
use utoipa::ToSchema;

pub use service::{
    Draft, Shown, View, delete, edit, last_of, latest, list, one, react, search, seen, send,
    send_in,
};

/// A sign on a message.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reaction {
    /// The sign.
    pub reaction: String,
    /// How many people put it there.
    pub count: i64,
    /// Whether the one who asks did.
    pub is_mine: bool,
}
