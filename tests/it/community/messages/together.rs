//! Many at once: nothing is lost, nothing counted twice.

use std::collections::BTreeSet;

use serde_json::json;

use super::{ALL, begun, id, read, said, sent, start, unread};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_send_and_read_at_once_and_every_number_is_right() {
    let house = House::new().await;
    let (a, b, c) = (
        house.person("member").await,
        house.person("member").await,
        house.person("member").await,
    );
    let group = json!({"participants": [id(&b), id(&c)], "title": "Shift"});
    let group = a.post(ALL, group).await.ok().id();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..50 {
        let (sender, reader, group) = (
            if n % 2 == 0 { a.clone() } else { b.clone() },
            b.clone(),
            group.clone(),
        );
        tasks.spawn(async move {
            sent(&sender, &group, &format!("Message {n}")).await;
            let path = format!("{ALL}/{group}/read");
            assert_eq!(reader.post(&path, json!({})).await.status, 204);
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!((unread(&c).await, unread(&b).await), (50, 0));
    assert_eq!(read(&c, &group).await["unread_count"], 50);
    let path = format!("{ALL}/{group}/messages?sort=number&limit=100");
    let data = c.get(&path).await.ok().data();
    let numbers: Vec<_> = data
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["number"].clone())
        .collect();
    assert_eq!(numbers, (1..=50).map(|n| json!(n)).collect::<Vec<_>>());
    let words: BTreeSet<_> = said(&c, &group).await.into_iter().collect();
    assert_eq!(words.len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_begin_at_once_have_one_conversation() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..20 {
        let (a, b) = (a.clone(), b.clone());
        tasks.spawn(async move {
            if n % 2 == 0 {
                begun(&a, &[&b]).await
            } else {
                start(&b, &[&a]).await.ok().id()
            }
        });
    }
    let mut found = BTreeSet::new();
    while let Some(done) = tasks.join_next().await {
        found.insert(done.unwrap());
    }
    assert_eq!(found.len(), 1);
}
