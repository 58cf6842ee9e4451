//! Messages: sent once, changed for a day, deleted at once, found again.

use std::time::Duration;

use serde_json::json;

use super::{ALL, MESSAGES, begun, id, read, said, send, sent, unread, words};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_twice_with_one_key_is_one() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    let keyed = a.header("idempotency-key", "once");
    let first = sent(&keyed, &direct, "zqonce").await;
    assert_eq!(sent(&keyed, &direct, "zqonce").await, first);
    assert_eq!(said(&b, &direct).await, ["zqonce"]);
    let other = send(&keyed, &direct, "Something else").await;
    assert_eq!(other.code(), "idempotency_key_reused");
    // Deleted words do not come back with the key.
    a.delete(&format!("{MESSAGES}/{first}")).await.ok();
    let again = send(&keyed, &direct, "zqonce").await.ok().text();
    assert!(!again.contains("zqonce"), "{again}");
    let begin = json!({"participants": [id(&b)], "title": "Twice", "message": "Hello"});
    let keyed = a.header("idempotency-key", "group");
    let group = keyed.post(ALL, begin.clone()).await.ok().id();
    assert_eq!(keyed.post(ALL, begin).await.ok().id(), group);
    assert_eq!(said(&b, &group).await, ["Hello"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_walk_by_cursor_both_ways() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    for n in 0..7 {
        sent(&a, &direct, &format!("Message {n}")).await;
    }
    for (sort, order) in [
        ("number", [0, 1, 2, 3, 4, 5, 6]),
        ("-number", [6, 5, 4, 3, 2, 1, 0]),
    ] {
        let (mut walked, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("{ALL}/{direct}/messages?limit=3&sort={sort}{cursor}");
            let answer = b.get(&path).await;
            let answer = answer.ok();
            walked.extend(words(&answer));
            let meta = answer.json()["meta"].clone();
            assert_eq!(meta["total"], 7);
            match meta["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(walked, order.map(|n| format!("Message {n}")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_author_changes_his_words_and_for_a_day() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("admin").await);
    let direct = begun(&a, &[&b]).await;
    let message = sent(&a, &direct, "Pump zqbefore rattles").await;
    let one = format!("{MESSAGES}/{message}");
    let change = json!({"content": "Pump zqafter rattles"});
    assert_eq!(
        b.patch(&one, change.clone()).await.code(),
        "message_of_another"
    );
    assert_eq!(b.delete(&one).await.code(), "message_of_another");
    let changed = a.patch(&one, change.clone()).await.ok().data();
    assert!(changed["edited_at"].is_string());
    let found = async |b: &crate::support::Client, word: &str| {
        let path = format!("{MESSAGES}/search?q={word}");
        b.get(&path).await.ok().json()["meta"]["total"].clone()
    };
    assert_eq!(
        (found(&b, "zqbefore").await, found(&b, "zqafter").await),
        (json!(0), json!(1))
    );
    house.wait(Duration::from_hours(24));
    let (a, b) = (house.sign_in(id(&a)).await, house.sign_in(id(&b)).await);
    a.patch(&one, json!({"content": "Pump zqafter hums"}))
        .await
        .ok();
    house.wait(Duration::from_millis(1));
    assert_eq!(a.patch(&one, change).await.code(), "message_too_old");
    // Deleting is always possible, and takes the words with it.
    assert_eq!(a.delete(&one).await.status, 204);
    assert_eq!(a.delete(&one).await.status, 204);
    assert_eq!(found(&b, "zqafter").await, json!(0));
    assert_eq!(said(&b, &direct).await, [""]);
    assert_eq!(read(&b, &direct).await["last_message"]["is_deleted"], true);
    let left = move |db: &store::Reader<'_>| {
        let sql = "SELECT count(*) FROM messages WHERE content LIKE '%zq%' OR words LIKE '%zq%'";
        Ok(db.one(sql, [], |r| r.get::<_, i64>(0))?)
    };
    assert_eq!(house.app.read(left).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_answers_one_of_its_own_conversation() {
    let house = House::new().await;
    let (a, b, c) = (
        house.person("member").await,
        house.person("member").await,
        house.person("member").await,
    );
    let direct = begun(&a, &[&b]).await;
    let asked = sent(&a, &direct, "Which seal?").await;
    let path = format!("{ALL}/{direct}/messages");
    let answer = json!({"content": "The double one.", "reply_to_id": asked});
    let answer = b.post(&path, answer).await.ok().data();
    assert_eq!(answer["reply_to"]["content"], "Which seal?");
    let other = begun(&a, &[&c]).await;
    let foreign = sent(&a, &other, "Elsewhere").await;
    for wrong in [foreign.as_str(), super::NOBODY] {
        let body = json!({"content": "No", "reply_to_id": wrong});
        let refused = a.post(&path, body).await.json();
        assert_eq!(refused["errors"][0]["code"], "message_unknown");
    }
    // The words that were answered go from the answer as well.
    a.delete(&format!("{MESSAGES}/{asked}")).await.ok();
    let list = b.get(&path).await.ok().text();
    assert!(!list.contains("Which seal?"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_are_put_on_and_taken_off() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    let message = sent(&a, &direct, "Done").await;
    let path = format!("{MESSAGES}/{message}/reactions");
    let thumb = json!({"reaction": "👍"});
    b.post(&path, thumb.clone()).await.ok();
    let both = a.post(&path, thumb.clone()).await.ok().data();
    assert_eq!(
        both["reactions"],
        json!([{"reaction": "👍", "count": 2, "is_mine": true}])
    );
    let one = a.post(&path, thumb).await.ok().data();
    assert_eq!(
        one["reactions"],
        json!([{"reaction": "👍", "count": 1, "is_mine": false}])
    );
    let wrong = a.post(&path, json!({"reaction": "<script>"})).await;
    assert_eq!(wrong.status, 422);
    a.delete(&format!("{MESSAGES}/{message}")).await.ok();
    let late = b.post(&path, json!({"reaction": "🎉"})).await;
    assert_eq!(late.code(), "message_deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_counts_up_to_a_message_and_never_back() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    let first = sent(&a, &direct, "One").await;
    sent(&a, &direct, "Two").await;
    sent(&b, &direct, "Three").await;
    assert_eq!(unread(&b).await, 0, "who writes has read");
    let last = sent(&a, &direct, "Four").await;
    assert_eq!((unread(&a).await, unread(&b).await), (0, 1));
    let path = format!("{ALL}/{direct}/read");
    assert_eq!(
        a.post(&path, json!({"message_id": first})).await.status,
        204
    );
    assert_eq!(a.post(&path, json!({})).await.status, 204);
    assert_eq!(unread(&a).await, 0);
    b.post(&path, json!({"message_id": last})).await;
    b.post(&path, json!({"message_id": first})).await;
    assert_eq!(unread(&b).await, 0, "not read back");
    // A deleted message waits for nobody.
    let gone = sent(&a, &direct, "Five").await;
    a.delete(&format!("{MESSAGES}/{gone}")).await.ok();
    assert_eq!(unread(&b).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_show_where_both_want_them() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    sent(&a, &direct, "Seen?").await;
    b.post(&format!("{ALL}/{direct}/read"), json!({})).await;
    let seen = async |by: &crate::support::Client, of: &crate::support::Client| {
        let shown = read(by, &direct).await;
        let all = shown["participants"].as_array().unwrap().clone();
        let other = all.iter().find(|p| p["person"]["id"] == id(of).to_string());
        let other = other.unwrap();
        assert_eq!(other["read_number"].is_null(), other["read_at"].is_null());
        other["read_number"].clone()
    };
    assert_eq!(seen(&a, &b).await, json!(1));
    let path = format!("{MESSAGES}/settings");
    b.patch(&path, json!({"shows_read_receipts": false}))
        .await
        .ok();
    assert_eq!(seen(&a, &b).await, json!(null));
    assert_eq!(
        seen(&b, &a).await,
        json!(null),
        "who hides does not see either"
    );
    b.patch(&path, json!({"shows_read_receipts": true}))
        .await
        .ok();
    a.patch(&path, json!({"shows_read_receipts": false}))
        .await
        .ok();
    assert_eq!(seen(&a, &b).await, json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn spelling_does_not_matter_to_the_search() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    sent(&a, &direct, "The Pump’s SEAL leaks again").await;
    sent(&a, &direct, "موعدُ الصيانة يوم الأحد").await;
    for (query, found) in [
        ("seal%20pump", 1),
        ("leak", 1),
        ("الصيانه", 1),
        ("الاحد", 1),
        ("seal%20الاحد", 0),
        ("%25", 0),
        ("", 0),
    ] {
        let answer = b.get(&format!("{MESSAGES}/search?q={query}")).await;
        assert_eq!(answer.ok().json()["meta"]["total"], found, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_by_its_field() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    for content in ["", "   ", &"x".repeat(10_001)] {
        let refused = send(&a, &direct, content).await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.json()["errors"][0]["field"], "content");
    }
    sent(&a, &direct, &"ص".repeat(10_000)).await;
    let title = json!({"participants": [id(&b)], "title": "x".repeat(121), "message": ""});
    let errors = a.post(ALL, title).await.json()["errors"].clone();
    assert_eq!(errors.as_array().unwrap().len(), 2, "{errors}");
}
