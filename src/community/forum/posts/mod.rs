//! Posts: what people answer to a topic and to each other, in threads of any depth.

pub mod api;
mod nest;
mod queries;
mod service;
mod threads;
mod types;

pub(in crate::forum) use queries::{by_ids, visible};
pub use service::{
    NewPost, PostView, Posts, change, choose_answer, clear_answer, create, delete, post, posts,
    replies, threads,
};
pub use types::{Depth, Post, SPEC, TOP_SPEC};
