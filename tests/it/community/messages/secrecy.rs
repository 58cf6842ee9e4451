//! What is said in a conversation is known to those who take part in it and to nobody else, whatever
//! his role: on no route, in no count, in no error, in no note of what happened.

use std::time::Duration;

use axum::body::Body;
use guildhall::features;
use http::Method;
use platform::people::{self, Status};
use serde_json::{Value, json};

use super::{ALL, MESSAGES, NOBODY, begun, id, send, sent, unread};
use crate::support::{Client, House};

/// Stands in a title and in messages of a conversation that nobody else may know of.
const MARKER: &str = "zqsecretword";

struct Planted {
    group: String,
    message: String,
}

/// A conversation of two with the marker in its title and its messages, also in changed and deleted
/// ones.
async fn plant(a: &Client, b: &Client) -> Planted {
    let group = json!({
        "participants": [id(b)], "title": format!("Title {MARKER}"),
        "message": format!("First {MARKER}"),
    });
    let group = a.post(ALL, group).await.ok().id();
    let message = sent(b, &group, &format!("Second {MARKER}")).await;
    let thumb = json!({"reaction": "👍"});
    a.post(&format!("{MESSAGES}/{message}/reactions"), thumb)
        .await
        .ok();
    Planted { group, message }
}

/// Every path that reads, with the planted ids in every place where an id stands.
fn paths(planted: &Planted) -> Vec<String> {
    let mut all = Vec::new();
    let entries = features().into_iter().flat_map(|f| f.routes.entries);
    for entry in entries.filter(|e| e.method == Method::GET) {
        for id in [&planted.group, &planted.message] {
            let parts = entry
                .path
                .split('/')
                .map(|part| match part.strip_prefix('{') {
                    Some(name) if name.contains("id") => id.as_str(),
                    Some(_) => "x",
                    None => part,
                });
            let path = parts.collect::<Vec<_>>().join("/");
            all.push(format!("{path}?q=zqsecret"));
            all.push(path);
        }
        let path = entry.path;
        if path.starts_with("/messages/") && path.matches('{').count() == 2 {
            let path = path.replacen("{id}", &planted.group, 1);
            all.push(path.replace("{message_id}", &planted.message));
        }
    }
    all.sort();
    all.dedup();
    all
}

