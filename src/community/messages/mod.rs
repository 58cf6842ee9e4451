//! Messages: conversations of two people or of a group, read by those who take part and by nobody
//! else.
//!
//! - A conversation is loaded through one's own place in it ([`conversations::mine`]): whoever has
//!   none finds nothing, whatever his role, as if it had never been.
//! - Who joins later sees what is sent from then on; who leaves sees nothing any more.
//! - Two people have one direct conversation, found by both their ids.
//! - What is unread is counted from the messages themselves, so no counter can be wrong.
//! - A deleted message loses its words in the database at once, and so does its place in the
//!   search: own messages are searched there, in a folded copy of the words beside them, and never
//!   in the index that all share.
//! - The journal says that a message was sent. It names neither words nor people who got it, and
//!   the audit log says of no row which conversation it is about.

pub mod conversations;
mod journal;
mod live;
pub mod loading;
pub mod message;
mod pages;
pub mod people;
pub mod rules;
pub mod types;

use platform::hooks::Hooks;
use web::Feature;

/// What this room brings to the house.
pub fn feature() -> Feature {
    Feature {
        routes: conversations::api::routes()
            .merge(message::api::routes())
            .merge(people::api::routes())
            .merge(pages::routes()),
        nav: vec![pages::nav()],
        counts: vec![pages::COUNT],
        hooks: Hooks {
            person_acts: vec![people::acts],
            unnamed: vec!["conversation", "message"],
            ..Hooks::default()
        },
        ..Feature::default()
    }
}
