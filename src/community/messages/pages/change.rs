//! Changing one's own message, or deleting it; answering one with a sign.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{App, Error};
use serde::Deserialize;
use web::{
    Access, Form, Page, Path, Result, Routes, Shell, SignedIn,
    form::{self, Refusal},
};

use crate::messages::{
    message, rules,
    types::{ConversationId, Message, MessageId, MessageText},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/messages/{id}/{message_id}/edit", Access::People, edit)
        .form("/messages/{id}/{message_id}/edit", Access::People, save)
        .form("/messages/{id}/{message_id}/delete", Access::People, delete)
        .form("/messages/{id}/{message_id}/react", Access::People, react)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct ChangeForm {
    content: String,
}

#[derive(Template)]
#[template(path = "community/messages/change.html")]
struct ChangePage {
    shell: Shell,
    id: ConversationId,
    message: MessageId,
    form: ChangeForm,
    may_edit: bool,
    refusal: Refusal,
}

impl ChangePage {
    fn act(&self, what: &str) -> String {
        format!("/messages/{}/{}/{what}", self.id, self.message)
    }
}

/// A message of this conversation that the actor sees.
async fn found(
    app: &App,
    actor: &platform::Actor,
    (id, message): (ConversationId, MessageId),
) -> platform::Result<Message> {
    let me = actor.person;
    app.read(move |db| {
        let found = message::seen(db, me, message)?.filter(|m| m.conversation == id);
        found.ok_or_else(Error::not_found)
    })
    .await
}

async fn edit(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(place): Path<(ConversationId, MessageId)>,
) -> Result<Page<ChangePage>> {
    let message = found(&app, &actor, place).await?;
    rules::may_delete(&actor, &message)?;
    Ok(Page(ChangePage {
        shell,
        id: place.0,
        message: place.1,
        may_edit: rules::may_edit(&actor, &message, app.clock.now()).is_ok(),
        form: ChangeForm {
            content: message.content,
        },
        refusal: Refusal::default(),
    }))
}

async fn save(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(place): Path<(ConversationId, MessageId)>,
    Form(typed): Form<ChangeForm>,
) -> Result<Response> {
    found(&app, &actor, place).await?;
    let (id, message) = place;
    let text = MessageText::parse(&typed.content).map_err(|m| Error::invalid("content", m));
    let saved = match text {
        Ok(text) => message::edit(&app, &actor, message, text).await.map(|_| ()),
        Err(error) => Err(error),
    };
    let Err(error) = saved else {
        return Ok(form::to(&format!("/messages/{id}#m-{message}")));
    };
    let refusal = Refusal::of(error, shell.language)?;
    let page = ChangePage {
        shell,
        id,
        message,
        form: typed,
        may_edit: true,
        refusal: refusal.clone(),
    };
    Ok(refusal.answer(&page).into_response())
}

async fn delete(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(place): Path<(ConversationId, MessageId)>,
) -> Result<Response> {
    found(&app, &actor, place).await?;
    message::delete(&app, &actor, place.1).await?;
    Ok(form::to(&format!("/messages/{}#end", place.0)))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Sign {
    reaction: String,
}

async fn react(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(place): Path<(ConversationId, MessageId)>,
    Form(typed): Form<Sign>,
) -> Result<Response> {
    found(&app, &actor, place).await?;
    message::react(&app, &actor, place.1, &typed.reaction).await?;
    Ok(form::to(&format!("/messages/{}#m-{}", place.0, place.1)))
}
