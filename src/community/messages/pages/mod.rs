//! The pages of messages: the list beside the conversation on wide screens, one of them on phones.

mod actions;
mod change;
mod fragments;
mod fresh;
mod list;
mod settings;
mod shown;
mod talk;

use platform::Result;
use store::Reader;
use web::{
    Routes,
    feature::Count,
    shell::{Audience, NavEntry},
};

use super::conversations;

/// Every page of the messages.
pub(super) fn routes() -> Routes {
    list::routes()
        .merge(fresh::routes())
        .merge(settings::routes())
        .merge(talk::routes())
        .merge(fragments::routes())
        .merge(change::routes())
        .merge(actions::routes())
}

/// Messages in the navigation.
pub(super) fn nav() -> NavEntry {
    NavEntry {
        href: HREF,
        label: "messages-title",
        icon: "mail",
        position: 40,
        audience: Audience::People,
    }
}

/// Where they are.
const HREF: &str = "/messages";

/// How many wait, beside the entry of the navigation.
pub(super) const COUNT: Count = Count {
    href: HREF,
    name: "messages",
    of: waiting,
};

fn waiting(db: &Reader<'_>, person: platform::id::PersonId) -> Result<u64> {
    let (messages, _) = conversations::unread_of(db, person)?;
    Ok(u64::try_from(messages).unwrap_or(0))
}
