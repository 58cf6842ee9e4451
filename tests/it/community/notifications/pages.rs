//! The bell, the list and the choice on pages; news of an open page.

use std::time::Duration;

use http::Request;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{TOPICS, heard, like, only, post, topic, unread};
use crate::support::{Client, House};

async fn page(client: &Client, path: &str) -> String {
    client.get(path).await.ok().text()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bell_counts_and_the_list_leads_there_without_script() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let quiet = page(&author, "/notifications").await;
    assert!(quiet.contains("Nothing here"), "{quiet}");
    assert!(quiet.contains("Notifications, none unread"), "{quiet}");
    let id = topic(&author, "Ring ring", "organization").await;
    for n in 0..10 {
        post(&other, &id, None, &format!("Answer {n}")).await;
    }
    assert_eq!(heard(&house, &author).await.len(), 10);
    let full = page(&author, "/notifications").await;
    assert!(full.contains("Notifications, 10 unread"), "{full}");
    assert!(full.contains(">9+<"), "{full}");
    assert!(full.contains("replied to your topic") && full.contains("Ring ring"));
    assert!(full.contains("Today"), "{full}");
    assert!(page(&author, "/notifications/bell").await.contains("9+"));
    let likes = page(&author, "/notifications?kind=like").await;
    assert!(!likes.contains("Ring ring"), "{likes}");
    author.form("/notifications/read-all", &[]).await;
    assert_eq!(unread(&author).await, 0);
    like(&other, TOPICS, &id).await;
    house.told().await;
    // Opening the topic is reading, and its own page says so.
    let path = format!("/forum/t/{id}");
    let place = author.get(&path).await.header("location");
    let opened = page(&author, if place.is_empty() { &path } else { &place }).await;
    assert!(opened.contains("Notifications, none unread"), "{opened}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_leads_to_its_place_and_nobody_else_there() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let id = topic(&author, "Follow me", "organization").await;
    let reply = post(&other, &id, None, "Here.").await;
    house.told().await;
    let path = format!("/notifications/{}", only(&author).await);
    assert_eq!(other.get(&path).await.status, 404);
    let led = author.get(&path).await;
    assert_eq!(led.header("location"), format!("/forum/posts/{reply}"));
    assert_eq!(unread(&author).await, 0);
    author.form(&format!("{path}/delete"), &[]).await;
    assert_eq!(author.get(&path).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ticked_is_not_told() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let settings = "/me/notifications";
    assert!(page(&author, settings).await.contains("Best answers"));
    let saved = author.form(settings, &[("told", "reply")]).await;
    assert_eq!(saved.header("location"), "/me/notifications?saved=true");
    let id = topic(&author, "Only replies", "organization").await;
    like(&other, TOPICS, &id).await;
    post(&other, &id, None, "This one.").await;
    assert_eq!(
        heard(&house, &author).await,
        ["reply to_topic 1 Only replies"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_hears_that_something_changed_and_no_words() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let bystander = house.person("admin").await;
    let id = topic(&author, "Pump zqtitle hums", "organization").await;
    let mut streams = Vec::new();
    for client in [&author, &bystander] {
        let request = Request::get("/notifications/live")
            .header("authorization", client.authorization())
            .body(axum::body::Body::empty())
            .unwrap();
        let answer = house.router().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        streams.push(answer.into_body());
    }
    post(&other, &id, None, "A zqcontent answer").await;
    house.told().await;
    let frame = streams[0].frame().await.unwrap().unwrap();
    let heard = String::from_utf8_lossy(&frame.into_data().unwrap()).into_owned();
    assert!(heard.contains("event: badge"), "{heard}");
    assert!(!heard.contains("zq"), "{heard}");
    let silence = tokio::time::timeout(Duration::from_millis(400), streams[1].frame()).await;
    assert!(silence.is_err(), "a bystander heard something");
}
