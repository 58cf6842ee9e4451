//! The rules of the forum through its calls: every role with its own, a colleague's and a
//! foreign topic, open, locked and deleted.

use http::Method;
use platform::permission::{
    FORUM_POST_CREATE, FORUM_POST_MODERATE, FORUM_TOPIC_CREATE, FORUM_TOPIC_MODERATE, SYSTEM_ROLES,
};
use serde_json::{Value, json};

use super::{POSTS, TOPICS, body, post, reply, topic};
use crate::support::{Client, House};

/// What is tried with a topic, and the body of it.
fn attempts() -> Vec<(Method, &'static str, Value)> {
    vec![
        (Method::PATCH, "", json!({"title": "Another title for it"})),
        (Method::POST, "/pin", json!({})),
        (Method::POST, "/unpin", json!({})),
        (Method::POST, "/lock", json!({})),
        (Method::POST, "/unlock", json!({})),
        (Method::DELETE, "", json!({})),
    ]
}

async fn all(client: &Client, topic: &str) -> Vec<u16> {
    let mut statuses = Vec::new();
    for (method, verb, body) in attempts() {
        let path = format!("{TOPICS}/{topic}{verb}");
        let answer = client.json(method, &path, body).await;
        statuses.push(answer.status.as_u16());
    }
    statuses
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_does_what_its_permissions_say_and_no_more() {
    let house = House::new().await;
    let author = house.person("member").await;
    let neighbour = house.stranger("member").await;
    for role in SYSTEM_ROLES.iter().filter(|r| r.key != "owner") {
        let client = house.person(role.key).await;
        let may = |permission| role.permissions().contains(&permission);
        let key = role.key;

        let new = body(&client, "Started by somebody", "organization").await;
        let started = client.post(TOPICS, new).await.status.as_u16();
        let creates = may(FORUM_TOPIC_CREATE);
        assert_eq!(started, if creates { 201 } else { 403 }, "{key} starts");

        let colleagues = topic(&author, "Started by a colleague", "organization").await;
        let moderates = may(FORUM_TOPIC_MODERATE);
        let expected = if moderates {
            vec![200, 200, 200, 200, 200, 204]
        } else {
            vec![403; 6]
        };
        assert_eq!(
            all(&client, &colleagues).await,
            expected,
            "{key}, colleague's"
        );

        let foreign = topic(&neighbour, "Started next door", "public").await;
        assert_eq!(
            all(&client, &foreign).await,
            [403; 6],
            "{key}, public foreign"
        );
        let hidden = topic(&neighbour, "Kept next door", "organization").await;
        assert_eq!(all(&client, &hidden).await, [404; 6], "{key}, foreign");
        let private = topic(&author, "Kept to himself", "private").await;
        let expected = if key == "admin" {
            vec![200, 200, 200, 200, 200, 204]
        } else {
            vec![404; 6]
        };
        assert_eq!(all(&client, &private).await, expected, "{key}, private");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one walk of each role")]
async fn every_role_writes_where_it_may() {
    let house = House::new().await;
    let author = house.person("member").await;
    let moderator = house.person("moderator").await;
    for role in SYSTEM_ROLES.iter().filter(|r| r.key != "owner") {
        let client = house.person(role.key).await;
        let may = |permission| role.permissions().contains(&permission);
        let (key, writes, moderates) = (role.key, may(FORUM_POST_CREATE), may(FORUM_POST_MODERATE));
        let status = |answer: crate::support::Answer| answer.status.as_u16();

        let open = topic(&author, "An open question", "organization").await;
        let theirs = post(&author, &open, None, "An answer of the author").await;
        let wanted = if writes { 201 } else { 403 };
        assert_eq!(
            status(reply(&client, &open, None, "A word").await),
            wanted,
            "{key}"
        );
        let like = client
            .post(&format!("{POSTS}/{theirs}/like"), json!({}))
            .await;
        assert_eq!(status(like), if writes { 200 } else { 403 }, "{key} likes");
        let edit = client
            .patch(&format!("{POSTS}/{theirs}"), json!({"content": "Changed"}))
            .await;
        assert_eq!(
            status(edit),
            if moderates { 200 } else { 403 },
            "{key} edits"
        );
        let best = client
            .post(&format!("{POSTS}/{theirs}/best-answer"), json!({}))
            .await;
        assert_eq!(
            status(best),
            if moderates { 200 } else { 403 },
            "{key} chooses"
        );

        moderator
            .post(&format!("{TOPICS}/{open}/lock"), json!({}))
            .await
            .ok();
        let wanted = if moderates { 201 } else { 403 };
        assert_eq!(
            status(reply(&client, &open, None, "A word").await),
            wanted,
            "{key}, locked"
        );
        assert_eq!(
            status(reply(&author, &open, None, "A word").await),
            403,
            "the author, locked"
        );
        author.delete(&format!("{TOPICS}/{open}")).await.ok();
        assert_eq!(
            status(reply(&client, &open, None, "A word").await),
            404,
            "{key}, deleted"
        );
        let restored = client
            .post(&format!("{TOPICS}/{open}/restore"), json!({}))
            .await;
        assert_eq!(
            status(restored),
            if moderates { 200 } else { 403 },
            "{key} restores"
        );
    }
}
