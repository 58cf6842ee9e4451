//! Posts: what people answer to a topic and to each other, in threads of any depth.

pub mod api;
mod nest;
mod queries;
mod service;
mod threads;
mod types;

pub(in crate::forum) use queries::{by_ids, placed, visible};
pub use service::{
    NewPost, PAGE, Place, PostView, Posts, change, choose_answer, clear_answer, create, delete,
    place, post, post_in_topic, posts, replies, threads,
};
pub(in crate::forum) use service::{read_thread, read_threads};
pub use types::{Depth, Post, SPEC, TOP_SPEC};
