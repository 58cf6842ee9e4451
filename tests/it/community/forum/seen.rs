//! Who sees what: a planted word is looked for in every way to read.

use serde_json::json;

use super::{POSTS, TOPICS, post, topic};
use crate::support::{Client, House};

const MARKER: &str = "zanzibarquark";

/// Every way to read that must not show a foreign topic.
async fn everywhere(client: &Client, topic: &str, post: &str) -> Vec<(String, String)> {
    let paths = [
        format!("{TOPICS}/{topic}"),
        TOPICS.to_owned(),
        format!("{TOPICS}?q={MARKER}"),
        format!("{TOPICS}?tag={MARKER}"),
        format!("{TOPICS}?sort=-likes&limit=100"),
        format!("{TOPICS}?visibility=private"),
        format!("{POSTS}/{post}"),
        format!("{POSTS}/{post}/replies"),
        format!("{POSTS}?topic_id={topic}"),
        format!("{POSTS}/threaded?topic_id={topic}"),
        "/api/v1/forum/categories".to_owned(),
        "/api/v1/forum/stats".to_owned(),
        "/api/v1/forum/search?q=cellar".to_owned(),
        format!("/api/v1/forum/search?q={MARKER}"),
        "/api/v1/forum/search/suggestions?q=zanz".to_owned(),
        format!("{TOPICS}/{topic}/similar"),
        format!("{TOPICS}/similar?title=About%20{MARKER}%20in%20the%20cellar"),
        format!("/api/v1/forum/mentions?topic_id={topic}&q="),
    ];
    let mut all = Vec::new();
    for path in paths {
        let answer = client.get(&path).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text());
        all.push((path, answer.text()));
    }
    all
}

async fn plant(author: &Client, visibility: &str) -> (String, String) {
    let mut body = super::body(author, &format!("About {MARKER} in the cellar"), visibility).await;
    body["tags"] = json!([MARKER]);
    let id = author.post(TOPICS, body).await.ok().id();
    let post = post(author, &id, None, &format!("More {MARKER} here.")).await;
    (id, post)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_foreign_topic_shows_anywhere() {
    let house = House::open_to_guests().await;
    let author = house.person("member").await;
    for visibility in ["private", "organization"] {
        let (id, post) = plant(&author, visibility).await;
        house.settle().await;
        let mut strangers = vec![house.guest(), house.stranger("admin").await];
        if visibility == "private" {
            strangers.push(house.person("moderator").await);
            strangers.push(house.person("auditor").await);
        }
        for stranger in &strangers {
            for (path, text) in everywhere(stranger, &id, &post).await {
                assert!(
                    !text.contains(MARKER) || path.contains(MARKER) && !text.contains("cellar"),
                    "{path}: {text}"
                );
            }
            let all = stranger.get("/api/v1/forum/categories").await.ok().data();
            let all = all.as_array().unwrap().iter();
            let counted = all.map(|c| c["topics_count"].as_i64().unwrap());
            assert_eq!(counted.sum::<i64>(), 0);
            let figures = stranger.get("/api/v1/forum/stats").await.ok().data();
            assert_eq!(
                (figures["topics"].clone(), figures["active_members"].clone()),
                (json!(0), json!(0))
            );
            assert_eq!(stranger.get(TOPICS).await.json()["meta"]["total"], 0);
        }
        author.delete(&format!("{TOPICS}/{id}")).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_see_private_topics_of_their_organisation() {
    let house = House::new().await;
    let author = house.person("member").await;
    let (id, _) = plant(&author, "private").await;
    let one = format!("{TOPICS}/{id}");
    assert_eq!(house.person("admin").await.get(&one).await.said(), "200");
    assert_eq!(
        house.person("moderator").await.get(&one).await.said(),
        "404 not_found"
    );
    assert_eq!(
        house.stranger("admin").await.get(&one).await.said(),
        "404 not_found"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn public_topics_are_open_to_guests_when_the_operator_says_so() {
    let house = House::new().await;
    let author = house.person("member").await;
    let (id, _) = plant(&author, "public").await;
    let one = format!("{TOPICS}/{id}");
    assert_eq!(house.guest().get(&one).await.said(), "401 unauthenticated");
    assert_eq!(house.stranger("viewer").await.get(&one).await.said(), "200");
    let mut settings = (*house.app.settings.get()).clone();
    settings.guest_read = true;
    house.set(settings).await;
    assert_eq!(house.guest().get(&one).await.said(), "200");
    assert_eq!(
        house
            .guest()
            .post(&format!("{one}/like"), json!({}))
            .await
            .said(),
        "401 unauthenticated"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_object_answers_like_one_that_never_was() {
    let house = House::new().await;
    let author = house.person("member").await;
    let (id, post) = plant(&author, "organization").await;
    let stranger = house.stranger("admin").await;
    for (foreign, missing) in [
        (
            format!("{TOPICS}/{id}"),
            format!("{TOPICS}/{}", super::NOBODY),
        ),
        (
            format!("{POSTS}/{post}"),
            format!("{POSTS}/{}", super::NOBODY),
        ),
    ] {
        for verb in [
            "",
            "/like",
            "/best-answer",
            "/follow",
            "/bookmark",
            "/pin",
            "/restore",
        ] {
            let body = json!({});
            let a = stranger
                .post(&format!("{foreign}{verb}"), body.clone())
                .await;
            let b = stranger.post(&format!("{missing}{verb}"), body).await;
            assert_eq!(a.said(), b.said(), "{foreign}{verb}");
            assert!(
                matches!(a.status.as_u16(), 404 | 405),
                "{foreign}{verb}: {}",
                a.said()
            );
        }
        assert_eq!(
            stranger
                .patch(&foreign, json!({"content": ""}))
                .await
                .said(),
            "404 not_found"
        );
        assert_eq!(stranger.delete(&foreign).await.said(), "404 not_found");
        assert_eq!(
            stranger
                .patch(&missing, json!({"content": ""}))
                .await
                .said(),
            "404 not_found"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_people_who_may_open_the_topic_are_offered_for_a_mention() {
    let house = House::new().await;
    let (author, admin) = (house.person("member").await, house.person("admin").await);
    let stranger = house.stranger("member").await;
    house.person("moderator").await;
    let names = |answer: crate::support::Answer| {
        let data = answer.ok().data();
        data.as_array()
            .unwrap()
            .iter()
            .map(|p| p["text"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let path = |id: &str| format!("/api/v1/forum/mentions?q=&topic_id={id}");
    let private = topic(&author, "Only for administrators", "private").await;
    let offered = names(author.get(&path(&private)).await);
    assert!(
        offered.iter().all(|n| !n.starts_with("moderator")),
        "{offered:?}"
    );
    assert!(
        offered.iter().any(|n| n.starts_with("admin")),
        "{offered:?}"
    );
    assert_eq!(stranger.get(&path(&private)).await.said(), "404 not_found");
    let public = topic(&author, "Open to everybody", "public").await;
    post(&stranger, &public, None, "Greetings from next door").await;
    let offered = names(author.get(&path(&public)).await);
    assert_eq!(offered.len(), 5, "{offered:?}");
    drop(admin);
}
