//! What one may no longer open is not told: not listed, not counted, not heard live.

use serde_json::json;

use super::{ALL, POSTS, TOPICS, heard, like, line, post, topic, unread};
use crate::support::{Client, House};

/// A stranger who takes part in a public topic, so that he has something of every kind.
async fn involved(house: &House, author: &Client) -> (Client, String) {
    let stranger = house.stranger("member").await;
    let id = topic(author, "Zqopen at first", "public").await;
    let answer = post(&stranger, &id, None, "I know that one.").await;
    post(author, &id, Some(&answer), "Tell us more.").await;
    like(author, POSTS, &answer).await;
    author
        .post(&format!("{POSTS}/{answer}/best-answer"), json!({}))
        .await
        .ok();
    assert_eq!(heard(house, &stranger).await.len(), 3);
    assert_eq!(unread(&stranger).await, 3);
    (stranger, id)
}

async fn sees_nothing(client: &Client, ids: &[String]) {
    for path in ["", "?unread=true", "?kind=like", "?page=1"] {
        let list = client.get(&format!("{ALL}{path}")).await.ok().json();
        assert_eq!(list["data"], json!([]), "{path}");
        assert_eq!(list["meta"]["total"], 0, "{path}");
    }
    assert_eq!(unread(client).await, 0);
    let stats = client.get(&format!("{ALL}/stats")).await.ok().data();
    assert_eq!(stats, json!({"total": 0, "unread": 0, "kinds": {}}));
    for id in ids {
        let read = client.post(&format!("{ALL}/{id}/read"), json!({})).await;
        assert_eq!(read.status, 404);
        assert_eq!(client.delete(&format!("{ALL}/{id}")).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_of_a_topic_that_was_shut() {
    let house = House::new().await;
    let author = house.person("member").await;
    for change in ["organization", "private", "deleted"] {
        let (stranger, id) = involved(&house, &author).await;
        let data = stranger.get(ALL).await.ok().data();
        let ids = data.as_array().unwrap().iter();
        let ids: Vec<_> = ids.map(|n| n["id"].as_str().unwrap().to_owned()).collect();
        let path = format!("{TOPICS}/{id}");
        if change == "deleted" {
            author.delete(&path).await.ok();
        } else {
            let narrow = json!({"visibility": change});
            author.patch(&path, narrow).await.ok();
            // Nor of what happens from now on.
            post(&author, &id, None, "Among ourselves.").await;
            house.told().await;
        }
        sees_nothing(&stranger, &ids).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_of_a_deleted_post_and_its_own_come_back_with_the_topic() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let id = topic(&author, "Here and gone", "organization").await;
    let reply = post(&other, &id, None, "Never mind.").await;
    assert_eq!(heard(&house, &author).await.len(), 1);
    other.delete(&format!("{POSTS}/{reply}")).await.ok();
    sees_nothing(&author, &[]).await;
    post(&other, &id, None, "On second thought.").await;
    assert_eq!(heard(&house, &author).await.len(), 1);
    author.delete(&format!("{TOPICS}/{id}")).await.ok();
    sees_nothing(&author, &[]).await;
    author
        .post(&format!("{TOPICS}/{id}/restore"), json!({}))
        .await
        .ok();
    assert_eq!(heard(&house, &author).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_or_changes_what_another_was_told() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("admin").await);
    let id = topic(&author, "Mine alone", "organization").await;
    post(&other, &id, None, "Is it?").await;
    assert_eq!(heard(&house, &author).await.len(), 1);
    let mine = super::only(&author).await;
    sees_nothing(&other, std::slice::from_ref(&mine)).await;
    other.post(&format!("{ALL}/read-all"), json!({})).await.ok();
    assert_eq!(unread(&author).await, 1);
    let data = author.get(ALL).await.ok().data();
    assert_eq!(line(&data[0]), "reply to_topic 1 Mine alone");
}
