//! The forum, by its calls and pages.

mod categories;
mod files;
mod find;
mod lists;
mod live;
mod posts;
mod roles;
mod seen;
mod shared;
mod threads;
mod topics;

use serde_json::{Value, json};

use crate::support::{Answer, Client};

pub const TOPICS: &str = "/api/v1/forum/topics";
pub const POSTS: &str = "/api/v1/forum/posts";
/// An id that names nothing.
pub const NOBODY: &str = "0190b3a2-7c11-7d3e-8a55-0123456789ab";

/// The first category's id.
pub async fn category(client: &Client) -> String {
    let all = client.get("/api/v1/forum/categories").await.ok().data();
    all[0]["id"].as_str().unwrap().to_owned()
}

/// A new topic's body.
pub async fn body(client: &Client, title: &str, visibility: &str) -> Value {
    json!({
        "category_id": category(client).await, "title": title, "visibility": visibility,
        "content": format!("{title}: everything there is to say about it."), "tags": ["pumps"],
    })
}

/// Starts a topic and returns its id.
pub async fn topic(client: &Client, title: &str, visibility: &str) -> String {
    let body = body(client, title, visibility).await;
    client.post(TOPICS, body).await.ok().id()
}

/// Answers a topic, or a post in it, and returns the new post's id.
pub async fn post(client: &Client, topic: &str, parent: Option<&str>, content: &str) -> String {
    reply(client, topic, parent, content).await.ok().id()
}

/// Answers a topic, or a post in it.
pub async fn reply(client: &Client, topic: &str, parent: Option<&str>, content: &str) -> Answer {
    let body = json!({"topic_id": topic, "parent_post_id": parent, "content": content});
    client.post(POSTS, body).await
}

/// A topic as the client sees it.
pub async fn read(client: &Client, topic: &str) -> Value {
    client.get(&format!("{TOPICS}/{topic}")).await.ok().data()
}

/// The titles of a list.
pub fn titles(answer: &Answer) -> Vec<String> {
    let data = answer.data();
    let titles = data
        .as_array()
        .unwrap_or_else(|| panic!("no list: {}", answer.text()));
    titles
        .iter()
        .map(|t| t["title"].as_str().unwrap().to_owned())
        .collect()
}
