//! The forum: categories, topics, posts, and what people keep about them.
//!
//! - Posts, likes and counts follow the visibility of their topic; a topic that one may not open
//!   does not exist for him, nor does anything below it.
//! - Counters stand in columns and are changed in the transaction that changes what they count.
//! - A topic has at most one best answer; it is a column of the topic, so the two cannot disagree.
//! - A deleted topic keeps its posts and can be brought back for 30 days.

pub mod api;
pub mod attachments;
pub mod categories;
mod counts;
mod etag;
pub mod find;
mod journal;
pub mod likes;
mod live;
pub mod loading;
pub mod marks;
mod mentions;
mod notifying;
mod pages;
pub mod posts;
pub mod rules;
pub mod search;
pub mod stats;
mod text;
pub mod topics;
mod types;

use platform::hooks::Hooks;
use web::Feature;

pub use text::{People, PostText, Rendered, Tags, Title, TopicText, handle, tag};
pub use types::{CategoryId, PostId, TopicId};

/// What the forum brings to the house.
pub fn feature() -> Feature {
    Feature {
        routes: categories::api::routes()
            .merge(topics::api::routes())
            .merge(posts::api::routes())
            .merge(find::api::routes())
            .merge(stats::routes())
            .merge(api::routes())
            .merge(pages::routes()),
        nav: pages::nav(),
        sources: search::SOURCES.to_vec(),
        hooks: Hooks {
            first_content: vec![|tx, _, ids, now| categories::default_categories(tx, ids, now)],
            public_authors: vec![search::is_public_author],
            counts: vec![("topics", search::topics_of), ("posts", search::posts_of)],
            gatekeepers: vec![
                (attachments::ON_TOPIC, attachments::opens_topic),
                (attachments::ON_POST, attachments::opens_post),
            ],
            counters: counts::COUNTERS.to_vec(),
            caches: [pages::CACHED, stats::CACHED]
                .into_iter()
                .chain(find::CACHED)
                .collect(),
            notifications: vec![notifying::SOURCE],
            ..Hooks::default()
        },
        ..Feature::default()
    }
}
