//! The only door to searching the forum.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use ::search::{Hit, Request};
use platform::{
    App, Error, Result, Time, Viewer,
    actor::Scope,
    indexing::{self, Found},
    markdown, visibility,
};
use store::Reader;
use uuid::Uuid;

use super::{Asked, Item, Results, Scoped, Sorted, Suggestion, queries, types::Checked};
use crate::forum::{
    PostId, TopicId,
    posts::{self, Post},
    search::{POST, TOPIC, patterns},
    topics::{self, Topic},
};
use crate::people::Cards;

/// How many hits are put into the order of likes.
const LIKED: usize = 1000;
/// How many suggestions are made.
const SUGGESTED: usize = 8;
/// How many letters of a passage are shown without the index.
const PASSAGE: usize = 220;
/// The longest search that is counted for what many people search for, in characters.
pub(super) const TERM_MAX: usize = 60;

/// Searches topics and posts.
pub async fn search(app: &App, viewer: &Viewer, asked: Asked) -> Result<Results> {
    let mut asked = asked.check()?;
    if !asked.category.is_empty() {
        let named = asked.category.clone();
        let slug = app
            .read(move |db| queries::category_slug(db, &named))
            .await?;
        // An unknown category holds nothing.
        asked.category = slug.unwrap_or_else(|| "-".into());
    }
    note(app, viewer, &asked.q).await?;
    let found = indexing::search(app, viewer, request(&asked)).await?;
    let scope = viewer.scope();
    match found {
        Found::Answer(answer) => {
            let results = Results {
                total: answer.total,
                corrected: answer.corrected,
                took: answer.took,
                limit: asked.limit,
                page: asked.page,
                ..Results::default()
            };
            let hits = answer.hits;
            app.read(move |db| fill(db, &scope, &asked, hits, results))
                .await
        }
        Found::AskDatabase => app.read(move |db| without_index(db, &scope, &asked)).await,
    }
}

fn request(asked: &Checked) -> Request {
    let kinds: &[&str] = match asked.scope {
        Scoped::All => &[TOPIC, POST],
        Scoped::Topics => &[TOPIC],
        Scoped::Posts => &[POST],
    };
    let mut filters = Vec::new();
    if !asked.category.is_empty() {
        filters.push(("category".to_owned(), vec![asked.category.clone()]));
    }
    if let Some(author) = asked.author {
        filters.push((
            "author".to_owned(),
            vec![author.as_uuid().simple().to_string()],
        ));
    }
    let limit = asked.limit as usize;
    let (limit, offset) = match asked.sort {
        Sorted::Likes => (LIKED, 0),
        _ => (limit, (asked.page as usize - 1) * limit),
    };
    Request {
        text: asked.q.clone(),
        kinds: kinds.iter().map(|k| (*k).to_owned()).collect(),
        filters,
        from: asked.from.map(Time::millis),
        before: asked.before.map(Time::millis),
        sort: match asked.sort {
            Sorted::Date => ::search::Sort::Date,
            _ => ::search::Sort::Relevance,
        },
        limit,
        offset,
        ..Request::default()
    }
}

/// The topics and posts behind some hits, as far as the viewer may see them.
struct Things {
    topics: HashMap<TopicId, Topic>,
    posts: HashMap<PostId, Post>,
}

impl Things {
    fn load(db: &Reader<'_>, scope: &Scope, rows: &[queries::Row]) -> Result<Self> {
        let ids: HashSet<TopicId> = rows.iter().map(|(topic, _)| *topic).collect();
        let ids: Vec<TopicId> = ids.into_iter().collect();
        let posts: Vec<PostId> = rows.iter().filter_map(|(_, post)| *post).collect();
        let topics = topics::by_ids(db, scope, &ids)?;
        let posts = posts::by_ids(db, scope, &posts)?;
        Ok(Self {
            topics: topics.into_iter().map(|t| (t.id, t)).collect(),
            posts: posts.into_iter().map(|p| (p.id, p)).collect(),
        })
    }

    /// The item of a hit; none when the viewer may not see it any more.
    fn item(&self, (topic, post): queries::Row) -> Option<Item> {
        let topic = self.topics.get(&topic)?;
        let post = match post {
            Some(id) => Some(self.posts.get(&id)?),
            None => None,
        };
        Some(Item {
            post: post.map(|p| p.id),
            author: post.map_or(topic.author, |p| p.author),
            created_at: post.map_or(topic.created_at, |p| p.created_at),
            likes: post.map_or(topic.likes, |p| p.likes),
            title_html: String::new(),
            passage_html: String::new(),
            score: 0.0,
            topic: topic.clone(),
        })
    }
}

fn row_of(hit: &Hit) -> queries::Row {
    let id = Uuid::from_bytes(hit.id);
    match hit.parent {
        Some(parent) => (
            TopicId::from_uuid(Uuid::from_bytes(parent)),
            Some(PostId::from_uuid(id)),
        ),
        None => (TopicId::from_uuid(id), None),
    }
}

