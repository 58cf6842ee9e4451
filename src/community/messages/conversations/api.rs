//! `/api/v1/conversations`.

use axum::{
    extract::State,
    http::Method,
    response::{IntoResponse, Response},
};
use platform::{
    App, Error, Time,
    error::Check,
    id::PersonId,
    listing::{List, Pairs},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Access, Json, Path, Query, Result, Routes, SignedIn, openapi::Doc, reply};

use super::{NewConversation, View, service};
use crate::people::{Cards, PersonJson};
use crate::{
    idempotency::IdempotencyKey,
    messages::types::{
        self, CONVERSATIONS, Conversation, ConversationId, Kind, MessageId, MessageText,
        Participant,
    },
};

const TAG: &str = "Messages";
const ALL: &str = "/api/v1/conversations";
const ONE: &str = "/api/v1/conversations/{id}";

/// The calls.
pub fn routes() -> Routes {
    reading().merge(writing()).merge(own())
}

fn reading() -> Routes {
    Routes::new()
        .api(
            Method::GET,
            ALL,
            Access::People,
            Doc::new(TAG, "The conversations that you take part in.")
                .list::<ConversationJson>()
                .query(
                    "archived",
                    "true for those that you put away, false for the others.",
                )
                .query("kind", "direct or group.")
                .query("sort", "-last_message_at (usual) or last_message_at."),
            list,
        )
        .api(
            Method::GET,
            ONE,
            Access::People,
            Doc::new(TAG, "A conversation that you take part in.").returns::<ConversationJson>(200),
            show,
        )
}

fn writing() -> Routes {
    Routes::new()
        .api(
            Method::POST,
            ALL,
            Access::People,
            Doc::new(
                TAG,
                "Begins a conversation with one person or a group. Two people have one: it is answered \
                 with 200 where it is there already. Takes an Idempotency-Key.",
            )
            .body::<ConversationBody>()
            .returns::<ConversationJson>(201)
            .returns::<ConversationJson>(200)
            .error(403, "person_out_of_reach")
            .error(422, "idempotency_key_reused"),
            start,
        )
        .api(
            Method::PATCH,
            ONE,
            Access::People,
            Doc::new(TAG, "Gives a group another title.")
                .body::<ConversationChange>()
                .returns::<ConversationJson>(200)
                .error(409, "conversation_is_direct"),
            change,
        )
        .api(
            Method::POST,
            "/api/v1/conversations/{id}/participants",
            Access::People,
            Doc::new(
                TAG,
                "Brings people into a group. They see what is sent from then on.",
            )
            .body::<ParticipantsBody>()
            .returns::<ConversationJson>(200)
            .error(409, "conversation_is_direct"),
            add,
        )
        .api(
            Method::POST,
            "/api/v1/conversations/{id}/leave",
            Access::People,
            Doc::new(TAG, "Leaves a group.")
                .empty(204)
                .error(409, "conversation_is_direct"),
            leave,
        )
}

/// What one keeps about a conversation; nobody else sees it.
fn own() -> Routes {
    let marked = |summary| Doc::new(TAG, summary).returns::<ConversationJson>(200);
    Routes::new()
        .api(
            Method::POST,
            "/api/v1/conversations/{id}/archive",
            Access::People,
            marked("Puts a conversation away until a message comes."),
            archive,
        )
        .api(
            Method::POST,
            "/api/v1/conversations/{id}/unarchive",
            Access::People,
            marked("Takes a conversation out again."),
            unarchive,
        )
        .api(
            Method::POST,
            "/api/v1/conversations/{id}/mute",
            Access::People,
            marked("Mutes a conversation, so that it does not count as unread, or no longer."),
            mute,
        )
        .api(
            Method::POST,
            "/api/v1/conversations/{id}/read",
            Access::People,
            Doc::new(TAG, "Says that you have read a conversation.")
                .body::<ReadBody>()
                .empty(204),
            read,
        )
}

/// Somebody who takes part, as programs get him.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParticipantJson {
    person: Option<PersonJson>,
    #[schema(value_type = String)]
    joined_at: Time,
    /// The number of the message up to which he has read, where both of you show it.
    read_number: Option<i64>,
    /// When.
    #[schema(value_type = Option<String>)]
    read_at: Option<Time>,
}

/// The newest message of a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct LastJson {
    #[schema(value_type = String)]
    id: MessageId,
    number: i64,
    author: Option<PersonJson>,
    /// Markdown; empty when it was deleted.
    content: String,
    is_deleted: bool,
    #[schema(value_type = String)]
    created_at: Time,
}

/// A conversation, as programs get it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationJson {
    #[schema(value_type = String)]
    id: ConversationId,
    /// `direct` or `group`.
    #[schema(value_type = String)]
    kind: Kind,
    /// A group's title; may be empty.
    title: String,
    #[schema(value_type = String)]
    creator_id: PersonId,
    participants: Vec<ParticipantJson>,
    last_message: Option<LastJson>,
    unread_count: i64,
    is_archived: bool,
    is_muted: bool,
    #[schema(value_type = String)]
    created_at: Time,
    /// When the newest message came; when the conversation began where there is none.
    #[schema(value_type = String)]
    last_message_at: Time,
}

