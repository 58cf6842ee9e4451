//! Killed in the middle, nobody is told twice and nobody misses anything.

use super::{ALL, POSTS, TOPICS, heard, like, post, topic, unread};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_the_middle_loses_and_repeats_nothing() {
    let mut house = House::new().await;
    let author = house.person("member").await;
    let liker = house.person("member").await;
    let (person, other) = (author.person.unwrap(), liker.person.unwrap());
    let id = topic(&author, "Through it all", "organization").await;
    let own = post(&author, &id, None, "Mine.").await;
    for round in 0..3 {
        // What is written while nobody follows is told after the next start.
        let (author, liker) = (house.sign_in(person).await, house.sign_in(other).await);
        for n in 0..7 {
            post(&liker, &id, None, &format!("Answer {round} {n}")).await;
        }
        if round == 0 {
            like(&liker, TOPICS, &id).await;
            like(&liker, POSTS, &own).await;
        }
        if round < 2 {
            let with_background = round == 1;
            house = House::again(house.into_folder(), with_background).await;
        } else {
            assert_eq!(heard(&house, &author).await.len(), 7 * 3 + 2);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hearing_the_journal_again_tells_nobody_twice() {
    let house = House::new().await;
    let (author, other) = (house.person("member").await, house.person("member").await);
    let id = topic(&author, "Heard before", "organization").await;
    let own = post(&author, &id, None, "Mine.").await;
    post(&other, &id, Some(&own), "One.").await;
    like(&other, TOPICS, &id).await;
    like(&other, POSTS, &own).await;
    let before = heard(&house, &author).await;
    assert_eq!(before.len(), 3);
    author
        .post(&format!("{ALL}/read-all"), serde_json::json!({}))
        .await
        .ok();
    // As if it had been killed before any position was kept.
    let forget = |tx: &store::Writer<'_>| {
        tx.execute(
            "DELETE FROM journal_position WHERE subscriber = 'notifications'",
            [],
        )?;
        Ok(())
    };
    house.app.write(forget).await.unwrap();
    let house = House::again(house.into_folder(), true).await;
    let author = house.sign_in(author.person.unwrap()).await;
    assert_eq!(heard(&house, &author).await, before);
    assert_eq!(unread(&author).await, 0);
}
