//! People named in a text by `@Name`, their name with dots for spaces. Only people who may open the
//! topic are noted or suggested.

pub(super) mod queries;

use std::sync::Arc;

use platform::{Actor, App, Error, Result, Time, id::PersonId};
use store::Writer;

use super::{
    PostId, Rendered, TopicId,
    text::{self, People},
    topics::{self, Part},
};
use crate::people::{Card, Cards};

/// How many people are suggested.
const SUGGESTED: u32 = 8;

/// Notes whom a text names, instead of whom it named before.
pub(super) fn note(
    tx: &Writer<'_>,
    topic: TopicId,
    post: Option<PostId>,
    people: &[PersonId],
    now: Time,
) -> Result<()> {
    queries::forget(tx, topic, post)?;
    if people.is_empty() {
        return Ok(());
    }
    queries::insert(tx, topic, post, people, now)
}

/// Renders a text. The people that it may name are those of the writer's organisation, and whoever
/// takes part in the topic.
pub(super) async fn render(
    app: &App,
    actor: &Arc<Actor>,
    topic: Option<TopicId>,
    content: String,
) -> Result<Rendered> {
    let organization = actor.organization;
    app.read(move |db| {
        let handles = text::handles(&content);
        let mut people = People::new();
        if !handles.is_empty() {
            for (id, name) in queries::nameable(db, organization, topic)? {
                let handle = text::handle(&name).to_lowercase();
                if handles.contains(&handle) {
                    people.entry(handle).or_insert((id, name));
                }
            }
        }
        Ok(Rendered::make(content, &people))
    })
    .await
}

/// A text as it will look when it is sent.
pub(super) async fn preview(app: &App, actor: &Arc<Actor>, content: String) -> Result<String> {
    let content: String = content.chars().take(text::LONGEST).collect();
    Ok(render(app, actor, None, content).await?.html)
}

/// People to mention whose name begins like the text: of those who may open the topic, or of one's
/// own organisation where there is no topic yet.
pub async fn suggestions(
    app: &App,
    actor: &Arc<Actor>,
    topic: Option<TopicId>,
    text: String,
) -> Result<Vec<Card>> {
    let actor = actor.clone();
    app.read(move |db| {
        let scope = actor.scope();
        let found = match topic {
            Some(id) => {
                let seen = topics::visible(db, &scope, id, Part::Row)?;
                seen.ok_or_else(Error::not_found)?;
                queries::readers_of(db, id, actor.organization, &text, SUGGESTED)?
            }
            None => queries::colleagues(db, actor.organization, &text, SUGGESTED)?,
        };
        let authors = Cards::load(db, found.iter().copied())?;
        Ok(found
            .iter()
            .filter_map(|id| authors.get(*id).cloned())
            .collect())
    })
    .await
}
