//! Conversations: one for each two, groups up to fifty, and what each person keeps about them.

use http::Method;
use serde_json::json;

use super::{ALL, begun, id, read, said, send, sent, start, unread};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn two_people_have_one_conversation() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let first = start(&a, &[&b]).await;
    assert_eq!(first.status, 201);
    for (one, other) in [(&a, &b), (&b, &a)] {
        let again = start(one, &[other]).await;
        assert_eq!(again.status, 200);
        assert_eq!(again.id(), first.id());
    }
    let group = json!({"participants": [id(&b)], "title": "The two of us"});
    let group = a.post(ALL, group).await.ok().data();
    assert_eq!(group["kind"], "group");
    assert_ne!(group["id"], first.id());
    let wrong = json!({"participants": [id(&b)], "title": "Named", "kind": "direct"});
    assert_eq!(a.post(ALL, wrong).await.status, 422);
    for nobody in [json!([]), json!([id(&a)])] {
        let body = json!({"participants": nobody});
        assert_eq!(a.post(ALL, body).await.status, 422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_without_words_shows_to_its_beginner_alone() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let conversation = begun(&a, &[&b]).await;
    let total = async |client: &crate::support::Client| {
        client.get(ALL).await.ok().json()["meta"]["total"].clone()
    };
    assert_eq!((total(&a).await, total(&b).await), (json!(1), json!(0)));
    sent(&a, &conversation, "Hello").await;
    assert_eq!(total(&b).await, json!(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_people_are_the_most() {
    let house = House::new().await;
    let a = house.person("member").await;
    let mut people = Vec::new();
    for _ in 0..50 {
        people.push(house.add(house.organization, "member").await);
    }
    let too_many = json!({"participants": people});
    assert_eq!(a.post(ALL, too_many).await.status, 422);
    let last = people.pop().unwrap();
    let group = a.post(ALL, json!({"participants": people})).await.ok().id();
    let path = format!("{ALL}/{group}/participants");
    let one_more = a.post(&path, json!({"participants": [last]})).await;
    assert_eq!(one_more.status, 422);
    // Who is there already is no one more.
    let same = a.post(&path, json!({"participants": [people[0]]})).await;
    assert_eq!(
        same.ok().data()["participants"].as_array().unwrap().len(),
        50
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_later_sees_what_comes_from_then_on() {
    let house = House::new().await;
    let (a, b, c) = (
        house.person("member").await,
        house.person("member").await,
        house.person("member").await,
    );
    let group = json!({"participants": [id(&b)], "title": "Line 3", "message": "Among us"});
    let group = a.post(ALL, group).await.ok().id();
    let path = format!("{ALL}/{group}/participants");
    b.post(&path, json!({"participants": [id(&c)]})).await.ok();
    assert_eq!(read(&c, &group).await["last_message"], json!(null));
    assert_eq!(unread(&c).await, 0);
    sent(&a, &group, "For all").await;
    assert_eq!(said(&c, &group).await, ["For all"]);
    assert_eq!(said(&b, &group).await, ["Among us", "For all"]);
    // Who left and came back does not see what was said meanwhile.
    let leave = format!("{ALL}/{group}/leave");
    assert_eq!(c.post(&leave, json!({})).await.status, 204);
    sent(&a, &group, "Meanwhile").await;
    b.post(&path, json!({"participants": [id(&c)]})).await.ok();
    sent(&a, &group, "Welcome back").await;
    assert_eq!(said(&c, &group).await, ["Welcome back"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_finds_nothing() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let group = json!({"participants": [id(&b)], "title": "Line 3", "message": "Words"});
    let group = a.post(ALL, group).await.ok().id();
    b.post(&format!("{ALL}/{group}/leave"), json!({})).await;
    for (method, path) in [
        (Method::GET, format!("{ALL}/{group}")),
        (Method::GET, format!("{ALL}/{group}/messages")),
        (Method::POST, format!("{ALL}/{group}/archive")),
        (Method::POST, format!("{ALL}/{group}/leave")),
    ] {
        assert_eq!(b.json(method, &path, json!({})).await.status, 404, "{path}");
    }
    assert_eq!(b.get(ALL).await.ok().data(), json!([]));
    let shown = read(&a, &group).await;
    assert_eq!(shown["participants"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_of_two_is_neither_named_nor_left() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    let one = format!("{ALL}/{direct}");
    let c = house.person("member").await;
    for answer in [
        a.patch(&one, json!({"title": "Ours"})).await,
        a.post(&format!("{one}/leave"), json!({})).await,
        a.post(
            &format!("{one}/participants"),
            json!({"participants": [id(&c)]}),
        )
        .await,
    ] {
        assert_eq!(answer.code(), "conversation_is_direct");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_in_a_group_names_it() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let group = json!({"participants": [id(&b)], "title": "Line 3"});
    let group = a.post(ALL, group).await.ok().id();
    let one = format!("{ALL}/{group}");
    b.patch(&one, json!({"title": "Line 4"})).await.ok();
    assert_eq!(read(&a, &group).await["title"], "Line 4");
    let long = json!({"title": "x".repeat(121)});
    assert_eq!(b.patch(&one, long).await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_away_comes_back_with_a_message_unless_it_is_muted() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    sent(&a, &direct, "One").await;
    let one = format!("{ALL}/{direct}");
    b.post(&format!("{one}/archive"), json!({})).await.ok();
    let listed = async |filter: &str| {
        let answer = b.get(&format!("{ALL}?archived={filter}")).await;
        answer.ok().json()["meta"]["total"].clone()
    };
    assert_eq!(
        (listed("true").await, listed("false").await),
        (json!(1), json!(0))
    );
    assert_eq!(
        read(&a, &direct).await["is_archived"],
        false,
        "his own matter"
    );
    sent(&a, &direct, "Two").await;
    assert_eq!(listed("false").await, json!(1));
    assert_eq!(unread(&b).await, 2);
    let muted = b.post(&format!("{one}/mute"), json!({})).await.ok().data();
    assert_eq!(muted["is_muted"], true);
    assert_eq!(unread(&b).await, 0, "muted ones do not count");
    b.post(&format!("{one}/archive"), json!({})).await.ok();
    sent(&a, &direct, "Three").await;
    assert_eq!(listed("true").await, json!(1));
    assert_eq!(read(&b, &direct).await["unread_count"], 3);
    b.post(&format!("{one}/unarchive"), json!({})).await.ok();
    let again = b.post(&format!("{one}/mute"), json!({})).await.ok().data();
    assert_eq!(
        (&again["is_muted"], &again["is_archived"]),
        (&json!(false), &json!(false))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_goes_by_the_newest_message_and_walks_by_cursor() {
    let house = House::new().await;
    let a = house.person("member").await;
    let mut begun_order = Vec::new();
    for _ in 0..5 {
        let b = house.person("member").await;
        house.wait(std::time::Duration::from_secs(1));
        begun_order.push(begun(&a, &[&b]).await);
    }
    house.wait(std::time::Duration::from_secs(1));
    send(&a, &begun_order[1], "Newest").await.ok();
    let (mut walked, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = a.get(&format!("{ALL}?limit=2{cursor}")).await.ok().json();
        let page = answer["data"].as_array().unwrap().clone();
        walked.extend(page.iter().map(|c| c["id"].as_str().unwrap().to_owned()));
        assert_eq!(answer["meta"]["total"], 5);
        match answer["meta"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let order = [1, 4, 3, 2, 0].map(|i: usize| begun_order[i].clone());
    assert_eq!(walked, order);
}
