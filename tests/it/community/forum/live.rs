//! News of an open topic: for whoever may open it, and only as long as he may.

use std::time::Duration;

use http::Request;
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;

use super::{POSTS, TOPICS, post, topic};
use crate::support::{Client, House};

/// An open stream.
struct Stream {
    body: axum::body::Body,
    heard: String,
}

impl Stream {
    async fn open(house: &House, client: &Client, topic: &str) -> Self {
        let request = Request::get(format!("/forum/topics/{topic}/live"))
            .header("authorization", client.authorization())
            .body(axum::body::Body::empty())
            .unwrap();
        let answer = house.router().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        let media_type = answer.headers()["content-type"].to_str().unwrap();
        assert!(media_type.starts_with("text/event-stream"), "{media_type}");
        Self {
            body: answer.into_body(),
            heard: String::new(),
        }
    }

    /// Listens until nothing more comes for a while; true when the stream ended.
    async fn listen(&mut self) -> bool {
        loop {
            match tokio::time::timeout(Duration::from_millis(400), self.body.frame()).await {
                Err(_) => return false,
                Ok(None) => return true,
                Ok(Some(frame)) => {
                    let data = frame.unwrap().into_data().unwrap_or_default();
                    self.heard.push_str(&String::from_utf8_lossy(&data));
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn news_carry_ids_and_no_words() {
    let house = House::new().await;
    let (author, reader) = (house.person("member").await, house.person("viewer").await);
    let id = topic(&author, "Pump zqtitle rattles", "organization").await;
    let mut stream = Stream::open(&house, &reader, &id).await;
    let reply = post(&author, &id, None, "A zqcontent answer").await;
    author
        .post(&format!("{POSTS}/{reply}/best-answer"), json!({}))
        .await
        .ok();
    let path = format!("{POSTS}/{reply}");
    author
        .patch(&path, json!({"content": "A zqcontent edit"}))
        .await
        .ok();
    assert!(!stream.listen().await);
    assert!(
        stream.heard.contains(&format!("p-{reply}")),
        "{}",
        stream.heard
    );
    assert!(!stream.heard.contains("zq"), "{}", stream.heard);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_hears_nothing() {
    let house = House::open_to_guests().await;
    let author = house.person("member").await;
    let id = topic(&author, "For our own people alone", "organization").await;
    let path = format!("/forum/topics/{id}/live");
    let missing = format!("/forum/topics/{}/live", super::NOBODY);
    for stranger in [house.guest(), house.stranger("admin").await] {
        assert_eq!(stranger.get(&path).await.status, 404);
        assert_eq!(stranger.get(&missing).await.status, 404);
    }
    // Nor of a topic that he has not opened.
    let stranger = house.stranger("member").await;
    let public = topic(&author, "Something for everybody", "public").await;
    let mut stream = Stream::open(&house, &stranger, &public).await;
    post(&author, &id, None, "Among ourselves").await;
    assert!(!stream.listen().await);
    assert_eq!(stream.heard, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_no_longer_open_it_hears_no_more() {
    let house = House::new().await;
    let author = house.person("member").await;
    let stranger = house.stranger("member").await;
    for change in ["organization", "private", "deleted"] {
        let id = topic(&author, "Open to everybody at first", "public").await;
        let mut stream = Stream::open(&house, &stranger, &id).await;
        let path = format!("{TOPICS}/{id}");
        if change == "deleted" {
            author.delete(&path).await.ok();
        } else {
            author
                .patch(&path, json!({"visibility": change}))
                .await
                .ok();
            post(&author, &id, None, "What only we may know").await;
            author.post(&format!("{path}/like"), json!({})).await.ok();
        }
        assert!(stream.listen().await, "{change}: the stream goes on");
        let heard = &stream.heard;
        assert!(
            !heard.contains("p-") && !heard.contains("likes-"),
            "{heard}"
        );
        assert_eq!(
            stranger
                .get(&format!("/forum/topics/{id}/live"))
                .await
                .status,
            404
        );
    }
}
