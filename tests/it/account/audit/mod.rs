//! The audit log: who reads it, what is in it and what never is, and how it is taken away.

mod archiving;
mod pages;
mod reading;
mod secrets;
mod taking;
mod unseen;

use serde_json::Value;

use crate::support::Client;

pub const ALL: &str = "/api/v1/audit-logs";
pub const EXPORT: &str = "/api/v1/audit-logs/export";

/// The rows of an address, newest first.
pub async fn rows(client: &Client, query: &str) -> Vec<Value> {
    let answer = client.get(&format!("{ALL}{query}")).await.ok();
    answer.data().as_array().unwrap().clone()
}

/// Their actions.
pub async fn actions(client: &Client, query: &str) -> Vec<String> {
    let rows = rows(client, query).await;
    let word = |row: &Value| row["action"].as_str().unwrap().to_owned();
    rows.iter().map(word).collect()
}
