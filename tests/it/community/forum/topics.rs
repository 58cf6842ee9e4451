//! Topics: fields and rules.

use std::time::Duration;

use serde_json::json;

use super::{NOBODY, TOPICS, body, post, read, reply, titles, topic};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_is_written_read_changed_deleted_and_restored() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(&author, "Stuck valve in line three", "organization").await;
    let one = format!("{TOPICS}/{id}");
    let seen = read(&author, &id).await;
    assert_eq!(seen["slug"], "stuck-valve-in-line-three");
    assert_eq!(
        seen["content"],
        "Stuck valve in line three: everything there is to say about it."
    );
    assert_eq!(seen["tags"], json!(["pumps"]));
    assert_eq!(seen["revision"], 1);
    assert_eq!(seen["followed"], true);
    assert_eq!(seen["edited_at"], json!(null));
    assert_eq!(seen["author"]["id"], author.person.unwrap().to_string());

    house.wait(Duration::from_mins(1));
    let changed = author
        .patch(&one, json!({"title": "Stuck valve in line four"}))
        .await
        .ok();
    assert_eq!(changed.data()["revision"], 2);
    assert_eq!(changed.data()["edited_at"], "2026-01-01T08:01:00.000Z");
    assert_eq!(changed.data()["content"], seen["content"]);
    assert_eq!(
        author
            .put(&one, json!({"title": "Only a title"}))
            .await
            .said(),
        "422 invalid category_id:required content:required"
    );

    assert_eq!(author.delete(&one).await.said(), "204");
    assert_eq!(author.get(&one).await.said(), "404 not_found");
    assert_eq!(author.delete(&one).await.said(), "404 not_found");
    assert!(titles(&author.get(TOPICS).await).is_empty());
    let restore = format!("{one}/restore");
    assert_eq!(author.post(&restore, json!({})).await.said(), "200");
    assert_eq!(
        author.post(&restore, json!({})).await.said(),
        "409 topic_not_deleted"
    );
    assert_eq!(
        titles(&author.get(TOPICS).await),
        ["Stuck valve in line four"]
    );

    author.delete(&one).await.ok();
    house.wait(Duration::from_hours(24 * 30 + 1));
    let author = house.sign_in(author.person.unwrap()).await;
    assert_eq!(
        author.post(&restore, json!({})).await.said(),
        "410 topic_gone"
    );
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one table of cases")]
async fn every_field_is_checked_and_named() {
    let house = House::new().await;
    let author = house.person("member").await;
    let good = body(&author, "A good title", "organization").await;
    for (field, value, said) in [
        ("title", json!("four"), "422 invalid title:text_too_short"),
        (
            "title",
            json!("x".repeat(201)),
            "422 invalid title:text_too_long",
        ),
        ("title", json!(7), "422 invalid title:wrong_type"),
        (
            "content",
            json!("short"),
            "422 invalid content:text_too_short",
        ),
        (
            "content",
            json!("x".repeat(50_001)),
            "422 invalid content:text_too_long",
        ),
        (
            "content",
            json!("> ".repeat(500_000)),
            "422 invalid content:text_too_long",
        ),
        (
            "tags",
            json!(["a", "b", "c", "d", "e", "f", "g", "h", "i"]),
            "422 invalid tags:too_many_values",
        ),
        ("tags", json!("pumps"), "422 invalid tags:wrong_type"),
        (
            "visibility",
            json!("secret"),
            "422 invalid visibility:not_one_of",
        ),
        (
            "category_id",
            json!("nothing"),
            "422 invalid category_id:wrong_type",
        ),
        (
            "category_id",
            json!(NOBODY),
            "422 invalid category_id:category_unknown",
        ),
        (
            "attachments",
            json!([NOBODY]),
            "422 invalid attachments:file_unknown",
        ),
        (
            "organization_id",
            json!(NOBODY),
            "422 invalid organization_id:unknown_field",
        ),
        (
            "is_pinned",
            json!(true),
            "422 invalid is_pinned:unknown_field",
        ),
        (
            "created_at",
            json!("2020-01-01T00:00:00Z"),
            "422 invalid created_at:unknown_field",
        ),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        assert_eq!(author.post(TOPICS, bad).await.said(), said);
    }
    assert_eq!(
        author.post(TOPICS, json!({})).await.said(),
        "422 invalid category_id:required title:required content:required"
    );
    let huge = json!({"title": "x".repeat(2_000_000)});
    assert_eq!(author.post(TOPICS, huge).await.said(), "413 too_large");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_author_or_a_moderator_of_the_organisation_changes_a_topic() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(&author, "Open to everybody", "public").await;
    let one = format!("{TOPICS}/{id}");
    let change = json!({"tags": ["changed"]});
    let colleague = house.person("member").await;
    let reader = house.person("viewer").await;
    let foreign = house.stranger("admin").await;
    let moderator = house.person("moderator").await;
    assert_eq!(
        colleague.patch(&one, change.clone()).await.said(),
        "403 permission_missing"
    );
    assert_eq!(
        foreign.patch(&one, change.clone()).await.said(),
        "403 moderate_own_organization"
    );
    assert_eq!(
        colleague.delete(&one).await.said(),
        "403 permission_missing"
    );
    for verb in ["pin", "unpin", "lock", "unlock"] {
        let path = format!("{one}/{verb}");
        assert_eq!(
            author.post(&path, json!({})).await.said(),
            "403 permission_missing"
        );
        assert_eq!(
            foreign.post(&path, json!({})).await.said(),
            "403 moderate_own_organization"
        );
        assert_eq!(moderator.post(&path, json!({})).await.said(), "200");
    }
    assert_eq!(
        reader.post(TOPICS, json!({})).await.said(),
        "403 permission_missing"
    );
    assert_eq!(
        reader.post(&format!("{one}/like"), json!({})).await.said(),
        "403 permission_missing"
    );
    assert_eq!(moderator.patch(&one, change).await.said(), "200");
    assert_eq!(moderator.delete(&one).await.said(), "204");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_topic_is_open_to_moderators_alone() {
    let house = House::new().await;
    let (author, moderator) = (
        house.person("member").await,
        house.person("moderator").await,
    );
    let id = topic(&author, "Soon to be locked", "organization").await;
    let mine = post(&author, &id, None, "My own reply.").await;
    moderator
        .post(&format!("{TOPICS}/{id}/lock"), json!({}))
        .await
        .ok();
    assert_eq!(read(&author, &id).await["is_locked"], true);
    let locked = "403 topic_locked";
    assert_eq!(reply(&author, &id, None, "More").await.said(), locked);
    assert_eq!(
        author
            .patch(&format!("{TOPICS}/{id}"), json!({"tags": []}))
            .await
            .said(),
        locked
    );
    let edit = json!({"content": "changed"});
    assert_eq!(
        author
            .patch(&format!("/api/v1/forum/posts/{mine}"), edit)
            .await
            .said(),
        locked
    );
    assert_eq!(
        reply(&moderator, &id, None, "Closed for now.").await.said(),
        "201"
    );
    moderator
        .post(&format!("{TOPICS}/{id}/unlock"), json!({}))
        .await
        .ok();
    assert_eq!(reply(&author, &id, None, "More").await.said(), "201");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_saves_on_an_old_revision_is_told() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(&author, "Edited by two people", "organization").await;
    let one = format!("{TOPICS}/{id}");
    let mark = author.get(&one).await.header("etag");
    assert_eq!(
        author.header("if-none-match", &mark).get(&one).await.said(),
        "304"
    );
    let careful = author.header("if-match", &mark);
    assert_eq!(
        careful.patch(&one, json!({"tags": ["first"]})).await.said(),
        "200"
    );
    assert_eq!(
        careful
            .patch(&one, json!({"tags": ["second"]}))
            .await
            .said(),
        "412 topic_changed_since"
    );
    assert_eq!(
        author.header("if-none-match", &mark).get(&one).await.said(),
        "200"
    );
    let wild = author.header("if-match", "\"nonsense\"");
    assert_eq!(
        wild.patch(&one, json!({"tags": []})).await.said(),
        "412 etag_unknown"
    );
    assert_eq!(read(&author, &id).await["tags"], json!(["first"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_sent_twice_makes_one_topic() {
    let house = House::new().await;
    let author = house.person("member").await;
    let body = body(&author, "Sent twice by mistake", "organization").await;
    let once = author.header("idempotency-key", "key-1");
    let first = once.post(TOPICS, body.clone()).await;
    let again = once.post(TOPICS, body.clone()).await;
    assert_eq!(first.said(), "201");
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(first.header("location"), again.header("location"));
    let mut other = body.clone();
    other["tags"] = json!(["other"]);
    assert_eq!(
        once.post(TOPICS, other).await.said(),
        "422 idempotency_key_reused"
    );
    assert_eq!(titles(&author.get(TOPICS).await).len(), 1);
    // The key is the person's own.
    let colleague = house
        .person("member")
        .await
        .header("idempotency-key", "key-1");
    assert_eq!(colleague.post(TOPICS, body.clone()).await.said(), "201");
    house.wait(Duration::from_hours(25));
    let author = house.sign_in(author.person.unwrap()).await;
    let later = author
        .header("idempotency-key", "key-1")
        .post(TOPICS, body)
        .await;
    assert_ne!(later.ok().id(), first.id());
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_calls_at_once_make_one_topic() {
    let house = House::new().await;
    let author = house
        .person("member")
        .await
        .header("idempotency-key", "double-click");
    let body = body(&author, "Clicked twice at once", "organization").await;
    let calls = (0..8).map(|_| {
        let (author, body) = (author.clone(), body.clone());
        tokio::spawn(async move { author.post(TOPICS, body).await.ok().id() })
    });
    let mut ids = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        ids.push(call.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
}