fn fill(
    db: &Reader<'_>,
    scope: &Scope,
    asked: &Checked,
    hits: Vec<Hit>,
    results: Results,
) -> Result<Results> {
    let rows: Vec<queries::Row> = hits.iter().map(row_of).collect();
    let things = Things::load(db, scope, &rows)?;
    let item = |(hit, row): (Hit, queries::Row)| {
        let item = things.item(row)?;
        let title_html = match hit.title.as_str() {
            "" => ::search::highlight(&item.topic.title, &asked.q),
            _ => hit.title_highlight,
        };
        Some(Item {
            title_html,
            passage_html: hit.excerpt_highlight,
            score: hit.score,
            ..item
        })
    };
    let mut items: Vec<Item> = hits.into_iter().zip(rows).filter_map(item).collect();
    if asked.sort == Sorted::Likes {
        items.sort_by_key(|i| std::cmp::Reverse(i.likes));
        let skip = (asked.page as usize - 1) * asked.limit as usize;
        items = items
            .into_iter()
            .skip(skip)
            .take(asked.limit as usize)
            .collect();
    }
    with_authors(db, results, items)
}

fn with_authors(db: &Reader<'_>, results: Results, items: Vec<Item>) -> Result<Results> {
    let authors = Cards::load(db, items.iter().map(|i| i.author))?;
    Ok(Results {
        items,
        authors,
        ..results
    })
}

fn without_index(db: &Reader<'_>, scope: &Scope, asked: &Checked) -> Result<Results> {
    let words = patterns(&asked.q);
    let (rows, total) = queries::without_index(db, scope, asked, &words)?;
    let things = Things::load(db, scope, &rows)?;
    let item = |row: queries::Row| {
        let item = things.item(row)?;
        let text = match item.post.and_then(|id| things.posts.get(&id)) {
            Some(post) => markdown::excerpt(&post.content, PASSAGE),
            None => item.topic.excerpt.clone(),
        };
        Some(Item {
            title_html: ::search::highlight(&item.topic.title, &asked.q),
            passage_html: ::search::highlight(&text, &asked.q),
            ..item
        })
    };
    let items = rows.into_iter().filter_map(item).collect();
    let results = Results {
        total,
        limit: asked.limit,
        page: asked.page,
        took: Duration::ZERO,
        ..Results::default()
    };
    with_authors(db, results, items)
}

/// Notes a person's search for [`trending`]. Guests' searches are not noted.
async fn note(app: &App, viewer: &Viewer, words: &str) -> Result<()> {
    let Some(person) = viewer.actor().map(|a| a.person) else {
        return Ok(());
    };
    let folded = words.split_whitespace().map(::search::fold);
    let term = folded.collect::<Vec<_>>().join(" ");
    if !(2..=TERM_MAX).contains(&term.chars().count()) {
        return Ok(());
    }
    let day = app.clock.now().seconds().div_euclid(86_400);
    let asked = term.clone();
    if app
        .read(move |db| queries::is_noted(db, day, &asked, person))
        .await?
    {
        return Ok(());
    }
    let app = app.clone();
    tokio::spawn(async move {
        let written = app
            .store
            .write(move |tx| queries::note(tx, day, &term, person));
        if let Err(error) = written.await {
            tracing::debug!(%error, "A search was not noted");
        }
    });
    Ok(())
}

/// Completions of what is being typed.
pub async fn suggestions(app: &App, viewer: &Viewer, text: &str) -> Result<Vec<Suggestion>> {
    let (scope, typed) = (viewer.scope(), text.to_owned());
    let terms = visibility::terms_of_viewer(&scope);
    if !app.index.ready() {
        return app
            .read(move |db| {
                let begin = typed.trim().to_lowercase();
                if begin.is_empty() {
                    return Ok(Vec::new());
                }
                let ids = queries::titles(db, &scope, &begin, SUGGESTED as u32)?;
                let found = topics::by_ids(db, &scope, &ids)?;
                Ok(found.iter().map(of_topic).collect())
            })
            .await;
    }
    let index = app.index.clone();
    let kinds = vec![TOPIC.to_owned()];
    let ask = move || index.suggest(&typed, &terms, &kinds, SUGGESTED);
    let found = tokio::task::spawn_blocking(ask)
        .await
        .map_err(Error::internal)?;
    app.read(move |db| {
        let id = |s: &::search::Suggestion| {
            let (_, id) = s.document.as_ref()?;
            Some(TopicId::from_uuid(Uuid::from_bytes(*id)))
        };
        let ids: Vec<TopicId> = found.iter().filter_map(id).collect();
        let seen = topics::by_ids(db, &scope, &ids)?;
        let suggestion = |s: &::search::Suggestion| match id(s) {
            Some(id) => seen.iter().find(|t| t.id == id).map(of_topic),
            None => Some(Suggestion {
                text: s.text.clone(),
                topic_id: None,
                url: None,
            }),
        };
        Ok(found.iter().filter_map(suggestion).collect())
    })
    .await
}

fn of_topic(topic: &Topic) -> Suggestion {
    Suggestion {
        text: topic.title.clone(),
        topic_id: Some(topic.id),
        url: Some(topic.address()),
    }
}
