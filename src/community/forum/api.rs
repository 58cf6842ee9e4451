//! Calls that belong to no single room of the forum.

use std::sync::Arc;

use axum::{extract::State, http::Method, response::IntoResponse};
use platform::{Actor, App};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Access, Query, Result, Routes, SignedIn, Visitor, openapi::Doc, reply, routes::Class};

use super::{TopicId, mentions, text, topics};
use crate::people::Card;

/// The calls.
pub fn routes() -> Routes {
    Routes::new()
        .api(
            Method::GET,
            "/api/v1/forum/mentions",
            Access::People,
            Doc::new(
                "Forum",
                "People to mention: of those who may open the topic.",
            )
            .query("q", "How the name begins.")
            .query(
                "topic_id",
                "The topic; colleagues are offered where there is none yet.",
            )
            .returns::<Vec<Person>>(200),
            people,
        )
        .counted(Class::Search)
        .page("/mentions", Access::People, people)
        .counted(Class::Search)
        .api(
            Method::GET,
            "/api/v1/forum/tags",
            Access::Readers,
            Doc::new(
                "Forum",
                "Tags of topics that the one who asks may open, the most used first.",
            )
            .query("q", "How the tag begins.")
            .returns::<Vec<Tag>>(200),
            tags,
        )
        .counted(Class::Search)
        .page("/forum/tags", Access::Readers, tags)
        .counted(Class::Search)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    q: String,
    topic_id: Option<TopicId>,
}

/// A tag.
#[derive(Debug, Serialize, ToSchema)]
struct Tag {
    /// The tag.
    text: String,
    /// How many topics have it.
    topics_count: i64,
}

async fn tags(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    let found = topics::tags(&app, &viewer, asked.q).await?;
    let tag = |(text, topics_count)| Tag { text, topics_count };
    Ok(reply::ok(found.into_iter().map(tag).collect::<Vec<_>>()))
}

/// A person to mention.
#[derive(Debug, Serialize, ToSchema)]
struct Person {
    /// His name.
    text: String,
    /// What is written after the `@`.
    handle: String,
    /// His organisation.
    kind: String,
}

async fn people(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    Ok(reply::ok(found(&app, &actor, asked).await?))
}

async fn found(app: &App, actor: &Arc<Actor>, asked: Asked) -> Result<Vec<Person>> {
    let found = mentions::suggestions(app, actor, asked.topic_id, asked.q).await?;
    let person = |a: Card| Person {
        handle: text::handle(&a.name),
        kind: a.organization_name(actor.language).to_owned(),
        text: a.name,
    };
    Ok(found.into_iter().map(person).collect())
}
