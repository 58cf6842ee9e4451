//! Conversations: who talks with whom, and what each keeps about it.

pub mod api;
pub(super) mod queries;
mod service;

pub use service::{
    Last, NewConversation, Started, View, Views, add, archive, leave, list, listeners, mine,
    other_end, others, read, rename, show, start, toggle_mute, unread, unread_of, view,
};
