//! Topics: a question or a thought, with everything that is kept about it.

pub mod api;
mod filter;
mod queries;
mod reading;
mod service;
mod types;

pub use filter::SPEC;
pub use queries::Part;
pub(in crate::forum) use queries::{after_posts, by_ids, set_best_answer, set_tags, visible};
pub use reading::{LEVELS, Reading, Shown, reading};
use service::load;
pub(in crate::forum) use service::of;
pub use service::{
    TopicView, Topics, change, create, delete, deleted, lock, pin, replace, restore, tags, topic,
    topics,
};
pub use types::{Mine, NewTopic, Topic, TopicChange};
