//! Posts: fields, rules, the best answer.

use serde_json::json;

use super::{NOBODY, POSTS, TOPICS, post, read, reply, topic};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_written_changed_liked_and_deleted() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let id = topic(&author, "A question about pumps", "organization").await;
    let made = reply(&other, &id, None, "Have you **bled** it?").await.ok();
    let mine = made.id();
    assert_eq!(made.header("location"), format!("{POSTS}/{mine}"));
    assert_eq!(made.data()["depth"], 0);
    assert_eq!(made.data()["parent_post_id"], json!(null));
    let one = format!("{POSTS}/{mine}");
    let edit = json!({"content": "Have you bled it twice?"});
    assert_eq!(
        author.patch(&one, edit.clone()).await.said(),
        "403 permission_missing"
    );
    assert_eq!(other.patch(&one, edit).await.ok().data()["revision"], 2);
    let liked = author
        .post(&format!("{one}/like"), json!({}))
        .await
        .ok()
        .data();
    assert_eq!(liked, json!({"liked": true, "likes_count": 1}));
    let liked = author
        .post(&format!("{one}/like"), json!({}))
        .await
        .ok()
        .data();
    assert_eq!(liked, json!({"liked": false, "likes_count": 0}));
    assert_eq!(read(&author, &id).await["replies_count"], 1);
    assert_eq!(
        read(&author, &id).await["last_post_author"]["id"],
        other.person.unwrap().to_string()
    );
    assert_eq!(author.delete(&one).await.said(), "403 permission_missing");
    assert_eq!(other.delete(&one).await.said(), "204");
    assert_eq!(other.get(&one).await.said(), "404 not_found");
    let seen = read(&author, &id).await;
    assert_eq!(
        (
            seen["replies_count"].clone(),
            seen["last_post_author"].clone()
        ),
        (json!(0), json!(null))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_a_post_is_checked() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(&author, "A question about pumps", "organization").await;
    let elsewhere = topic(&author, "Another question", "organization").await;
    let there = post(&author, &elsewhere, None, "Over there").await;
    for (body, said) in [
        (
            json!({"topic_id": id, "content": " "}),
            "422 invalid content:required",
        ),
        (
            json!({"topic_id": id, "content": "x".repeat(20_001)}),
            "422 invalid content:text_too_long",
        ),
        (json!({"topic_id": id}), "422 invalid content:required"),
        (json!({"content": "x"}), "422 invalid topic_id:required"),
        (json!({"topic_id": NOBODY, "content": "x"}), "404 not_found"),
        (
            json!({"topic_id": id, "parent_post_id": NOBODY, "content": "x"}),
            "422 invalid parent_post_id:parent_unknown",
        ),
        (
            json!({"topic_id": id, "parent_post_id": there, "content": "x"}),
            "422 invalid parent_post_id:parent_unknown",
        ),
        (
            json!({"topic_id": id, "content": "x", "depth": 3}),
            "422 invalid depth:unknown_field",
        ),
    ] {
        assert_eq!(author.post(POSTS, body).await.said(), said);
    }
    assert_eq!(
        author.get(POSTS).await.said(),
        "422 invalid topic_id:required"
    );
    assert_eq!(
        author
            .get(&format!("{POSTS}?topic_id={NOBODY}"))
            .await
            .said(),
        "404 not_found"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_answer_is_the_best_and_the_mark_moves() {
    let house = House::new().await;
    let (author, helper) = (house.person("member").await, house.person("member").await);
    let id = topic(&author, "Which grease for the bearing", "organization").await;
    let first = post(&helper, &id, None, "Lithium.").await;
    let second = post(&helper, &id, None, "Calcium sulphonate.").await;
    let best = |post: &str| format!("{POSTS}/{post}/best-answer");
    assert_eq!(
        helper.post(&best(&first), json!({})).await.said(),
        "403 permission_missing"
    );
    let marked = author.post(&best(&first), json!({})).await.ok().data();
    assert_eq!(marked["is_best_answer"], true);
    author.post(&best(&second), json!({})).await.ok();
    let seen = read(&author, &id).await;
    assert_eq!(seen["best_answer_post_id"], second);
    let all = author
        .get(&format!("{POSTS}?topic_id={id}"))
        .await
        .ok()
        .data();
    let marks: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["is_best_answer"] == true)
        .collect();
    assert_eq!(marks, [false, true]);
    // Taking the mark from a post that has none changes nothing.
    author.delete(&best(&first)).await.ok();
    assert_eq!(read(&author, &id).await["has_best_answer"], true);
    assert_eq!(author.delete(&best(&second)).await.said(), "200");
    assert_eq!(read(&author, &id).await["has_best_answer"], false);
    author.post(&best(&second), json!({})).await.ok();
    helper.delete(&format!("{POSTS}/{second}")).await.ok();
    assert_eq!(read(&author, &id).await["best_answer_post_id"], json!(null));
    assert_eq!(
        author.post(&best(&second), json!({})).await.said(),
        "404 not_found"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_topic_takes_its_posts_along() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(&author, "Here today gone tomorrow", "organization").await;
    let mine = post(&author, &id, None, "A reply").await;
    author.delete(&format!("{TOPICS}/{id}")).await.ok();
    for path in [
        format!("{POSTS}/{mine}"),
        format!("{POSTS}/{mine}/replies"),
        format!("{POSTS}?topic_id={id}"),
        format!("{POSTS}/threaded?topic_id={id}"),
    ] {
        assert_eq!(author.get(&path).await.said(), "404 not_found", "{path}");
    }
    author
        .post(&format!("{TOPICS}/{id}/restore"), json!({}))
        .await
        .ok();
    assert_eq!(author.get(&format!("{POSTS}/{mine}")).await.said(), "200");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_sent_twice_is_one() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(&author, "Sent twice by mistake", "organization").await;
    let once = author.header("idempotency-key", "reply-1");
    let first = reply(&once, &id, None, "Only once").await;
    assert_eq!(
        first.bytes,
        reply(&once, &id, None, "Only once").await.bytes
    );
    assert_eq!(
        reply(&once, &id, None, "Other").await.said(),
        "422 idempotency_key_reused"
    );
    assert_eq!(read(&author, &id).await["replies_count"], 1);
}
