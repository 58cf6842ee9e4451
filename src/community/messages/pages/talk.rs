//! A conversation: who takes part, what was said, and writing in it.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{Actor, App, Error};
use serde::Deserialize;
use web::{
    Access, Form, Page, Path, Query, Result, Routes, Shell, SignedIn,
    form::{self, Refusal},
};

use super::{
    HREF,
    list::Pane,
    shown::{Entry, entries, others, title},
};
use crate::people::{By, Cards};
use crate::{
    idempotency::IdempotencyKey,
    messages::{
        conversations::{self, View},
        message::{self, Draft},
        types::{ConversationId, Kind, MessageId, MessageText},
    },
};

/// How many messages stand on the page.
const PAGE: u32 = 50;

pub(super) fn routes() -> Routes {
    Routes::new()
        .page("/messages/{id}", Access::People, show)
        .form("/messages/{id}", Access::People, send)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// Messages before this one are wanted.
    before: Option<i64>,
    reply_to: String,
}

/// A message as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct MessageForm {
    content: String,
    reply_to_id: String,
    /// Makes sending twice one message.
    key: String,
}

#[derive(Template)]
#[template(path = "community/messages/talk.html")]
struct TalkPage {
    shell: Shell,
    pane: Pane,
    id: ConversationId,
    title: String,
    is_group: bool,
    is_archived: bool,
    is_muted: bool,
    others: Vec<By>,
    entries: Vec<Entry>,
    earlier: Option<i64>,
    /// Whether the newest messages are shown; news come in only there.
    is_end: bool,
    seen: Option<String>,
    form: MessageForm,
    /// Whom one answers, and what he said.
    answers: Option<(String, String)>,
    refusal: Refusal,
    may_send: bool,
}

impl TalkPage {
    fn act(&self, what: &str) -> String {
        format!("/messages/{}/{what}", self.id)
    }
}

/// By has read the last of one's own messages, in words; none when it was not the last.
pub(super) fn seen(
    view: &View,
    cards: &Cards,
    me: platform::id::PersonId,
    shell: &Shell,
) -> Option<String> {
    let last = view.last.as_ref().filter(|m| m.author == me)?;
    let readers = view.participants.iter().filter(|p| p.person != me);
    let readers = readers.filter(|p| p.read.is_some_and(|(number, _)| number >= last.number));
    let names: Vec<_> = readers
        .filter_map(|p| cards.get(p.person))
        .map(|c| c.shown(shell.language))
        .collect();
    if names.is_empty() {
        return None;
    }
    if view.conversation.kind == Kind::Direct {
        return Some(shell.t("messages-seen").to_owned());
    }
    let comma = format!("{} ", shell.t("messages-comma"));
    Some(shell.t1("messages-seen-by", "names", names.join(&comma)))
}

async fn page(
    app: &App,
    actor: &Arc<Actor>,
    mut shell: Shell,
    id: ConversationId,
    asked: &Asked,
) -> Result<TalkPage> {
    let (me, before) = (actor.person, asked.before.unwrap_or(i64::MAX));
    let reader = actor.clone();
    let ((view, cards), (found, named)) = app
        .read(move |db| {
            let view = conversations::view(db, me, id)?;
            let last = before.saturating_sub(1);
            Ok((view, message::latest(db, reader.person, id, last, PAGE)?))
        })
        .await?;
    let conversation = &view.conversation;
    let is_end = asked.before.is_none();
    if is_end && conversation.unread > 0 && !app.store.is_standby() {
        conversations::read(app, actor, id, None).await?;
        let (waiting, _) = conversations::unread(app, actor).await?;
        shell.recount(HREF, u64::try_from(waiting).unwrap_or(0));
    }
    let first = found.first().map(|v| v.message.number);
    let earlier = first.filter(|n| *n > conversation.since_number + 1);
    let others = others(&view, &cards, me, &shell);
    let answered = asked.reply_to.parse::<MessageId>().ok();
    let shown = entries(&found, &named, actor, &shell, conversation.read_number);
    let answers = answered.and_then(|wanted| {
        let view = found.iter().find(|v| v.message.id == wanted)?;
        let name = named.get(view.message.author)?.shown(shell.language);
        let words = platform::markdown::excerpt(&view.message.content, 90);
        Some((name.to_owned(), words))
    });
    let form = MessageForm {
        reply_to_id: answers
            .as_ref()
            .map_or_else(String::new, |_| asked.reply_to.clone()),
        key: app.ids.next::<MessageId>().to_string(),
        ..MessageForm::default()
    };
    Ok(TalkPage {
        pane: Pane::load(app, actor, &shell, Some(id), (conversation.is_archived, "")).await?,
        id,
        title: title(&view, &others, &shell),
        is_group: conversation.kind == Kind::Group,
        is_archived: conversation.is_archived,
        is_muted: conversation.is_muted,
        entries: shown,
        earlier,
        is_end,
        seen: seen(&view, &cards, me, &shell),
        others,
        form,
        answers,
        refusal: Refusal::default(),
        may_send: crate::messages::rules::may_send(actor).is_ok(),
        shell,
    })
}

async fn show(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<ConversationId>,
    Query(asked): Query<Asked>,
) -> Result<Page<TalkPage>> {
    Ok(Page(page(&app, &actor, shell, id, &asked).await?))
}

async fn sent(
    app: &App,
    actor: &Arc<Actor>,
    id: ConversationId,
    typed: &MessageForm,
) -> platform::Result<()> {
    let key = Some(typed.key.clone()).filter(|k| !k.is_empty() && k.len() <= 200);
    let call = IdempotencyKey(key).of("message_form", &(id, &typed.content, &typed.reply_to_id))?;
    let text = MessageText::parse(&typed.content).map_err(|m| Error::invalid("content", m))?;
    let draft = Draft {
        id: app.ids.next(),
        text,
        reply_to: typed.reply_to_id.parse().ok(),
    };
    message::send(app, actor, id, draft, call).await?;
    Ok(())
}

async fn send(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Path(id): Path<ConversationId>,
    Form(typed): Form<MessageForm>,
) -> Result<Response> {
    let Err(error) = sent(&app, &actor, id, &typed).await else {
        return Ok(form::to(&format!("/messages/{id}#end")));
    };
    let refusal = Refusal::of(error, shell.language)?;
    let asked = Asked {
        reply_to: typed.reply_to_id.clone(),
        ..Asked::default()
    };
    let page = page(&app, &actor, shell, id, &asked).await?;
    let page = TalkPage {
        refusal: refusal.clone(),
        form: MessageForm {
            content: typed.content,
            ..page.form
        },
        ..page
    };
    Ok(refusal.answer(&page).into_response())
}
