//! The calls of `/api/v1/notifications`.

use std::collections::BTreeMap;

use axum::{extract::State, http::Method, response::IntoResponse};
use platform::{
    App, Error, Time,
    error::Message,
    id::AnyId,
    listing::{List, Pairs},
    notifying::Kind,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Access, Json, Path, Query, Result, Routes, SignedIn, openapi::Doc, reply};

use super::{
    queries::SPEC,
    service,
    types::{Notification, NotificationId, Preference, Tally},
};
use crate::people::{Cards, PersonJson};

const TAG: &str = "Notifications";

pub(super) fn routes() -> Routes {
    let listing = Doc::new(TAG, "One's notifications, the newest first.")
        .list::<NotificationJson>()
        .query("kind", "Only of a kind; kind[in] takes several.")
        .query("unread", "true or false.")
        .query("created[gte]", "At or after a time.")
        .query("created[lt]", "Before a time.");
    changing()
        .api(
            Method::GET,
            "/api/v1/notifications",
            Access::OwnAccount,
            listing,
            list,
        )
        .api(
            Method::GET,
            "/api/v1/notifications/unread-count",
            Access::OwnAccount,
            Doc::new(TAG, "How many one has not read.").returns::<CountJson>(200),
            unread_count,
        )
        .api(
            Method::GET,
            "/api/v1/notifications/stats",
            Access::OwnAccount,
            Doc::new(TAG, "How many there are, in all and of each kind.").returns::<StatsJson>(200),
            stats,
        )
        .api(
            Method::GET,
            "/api/v1/notifications/preferences",
            Access::OwnAccount,
            Doc::new(TAG, "What one is told of.").returns::<PreferencesJson>(200),
            preferences,
        )
        .api(
            Method::PUT,
            "/api/v1/notifications/preferences",
            Access::OwnAccount,
            Doc::new(
                TAG,
                "Chooses what one is told of; a kind that is not named is as usual again.",
            )
            .body::<ChoicesJson>()
            .returns::<PreferencesJson>(200),
            choose,
        )
}

fn changing() -> Routes {
    Routes::new()
        .api(
            Method::POST,
            "/api/v1/notifications/{id}/read",
            Access::OwnAccount,
            Doc::new(TAG, "Takes one as read.").empty(204),
            read,
        )
        .api(
            Method::POST,
            "/api/v1/notifications/read-all",
            Access::OwnAccount,
            Doc::new(TAG, "Takes all as read, or all of a kind.")
                .query("kind", "Only of this kind.")
                .empty(204),
            read_all,
        )
        .api(
            Method::DELETE,
            "/api/v1/notifications/{id}",
            Access::OwnAccount,
            Doc::new(TAG, "Takes one away.").empty(204),
            remove,
        )
}

/// A notification.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotificationJson {
    #[schema(value_type = String)]
    id: NotificationId,
    /// reply, mention, like, best_answer, follow, …
    #[schema(value_type = String)]
    kind: Kind,
    /// What happened in particular: `to_topic`, `rejected`.
    action: String,
    subject: SubjectJson,
    /// The latest of those who did it, at most three.
    actors: Vec<PersonJson>,
    /// How many did it.
    actors_count: i64,
    is_read: bool,
    #[schema(value_type = Option<String>)]
    read_at: Option<Time>,
    #[schema(value_type = String)]
    created_at: Time,
}

/// What a notification is about.
#[derive(Debug, Serialize, ToSchema)]
struct SubjectJson {
    /// forum_topic, forum_post, use_case, person.
    r#type: String,
    #[schema(value_type = String)]
    id: AnyId,
    title: String,
    /// Where it is; none when it is gone.
    url: Option<String>,
    /// The reason of a rejection.
    note: String,
}

impl NotificationJson {
    fn new(found: Notification, authors: &Cards) -> Self {
        let (row, shown) = (found.row, found.shown);
        let latest = found.doers.latest.iter();
        Self {
            id: row.id,
            kind: row.kind,
            action: row.action,
            subject: SubjectJson {
                r#type: row.subject_type,
                id: row.subject,
                title: shown.title,
                url: shown.url,
                note: shown.note,
            },
            actors: latest.filter_map(|id| authors.json(*id)).collect(),
            actors_count: found.doers.count,
            is_read: row.read_at.is_some(),
            read_at: row.read_at,
            created_at: row.created_at,
        }
    }
}

