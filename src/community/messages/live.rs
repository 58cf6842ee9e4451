//! News for people who have messages open. Each hears on a channel of his own, and news are given
//! to those who take part at that moment, so that whoever left or lost his account hears nothing.
//! Only ids and counts are announced: the browser fetches what it may see.

use platform::{App, Result, id::PersonId, live::News};
use serde_json::json;

use super::{
    conversations,
    types::{ConversationId, MessageId},
};

/// The channel of a person: how much waits for him, and which conversation moved.
pub(super) fn of_person(person: PersonId) -> String {
    format!("messages:{person}")
}

/// The channel of a person who has a conversation open.
pub(super) fn of_place(conversation: ConversationId, person: PersonId) -> String {
    format!("messages:{person}:{conversation}")
}

fn news(event: &'static str, data: &serde_json::Value) -> News {
    let data = data.to_string();
    News { event, data }
}

/// Who hears of it. News are a comfort: that they could not be told is logged, and nothing more.
async fn listeners(app: &App, id: ConversationId) -> Vec<PersonId> {
    let found = app.read(move |db| conversations::listeners(db, id)).await;
    told(found).unwrap_or_default()
}

fn told<T>(found: Result<T>) -> Option<T> {
    found
        .inspect_err(|error| tracing::warn!(%error, "News of a conversation were not told"))
        .ok()
}

fn place(app: &App, id: ConversationId, people: &[PersonId], news: &News) {
    for person in people {
        app.live.announce(&of_place(id, *person), news.clone());
    }
}

/// A message came.
pub(super) async fn sent(app: &App, id: ConversationId, message: MessageId) {
    let people = listeners(app, id).await;
    let url = format!("/messages/{id}/{message}/fragment");
    let data = json!({"id": format!("m-{message}"), "html_url": url});
    place(app, id, &people, &news("post", &data));
    rows(app, id, &people);
    for person in people {
        counted(app, person).await;
    }
}

/// A message was changed, deleted or answered with a sign.
pub(super) async fn message_changed(app: &App, id: ConversationId, message: MessageId) {
    let people = listeners(app, id).await;
    let url = format!("/messages/{id}/{message}/fragment");
    let data = json!({"id": format!("m-{message}"), "html_url": url});
    place(app, id, &people, &news("change", &data));
}

/// A conversation began, has another title or other people.
pub(super) async fn changed(app: &App, id: ConversationId) {
    let people = listeners(app, id).await;
    rows(app, id, &people);
}

/// Its line in the lists of people moves up.
fn rows(app: &App, id: ConversationId, people: &[PersonId]) {
    let url = format!("/messages/{id}/row");
    let data = json!({"id": format!("c-{id}"), "html_url": url, "list": "conversations"});
    for person in people {
        app.live.announce(&of_person(*person), news("top", &data));
    }
}

/// Somebody left: his streams of it end, and are refused when he asks again.
pub(super) async fn left(app: &App, id: ConversationId, person: PersonId) {
    app.live.close(&of_place(id, person));
    changed(app, id).await;
    counted(app, person).await;
}

/// Somebody has read.
pub(super) async fn read(app: &App, id: ConversationId, person: PersonId) {
    let people = listeners(app, id).await;
    let url = format!("/messages/{id}/reads");
    let data = json!({"id": "reads", "html_url": url});
    place(app, id, &people, &news("change", &data));
    counted(app, person).await;
}

/// How much waits for somebody, told when he listens.
pub(super) async fn counted(app: &App, person: PersonId) {
    let channel = of_person(person);
    if app.live.listeners(&channel) == 0 {
        return;
    }
    let counted = app.read(move |db| conversations::unread_of(db, person));
    let Some((messages, _)) = told(counted.await) else {
        return;
    };
    let text = if messages > 0 {
        messages.to_string()
    } else {
        String::new()
    };
    let data = json!({"target": "messages", "text": text});
    app.live.announce(&channel, news("count", &data));
}
