//! Everything that the page of a topic shows, read in one go.

use platform::{
    App, Error, Result, Time, Viewer,
    listing::{List, Listing},
};
use store::Reader;

use super::{Part, Topic, TopicView, load};
use crate::forum::{
    PostId, TopicId,
    categories::{self, Category},
    find, marks,
    posts::{self, Depth, Post},
};
use crate::people::Cards;

/// The deepest level that a page shows, 0 for the top.
pub const LEVELS: i64 = 3;
/// How many nested posts a page shows at most.
const NESTED: u32 = 300;

/// Which posts of a topic are shown.
#[derive(Clone, Debug)]
pub enum Shown {
    /// A page of its threads.
    Page(List),
    /// One post and what hangs below it.
    Thread(PostId),
}

/// A topic with a part of its posts.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The topic and its files.
    pub view: TopicView,
    /// Its category.
    pub category: Option<Category>,
    /// The posts in reading order.
    pub posts: Listing<Post>,
    /// The depth at which the shown threads begin.
    pub base: i64,
    /// The best answer, wherever it stands.
    pub best: Option<Post>,
    /// Everybody who is named.
    pub authors: Cards,
    /// Up to when the viewer has read the topic before.
    pub read_at: Option<Time>,
    /// Topics like it.
    pub similar: Vec<Topic>,
}

impl Reading {
    /// The topic.
    pub fn topic(&self) -> &Topic {
        &self.view.topic
    }
}

/// Reads a topic for its page, within a read.
pub fn reading(
    app: &App,
    viewer: &Viewer,
    id: TopicId,
    shown: Shown,
) -> impl FnOnce(&Reader<'_>) -> Result<Reading> + Send + 'static {
    let (scope, seal) = (viewer.scope(), app.seal.clone());
    let similar = find::similar(app, viewer);
    move |db| {
        let view = load(db, &scope, id, Part::Html)?;
        let topic = &view.topic;
        let (posts, base) = match shown {
            Shown::Page(list) => {
                let depth = Depth {
                    levels: LEVELS,
                    posts: NESTED,
                };
                (
                    posts::read_threads(db, &seal, &scope, id, &list, depth, true)?,
                    0,
                )
            }
            Shown::Thread(post) => {
                let top = posts::placed(db, &scope, post)?.filter(|p| p.topic == id);
                let top = top.ok_or_else(Error::not_found)?;
                let base = top.depth;
                let depth = Depth {
                    levels: base + LEVELS,
                    posts: NESTED,
                };
                (posts::read_thread(db, &scope, top, depth)?, base)
            }
        };
        let best = match topic.best_answer {
            Some(best) => match posts.items.iter().find(|p| p.id == best) {
                Some(here) => Some(here.clone()),
                None => posts::placed(db, &scope, best)?,
            },
            None => None,
        };
        let people = posts.items.iter().chain(&best).filter(|p| !p.is_deleted);
        let people = people.map(|p| p.author).chain(topic.people());
        let authors = Cards::load(db, people)?;
        let read_at = match scope.person {
            Some(person) => marks::read_at(db, person, id)?,
            None => None,
        };
        Ok(Reading {
            category: categories::by_id(db, topic.category)?,
            posts,
            base,
            best,
            authors,
            read_at,
            similar: similar(db, topic)?,
            view,
        })
    }
}
