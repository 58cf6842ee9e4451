//! Categories.

use serde_json::json;

use super::{NOBODY, TOPICS, body, category, read, topic};
use crate::support::House;

const PATH: &str = "/api/v1/forum/categories";

#[tokio::test(flavor = "multi_thread")]
async fn a_new_server_has_six_categories() {
    let house = House::new().await;
    let all = house.person("viewer").await.get(PATH).await.ok().data();
    let kinds: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "automation",
            "quality",
            "maintenance",
            "ai",
            "iot",
            "general"
        ]
    );
    assert!(
        all.as_array()
            .unwrap()
            .iter()
            .all(|c| c["name_ar"] != "" && c["name_en"] != "")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_make_change_order_and_remove_categories() {
    let house = House::new().await;
    let (admin, member) = (house.person("admin").await, house.person("member").await);
    let new = json!({"name_en": "Paint shop", "kind": "quality"});
    assert_eq!(
        member.post(PATH, new.clone()).await.said(),
        "403 permission_missing"
    );
    let made = admin.post(PATH, new.clone()).await.ok();
    assert_eq!(made.data()["slug"], "paint-shop");
    assert_eq!(made.data()["position"], 7);
    assert_eq!(
        admin.post(PATH, new).await.said(),
        "409 category_slug_taken"
    );
    let one = format!("{PATH}/{}", made.id());
    let bad = json!({"name_en": "", "name_ar": "", "kind": "art"});
    assert_eq!(
        admin.patch(&one, bad).await.said(),
        "422 invalid name_en:required kind:not_one_of"
    );
    let changed = admin
        .patch(&one, json!({"is_active": false}))
        .await
        .ok()
        .data();
    assert_eq!(
        (changed["is_active"].clone(), changed["name_en"].clone()),
        (json!(false), json!("Paint shop"))
    );
    let order = format!("{PATH}/order");
    assert_eq!(
        admin.put(&order, json!({"ids": [made.id()]})).await.said(),
        "204"
    );
    assert_eq!(category(&admin).await, made.id());
    assert_eq!(
        admin.put(&order, json!({"ids": [NOBODY]})).await.said(),
        "422 invalid ids:category_unknown"
    );
    let closed = body(&member, "In a closed category", "organization").await;
    assert_eq!(
        member.post(TOPICS, closed).await.said(),
        "422 invalid category_id:category_closed"
    );
    assert_eq!(admin.delete(&one).await.said(), "204");
    assert_eq!(admin.delete(&one).await.said(), "404 not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_with_topics_is_removed_only_when_they_have_somewhere_to_go() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    let from = category(&admin).await;
    let id = topic(&admin, "A topic that moves", "organization").await;
    let to = admin
        .post(PATH, json!({"name_en": "Elsewhere"}))
        .await
        .ok()
        .id();
    let one = format!("{PATH}/{from}");
    assert_eq!(admin.delete(&one).await.said(), "409 category_in_use");
    assert_eq!(
        admin
            .delete(&format!("{one}?move_to={NOBODY}"))
            .await
            .said(),
        "422 invalid move_to:category_unknown"
    );
    assert_eq!(
        admin.delete(&format!("{one}?move_to={from}")).await.said(),
        "422 invalid move_to:category_unknown"
    );
    assert_eq!(
        admin.delete(&format!("{one}?move_to={to}")).await.said(),
        "204"
    );
    assert_eq!(read(&admin, &id).await["category_id"], to);
    let all = admin.get(PATH).await.ok().data();
    let moved = all
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["id"] == to)
        .unwrap()
        .clone();
    assert_eq!(moved["topics_count"], 1);
}