impl ConversationJson {
    fn new(view: View, cards: &Cards) -> Self {
        let Conversation {
            id,
            kind,
            title,
            creator,
            created_at,
            last_at,
            unread,
            is_archived,
            is_muted,
            ..
        } = view.conversation;
        let participant = |p: Participant| ParticipantJson {
            person: cards.json(p.person),
            joined_at: p.joined_at,
            read_number: p.read.map(|(number, _)| number),
            read_at: p.read.map(|(_, at)| at),
        };
        let last = view.last.map(|m| LastJson {
            id: m.id,
            number: m.number,
            author: cards.json(m.author),
            content: m.content,
            is_deleted: m.is_deleted,
            created_at: m.created_at,
        });
        Self {
            id,
            kind,
            title,
            creator_id: creator,
            participants: view.participants.into_iter().map(participant).collect(),
            last_message: last,
            unread_count: unread,
            is_archived,
            is_muted,
            created_at,
            last_message_at: last_at,
        }
    }
}

async fn shown(app: &App, actor: &platform::Actor, id: ConversationId) -> Result<ConversationJson> {
    let (view, cards) = service::show(app, actor, id).await?;
    Ok(ConversationJson::new(view, &cards))
}

async fn list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse> {
    let list = List::parse(CONVERSATIONS, &pairs, &app.seal)?;
    let found = service::list(&app, &actor, list).await?;
    let cards = found.cards;
    Ok(reply::list(
        found.listing.map(|v| ConversationJson::new(v, &cards)),
    ))
}

async fn show(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
) -> Result<impl IntoResponse> {
    Ok(reply::ok(shown(&app, &actor, id).await?))
}

/// A conversation to begin.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConversationBody {
    /// The others: one for a direct conversation, up to 49 for a group.
    #[schema(value_type = Vec<String>)]
    participants: Vec<PersonId>,
    /// A group's title, up to 120 characters. One other with a title makes a group of two.
    #[serde(default)]
    title: String,
    /// `direct` or `group`; follows from the others unless given.
    kind: Option<String>,
    /// What is said first, markdown, 1 to 10,000 characters.
    message: Option<String>,
}

impl ConversationBody {
    fn checked(self) -> platform::Result<NewConversation> {
        let mut check = Check::default();
        let title = check.field("title", types::title(&self.title));
        let text = self.message.as_deref().map(MessageText::parse).transpose();
        let text = check.field("message", text);
        let others = self.participants.len();
        let is_group = match self.kind.as_deref() {
            None => others > 1,
            Some("group") => true,
            Some("direct") if others <= 1 && self.title.trim().is_empty() => false,
            Some("direct") => {
                check.fail("kind", platform::error::Message::new("direct-is-of-two"));
                false
            }
            Some(_) => {
                let allowed = platform::error::Message::new("not-one-of");
                check.fail("kind", allowed.arg("allowed", "direct, group"));
                false
            }
        };
        let (title, text) = check.take(title.zip(text))?;
        Ok(NewConversation {
            people: self.participants,
            title,
            is_group,
            text,
        })
    }
}

async fn start(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    key: IdempotencyKey,
    Json(asked): Json<ConversationBody>,
) -> Result<Response> {
    let call = key.of("conversations", &asked)?;
    let started = service::start(&app, &actor, asked.checked()?, call).await?;
    let data = shown(&app, &actor, started.id).await?;
    Ok(if started.was_there {
        reply::ok(data).into_response()
    } else {
        reply::created(format!("{ALL}/{}", started.id), data).into_response()
    })
}

/// Changes to a group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConversationChange {
    /// The title, up to 120 characters.
    title: String,
}

async fn change(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
    Json(asked): Json<ConversationChange>,
) -> Result<impl IntoResponse> {
    let title = types::title(&asked.title).map_err(|m| Error::invalid("title", m))?;
    service::rename(&app, &actor, id, title).await?;
    Ok(reply::ok(shown(&app, &actor, id).await?))
}

/// People to bring into a group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ParticipantsBody {
    #[schema(value_type = Vec<String>)]
    participants: Vec<PersonId>,
}

async fn add(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
    Json(asked): Json<ParticipantsBody>,
) -> Result<impl IntoResponse> {
    service::add(&app, &actor, id, asked.participants).await?;
    Ok(reply::ok(shown(&app, &actor, id).await?))
}

async fn leave(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
) -> Result<impl IntoResponse> {
    service::leave(&app, &actor, id).await?;
    Ok(reply::gone())
}

async fn archive(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
) -> Result<impl IntoResponse> {
    service::archive(&app, &actor, id, true).await?;
    Ok(reply::ok(shown(&app, &actor, id).await?))
}

async fn unarchive(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
) -> Result<impl IntoResponse> {
    service::archive(&app, &actor, id, false).await?;
    Ok(reply::ok(shown(&app, &actor, id).await?))
}

async fn mute(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
) -> Result<impl IntoResponse> {
    service::toggle_mute(&app, &actor, id).await?;
    Ok(reply::ok(shown(&app, &actor, id).await?))
}

/// How far one has read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadBody {
    /// Up to this message; all of them unless given.
    #[schema(value_type = Option<String>)]
    message_id: Option<MessageId>,
}

async fn read(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ConversationId>,
    Json(asked): Json<ReadBody>,
) -> Result<impl IntoResponse> {
    service::read(&app, &actor, id, asked.message_id).await?;
    Ok(reply::gone())
}
