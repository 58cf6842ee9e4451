//! Messages, by their calls and pages.

mod conversations;
mod live;
mod pages;
mod reach;
mod secrecy;
mod sending;
mod together;

use platform::id::PersonId;
use serde_json::{Value, json};

use crate::support::{Answer, Client};

pub const ALL: &str = "/api/v1/conversations";
pub const MESSAGES: &str = "/api/v1/messages";
/// An id that names nothing.
pub const NOBODY: &str = "0190b3a2-7c11-7d3e-8a55-0123456789ab";

/// Somebody's id.
pub fn id(client: &Client) -> PersonId {
    client.person.unwrap()
}

/// Begins a conversation.
pub async fn start(client: &Client, others: &[&Client]) -> Answer {
    let others: Vec<_> = others.iter().map(|c| id(c).to_string()).collect();
    client.post(ALL, json!({"participants": others})).await
}

/// Begins a conversation and answers its id.
pub async fn begun(client: &Client, others: &[&Client]) -> String {
    start(client, others).await.ok().id()
}

/// Sends a message.
pub async fn send(client: &Client, conversation: &str, content: &str) -> Answer {
    let path = format!("{ALL}/{conversation}/messages");
    client.post(&path, json!({"content": content})).await
}

/// Sends a message and answers its id.
pub async fn sent(client: &Client, conversation: &str, content: &str) -> String {
    send(client, conversation, content).await.ok().id()
}

/// A conversation as somebody sees it.
pub async fn read(client: &Client, conversation: &str) -> Value {
    client
        .get(&format!("{ALL}/{conversation}"))
        .await
        .ok()
        .data()
}

/// The words of a list of messages.
pub fn words(answer: &Answer) -> Vec<String> {
    let data = answer.data();
    let all = data.as_array().unwrap().iter();
    all.map(|m| m["content"].as_str().unwrap().to_owned())
        .collect()
}

/// The words of a conversation as somebody sees them, oldest first.
pub async fn said(client: &Client, conversation: &str) -> Vec<String> {
    let path = format!("{ALL}/{conversation}/messages?sort=number&limit=100");
    words(&client.get(&path).await.ok())
}

/// How many messages wait for somebody.
pub async fn unread(client: &Client) -> i64 {
    let path = format!("{MESSAGES}/unread-count");
    let data = client.get(&path).await.ok().data();
    data["messages"].as_i64().unwrap()
}
