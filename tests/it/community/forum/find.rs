//! Searching the forum, similar topics, figures.

use std::time::Duration;

use serde_json::{Value, json};

use super::{POSTS, TOPICS, post, topic};
use crate::support::{Answer, Client, House};

const SEARCH: &str = "/api/v1/forum/search";

/// `kind:title` of what was found.
fn found(answer: &Answer) -> Vec<String> {
    let data = answer.data();
    let items = data
        .as_array()
        .unwrap_or_else(|| panic!("no list: {}", answer.text()));
    let one = |i: &Value| {
        format!(
            "{}:{}",
            i["kind"].as_str().unwrap(),
            i["title"].as_str().unwrap()
        )
    };
    items.iter().map(one).collect()
}

async fn search(client: &Client, query: &str) -> Vec<String> {
    found(&client.get(&format!("{SEARCH}?{query}")).await.ok())
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one table of cases")]
async fn topics_and_posts_are_found_by_their_words_at_once() {
    let house = House::new().await;
    house.settle().await;
    let author = house.person("member").await;
    let id = topic(&author, "Vibration of the gearbox", "organization").await;
    assert_eq!(
        search(&author, "q=gearbox").await,
        ["topic:Vibration of the gearbox"]
    );
    house.wait(Duration::from_secs(1));
    let reply = post(&author, &id, None, "Check the coupling alignment first.").await;
    let answer = author.get(&format!("{SEARCH}?q=coupling")).await.ok();
    assert_eq!(found(&answer), ["post:Vibration of the gearbox"]);
    let item = answer.data()[0].clone();
    assert_eq!(
        (item["topic_id"].clone(), item["post_id"].clone()),
        (json!(id), json!(reply))
    );
    assert!(
        item["highlights"]["content"]
            .as_str()
            .unwrap()
            .contains("<mark>coupling</mark>")
    );
    assert!(!item["excerpt"].as_str().unwrap().contains('<'));
    assert!(answer.json()["meta"]["search_time_ms"].is_number());
    assert_eq!(answer.json()["meta"]["total"], 1);
    assert!(search(&author, "q=coupling&scope=topics").await.is_empty());
    assert!(search(&author, "q=gearbox&scope=posts").await.is_empty());
    assert_eq!(
        search(&author, "q=gearbox&category=automation").await.len(),
        1
    );
    assert!(
        search(&author, "q=gearbox&category=quality")
            .await
            .is_empty()
    );
    let me = author.person.unwrap();
    assert_eq!(
        search(&author, &format!("q=coupling&author={me}"))
            .await
            .len(),
        1
    );
    assert!(
        search(&author, &format!("q=coupling&author={}", super::NOBODY))
            .await
            .is_empty()
    );
    assert!(
        search(&author, "q=gearbox&date_to=2025-12-31")
            .await
            .is_empty()
    );
    assert_eq!(
        search(&author, "q=gearbox&date_from=2026-01-01&date_to=2026-01-01")
            .await
            .len(),
        1
    );
    author.delete(&format!("{POSTS}/{reply}")).await.ok();
    assert!(search(&author, "q=coupling").await.is_empty());
    author.delete(&format!("{TOPICS}/{id}")).await.ok();
    assert!(search(&author, "q=gearbox").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_of_a_search_is_checked() {
    let house = House::new().await;
    let member = house.person("member").await;
    for (query, said) in [
        ("q=", "422 invalid q:required"),
        ("q=x&limit=101", "422 invalid limit:number_range"),
        ("q=x&page=0", "422 invalid page:number_range"),
        ("q=x&date_from=soon", "422 invalid date_from:not_a_time"),
        ("q=x&scope=people", "422 invalid query:unreadable"),
        ("q=x&colour=red", "422 invalid query:unreadable"),
    ] {
        assert_eq!(
            member.get(&format!("{SEARCH}?{query}")).await.said(),
            said,
            "{query}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one table of cases")]
async fn while_there_is_no_index_the_database_answers() {
    let house = House::without_index().await;
    let (author, stranger) = (house.person("member").await, house.stranger("member").await);
    let id = topic(&author, "Vibration of the gearbox", "organization").await;
    house.wait(Duration::from_secs(1));
    post(
        &author,
        &id,
        None,
        "The gearbox & a 100% worn_out coupling.",
    )
    .await;
    for (query, wanted) in [
        (
            "q=GEARBOX",
            vec![
                "post:Vibration of the gearbox",
                "topic:Vibration of the gearbox",
            ],
        ),
        (
            "q=gearbox&scope=topics",
            vec!["topic:Vibration of the gearbox"],
        ),
        (
            "q=gearbox%20coupling",
            vec!["post:Vibration of the gearbox"],
        ),
        ("q=100%25", vec!["post:Vibration of the gearbox"]),
        ("q=w_rn", vec![]),
        ("q=gearbox&category=quality", vec![]),
        (
            "q=gearbox&category=automation&sort=likes&limit=1&page=2",
            vec!["topic:Vibration of the gearbox"],
        ),
        ("q=gearbox&date_from=2026-01-02", vec![]),
    ] {
        assert_eq!(search(&author, query).await, wanted, "{query}");
        assert!(search(&stranger, query).await.is_empty());
    }
    let answer = author
        .get(&format!("{SEARCH}?q=gearbox&scope=posts"))
        .await
        .ok()
        .data();
    assert_eq!(
        answer[0]["highlights"]["content"],
        "The <mark>gearbox</mark> &amp; a 100% worn_out coupling."
    );
    let me = author.person.unwrap();
    assert_eq!(
        search(&author, &format!("q=gearbox&author={me}"))
            .await
            .len(),
        2
    );
    let filtered = author.get(&format!("{TOPICS}?q=coupling")).await.ok();
    assert_eq!(filtered.json()["meta"]["total"], 0);
    let suggested = author
        .get(&format!("{SEARCH}/suggestions?q=vibr"))
        .await
        .ok()
        .data();
    assert_eq!(suggested[0]["text"], "Vibration of the gearbox");
    assert_eq!(
        author
            .get(&format!("{TOPICS}/{id}/similar"))
            .await
            .ok()
            .data(),
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn three_people_make_a_trend_and_two_do_not() {
    let house = House::new().await;
    let people = [
        house.person("member").await,
        house.person("member").await,
        house.person("admin").await,
    ];
    for client in &people[..2] {
        search(client, "q=Secret%20plan").await;
        search(client, "q=Bearing%20noise").await;
    }
    search(&people[2], "q=bearing%20%20NOISE").await;
    house
        .guest()
        .get(&format!("{SEARCH}?q=secret%20plan"))
        .await;
    let path = format!("{SEARCH}/trending?period=day");
    let mut terms = json!([]);
    for _ in 0..100 {
        terms = people[0].get(&path).await.ok().data();
        if terms != json!([]) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(terms, json!([{"term": "bearing noise", "people": 3}]));
    assert_eq!(
        people[0]
            .get(&format!("{SEARCH}/trending?period=year"))
            .await
            .status
            .as_u16(),
        422
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_and_similar_topics_are_visible_ones() {
    let house = House::new().await;
    let (author, stranger) = (house.person("member").await, house.stranger("member").await);
    let id = topic(&author, "Hydraulic press loses pressure", "organization").await;
    let other = topic(&author, "Pressure drops on hydraulic press", "public").await;
    house.settle().await;
    let path = format!("{SEARCH}/suggestions?q=hydr");
    let texts = |answer: Answer| {
        let data = answer.ok().data();
        data.as_array()
            .unwrap()
            .iter()
            .map(|s| s["text"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(texts(author.get(&path).await).contains(&"Hydraulic press loses pressure".to_owned()));
    assert!(
        !texts(stranger.get(&path).await).contains(&"Hydraulic press loses pressure".to_owned())
    );
    let like = author
        .get(&format!("{TOPICS}/{id}/similar"))
        .await
        .ok()
        .data();
    assert_eq!(like[0]["id"], other);
    assert_eq!(
        stranger.get(&format!("{TOPICS}/{id}/similar")).await.said(),
        "404 not_found"
    );
    let like = stranger
        .get(&format!("{TOPICS}/similar?title=hydraulic%20pressure"))
        .await
        .ok()
        .data();
    assert_eq!(like.as_array().unwrap().len(), 1);
    assert_eq!(like[0]["id"], other);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_remembered_as_similar_is_shown_only_while_one_may_see_it() {
    let house = House::new().await;
    let (author, stranger) = (house.person("member").await, house.stranger("member").await);
    let id = topic(&author, "Hydraulic press loses pressure", "public").await;
    let like = "Pressure drops on hydraulic press";
    let other = topic(&author, like, "public").await;
    house.settle().await;
    let path = format!("/forum/t/{id}");
    let shows = async |client: &Client| client.get(&path).await.ok().text().contains(like);
    // The second time from memory.
    for client in [&author, &author, &stranger, &stranger] {
        assert!(shows(client).await);
    }
    let narrow = json!({"visibility": "organization"});
    author
        .patch(&format!("{TOPICS}/{other}"), narrow)
        .await
        .ok();
    assert!(!shows(&stranger).await);
    assert!(shows(&author).await);
    author.delete(&format!("{TOPICS}/{other}")).await.ok();
    assert!(!shows(&author).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_of_what_one_may_see() {
    let house = House::new().await;
    let (author, helper) = (house.person("member").await, house.person("member").await);
    let stranger = house.stranger("member").await;
    topic(&author, "Nobody answered this", "organization").await;
    let id = topic(&author, "Somebody answered this", "public").await;
    house.wait(Duration::from_mins(10));
    let reply = post(&helper, &id, None, "Here you are.").await;
    author
        .post(&format!("{POSTS}/{reply}/best-answer"), json!({}))
        .await
        .ok();
    let path = "/api/v1/forum/stats";
    assert_eq!(
        author.get(path).await.ok().data(),
        json!({"topics": 2, "posts": 1, "active_members": 2, "helpful_answers": 1,
               "answered_share": 0.5, "median_time_to_first_reply": 600})
    );
    assert_eq!(stranger.get(path).await.ok().data()["topics"], 1);
    author.delete(&format!("{POSTS}/{reply}")).await;
    helper.delete(&format!("{POSTS}/{reply}")).await.ok();
    assert_eq!(author.get(path).await.ok().data()["answered_share"], 0.0);
}
