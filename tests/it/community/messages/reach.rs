//! Who may be written to: colleagues, and people of other organisations who allow it.

use platform::people::Status;
use serde_json::json;

use super::{ALL, MESSAGES, begun, id, send, sent, start};
use crate::support::{Client, House};

async fn allow(client: &Client, on: bool) {
    let body = json!({"allows_other_organizations": on});
    let path = format!("{MESSAGES}/settings");
    client.patch(&path, body).await.ok();
}

async fn offered(client: &Client) -> Vec<String> {
    let path = format!("{MESSAGES}/people");
    let data = client.get(&path).await.ok().data();
    let all = data.as_array().unwrap().iter();
    all.map(|p| p["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_writes_to_colleagues_and_to_strangers_who_allow_it() {
    let house = House::new().await;
    let writer = house.person("member").await;
    let (colleague, stranger) = (house.person("viewer").await, house.stranger("member").await);
    start(&writer, &[&colleague]).await.ok();
    let refused = start(&writer, &[&stranger]).await;
    assert_eq!(refused.status, 422);
    assert!(!offered(&writer).await.contains(&id(&stranger).to_string()));
    allow(&stranger, true).await;
    assert!(offered(&writer).await.contains(&id(&stranger).to_string()));
    let conversation = begun(&writer, &[&stranger]).await;
    // He answers, although the writer lets no stranger begin.
    send(&stranger, &conversation, "An answer").await.ok();
    // Who no longer allows it is written to no longer, also where they talked.
    allow(&stranger, false).await;
    let refused = send(&writer, &conversation, "More").await;
    assert_eq!(refused.code(), "person_out_of_reach");
    assert_eq!(refused.status, 403);
    send(&stranger, &conversation, "But I may").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn why_somebody_is_out_of_reach_is_not_told() {
    let house = House::new().await;
    let writer = house.person("member").await;
    let (blocker, stranger) = (house.person("member").await, house.stranger("member").await);
    let path = format!("{MESSAGES}/blocks/{}", id(&writer));
    assert_eq!(blocker.put(&path, json!({})).await.status, 204);
    let gone = house.person("member").await;
    platform::people::set_status(
        &house.app,
        &actor(&house).await,
        id(&gone),
        Status::Suspended,
    )
    .await
    .unwrap();
    let mut answers = Vec::new();
    for other in [
        id(&blocker).to_string(),
        id(&stranger).to_string(),
        id(&gone).to_string(),
        super::NOBODY.to_owned(),
    ] {
        let answer = writer.post(ALL, json!({"participants": [other]})).await;
        let mut problem = answer.json();
        problem["request_id"] = json!(null);
        answers.push(problem);
    }
    assert_eq!(answers[0]["errors"][0]["code"], "person_out_of_reach");
    assert!(answers.iter().all(|a| *a == answers[0]), "{answers:?}");
    assert!(!offered(&writer).await.contains(&id(&blocker).to_string()));
}

async fn actor(house: &House) -> std::sync::Arc<platform::Actor> {
    let (owner, now) = (house.owner, house.app.clock.now());
    let read = move |db: &store::Reader<'_>| platform::people::actor(db, owner, now);
    std::sync::Arc::new(house.app.read(read).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_stops_both_until_it_is_taken_back() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let conversation = begun(&a, &[&b]).await;
    sent(&a, &conversation, "Hello").await;
    let path = format!("{MESSAGES}/blocks/{}", id(&a));
    b.put(&path, json!({})).await;
    for client in [&a, &b] {
        let refused = send(client, &conversation, "More").await;
        assert_eq!(refused.code(), "person_out_of_reach");
    }
    // Nor is he brought into a group by him.
    let other = house.person("member").await;
    let group = json!({"participants": [id(&b), id(&other)], "title": "Round"});
    assert_eq!(a.post(ALL, group).await.status, 422);
    let blocked = b.get(&format!("{MESSAGES}/blocks")).await.ok().data();
    assert_eq!(blocked[0]["id"], id(&a).to_string());
    let of_a = a.get(&format!("{MESSAGES}/blocks")).await.ok().data();
    assert_eq!(of_a, json!([]), "he is not told");
    assert_eq!(b.delete(&path).await.status, 204);
    send(&a, &conversation, "Again").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_one_cannot_know_one_cannot_block() {
    let house = House::new().await;
    let (a, stranger) = (house.person("member").await, house.stranger("member").await);
    for other in [id(&stranger).to_string(), super::NOBODY.to_owned()] {
        let path = format!("{MESSAGES}/blocks/{other}");
        assert_eq!(a.put(&path, json!({})).await.status, 404);
    }
    let own = format!("{MESSAGES}/blocks/{}", id(&a));
    assert_eq!(a.put(&own, json!({})).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_write_reads_what_he_is_sent() {
    let house = House::new().await;
    let (writer, viewer) = (house.person("member").await, house.person("viewer").await);
    let conversation = begun(&writer, &[&viewer]).await;
    sent(&writer, &conversation, "For your eyes").await;
    assert_eq!(super::said(&viewer, &conversation).await, ["For your eyes"]);
    let refused = send(&viewer, &conversation, "No").await;
    assert_eq!(refused.code(), "permission_missing");
    assert_eq!(
        start(&viewer, &[&writer]).await.code(),
        "permission_missing"
    );
}
