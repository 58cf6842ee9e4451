//! Lists, reading, taking away, preferences, and how long they are kept.

use std::time::Duration;

use serde_json::json;

use super::{ALL, TOPICS, heard, like, only, post, topic, unread};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_by_cursor_meets_each_once() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let id = topic(&author, "Much answered", "organization").await;
    for n in 0..25 {
        post(&other, &id, None, &format!("Answer {n}")).await;
        house.wait(Duration::from_secs(u64::from(n % 3 == 0)));
    }
    house.told().await;
    let (mut met, mut path) = (Vec::new(), format!("{ALL}?limit=7"));
    loop {
        let page = author.get(&path).await.ok().json();
        assert_eq!(page["meta"]["total"], 25);
        let items = page["data"].as_array().unwrap().iter();
        met.extend(items.map(|n| n["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["meta"]["next_cursor"].as_str() else {
            break;
        };
        path = format!("{ALL}?limit=7&cursor={cursor}");
    }
    assert_eq!(met.len(), 25);
    met.sort_unstable();
    met.dedup();
    assert_eq!(met.len(), 25);
    let wrong = author.get(&format!("{ALL}?kind=gossip")).await;
    assert_eq!(wrong.said(), "422 invalid kind:not_one_of");
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_and_taking_away() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let id = topic(&author, "To be read", "organization").await;
    post(&other, &id, None, "One.").await;
    post(&other, &id, None, "Two.").await;
    like(&other, TOPICS, &id).await;
    assert_eq!(heard(&house, &author).await.len(), 3);
    let stats = author.get(&format!("{ALL}/stats")).await.ok().data();
    let kinds = json!({"like": {"total": 1, "unread": 1}, "reply": {"total": 2, "unread": 2}});
    assert_eq!(stats, json!({"total": 3, "unread": 3, "kinds": kinds}));
    let read_all = |kind: &str| format!("{ALL}/read-all?kind={kind}");
    author.post(&read_all("like"), json!({})).await.ok();
    assert_eq!(unread(&author).await, 2);
    assert_eq!(
        author.post(&read_all("gossip"), json!({})).await.said(),
        "422 invalid kind:notification_kind_unknown"
    );
    let listed = author.get(&format!("{ALL}?unread=true")).await.ok().data();
    let first = listed[0]["id"].as_str().unwrap();
    let read = format!("{ALL}/{first}/read");
    assert_eq!(author.post(&read, json!({})).await.status, 204);
    assert_eq!(author.post(&read, json!({})).await.status, 204);
    assert_eq!(unread(&author).await, 1);
    assert_eq!(author.delete(&format!("{ALL}/{first}")).await.status, 204);
    assert_eq!(author.delete(&format!("{ALL}/{first}")).await.status, 404);
    author
        .post(&format!("{ALL}/read-all"), json!({}))
        .await
        .ok();
    assert_eq!(unread(&author).await, 0);
    assert_eq!(heard(&house, &author).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_the_topic_has_read_what_he_was_told_of_it() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let id = topic(&author, "Opened at last", "organization").await;
    let kept = topic(&author, "Not opened", "organization").await;
    post(&other, &id, None, "One.").await;
    post(&other, &kept, None, "Two.").await;
    house.told().await;
    assert_eq!(unread(&author).await, 2);
    other.get(&format!("/forum/t/{id}")).await;
    assert_eq!(unread(&author).await, 2);
    author.get(&format!("/forum/t/{id}")).await;
    assert_eq!(unread(&author).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_does_not_want_to_hear_is_not_told() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let path = format!("{ALL}/preferences");
    let usual = author.get(&path).await.ok().data();
    assert_eq!(
        usual["kinds"]["like"],
        json!({"in_app": true, "is_required": false})
    );
    assert_eq!(
        usual["kinds"]["saved_search"],
        json!(null),
        "nothing tells of these"
    );
    let off = json!({"kinds": {"like": {"in_app": false}}});
    let chosen = author.put(&path, off).await.ok().data();
    assert_eq!(chosen["kinds"]["like"]["in_app"], false);
    let id = topic(&author, "No likes please", "organization").await;
    like(&other, TOPICS, &id).await;
    post(&other, &id, None, "But replies.").await;
    assert_eq!(
        heard(&house, &author).await,
        ["reply to_topic 1 No likes please"]
    );
    let back = author.put(&path, json!({"kinds": {}})).await.ok().data();
    assert_eq!(back["kinds"]["like"]["in_app"], true);
    let unknown = json!({"kinds": {"saved_search": {"in_app": true}}});
    assert_eq!(
        author.put(&path, unknown).await.said(),
        "422 invalid saved_search:notification_kind_unknown"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_ninety_days_they_are_gone() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let id = topic(&author, "Long ago", "organization").await;
    post(&other, &id, None, "One.").await;
    house.told().await;
    house.wait(Duration::from_hours(89 * 24));
    let author = house.sign_in(author.person.unwrap()).await;
    only(&author).await;
    house.wait(Duration::from_hours(2 * 24));
    let author = house.sign_in(author.person.unwrap()).await;
    assert_eq!(heard(&house, &author).await, Vec::<String>::new());
    let sweep = community::notifications::sweep(&house.app);
    assert_eq!(sweep.await.unwrap(), 1);
}
