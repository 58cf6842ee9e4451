//! Pieces of pages that script asks for: a message that came, a line of the list, who has read; and
//! the stream of news that tells of them.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{
    App,
    id::{AnyId, PersonId},
};
use web::{Access, Fragment, Path, Result, Routes, Shell, SignedIn, live};

use super::{
    shown::{Entry, Line},
    talk,
};
use crate::messages::{
    conversations, live as channel, message,
    types::{ConversationId, MessageId},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/messages/{id}/live", Access::People, listen)
        .page("/messages/{id}/row", Access::People, line)
        .page("/messages/{id}/reads", Access::People, reads)
        .page(
            "/messages/{id}/{message_id}/fragment",
            Access::People,
            entry,
        )
}

/// News of a conversation for who takes part in it, and of all his conversations; by one's own id
/// of the latter alone. They carry ids; what is behind an id is asked for and refused like anything
/// else.
async fn listen(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<AnyId>,
) -> Result<Response> {
    let me = actor.person;
    let mut channels = vec![channel::of_person(me)];
    if PersonId::from_uuid(*id.as_uuid()) != me {
        let id = ConversationId::from_uuid(*id.as_uuid());
        app.read(move |db| conversations::mine(db, me, id)).await?;
        channels.push(channel::of_place(id, me));
    }
    Ok(live::streams(&app.live, &channels).into_response())
}

#[derive(Template)]
#[template(path = "community/messages/_row.html")]
struct LineFragment {
    shell: Shell,
    line: Line,
}

async fn line(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<ConversationId>,
) -> Result<Response> {
    let (view, cards) = conversations::show(&app, &actor, id).await?;
    let line = Line::of(&view, &cards, actor.person, &shell);
    Ok(Fragment(LineFragment { shell, line }).into_response())
}

#[derive(Template)]
#[template(path = "community/messages/_reads.html")]
struct Reads {
    seen: Option<String>,
}

async fn reads(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<ConversationId>,
) -> Result<Response> {
    let (view, cards) = conversations::show(&app, &actor, id).await?;
    let seen = talk::seen(&view, &cards, actor.person, &shell);
    Ok(Fragment(Reads { seen }).into_response())
}

#[derive(Template)]
#[template(path = "community/messages/_entry.html")]
struct EntryFragment {
    shell: Shell,
    m: Entry,
}

/// A message for a page that shows its conversation: who gets it there has read it.
async fn entry(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path((id, message)): Path<(ConversationId, MessageId)>,
) -> Result<Response> {
    let me = actor.person;
    let (view, cards) = app
        .read(move |db| {
            let found = message::one(db, me, message)?;
            if found.0.message.conversation == id {
                return Ok(found);
            }
            Err(platform::Error::not_found())
        })
        .await?;
    if !app.store.is_standby() {
        conversations::read(&app, &actor, id, Some(message)).await?;
    }
    let m = Entry::of(&view, &cards, &actor, &shell);
    Ok(Fragment(EntryFragment { shell, m }).into_response())
}
