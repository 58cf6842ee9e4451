//! Who sees what: a marker word is planted, and nobody finds it where he may not.

use std::time::Duration;

use serde_json::{Value, json};

use super::{ALL, draft, ids, one, published, whole, with};
use crate::support::{Client, House};

/// Every place that could tell of a use case, asked for the marker word.
async fn traces(client: &Client, marker: &str) -> Vec<String> {
    let search = json!({"query": marker});
    let mut found = Vec::new();
    let lists = [
        format!("{ALL}?q={marker}"),
        format!("{ALL}?facets=true"),
        format!("{ALL}?status=draft"),
        format!("{ALL}?status=in_review&status=archived&status=rejected"),
        format!("{ALL}/mine?facets=true"),
        format!("{ALL}/saved?facets=true"),
        format!("{ALL}/featured"),
        format!("{ALL}/trending?period=month"),
        format!("{ALL}/categories/stats"),
        format!("{ALL}/search/suggestions?q={marker}"),
        format!("/use-cases?q={marker}"),
        "/use-cases".to_owned(),
        "/use-cases?view=table".to_owned(),
    ];
    for path in lists {
        let text = client.get(&path).await.text();
        // The page shows the words of the search in its box.
        let text = text.replace(&format!("value=\"{marker}\""), "");
        let text = text.replace(&format!("q={marker}"), "");
        if text.to_lowercase().contains(marker) {
            found.push(path);
        }
    }
    let answer = client
        .post(&format!("{ALL}/search/advanced"), search)
        .await
        .text();
    if answer.to_lowercase().contains(marker) {
        found.push("search/advanced".into());
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_leaves_no_trace_but_for_its_author_and_moderators() {
    let house = House::open_to_guests().await;
    let author = house.person("member").await;
    let moderator = house.person("moderator").await;
    let others = [
        house.guest(),
        house.person("member").await,
        house.stranger("moderator").await,
        house.stranger("admin").await,
    ];
    let id = draft(
        &author,
        with(whole("kestrel"), json!({"visibility": "public"})),
    )
    .await;
    house.settle().await;
    for other in &others {
        assert_eq!(traces(other, "kestrel").await, Vec::<String>::new());
        assert_eq!(other.get(&one(&id, "")).await.status, 404);
        assert_eq!(other.get(&one(&id, "/related")).await.status, 404);
        assert_eq!(other.get(&format!("/use-cases/{id}/x")).await.status, 404);
    }
    for reader in [&author, &moderator] {
        let status = reader.get(&one(&id, "")).await.ok().data()["status"].clone();
        assert_eq!(status, "draft");
        let drafts = reader.get(&format!("{ALL}?status=draft")).await.ok();
        assert_eq!(ids(&drafts.data()), [id.as_str()]);
        assert_eq!(drafts.json()["meta"]["total"], 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisations_use_case_leaves_no_trace_outside() {
    let house = House::open_to_guests().await;
    let author = house.person("member").await;
    let id = published(
        &author,
        with(whole("merlin"), json!({"visibility": "organization"})),
    )
    .await;
    author.post(&one(&id, "/like"), json!({})).await.ok();
    house.settle().await;
    for other in [house.guest(), house.stranger("admin").await] {
        assert_eq!(traces(&other, "merlin").await, Vec::<String>::new());
        for path in ["", "/related"] {
            assert_eq!(other.get(&one(&id, path)).await.said(), "404 not_found");
        }
    }
    let colleague = house.person("viewer").await;
    assert!(traces(&colleague, "merlin").await.len() >= 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_one_is_for_its_author_and_the_administrators() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = published(
        &author,
        with(whole("hobby"), json!({"visibility": "private"})),
    )
    .await;
    house.settle().await;
    for other in [
        house.person("member").await,
        house.person("moderator").await,
        house.stranger("admin").await,
    ] {
        assert_eq!(traces(&other, "hobby").await, Vec::<String>::new());
        assert_eq!(other.get(&one(&id, "")).await.status, 404);
    }
    for reader in [author, house.person("admin").await] {
        assert_eq!(
            ids(&reader.get(&format!("{ALL}?q=hobby")).await.ok().data()),
            [id.as_str()]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_private_is_gone_from_search_and_what_is_removed_too() {
    let house = House::open_to_guests().await;
    let author = house.person("member").await;
    let stranger = house.stranger("member").await;
    let id = published(
        &author,
        with(whole("osprey"), json!({"visibility": "public"})),
    )
    .await;
    house.settle().await;
    assert!(!traces(&stranger, "osprey").await.is_empty());
    assert!(!traces(&house.guest(), "osprey").await.is_empty());
    author
        .patch(&one(&id, ""), json!({"visibility": "private"}))
        .await
        .ok();
    // Not waiting for the index: the database has the last word.
    assert_eq!(traces(&stranger, "osprey").await, Vec::<String>::new());
    author
        .patch(&one(&id, ""), json!({"visibility": "public"}))
        .await
        .ok();
    author.delete(&one(&id, "")).await.ok();
    assert_eq!(traces(&stranger, "osprey").await, Vec::<String>::new());
    assert_eq!(traces(&author, "osprey").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_read_only_where_the_server_is_open_and_never_the_contact() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = published(
        &author,
        with(whole("harrier"), json!({"visibility": "public"})),
    )
    .await;
    insta::assert_snapshot!(house.guest().get(&one(&id, "")).await.said(), @"401 unauthenticated");
    insta::assert_snapshot!(house.guest().get(ALL).await.said(), @"401 unauthenticated");
    let mut settings = (*house.app.settings.get()).clone();
    settings.guest_read = true;
    house.set(settings).await;
    let seen = house.guest().get(&one(&id, "")).await.ok();
    assert_eq!(seen.data()["contact"], Value::Null);
    assert_eq!(seen.data()["liked"], false);
    let page = house
        .guest()
        .get(&format!("/use-cases/{id}/less-scrap-with-harrier-vision"))
        .await
        .ok();
    assert!(page.text().contains("harrier"));
    assert!(!page.text().contains("priya@qalib.example"));
    let stranger = house.stranger("viewer").await;
    let page = stranger
        .get(&format!("/use-cases/{id}/less-scrap-with-harrier-vision"))
        .await
        .ok();
    assert!(page.text().contains("priya@qalib.example"));
    insta::assert_snapshot!(house.guest().post(&one(&id, "/like"), json!({})).await.said(), @"401 unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_cannot_tell_a_foreign_id_from_one_that_never_was() {
    let house = House::new().await;
    let author = house.person("member").await;
    let stranger = house.stranger("admin").await;
    let id = draft(&author, whole("buzzard")).await;
    let nowhere = "0190b3a2-7c11-7d3e-8a55-0123456789ab";
    for action in [
        "submit",
        "publish",
        "archive",
        "restore",
        "duplicate",
        "like",
        "save",
        "feature",
        "verify",
    ] {
        for id in [id.as_str(), nowhere] {
            let answer = stranger
                .post(&one(id, &format!("/{action}")), json!({}))
                .await;
            assert_eq!(answer.said(), "404 not_found", "{action}");
        }
    }
    for id in [id.as_str(), nowhere] {
        assert_eq!(
            stranger
                .patch(&one(id, ""), json!({"summary": "x"}))
                .await
                .said(),
            "404 not_found"
        );
        assert_eq!(
            stranger
                .patch(&one(id, "/location"), json!({}))
                .await
                .said(),
            "404 not_found"
        );
        assert_eq!(stranger.delete(&one(id, "")).await.said(), "404 not_found");
        let reject = stranger
            .post(&one(id, "/reject"), json!({"reason": "no"}))
            .await;
        assert_eq!(reject.said(), "404 not_found");
        assert_eq!(
            stranger.get(&format!("/use-cases/{id}/edit")).await.status,
            404
        );
    }
    insta::assert_snapshot!(stranger.get(&one("7", "")).await.said(), @"404 not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_counts_once_an_hour() {
    let house = House::open_to_guests().await;
    let author = house.person("member").await;
    let id = published(
        &author,
        with(whole("gannet"), json!({"visibility": "public"})),
    )
    .await;
    let views = async |client: &Client| {
        client.get(&one(&id, "")).await.ok().data()["views"]
            .as_i64()
            .unwrap()
    };
    assert_eq!(views(&author).await, 1);
    assert_eq!(views(&author).await, 1);
    assert_eq!(views(&house.guest()).await, 2);
    assert_eq!(
        views(&house.guest().header("user-agent", "another")).await,
        3
    );
    house.wait(Duration::from_mins(61));
    // The token has run out meanwhile.
    let author = house.sign_in(author.person.unwrap()).await;
    assert_eq!(views(&author).await, 4);
    platform::views::Views::flush(&house.app).await;
    assert_eq!(views(&author).await, 4);
    let listed = author.get(ALL).await.ok().data();
    assert_eq!(listed[0]["views"], 4);
}