async fn list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse> {
    let list = List::parse(SPEC, &pairs, &app.seal)?;
    let found = service::list(&app, &actor, list).await?;
    let authors = found.authors;
    let listing = found
        .listing
        .map(|one| NotificationJson::new(one, &authors));
    Ok(reply::list(listing))
}

/// How many one has not read.
#[derive(Debug, Serialize, ToSchema)]
struct CountJson {
    count: u64,
}

async fn unread_count(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<impl IntoResponse> {
    let count = service::unread(&app, &actor).await?;
    Ok(reply::ok(CountJson { count }))
}

async fn read(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<NotificationId>,
) -> Result<impl IntoResponse> {
    service::read(&app, &actor, id).await?;
    Ok(reply::gone())
}

/// Of which kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    kind: Option<String>,
}

async fn read_all(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
) -> Result<impl IntoResponse> {
    let kind = which.kind.as_deref().map(kind_of).transpose()?;
    service::read_all(&app, &actor, kind).await?;
    Ok(reply::gone())
}

fn kind_of(word: &str) -> platform::Result<Kind> {
    let unknown = || Error::invalid("kind", Message::new("notification-kind-unknown"));
    Kind::parse(word).ok_or_else(unknown)
}

async fn remove(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<NotificationId>,
) -> Result<impl IntoResponse> {
    service::remove(&app, &actor, id).await?;
    Ok(reply::gone())
}

/// How many there are.
#[derive(Debug, Serialize, ToSchema)]
struct StatsJson {
    total: u64,
    unread: u64,
    /// By kind; kinds without any are left out.
    #[schema(value_type = BTreeMap<String, KindJson>)]
    kinds: BTreeMap<&'static str, KindJson>,
}

/// How many there are of a kind.
#[derive(Debug, Serialize, ToSchema)]
struct KindJson {
    total: u64,
    unread: u64,
}

async fn stats(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<impl IntoResponse> {
    let tallies = service::tallies(&app, &actor).await?;
    let kind = |t: &Tally| {
        let (total, unread) = (t.total, t.unread);
        (t.kind.as_str(), KindJson { total, unread })
    };
    Ok(reply::ok(StatsJson {
        total: tallies.iter().map(|t| t.total).sum(),
        unread: tallies.iter().map(|t| t.unread).sum(),
        kinds: tallies.iter().map(kind).collect(),
    }))
}

/// What one is told of, by kind.
#[derive(Debug, Serialize, ToSchema)]
struct PreferencesJson {
    #[schema(value_type = BTreeMap<String, PreferenceJson>)]
    kinds: BTreeMap<&'static str, PreferenceJson>,
}

/// How one is told of a kind.
#[derive(Debug, Serialize, ToSchema)]
struct PreferenceJson {
    /// On pages and by the API.
    in_app: bool,
    /// Whether it cannot be switched off.
    is_required: bool,
}

impl From<Vec<Preference>> for PreferencesJson {
    fn from(chosen: Vec<Preference>) -> Self {
        let one = |p: Preference| {
            let json = PreferenceJson {
                in_app: p.in_app,
                is_required: p.kind.is_required(),
            };
            (p.kind.as_str(), json)
        };
        Self {
            kinds: chosen.into_iter().map(one).collect(),
        }
    }
}

/// What one wants to be told of, by kind.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChoicesJson {
    #[schema(value_type = BTreeMap<String, ChoiceJson>)]
    kinds: BTreeMap<Kind, ChoiceJson>,
}

/// How one wants to be told of a kind.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChoiceJson {
    /// On pages and by the API.
    in_app: bool,
}

async fn preferences(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<impl IntoResponse> {
    let chosen = service::preferences(&app, &actor).await?;
    Ok(reply::ok(PreferencesJson::from(chosen)))
}

async fn choose(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(asked): Json<ChoicesJson>,
) -> Result<impl IntoResponse> {
    let choice = |(kind, choice): (Kind, ChoiceJson)| Preference {
        kind,
        in_app: choice.in_app,
    };
    let chosen = asked.kinds.into_iter().map(choice).collect();
    let chosen = service::choose(&app, &actor, chosen).await?;
    Ok(reply::ok(PreferencesJson::from(chosen)))
}
