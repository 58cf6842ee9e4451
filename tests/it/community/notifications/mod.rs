//! Notifications, by their calls.

mod hidden;
mod kinds;
mod lists;
mod pages;
mod restart;

use serde_json::{Value, json};

use super::forum::{POSTS, TOPICS, post, topic};
use crate::support::{Client, House};

const ALL: &str = "/api/v1/notifications";

/// What somebody is told, the newest first, each in a line: `reply to_topic 1 Title`.
async fn heard(house: &House, client: &Client) -> Vec<String> {
    house.told().await;
    let data = client.get(&format!("{ALL}?limit=100")).await.ok().data();
    data.as_array().unwrap().iter().map(line).collect()
}

fn line(one: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    format!(
        "{} {} {} {}",
        text(&one["kind"]),
        text(&one["action"]),
        one["actors_count"],
        text(&one["subject"]["title"]),
    )
}

async fn unread(client: &Client) -> u64 {
    let path = format!("{ALL}/unread-count");
    client.get(&path).await.ok().data()["count"]
        .as_u64()
        .unwrap()
}

/// Likes a topic or a post, or no longer.
async fn like(client: &Client, path: &str, id: &str) {
    client
        .post(&format!("{path}/{id}/like"), json!({}))
        .await
        .ok();
}

/// How somebody is named in a text.
async fn handle(client: &Client) -> String {
    let me = client.get("/api/v1/users/me").await.ok().data();
    me["display_name"].as_str().unwrap().replace(' ', ".")
}

/// The id of the only notification.
async fn only(client: &Client) -> String {
    let data = client.get(ALL).await.ok().data();
    assert_eq!(data.as_array().unwrap().len(), 1, "{data}");
    data[0]["id"].as_str().unwrap().to_owned()
}
