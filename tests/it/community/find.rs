//! The search page: who finds what, and that no question is a fault.

use serde_json::json;

use super::forum::category;
use crate::support::{Client, House};

async fn topic(author: &Client, title: &str, content: &str, visibility: &str) -> String {
    let body = json!({"category_id": category(author).await, "title": title, "content": content, "visibility": visibility});
    author.post("/api/v1/forum/topics", body).await.ok().id()
}

async fn found(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(&format!("/api/v1/search?q={query}")).await.ok();
    let hits = answer.data().as_array().cloned().unwrap_or_default();
    hits.iter()
        .map(|h| h["id"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_finds_his_words_at_once_and_others_find_what_they_may_open() {
    let house = House::open_to_guests().await;
    let (author, colleague, admin) = (
        house.person("member").await,
        house.person("member").await,
        house.person("admin").await,
    );
    let (stranger, guest) = (house.stranger("member").await, house.guest());
    let mut topics = Vec::new();
    for visibility in ["private", "organization", "public"] {
        let title = format!("Bearing zqmarker{visibility} runs hot");
        topics.push(
            topic(
                &author,
                &title,
                "The outer ring turns blue after an hour.",
                visibility,
            )
            .await,
        );
        assert_eq!(
            found(&author, &format!("zqmarker{visibility}")).await,
            [topics.last().unwrap().as_str()]
        );
    }
    house.settle().await;
    let table = [
        (&colleague, [false, true, true]),
        (&admin, [true, true, true]),
        (&stranger, [false, false, true]),
        (&guest, [false, false, true]),
    ];
    for (client, expected) in table {
        for (i, visibility) in ["private", "organization", "public"]
            .into_iter()
            .enumerate()
        {
            let word = format!("zqmarker{visibility}");
            assert_eq!(
                found(client, &word).await.contains(&topics[i]),
                expected[i],
                "{visibility}"
            );
            for path in [
                format!("/search?q={word}"),
                format!("/api/v1/search?q=zqmarker{visibility}x"),
                format!("/search/suggestions?q={}", &word[..word.len() - 1]),
                format!(
                    "/api/v1/search/suggestions?q=Bearing%20{}",
                    &word[..word.len() - 2]
                ),
            ] {
                let answer = client.get(&path).await;
                let shows = answer.text().contains(&format!("Bearing <mark>{word}"))
                    || answer.text().contains(&format!("Bearing {word}"));
                assert!(expected[i] || !shows, "{path} shows a {visibility} title");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_their_colleagues_alone() {
    let house = House::open_to_guests().await;
    let (colleague, stranger) = (house.person("member").await, house.stranger("member").await);
    let me = json!({"first_name": "Zqunusual", "display_name": "Zqunusual Name"});
    house
        .person("member")
        .await
        .patch("/api/v1/users/me", me)
        .await
        .ok();
    house.settle().await;
    assert_eq!(found(&colleague, "Zqunusual").await.len(), 1);
    assert_eq!(found(&stranger, "Zqunusual").await.len(), 0);
    assert_eq!(found(&house.guest(), "Zqunusual").await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_or_edited_away_word_is_gone() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(
        &author,
        "Valve zqfirst sticks",
        "It sticks when it is cold outside.",
        "organization",
    )
    .await;
    let change = json!({"title": "Valve zqsecond sticks"});
    author
        .patch(&format!("/api/v1/forum/topics/{id}"), change)
        .await
        .ok();
    assert_eq!(found(&author, "%22zqfirst%22").await.len(), 0);
    assert_eq!(found(&author, "%22zqsecond%22").await, [id.as_str()]);
    author
        .delete(&format!("/api/v1/forum/topics/{id}"))
        .await
        .ok();
    assert_eq!(found(&author, "%22zqsecond%22").await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_by_the_best_answer_with_its_source() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(
        &author,
        "How to stop cavitation in the coolant pump",
        "It rattles at full speed.",
        "organization",
    )
    .await;
    let reply = json!({"topic_id": id, "content": "Raise the tank level: cavitation stops once the suction head is above 1.5 m."});
    let post = author.post("/api/v1/forum/posts", reply).await.ok().id();
    author
        .post(
            &format!("/api/v1/forum/posts/{post}/best-answer"),
            json!({}),
        )
        .await
        .ok();
    let page = author
        .get("/search?q=how+to+stop+cavitation")
        .await
        .ok()
        .text();
    assert!(page.contains("class=\"answer\""), "{page}");
    assert!(page.contains(&format!("#p-{post}")));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_question_is_a_fault() {
    let house = House::new().await;
    let member = house.person("member").await;
    let long = "a".repeat(9000);
    for query in [
        "%22%22%22",
        "((((",
        "%00",
        "-a%20-b",
        "tag:",
        "author:x",
        "in:nothing",
        "%D8%A7%D9%84",
        "*",
        "a~2",
        "[*%20TO%20*]",
        &long,
    ] {
        for path in ["/api/v1/search", "/search", "/search/suggestions"] {
            let status = member
                .get(&format!("{path}?q={query}"))
                .await
                .status
                .as_u16();
            assert_eq!(status, 200, "{path}?q={query}");
        }
    }
    assert_eq!(
        member.get("/api/v1/search?q=x&in=secrets").await.said(),
        "422 invalid in:not_one_of"
    );
    assert_eq!(
        member.get("/api/v1/search?q=x&limit=0").await.said(),
        "422 invalid limit:number_range"
    );
}
