//! News of conversations: for whoever takes part, and only as long as he does.

use std::time::Duration;

use http::Request;
use http_body_util::BodyExt;
use platform::people::{self, Status};
use serde_json::json;
use tower::ServiceExt;

use super::{ALL, MESSAGES, NOBODY, begun, id, sent};
use crate::support::{Client, House};

/// An open stream.
struct Stream {
    body: axum::body::Body,
    heard: String,
}

impl Stream {
    async fn open(house: &House, client: &Client, of: &str) -> Self {
        let request = Request::get(format!("/messages/{of}/live"))
            .header("authorization", client.authorization())
            .body(axum::body::Body::empty())
            .unwrap();
        let answer = house.router().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        Self {
            body: answer.into_body(),
            heard: String::new(),
        }
    }

    /// Listens until nothing more comes for a while.
    async fn listen(&mut self) {
        loop {
            match tokio::time::timeout(Duration::from_millis(400), self.body.frame()).await {
                Err(_) | Ok(None) => return,
                Ok(Some(frame)) => {
                    let data = frame.unwrap().into_data().unwrap_or_default();
                    self.heard.push_str(&String::from_utf8_lossy(&data));
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn news_carry_ids_and_counts_and_no_words() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let group = json!({"participants": [id(&b)], "title": "Title zqtitle"});
    let group = a.post(ALL, group).await.ok().id();
    let mut open = Stream::open(&house, &b, &group).await;
    let mut list = Stream::open(&house, &b, &id(&b).to_string()).await;
    let message = sent(&a, &group, "Pump zqcontent").await;
    let one = format!("{MESSAGES}/{message}");
    a.patch(&one, json!({"content": "Pump zqchanged"}))
        .await
        .ok();
    let thumb = json!({"reaction": "👍"});
    b.post(&format!("{one}/reactions"), thumb).await.ok();
    b.post(&format!("{ALL}/{group}/read"), json!({})).await;
    open.listen().await;
    list.listen().await;
    for event in ["event: post", "event: change", "event: top", "event: count"] {
        assert!(open.heard.contains(event), "{event}: {}", open.heard);
    }
    assert!(open.heard.contains(&message) && !open.heard.contains("zq"));
    assert!(open.heard.contains("\"text\":\"1\"") && open.heard.contains("\"text\":\"\""));
    assert!(list.heard.contains("event: count") && !list.heard.contains(&message));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_hears_anything() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    for other in [
        house.operator().await,
        house.person("admin").await,
        house.stranger("admin").await,
    ] {
        for of in [direct.as_str(), NOBODY, &id(&a).to_string()] {
            let answer = other.get(&format!("/messages/{of}/live")).await;
            assert_eq!(answer.status, 404, "{of}");
        }
        let mut own = Stream::open(&house, &other, &id(&other).to_string()).await;
        sent(&a, &direct, "Among us").await;
        own.listen().await;
        assert_eq!(own.heard, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_or_was_suspended_hears_no_more() {
    let house = House::new().await;
    let a = house.person("member").await;
    let (left, gone) = (house.person("member").await, house.person("member").await);
    let group = json!({"participants": [id(&left), id(&gone)], "title": "Round"});
    let group = a.post(ALL, group).await.ok().id();
    let mut streams = Vec::new();
    for client in [&left, &gone] {
        streams.push(Stream::open(&house, client, &group).await);
        streams.push(Stream::open(&house, client, &id(client).to_string()).await);
    }
    left.post(&format!("{ALL}/{group}/leave"), json!({})).await;
    let (owner, now) = (house.owner, house.app.clock.now());
    let read = move |db: &store::Reader<'_>| people::actor(db, owner, now);
    let owner = std::sync::Arc::new(house.app.read(read).await.unwrap());
    people::set_status(&house.app, &owner, id(&gone), Status::Suspended)
        .await
        .unwrap();
    for stream in &mut streams {
        stream.listen().await;
        stream.heard.clear();
    }
    sent(&a, &group, "Without you").await;
    for stream in &mut streams {
        stream.listen().await;
        assert_eq!(stream.heard, "");
    }
    assert_eq!(
        left.get(&format!("/messages/{group}/live")).await.status,
        404
    );
}
