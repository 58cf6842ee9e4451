//! Killed in the middle, nobody is told twice and nobody misses anything.

use super::{ALL, POSTS, TOPICS, heard, like, post, topic, unread};
use crate::support::House;

/// A runtime of its own: with it goes whatever holds the folder beside the requests.
fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(work)
}

#[test]
fn a_restart_in_the_middle_loses_and_repeats_nothing() {
    let (mut folder, person, other, id) = run(async {
        let house = House::new().await;
        let (author, liker) = (house.person("member").await, house.person("member").await);
        let id = topic(&author, "Through it all", "organization").await;
        let own = post(&author, &id, None, "Mine.").await;
        like(&liker, TOPICS, &id).await;
        like(&liker, POSTS, &own).await;
        let people = (author.person.unwrap(), liker.person.unwrap());
        // Stopped at once, with whatever was told by then.
        (house.into_folder(), people.0, people.1, id)
    });
    // What is written while nobody follows is told after the next start.
    for with_background in [false, true] {
        folder = run(async {
            let house = House::again(folder, with_background).await;
            let liker = house.sign_in(other).await;
            for n in 0..7 {
                post(&liker, &id, None, &format!("Answer {n}")).await;
            }
            house.into_folder()
        });
    }
    run(async {
        let house = House::again(folder, true).await;
        let author = house.sign_in(person).await;
        assert_eq!(heard(&house, &author).await.len(), 7 * 2 + 2);
    });
}

#[test]
fn hearing_the_journal_again_tells_nobody_twice() {
    let (folder, person, before) = run(async {
        let house = House::new().await;
        let (author, other) = (house.person("member").await, house.person("member").await);
        let id = topic(&author, "Heard before", "organization").await;
        let own = post(&author, &id, None, "Mine.").await;
        post(&other, &id, Some(&own), "One.").await;
        like(&other, TOPICS, &id).await;
        like(&other, POSTS, &own).await;
        let before = heard(&house, &author).await;
        assert_eq!(before.len(), 3);
        let all = format!("{ALL}/read-all");
        author.post(&all, serde_json::json!({})).await.ok();
        // As if it had been killed before any position was kept.
        let forget = |tx: &store::Writer<'_>| {
            let sql = "DELETE FROM journal_position WHERE subscriber = 'notifications'";
            tx.execute(sql, [])?;
            Ok(())
        };
        house.app.write(forget).await.unwrap();
        (house.into_folder(), author.person.unwrap(), before)
    });
    run(async {
        let house = House::again(folder, true).await;
        let author = house.sign_in(person).await;
        assert_eq!(heard(&house, &author).await, before);
        assert_eq!(unread(&author).await, 0);
    });
}
