//! Whom the log is shut to, and what is left out for those who read it.

use serde_json::json;

use super::{ALL, EXPORT, actions, rows};
use crate::{
    community::{forum::topic, messages, use_cases},
    support::House,
};

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_read_the_log_does_not() {
    let house = House::open_to_guests().await;
    let admin = house.person("admin").await;
    let row = rows(&admin, "").await[0]["id"].as_str().unwrap().to_owned();
    let one = format!("{ALL}/{row}");
    for path in [ALL, EXPORT, &one] {
        assert_eq!(house.guest().get(path).await.status, 401, "{path}");
        for role in ["member", "viewer", "moderator", "employee"] {
            let client = house.person(role).await;
            let said = client.get(path).await.said();
            assert_eq!(said, "403 permission_missing", "{role} {path}");
        }
    }
    let auditor = house.person("auditor").await;
    auditor.get(&one).await.ok();
    let path = format!("/api/v1/users/{}", auditor.person.unwrap());
    admin
        .patch(&path, json!({"status": "suspended"}))
        .await
        .ok();
    for path in [ALL, EXPORT, &one] {
        let status = auditor.get(path).await.status.as_u16();
        assert!(matches!(status, 401 | 403), "{path} {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_organisation_has_a_log_of_its_own() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    topic(&admin, "Our own valve", "organization").await;
    let ours = rows(&admin, "?action=forum_topic.created").await;
    assert_eq!(ours.len(), 1);
    let one = format!("{ALL}/{}", ours[0]["id"].as_str().unwrap());
    admin.get(&one).await.ok();
    for role in ["admin", "auditor"] {
        let stranger = house.stranger(role).await;
        assert_eq!(
            actions(&stranger, "").await,
            ["session.opened"],
            "his own sign-in and nothing else"
        );
        assert_eq!(stranger.get(&one).await.said(), "404 not_found");
        let id = house.organization.to_string();
        let said = stranger.get(&format!("{ALL}?organization_id={id}")).await;
        assert_eq!(said.said(), "422 invalid organization_id:unknown_filter");
        let table = stranger.get(EXPORT).await.ok().text();
        assert!(!table.contains("valve"), "{table}");
    }
    // Nor the operator, who belongs to one as everybody does.
    let theirs = house.stranger("admin").await;
    topic(&theirs, "Their own pump", "organization").await;
    let theirs = rows(&theirs, "?action=forum_topic.created").await;
    let one = format!("{ALL}/{}", theirs[0]["id"].as_str().unwrap());
    let operator = house.operator().await;
    assert_eq!(operator.get(&one).await.said(), "404 not_found");
    for query in ["", "?scope=server"] {
        let table = operator.get(&format!("{EXPORT}{query}")).await.ok().text();
        assert!(!table.contains("Their own pump"), "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_no_organisation_is_the_operators() {
    let house = House::new().await;
    let guess = json!({"email": "nobody@harbour.example", "password": "a guess"});
    house.guest().post("/api/v1/auth/login", guess).await;
    let operator = house.operator().await;
    let server = rows(&operator, "?scope=server&action=sign_in.failed").await;
    assert_eq!(server.len(), 1);
    assert_eq!(server[0]["organization_id"], json!(null));
    assert_eq!(server[0]["actor"]["kind"], "system");
    let one = format!("{ALL}/{}", server[0]["id"].as_str().unwrap());
    operator.get(&one).await.ok();
    assert!(
        rows(&operator, "?action=sign_in.failed").await.is_empty(),
        "not among those of his organisation"
    );
    for role in ["admin", "auditor"] {
        let client = house.person(role).await;
        for path in [ALL, EXPORT] {
            let said = client.get(&format!("{path}?scope=server")).await.said();
            assert_eq!(said, "403 permission_missing");
        }
        assert_eq!(client.get(&one).await.said(), "404 not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_not_open_is_not_told_by_the_log_either() {
    let house = House::new().await;
    let author = house.person("member").await;
    topic(&author, "A private worry", "private").await;
    topic(&author, "An open question", "organization").await;
    let case = use_cases::draft(&author, use_cases::whole("zirconium")).await;
    let changed = json!({"title_en": "A zirconium draft, changed"});
    author
        .patch(&format!("{}/{case}", use_cases::ALL), changed)
        .await
        .ok();
    let auditor = house.person("auditor").await;
    let made = rows(&auditor, "?action=forum_topic.created").await;
    let withheld: Vec<_> = made.iter().map(|r| &r["changes_withheld"]).collect();
    assert_eq!(withheld, [&json!(false), &json!(true)], "newest first");
    assert_eq!(made[0]["changes"]["title"][1], "An open question");
    for text in [
        auditor.get(ALL).await.ok().text(),
        auditor.get(EXPORT).await.ok().text(),
    ] {
        assert!(text.contains("An open question"), "{text}");
        assert!(!text.contains("private worry"), "{text}");
        assert!(!text.contains("zirconium"), "{text}");
    }
    let one = format!("{ALL}/{}", made[1]["id"].as_str().unwrap());
    let one = auditor.get(&one).await.ok().data();
    assert_eq!(
        (&one["changes"], &one["actor"]["id"]),
        (&json!({}), &json!(author.person.unwrap().to_string()))
    );
    // Administrators may open both.
    let text = house.person("admin").await.get(ALL).await.ok().text();
    assert!(text.contains("A private worry") && text.contains("A zirconium draft, changed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_talks_with_whom_is_not_to_be_seen() {
    let house = House::new().await;
    let (one, other) = (house.person("member").await, house.person("member").await);
    let talk = messages::begun(&one, &[&other, &house.person("member").await]).await;
    let message = messages::sent(&one, &talk, "Between us").await;
    other
        .post(&format!("{}/{talk}/leave", messages::ALL), json!({}))
        .await
        .ok();
    for client in [house.person("admin").await, house.operator().await] {
        let seen = [
            client.get(ALL).await.ok().text(),
            client.get(EXPORT).await.ok().text(),
            client.get("/audit").await.ok().text(),
        ];
        for text in seen {
            assert!(text.contains("message.sent"), "that it happened is told");
            assert!(!text.contains(&talk) && !text.contains(&message), "{text}");
        }
    }
}
