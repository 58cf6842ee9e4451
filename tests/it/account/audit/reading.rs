//! What the rows say, and how they are asked for.

use serde_json::{Value, json};

use super::{ALL, actions, rows};
use crate::{community::forum::topic, support::House};

#[tokio::test(flavor = "multi_thread")]
async fn a_row_tells_who_did_what_from_where_and_what_changed() {
    let house = House::new().await;
    let (admin, member) = (house.person("admin").await, house.person("member").await);
    let id = member.person.unwrap().to_string();
    let path = format!("/api/v1/users/{id}/roles");
    let asked = admin
        .at(([192, 0, 2, 7], 4000).into())
        .header("user-agent", "Sara's browser")
        .put(&path, json!({"roles": ["moderator"]}))
        .await
        .ok();
    let rows = rows(&admin, &format!("?resource_id={id}")).await;
    let mut row = rows[0].clone();
    assert_eq!(row["request_id"], asked.header("x-request-id"));
    assert_eq!(row["actor"]["id"], admin.person.unwrap().to_string());
    assert_eq!(row["resource_id"], id.as_str());
    assert_eq!(row["organization_id"], house.organization.to_string());
    let again = admin
        .get(&format!("{ALL}/{}", row["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(again.data(), row);
    for own in ["id", "request_id", "resource_id", "organization_id"] {
        row[own] = json!("…");
    }
    row["actor"]["id"] = json!("…");
    let name = row["actor"]["name"].take();
    assert!(name.as_str().unwrap().starts_with("admin "), "{name}");
    insta::assert_snapshot!(row, @r#"{"id":"…","at":"2026-01-01T08:00:00.000Z","organization_id":"…","actor":{"kind":"user","id":"…","name":null},"action":"person.roles_changed","resource_type":"person","resource_id":"…","changes":{"roles":[["member"],["moderator"]]},"changes_withheld":false,"ip":"192.0.2.7","user_agent":"Sara's browser","request_id":"…"}"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_filtered_as_lists_are() {
    let house = House::new().await;
    let (admin, member) = (house.person("admin").await, house.person("member").await);
    topic(&member, "Before noon", "organization").await;
    house.wait(std::time::Duration::from_hours(6));
    let id = member.person.unwrap();
    let admin = house.sign_in(admin.person.unwrap()).await;
    let member = house.sign_in(id).await;
    topic(&member, "After noon", "organization").await;
    for (query, expected) in [
        (
            format!("?actor={id}&resource_type=forum_topic"),
            &["forum_topic.created", "forum_topic.created"][..],
        ),
        (
            format!("?actor={id}&at[gte]=2026-01-01T13:00:00Z"),
            &["forum_topic.created", "session.opened"],
        ),
        (
            format!("?actor={id}&at[lt]=2026-01-01T13:00:00Z"),
            &["forum_topic.created", "session.opened"],
        ),
        (
            format!("?actor={id}&at[gte]=2026-01-01&at[lt]=2026-01-02&sort=at"),
            &[
                "session.opened",
                "forum_topic.created",
                "session.opened",
                "forum_topic.created",
            ],
        ),
        (format!("?actor={id}&actor_kind=system"), &[]),
        (
            "?action[in]=person.created,organization.created&actor_kind=user".to_owned(),
            &["person.created", "organization.created"],
        ),
        (
            "?action[like]=organization&action[ne]=organization.updated".to_owned(),
            &["organization.created"],
        ),
    ] {
        assert_eq!(actions(&admin, &query).await, expected, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_list_does_not_offer_is_refused_with_what_it_does() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    for (query, said) in [
        ("?password=x", "422 invalid password:unknown_filter"),
        (
            "?at[near]=2026-01-01",
            "422 invalid at[near]:unknown_operator",
        ),
        ("?at=yesterday", "422 invalid at:not_a_time"),
        ("?actor=me", "422 invalid actor:not_an_id"),
        ("?actor_kind=robot", "422 invalid actor_kind:not_one_of"),
        ("?scope=all", "422 invalid scope:not_one_of"),
        (
            "?resource_id[gt]=0190b3a2-7c11-7d3e-8a55-0123456789ab",
            "422 invalid resource_id[gt]:unknown_operator",
        ),
        ("?sort=ip", "422 invalid sort:unknown_sort"),
    ] {
        let answer = admin.get(&format!("{ALL}{query}")).await;
        assert_eq!(answer.said(), said, "{query}");
    }
    let refused = admin.get(&format!("{ALL}?password=x")).await.text();
    assert!(
        refused.contains("actor_kind, action, resource_type"),
        "{refused}"
    );
    let nothing = format!("{ALL}/0190b3a2-7c11-7d3e-8a55-0123456789ab");
    assert_eq!(admin.get(&nothing).await.said(), "404 not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn cursors_and_pages_walk_the_whole_log_once() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    for n in 0..7 {
        topic(&admin, &format!("Topic number {n}"), "organization").await;
    }
    let ids = |rows: &[Value]| -> Vec<String> {
        let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
        rows.iter().map(id).collect()
    };
    let all = ids(&rows(&admin, "?limit=100").await);
    let (mut walked, mut query) = (Vec::new(), String::from("?limit=3"));
    loop {
        let answer = admin.get(&format!("{ALL}{query}")).await.ok();
        walked.extend(ids(answer.data().as_array().unwrap()));
        let meta = answer.json()["meta"].clone();
        assert_eq!(meta["total"], all.len());
        let Some(cursor) = meta["next_cursor"].as_str() else {
            break;
        };
        query = format!("?limit=3&cursor={cursor}");
    }
    assert_eq!(walked, all);
    let second = ids(&rows(&admin, "?page=2&page_size=4").await);
    assert_eq!(second, all[4..8]);
    let mut upwards = ids(&rows(&admin, "?sort=at&limit=100").await);
    upwards.reverse();
    assert_eq!(upwards, all);
}
