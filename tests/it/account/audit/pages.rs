//! The page of the log, and whether its chain is whole.

use serde_json::json;

use super::{ALL, actions};
use crate::{
    account::browser::Browser,
    community::forum::topic,
    support::{House, OWNER, PASSWORD},
};

const VERIFY: &str = "/api/v1/audit-logs/verify";

/// Every kind of thing and what is done to it, as the code declares them.
fn declared() -> Vec<(String, String)> {
    let action = regex::Regex::new(r#"Action::new\(\s*"([a-z_]+)",\s*"([a-z_]+)"\s*\)"#).unwrap();
    let mut found = Vec::new();
    let mut open = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let all = action.captures_iter(&text);
                found.extend(all.map(|c| (c[1].to_owned(), c[2].to_owned())));
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_noted_is_told_in_plain_words() {
    let declared = declared();
    assert!(declared.len() > 60, "{}", declared.len());
    let house = House::new().await;
    let owner = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let page = owner.get("/audit").await.ok().text();
    for (resource, verb) in declared {
        let key = format!("audit-act-{resource}-{verb}").replace('_', "-");
        assert!(platform::Language::En.has(&key), "{key}");
        let option = format!("<option value=\"{resource}.{verb}\"");
        assert!(page.contains(&option), "{option}");
    }
}

/// The sentences of a page, newest first.
fn sentences(page: &str) -> Vec<String> {
    let titles = page.split("class=\"row__title\">").skip(1);
    let text = |rest: &str| rest.split("</h2>").next().unwrap().to_owned();
    titles.map(text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_in_a_sentence_what_changed_and_leads_there() {
    let house = House::new().await;
    let (admin, omar) = (house.person("admin").await, house.person("member").await);
    let omar_path = format!("/api/v1/users/{}", omar.person.unwrap());
    omar.patch("/api/v1/users/me", json!({"display_name": "Omar"}))
        .await
        .ok();
    admin
        .patch("/api/v1/users/me", json!({"display_name": "Sara"}))
        .await
        .ok();
    let roles = json!({"roles": ["moderator"]});
    admin.put(&format!("{omar_path}/roles"), roles).await.ok();
    let id = topic(&omar, "A <stuck> valve", "organization").await;
    let page = admin.get("/audit").await.ok().text();
    let told = sentences(&page);
    assert_eq!(told[0], "Omar started the topic “A &#60;stuck&#62; valve”");
    assert_eq!(told[1], "Sara changed the roles of Omar");
    let roles = page.split("Sara changed the roles of Omar").nth(1).unwrap();
    let roles = roles.split("<details").next().unwrap();
    assert!(
        roles.contains("<bdi>Member</bdi>") && roles.contains("<bdi>Moderator</bdi>"),
        "{roles}"
    );
    assert!(page.contains(&format!("href=\"/forum/t/{id}/")), "{page}");
    let arabic = json!({"language": "ar"});
    admin.patch("/api/v1/users/me", arabic).await.ok();
    let told = sentences(&admin.get("/audit").await.ok().text());
    // Names of the other script keep to themselves, or they would turn the sentence round.
    assert_eq!(
        told[2],
        "\u{2068}Sara\u{2069}: تغيير أدوار \u{2068}Omar\u{2069}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_filters_without_script_and_rows_are_turned_over_both_ways() {
    let house = House::new().await;
    let (admin, omar) = (house.person("admin").await, house.person("member").await);
    omar.patch("/api/v1/users/me", json!({"display_name": "Omar"}))
        .await
        .ok();
    for n in 0..65 {
        topic(&omar, &format!("Topic number {n}"), "organization").await;
    }
    house.wait(std::time::Duration::from_hours(48));
    let admin = house.sign_in(admin.person.unwrap()).await;
    topic(&admin, "Of another day", "organization").await;
    let read = async |query: &str| {
        let page = admin.get(&format!("/audit{query}")).await.ok().text();
        (sentences(&page), page)
    };
    let (told, _) = read("?person=omar&kind=person").await;
    assert_eq!(told, ["Omar changed the details of Omar"]);
    let (told, _) = read("?from=2026-01-03&to=2026-01-03&action=forum_topic.created").await;
    assert_eq!(told.len(), 1, "{told:?}");
    let (told, page) = read("?person=nobody+of+this+name").await;
    assert!(told.is_empty() && page.contains("No row fits these filters"));
    let (told, _) = read("?from=nonsense&kind=forum_topic").await;
    assert_eq!(told.len(), 30);
    let thing = format!("?actor={}&kind=forum_topic", omar.person.unwrap());
    let link = |page: &str, rel: &str| {
        let at = page.find(&format!("rel=\"{rel}\" href=\"/audit"))?;
        let rest = page[at..].split("href=\"/audit").nth(1)?;
        let href = rest.split('"').next()?;
        Some(href.replace("&#38;", "&").replace("&amp;", "&"))
    };
    let (first, page) = read(&thing).await;
    assert!(first[0].contains("number 64") && link(&page, "prev").is_none());
    let (second, page) = read(&link(&page, "next").unwrap()).await;
    assert!(
        second[0].contains("number 34") && second.len() == 30,
        "{second:?}"
    );
    let (third, last) = read(&link(&page, "next").unwrap()).await;
    assert!(
        third.len() == 5 && link(&last, "next").is_none(),
        "{third:?}"
    );
    let (again, page) = read(&link(&last, "prev").unwrap()).await;
    assert_eq!(again, second);
    let (again, _) = read(&link(&page, "prev").unwrap()).await;
    assert_eq!(again, first, "and the newest page is a full one");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_shut_like_calls() {
    let house = House::open_to_guests().await;
    for path in ["/audit", "/audit/export"] {
        assert_eq!(house.guest().get(path).await.status, 303, "{path}");
        for role in ["member", "moderator", "viewer"] {
            let status = house.person(role).await.get(path).await.status;
            assert_eq!(status, 403, "{role} {path}");
        }
        house.person("auditor").await.get(path).await.ok();
    }
    let author = house.person("member").await;
    topic(&author, "A private worry", "private").await;
    let auditor = house.person("auditor").await;
    let stranger = house.stranger("admin").await;
    for client in [&auditor, &stranger] {
        let page = client.get("/audit").await.ok().text();
        assert!(!page.contains("private worry"), "{page}");
    }
    let told = sentences(&stranger.get("/audit").await.text());
    assert_eq!(told.len(), 1, "{told:?}");
    let page = auditor.get("/audit").await.text();
    assert!(page.contains("started a topic") && page.contains("The values are left out"));
    // The server's own rows only for who operates it.
    for client in [&auditor, &stranger] {
        assert_eq!(client.get("/audit?scope=server").await.status, 403);
        let said = client.post(VERIFY, json!({"scope": "server"})).await.said();
        assert_eq!(said, "403 permission_missing");
    }
    house.operator().await.get("/audit?scope=server").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chain_is_followed_and_a_changed_row_is_named() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    topic(&admin, "Before", "organization").await;
    let rows = actions(&admin, "?limit=100").await.len() as u64;
    let found = admin.post(VERIFY, json!({})).await.ok().data();
    assert_eq!(
        (&found["whole"], &found["rows"]),
        (&json!(true), &json!(rows))
    );
    assert_eq!(found["broken"], json!(null));
    let page = admin.get("/audit").await.ok().text();
    assert!(page.contains("Nothing was changed or taken out"), "{page}");

    // What no door of the house allows: somebody with the database in his hands.
    let stranger = house.stranger("admin").await;
    let organization = house.organization;
    let tampered = house
        .app
        .write(move |tx| {
            tx.execute("DROP TRIGGER journal_is_not_changed", [])?;
            let sql = "UPDATE journal SET changes = '{}' WHERE organization_id = ?1
                AND action = 'forum_topic.created'";
            Ok(tx.execute(sql, store::params![organization])?)
        })
        .await
        .unwrap();
    assert_eq!(tampered, 1);
    topic(&admin, "After", "organization").await;
    let found = admin.post(VERIFY, json!({})).await.ok().data();
    assert_eq!(
        (&found["whole"], &found["rows"]),
        (&json!(false), &json!(rows - 1))
    );
    let broken = found["broken"]["id"].as_str().unwrap();
    let row = admin.get(&format!("{ALL}/{broken}")).await.ok().data();
    assert_eq!(row["action"], "forum_topic.created");
    let page = admin.get("/audit").await.ok().text();
    assert!(page.contains("Somebody changed the log") && page.contains(broken));
    let found = stranger.post(VERIFY, json!({})).await.ok().data();
    assert_eq!(
        found["whole"], true,
        "every organisation has a chain of its own"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_checks_the_chain() {
    let house = House::new().await;
    let owner = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let page = owner.get("/audit").await.ok().text();
    assert!(!page.contains("Nothing was changed"));
    let done = owner.form("/audit/verify", &[]).await;
    assert_eq!(done.header("location"), "/audit");
    let page = owner.get("/audit").await.ok().text();
    assert!(page.contains("Nothing was changed or taken out"), "{page}");
    let done = owner.form("/audit/verify", &[("scope", "server")]).await;
    assert_eq!(done.header("location"), "/audit?scope=server");
}
