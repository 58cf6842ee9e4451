//! Home: what needs me, and nothing that is not mine to see.

use serde_json::json;

use super::forum::{self, POSTS, topic};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_server_shows_three_first_steps() {
    let house = House::new().await;
    let page = house.person("member").await.get("/").await.ok().text();
    assert!(page.contains("class=\"first\""));
    assert!(page.contains("href=\"/forum/new\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn home_shows_what_needs_me_and_only_what_i_may_open() {
    let house = House::open_to_guests().await;
    let (author, colleague, stranger) = (
        house.person("member").await,
        house.person("member").await,
        house.stranger("member").await,
    );
    let asked = topic(&author, "Pump zqwanted rattles", "organization").await;
    topic(&author, "Pump zqhidden rattles", "private").await;
    let of = |page: String| (page.contains("zqwanted"), page.contains("zqhidden"));
    assert_eq!(of(colleague.get("/").await.ok().text()), (true, false));
    assert_eq!(of(stranger.get("/").await.ok().text()), (false, false));
    assert_eq!(of(house.guest().get("/").await.ok().text()), (false, false));
    assert!(
        colleague
            .get("/")
            .await
            .ok()
            .text()
            .contains("Nobody has answered yet")
    );
    let reply = json!({"topic_id": asked, "content": "Look at the coupling first."});
    colleague.post(POSTS, reply).await.ok();
    assert!(
        author
            .get("/")
            .await
            .ok()
            .text()
            .contains("Is one of them the answer?")
    );
    assert!(forum::read(&author, &asked).await["id"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_are_sent_to_sign_in_until_the_server_is_open_to_them() {
    let house = House::new().await;
    let answer = house.guest().get("/").await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), "/sign-in?next=%2F");
}