async fn met(client: &Client, paths: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for path in paths {
        let answer = client.get(path).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text());
        let text = format!("{} {:?}", answer.text(), answer.headers).to_lowercase();
        if text.replace("?q=zqsecret", "").contains(MARKER) {
            found.push(path.clone());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_meets_a_word_of_it_on_any_route() {
    let house = House::open_to_guests().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let planted = plant(&a, &b).await;
    house.settle().await;
    let paths: Vec<String> = paths(&planted)
        .into_iter()
        .filter(|p| !p.contains("/live"))
        .collect();
    for client in [
        house.guest(),
        house.operator().await,
        house.person("admin").await,
        house.person("moderator").await,
        house.person("auditor").await,
        house.person("member").await,
        house.stranger("admin").await,
    ] {
        assert_eq!(met(&client, &paths).await, Vec::<String>::new());
    }
    let seen = met(&b, &paths).await;
    assert!(seen.len() >= 4, "the eye of this test sees: {seen:?}");
}

/// Every call on one conversation or message, with its body.
fn calls(planted: &Planted, other: &Client) -> Vec<(Method, &'static str, Value)> {
    vec![
        (Method::GET, "conversations/{c}", json!({})),
        (Method::PATCH, "conversations/{c}", json!({"title": "Mine"})),
        (Method::POST, "conversations/{c}/archive", json!({})),
        (Method::POST, "conversations/{c}/unarchive", json!({})),
        (Method::POST, "conversations/{c}/mute", json!({})),
        (Method::POST, "conversations/{c}/leave", json!({})),
        (Method::POST, "conversations/{c}/read", json!({})),
        (
            Method::POST,
            "conversations/{c}/read",
            json!({"message_id": planted.message}),
        ),
        (
            Method::POST,
            "conversations/{c}/participants",
            json!({"participants": [id(other)]}),
        ),
        (Method::GET, "conversations/{c}/messages", json!({})),
        (
            Method::POST,
            "conversations/{c}/messages",
            json!({"content": "Hello"}),
        ),
        (Method::PATCH, "messages/{m}", json!({"content": "Changed"})),
        (Method::DELETE, "messages/{m}", json!({})),
        (
            Method::POST,
            "messages/{m}/reactions",
            json!({"reaction": "👍"}),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_conversation_answers_like_one_that_never_was() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let planted = plant(&a, &b).await;
    let answer = async |client: &Client, method: Method, path: String, body: &Value| {
        let answer = client.json(method, &path, body.clone()).await;
        let mut problem = answer.json();
        problem["request_id"] = json!(null);
        let problem = problem.to_string();
        let problem = [&planted.group, &planted.message]
            .into_iter()
            .fold(problem, |text, id| text.replace(id.as_str(), NOBODY));
        (answer.status, problem)
    };
    let calls = calls(&planted, &b);
    for client in [
        house.operator().await,
        house.person("admin").await,
        house.person("viewer").await,
        house.stranger("admin").await,
    ] {
        for (method, path, body) in &calls {
            let filled = |conversation: &str, message: &str| {
                let path = path.replace("{c}", conversation).replace("{m}", message);
                format!("/api/v1/{path}")
            };
            let there = filled(&planted.group, &planted.message);
            let there = answer(&client, method.clone(), there, body).await;
            let nowhere = filled(NOBODY, NOBODY);
            let nowhere = answer(&client, method.clone(), nowhere, body).await;
            assert_eq!(there, nowhere, "{method} {path}");
            assert!(
                there.0 == 404 || there.0 == 403,
                "{method} {path} {}",
                there.0
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn others_words_are_neither_found_nor_counted() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    plant(&a, &b).await;
    for client in [house.operator().await, house.person("admin").await] {
        let found = client.get(&format!("{MESSAGES}/search?q={MARKER}")).await;
        assert_eq!(found.ok().json()["meta"]["total"], 0);
        assert_eq!(client.get(ALL).await.ok().json()["meta"]["total"], 0);
        assert_eq!(unread(&client).await, 0);
        let search = client.get("/api/v1/search?q=zqsecretword").await;
        assert!(!search.text().contains("\"total\":1"), "{}", search.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_says_that_it_was_sent_and_no_more() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let planted = plant(&a, &b).await;
    let path = format!("{MESSAGES}/{}", planted.message);
    b.patch(&path, json!({"content": format!("Third {MARKER}")}))
        .await
        .ok();
    let whole = |db: &store::Reader<'_>| {
        let sql = "SELECT group_concat(action || changes, '' ORDER BY seq) FROM journal
                   WHERE resource_type IN ('conversation', 'message')";
        Ok(db.one(sql, [], |r| r.get::<_, String>(0))?)
    };
    let whole = house.app.read(whole).await.unwrap();
    assert_eq!(
        whole,
        "conversation.created{}message.sent{}message.sent{}message.updated{}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_person_reads_nothing_and_waits_for_nobody() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    sent(&a, &direct, "Before").await;
    let (owner, now) = (house.owner, house.app.clock.now());
    let read = move |db: &store::Reader<'_>| people::actor(db, owner, now);
    let owner = std::sync::Arc::new(house.app.read(read).await.unwrap());
    people::set_status(&house.app, &owner, id(&b), Status::Suspended)
        .await
        .unwrap();
    for path in [
        ALL.to_owned(),
        format!("{ALL}/{direct}"),
        format!("{ALL}/{direct}/messages"),
    ] {
        assert_eq!(b.get(&path).await.status, 401, "{path}");
    }
    assert_eq!(
        send(&a, &direct, "After").await.code(),
        "person_out_of_reach"
    );
    house.wait(Duration::from_secs(1));
    assert_eq!(super::said(&a, &direct).await, ["Before"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_shown_in_a_message_stays_its_owners() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let body = "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nwords\r\n--cut--\r\n";
    let media_type = Some("multipart/form-data; boundary=cut");
    let file = a
        .send(Method::POST, "/api/v1/files", media_type, Body::from(body))
        .await
        .ok()
        .id();
    let direct = begun(&a, &[&b]).await;
    sent(&a, &direct, &format!("See [it](/files/{file})")).await;
    let path = format!("/api/v1/files/{file}/content");
    assert_eq!(b.get(&path).await.status, 404);
}
