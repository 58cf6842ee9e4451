//! Topics like one or like a text.

use std::{collections::HashMap, time::Duration};

use ::search::Index;
use platform::{
    App, Error, Result, Viewer,
    actor::Scope,
    cache::{Cache, Registered},
    indexing, visibility,
};
use store::Reader;
use uuid::Uuid;

use crate::forum::{
    TopicId,
    search::TOPIC,
    topics::{self, Part, Topic},
};

/// How many similar topics are shown.
const SIMILAR: usize = 5;
/// How long it is remembered which topics are alike.
const ALIKE_KEPT: Duration = Duration::from_mins(10);
/// How much memory that takes at most, in bytes.
const ALIKE_MEMORY: u64 = 8 * 1024 * 1024;

/// Which topics are like one, by the topic and the viewer's access terms. Whether he may still see
/// them is asked of the database each time.
#[derive(Debug)]
struct Alike(Cache<(TopicId, String), Vec<TopicId>>);

impl Default for Alike {
    fn default() -> Self {
        let weigh =
            |key: &(TopicId, String), ids: &Vec<TopicId>| key.1.len() + ids.len() * 16 + 100;
        Self(Cache::new(ALIKE_MEMORY, ALIKE_KEPT, weigh))
    }
}

impl Alike {
    fn key(topic: &Topic, scope: &Scope) -> (TopicId, String) {
        let terms = visibility::terms_of_viewer(scope).join(" ");
        (topic.id, format!("{} {terms}", topic.revision))
    }
}

/// For the list of caches.
pub const CACHED: Registered = Registered {
    name: "forum_similar",
    figures: |app| app.kept::<Alike>().0.figures(),
    clear: |app| app.kept::<Alike>().0.clear(),
};

/// Topics like one that the viewer may open.
pub async fn similar_to(app: &App, viewer: &Viewer, id: TopicId) -> Result<Vec<Topic>> {
    let (scope, similar) = (viewer.scope(), similar(app, viewer));
    app.read(move |db| {
        let topic = topics::visible(db, &scope, id, Part::Row)?.ok_or_else(Error::not_found)?;
        similar(db, &topic)
    })
    .await
}

/// Topics like one that the viewer may open, to be read together with it. None while the index is
/// being built.
pub(in crate::forum) fn similar(
    app: &App,
    viewer: &Viewer,
) -> impl FnOnce(&Reader<'_>, &Topic) -> Result<Vec<Topic>> + Send + 'static {
    let (alike, index, scope) = (app.kept::<Alike>(), app.index.clone(), viewer.scope());
    move |db, topic| {
        let key = Alike::key(topic, &scope);
        if let Some(ids) = alike.0.get(&key) {
            return in_order(db, &scope, &ids);
        }
        let text = format!("{} {} {}", topic.title, topic.tags.join(" "), topic.excerpt);
        let mut ids = alike_ids(&index, &scope, &text)?;
        ids.retain(|id| *id != topic.id);
        ids.truncate(SIMILAR);
        let similar = in_order(db, &scope, &ids)?;
        if index.ready() {
            alike.0.insert(key, ids);
        }
        Ok(similar)
    }
}

/// Topics like a text: "already answered?". None while the index is being built.
pub async fn similar_to_text(app: &App, viewer: &Viewer, text: &str) -> Result<Vec<Topic>> {
    let (index, scope, text) = (app.index.clone(), viewer.scope(), text.to_owned());
    app.read(move |db| in_order(db, &scope, &alike_ids(&index, &scope, &text)?))
        .await
}

fn alike_ids(index: &Index, scope: &Scope, text: &str) -> Result<Vec<TopicId>> {
    let terms = visibility::terms_of_viewer(scope);
    let ids: Option<Vec<::search::Id>> = indexing::ask_blocking(index, |index| {
        index.similar(text, &terms, TOPIC, SIMILAR + 1)
    })?;
    let ids = ids.unwrap_or_default().into_iter().map(Uuid::from_bytes);
    Ok(ids.map(TopicId::from_uuid).collect())
}

/// Those of the topics that the viewer may open, in this order.
fn in_order(db: &Reader<'_>, scope: &Scope, ids: &[TopicId]) -> Result<Vec<Topic>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let seen = topics::by_ids(db, scope, ids)?;
    let mut seen: HashMap<TopicId, Topic> = seen.into_iter().map(|t| (t.id, t)).collect();
    Ok(ids.iter().filter_map(|id| seen.remove(id)).collect())
}
