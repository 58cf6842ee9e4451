//! Writing to a person or a group for the first time.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{Actor, App, error::Check, id::PersonId};
use serde::Deserialize;
use web::{
    Access, Form, Page, Query, Result, Routes, Shell, SignedIn,
    form::{self, Refusal},
};

use crate::people::{By, Cards};
use crate::{
    idempotency::IdempotencyKey,
    messages::{
        conversations::{self, NewConversation},
        people, rules,
        types::{self, ConversationId, MessageText},
    },
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/messages/new", Access::People, show)
        .form("/messages/new", Access::People, send)
}

/// A conversation as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct NewForm {
    /// The people chosen so far.
    to: Vec<PersonId>,
    /// Whose name is looked for.
    q: String,
    title: String,
    content: String,
    /// Makes sending twice one conversation.
    key: String,
    /// Asked to look for people, not to send.
    find: String,
}

#[derive(Template)]
#[template(path = "community/messages/new.html")]
struct NewPage {
    shell: Shell,
    form: NewForm,
    chosen: Vec<By>,
    offered: Vec<By>,
    refusal: Refusal,
}

/// The page; of the chosen people only those show whom the actor can write to.
async fn page(app: &App, actor: &Arc<Actor>, shell: Shell, mut form: NewForm) -> Result<NewPage> {
    rules::may_send(actor)?;
    let (asker, wanted) = (actor.clone(), form.to.clone());
    let (reached, cards) = app
        .read(move |db| {
            let mut reached = Vec::new();
            for person in wanted.into_iter().take(types::MOST_PEOPLE) {
                let (can, _) = people::standing(db, &asker, person)?;
                if can && !reached.contains(&person) {
                    reached.push(person);
                }
            }
            let cards = Cards::load(db, reached.iter().copied())?;
            Ok((reached, cards))
        })
        .await?;
    let found = people::suggestions(app, actor, form.q.clone()).await?;
    let fresh = found.iter().filter(|c| !reached.contains(&c.id));
    let offered = fresh.map(|c| By::of(c, &shell)).collect();
    let chosen = reached.iter().filter_map(|id| cards.get(*id));
    let chosen = chosen.map(|c| By::of(c, &shell)).collect();
    form.to = reached;
    if form.key.is_empty() {
        form.key = app.ids.next::<PersonId>().to_string();
    }
    Ok(NewPage {
        shell,
        form,
        chosen,
        offered,
        refusal: Refusal::default(),
    })
}

async fn show(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Query(asked): Query<NewForm>,
) -> Result<Page<NewPage>> {
    Ok(Page(page(&app, &actor, shell, asked).await?))
}

async fn started(
    app: &App,
    actor: &Arc<Actor>,
    typed: &NewForm,
) -> platform::Result<ConversationId> {
    let key = Some(typed.key.clone()).filter(|k| !k.is_empty() && k.len() <= 200);
    let asked = (&typed.to, &typed.title, &typed.content);
    let call = IdempotencyKey(key).of("conversation_form", &asked)?;
    let mut check = Check::default();
    let title = check.field("title", types::title(&typed.title));
    let text = check.field("content", MessageText::parse(&typed.content));
    if typed.to.is_empty() {
        check.fail("participants", platform::error::Message::new("required"));
    }
    let (title, text) = check.take(title.zip(text))?;
    let new = NewConversation {
        people: typed.to.clone(),
        title,
        is_group: typed.to.len() > 1,
        text: Some(text),
    };
    Ok(conversations::start(app, actor, new, call).await?.id)
}

async fn send(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Form(typed): Form<NewForm>,
) -> Result<Response> {
    if !typed.find.is_empty() {
        return Ok(Page(page(&app, &actor, shell, typed).await?).into_response());
    }
    match started(&app, &actor, &typed).await {
        Ok(id) => Ok(form::to(&format!("/messages/{id}#end"))),
        Err(error) => {
            let refusal = Refusal::of(error, shell.language)?;
            let page = page(&app, &actor, shell, typed).await?;
            let page = NewPage {
                refusal: refusal.clone(),
                ..page
            };
            Ok(refusal.answer(&page).into_response())
        }
    }
}
