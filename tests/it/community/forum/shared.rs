//! What all organisations share: the categories, and the top of everybody's list.

use http::Method;
use serde_json::json;

use super::{TOPICS, category, read, titles, topic};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn another_organisations_administrator_changes_no_category() {
    let house = House::new().await;
    let stranger = house.stranger("admin").await;
    let id = category(&stranger).await;
    let one = format!("/api/v1/forum/categories/{id}");
    let all = "/api/v1/forum/categories";
    for (method, path, body) in [
        (
            Method::POST,
            all,
            json!({"slug": "mine", "name_en": "Mine", "name_ar": "لي", "kind": "general"}),
        ),
        (Method::PATCH, &one, json!({"name_en": "Mine"})),
        (Method::DELETE, &one, json!({})),
        (
            Method::PUT,
            "/api/v1/forum/categories/order",
            json!({"ids": [id]}),
        ),
    ] {
        let said = stranger.json(method.clone(), path, body).await.said();
        assert_eq!(said, "403 shared_by_all", "{method} {path}");
    }
    assert_eq!(stranger.get("/forum/categories").await.status, 403);
    let host = house.person("admin").await;
    host.get("/forum/categories").await.ok();
    host.patch(&one, json!({"name_en": "Ours"})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_stands_on_top_for_those_who_chose_it() {
    let house = House::new().await;
    let host = house.person("moderator").await;
    let moderator = house.stranger("moderator").await;
    let neighbour = house
        .person_of(moderator.organization.unwrap(), "member")
        .await;
    let ours = topic(&moderator, "For our own people", "organization").await;
    let public = topic(&moderator, "For everybody to read", "public").await;
    let one = |id: &str, verb: &str| format!("{TOPICS}/{id}/{verb}");
    moderator.post(&one(&ours, "pin"), json!({})).await.ok();
    let refused = moderator.post(&one(&public, "pin"), json!({})).await;
    assert_eq!(refused.said(), "403 shared_by_all");
    let list = titles(&neighbour.get(TOPICS).await.ok());
    assert_eq!(list, ["For our own people", "For everybody to read"]);

    // Making it public does not lift it over everybody's list.
    let body = json!({"visibility": "public"});
    moderator
        .patch(&format!("{TOPICS}/{ours}"), body)
        .await
        .ok();
    assert_eq!(read(&moderator, &ours).await["is_pinned"], false);

    let theirs = topic(&host, "House rules of the server", "public").await;
    host.post(&one(&theirs, "pin"), json!({})).await.ok();
    topic(&moderator, "A later one of ours", "public").await;
    let list = titles(&moderator.get(TOPICS).await.ok());
    assert_eq!(list[0], "House rules of the server");
    // The operator pins whatever he sees; the organisation takes its own down.
    let operator = house.operator().await;
    operator.post(&one(&public, "pin"), json!({})).await.ok();
    moderator.post(&one(&public, "unpin"), json!({})).await.ok();
    assert_eq!(read(&moderator, &public).await["is_pinned"], false);
}
