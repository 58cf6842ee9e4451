//! Threads of any depth.

use serde_json::{Value, json};

use super::{POSTS, post, read, topic};
use crate::support::House;

/// The shape of nested replies: `a(b(c) d)`.
fn shape(posts: &Value) -> String {
    let one = |p: &Value| {
        let text = if p["is_deleted"] == true {
            "-"
        } else {
            p["content"].as_str().unwrap()
        };
        let below = shape(&p["replies"]);
        if below.is_empty() {
            text.to_owned()
        } else {
            format!("{text}({below})")
        }
    };
    posts
        .as_array()
        .unwrap()
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_are_nested_and_paged_by_their_tops() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(&author, "A lively discussion", "organization").await;
    let a = post(&author, &id, None, "a").await;
    let b = post(&author, &id, Some(&a), "b").await;
    post(&author, &id, None, "e").await;
    post(&author, &id, Some(&b), "c").await;
    post(&author, &id, Some(&a), "d").await;
    let path = format!("{POSTS}/threaded?topic_id={id}");
    let whole = author.get(&path).await.ok();
    assert_eq!(shape(&whole.data()), "a(b(c) d) e");
    assert_eq!(whole.json()["meta"]["total"], 2);
    let first = author.get(&format!("{path}&limit=1")).await.ok();
    assert_eq!(shape(&first.data()), "a(b(c) d)");
    let cursor = first.json()["meta"]["next_cursor"]
        .as_str()
        .unwrap()
        .to_owned();
    let second = author
        .get(&format!("{path}&limit=1&cursor={cursor}"))
        .await
        .ok();
    assert_eq!(shape(&second.data()), "e");
    let replies = author
        .get(&format!("{POSTS}/{a}/replies"))
        .await
        .ok()
        .data();
    assert_eq!(replies.as_array().unwrap().len(), 2);
    let flat = author.get(&format!("{POSTS}?topic_id={id}")).await.ok();
    assert_eq!(flat.json()["meta"]["total"], 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_post_stays_as_a_placeholder_while_anything_hangs_on_it() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(&author, "A lively discussion", "organization").await;
    let a = post(&author, &id, None, "a").await;
    let b = post(&author, &id, Some(&a), "b").await;
    let c = post(&author, &id, Some(&b), "c").await;
    let path = format!("{POSTS}/threaded?topic_id={id}");
    let shown = || async { shape(&author.get(&path).await.ok().data()) };
    let remove = |post: &str| {
        let (author, path) = (author.clone(), format!("{POSTS}/{post}"));
        async move { author.delete(&path).await.ok() }
    };
    remove(&a).await;
    assert_eq!(shown().await, "-(b(c))");
    let top = author.get(&path).await.ok().data()[0].clone();
    assert_eq!(
        (top["content"].clone(), top["author"].clone()),
        (json!(""), json!(null))
    );
    remove(&b).await;
    assert_eq!(shown().await, "-(-(c))");
    remove(&c).await;
    assert_eq!(shown().await, "");
    assert_eq!(read(&author, &id).await["replies_count"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_may_be_as_deep_as_people_answer() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(&author, "An endless discussion", "organization").await;
    let mut last = post(&author, &id, None, "0").await;
    for n in 1..300 {
        last = post(&author, &id, Some(&last), &n.to_string()).await;
    }
    let text = author
        .get(&format!("{POSTS}/threaded?topic_id={id}"))
        .await
        .ok()
        .text();
    assert_eq!(text.matches("\"replies\":[").count(), 300);
    assert_eq!(text.matches('{').count(), text.matches('}').count());
    assert_eq!(read(&author, &id).await["replies_count"], 300);
}
