//! `/api/v1/conversations/{id}/messages` and `/api/v1/messages`.

use axum::{extract::State, http::Method, response::IntoResponse};
use platform::{
    App, Error, Time,
    listing::{List, Pairs},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{
    Access, Json, Path, Query, Result, Routes, SignedIn, openapi::Doc, reply, routes::Class,
};

use super::{Draft, Reaction, Shown, View, service};
use crate::people::{Cards, PersonJson};
use crate::{
    idempotency::IdempotencyKey,
    messages::{
        conversations,
        types::{ConversationId, MESSAGES, MessageId, MessageText, SEARCH},
    },
};

const TAG: &str = "Messages";
const OF_ONE: &str = "/api/v1/conversations/{id}/messages";
const ONE: &str = "/api/v1/messages/{id}";

/// The calls.
pub fn routes() -> Routes {
    reading().merge(writing())
}

fn reading() -> Routes {
    Routes::new()
        .api(
            Method::GET,
            OF_ONE,
            Access::People,
            Doc::new(TAG, "The messages of a conversation, the newest first.")
                .list::<MessageJson>()
                .query("sort", "-number (usual) or number."),
            list,
        )
        .api(
            Method::GET,
            "/api/v1/messages/unread-count",
            Access::People,
            Doc::new(TAG, "How much waits for you, muted conversations left out.")
                .returns::<UnreadJson>(200),
            unread,
        )
        .api(
            Method::GET,
            "/api/v1/messages/search",
            Access::People,
            Doc::new(
                TAG,
                "Messages of your own conversations that hold all the words.",
            )
            .list::<MessageJson>()
            .query("q", "The words; spelling and vowel signs do not matter.")
            .query("sort", "-created_at (usual) or created_at."),
            search,
        )
        .counted(Class::Search)
}

fn writing() -> Routes {
    let message = |summary| Doc::new(TAG, summary).returns::<MessageJson>(200);
    Routes::new()
        .api(
            Method::POST,
            OF_ONE,
            Access::People,
            Doc::new(TAG, "Sends a message. Takes an Idempotency-Key.")
                .body::<MessageBody>()
                .returns::<MessageJson>(201)
                .error(403, "person_out_of_reach")
                .error(422, "idempotency_key_reused"),
            send,
        )
        .api(
            Method::PATCH,
            ONE,
            Access::People,
            message("Changes the words of your own message, within 24 hours.")
                .body::<MessageChange>()
                .error(403, "message_of_another")
                .error(403, "message_too_old")
                .error(409, "message_deleted"),
            change,
        )
        .api(
            Method::DELETE,
            ONE,
            Access::People,
            Doc::new(
                TAG,
                "Deletes your own message: its words are gone, its place stays.",
            )
            .empty(204)
            .error(403, "message_of_another"),
            delete,
        )
        .api(
            Method::POST,
            "/api/v1/messages/{id}/reactions",
            Access::People,
            message("Puts a sign on a message, or takes it off.")
                .body::<ReactionBody>()
                .error(409, "message_deleted"),
            react,
        )
}

/// The message that another answers, as programs get it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnsweredJson {
    #[schema(value_type = String)]
    id: MessageId,
    author: Option<PersonJson>,
    /// Markdown; empty when it was deleted.
    content: String,
    is_deleted: bool,
}

/// A message, as programs get it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageJson {
    #[schema(value_type = String)]
    id: MessageId,
    #[schema(value_type = String)]
    conversation_id: ConversationId,
    /// Its place in the conversation; grows by one.
    number: i64,
    author: Option<PersonJson>,
    /// Markdown; empty when it was deleted.
    content: String,
    reply_to: Option<AnsweredJson>,
    reactions: Vec<Reaction>,
    #[schema(value_type = String)]
    created_at: Time,
    #[schema(value_type = Option<String>)]
    edited_at: Option<Time>,
    is_deleted: bool,
}

impl MessageJson {
    fn new(view: View, cards: &Cards) -> Self {
        let answered = view.answers.map(|m| AnsweredJson {
            id: m.id,
            author: cards.json(m.author),
            content: m.content,
            is_deleted: m.is_deleted,
        });
        Self {
            id: view.message.id,
            conversation_id: view.message.conversation,
            number: view.message.number,
            author: cards.json(view.message.author),
            content: view.message.content,
            reply_to: answered,
            reactions: view.reactions,
            created_at: view.message.created_at,
            edited_at: view.message.edited_at,
            is_deleted: view.message.is_deleted,
        }
    }
}

fn listed(found: Shown) -> impl IntoResponse {
    let cards = found.cards;
    reply::list(found.listing.map(|v| MessageJson::new(v, &cards)))
}

async fn list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse> {
    let list = List::parse(MESSAGES, &pairs, &app.seal)?;
    Ok(listed(service::list(&app, &actor, id, list).await?))
}

async fn search(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse> {
    let list = List::parse(SEARCH, &pairs, &app.seal)?;
    Ok(listed(service::search(&app, &actor, list).await?))
}

/// How much waits.
#[derive(Debug, Serialize, ToSchema)]
struct UnreadJson {
    /// Messages of others that were not read.
    messages: i64,
    /// In so many conversations.
    conversations: i64,
}

async fn unread(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<impl IntoResponse> {
    let (messages, conversations) = conversations::unread(&app, &actor).await?;
    Ok(reply::ok(UnreadJson {
        messages,
        conversations,
    }))
}

/// A message to be sent.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MessageBody {
    /// Markdown, 1 to 10,000 characters.
    content: String,
    /// The message that it answers.
    #[schema(value_type = Option<String>)]
    reply_to_id: Option<MessageId>,
}

fn text(content: &str) -> platform::Result<MessageText> {
    MessageText::parse(content).map_err(|m| Error::invalid("content", m))
}

async fn send(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
    key: IdempotencyKey,
    Json(asked): Json<MessageBody>,
) -> Result<impl IntoResponse> {
    let call = key.of("messages", &(id, &asked))?;
    let draft = Draft {
        id: app.ids.next(),
        text: text(&asked.content)?,
        reply_to: asked.reply_to_id,
    };
    let (view, cards) = service::send(&app, &actor, id, draft, call).await?;
    let location = format!("/api/v1/conversations/{id}/messages");
    Ok(reply::created(location, MessageJson::new(view, &cards)))
}

/// Changed words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MessageChange {
    /// Markdown, 1 to 10,000 characters.
    content: String,
}

async fn change(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<MessageId>,
    Json(asked): Json<MessageChange>,
) -> Result<impl IntoResponse> {
    let (view, cards) = service::edit(&app, &actor, id, text(&asked.content)?).await?;
    Ok(reply::ok(MessageJson::new(view, &cards)))
}

async fn delete(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<MessageId>,
) -> Result<impl IntoResponse> {
    service::delete(&app, &actor, id).await?;
    Ok(reply::gone())
}

/// A sign.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReactionBody {
    /// One of 👍 ✅ ❤️ 😄 🎉 😮 😢 🙏.
    #[schema(example = "👍")]
    reaction: String,
}

async fn react(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<MessageId>,
    Json(asked): Json<ReactionBody>,
) -> Result<impl IntoResponse> {
    let (view, cards) = service::react(&app, &actor, id, &asked.reaction).await?;
    Ok(reply::ok(MessageJson::new(view, &cards)))
}
