//! Topics like one or like a text.

use std::{collections::HashMap, time::Duration};

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
    let scope = viewer.scope();
    let topic = app
        .read(move |db| topics::visible(db, &scope, id, Part::Row)?.ok_or_else(Error::not_found))
        .await?;
    similar(app, viewer, &topic).await
}

/// [`similar_to`] a topic that was read before.
pub async fn similar(app: &App, viewer: &Viewer, topic: &Topic) -> Result<Vec<Topic>> {
    let alike = app.kept::<Alike>();
    let key = Alike::key(topic, &viewer.scope());
    if let Some(ids) = alike.0.get(&key) {
        return in_order(app, viewer, ids).await;
    }
    let text = format!("{} {} {}", topic.title, topic.tags.join(" "), topic.excerpt);
    let ids = alike_ids(app, viewer, text).await?.into_iter();
    let ids: Vec<TopicId> = ids.filter(|t| *t != topic.id).take(SIMILAR).collect();
    if app.index.ready() {
        alike.0.insert(key, ids.clone());
    }
    in_order(app, viewer, ids).await
}

/// Topics like a text: "already answered?". None while the index is being built.
pub async fn similar_to_text(app: &App, viewer: &Viewer, text: &str) -> Result<Vec<Topic>> {
    let ids = alike_ids(app, viewer, text.to_owned()).await?;
    in_order(app, viewer, ids).await
}

async fn alike_ids(app: &App, viewer: &Viewer, text: String) -> Result<Vec<TopicId>> {
    let terms = visibility::terms_of_viewer(&viewer.scope());
    let ask = move |index: &::search::Index| index.similar(&text, &terms, TOPIC, SIMILAR + 1);
    let ids: Option<Vec<::search::Id>> = indexing::ask(app, ask).await?;
    let ids = ids.unwrap_or_default();
    let ids = ids.into_iter().map(Uuid::from_bytes);
    Ok(ids.map(TopicId::from_uuid).collect())
}

/// Those of the topics that the viewer may open, in this order.
async fn in_order(app: &App, viewer: &Viewer, ids: Vec<TopicId>) -> Result<Vec<Topic>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let scope = viewer.scope();
    app.read(move |db| visible_of(db, &scope, &ids)).await
}

fn visible_of(db: &Reader<'_>, scope: &Scope, ids: &[TopicId]) -> Result<Vec<Topic>> {
    let seen = topics::by_ids(db, scope, ids)?;
    let mut seen: HashMap<TopicId, Topic> = seen.into_iter().map(|t| (t.id, t)).collect();
    Ok(ids.iter().filter_map(|id| seen.remove(id)).collect())
}

/// [`similar`], to be read together with the topic; none when it is not remembered which are.
pub(in crate::forum) fn similar_known(
    app: &App,
    viewer: &Viewer,
) -> impl FnOnce(&Reader<'_>, &Topic) -> Result<Option<Vec<Topic>>> + Send + 'static {
    let (alike, scope) = (app.kept::<Alike>(), viewer.scope());
    move |db, topic| match alike.0.get(&Alike::key(topic, &scope)) {
        Some(ids) => Ok(Some(visible_of(db, &scope, &ids)?)),
        None => Ok(None),
    }
}
