//! How much of a request is taken before anybody asks what it wants.

use axum::{body::Body, http::Method};

use crate::support::House;

const JSON: Option<&str> = Some("application/json");

#[tokio::test]
async fn addresses_and_headers_have_a_limit_that_the_answer_names() {
    let house = House::open_to_guests().await;
    let guest = house.guest();
    let pairs = |n: usize| "a=1&".repeat(n);
    guest.get(&format!("/?{}", pairs(3000))).await.ok();
    let refused = guest.get(&format!("/health?{}", pairs(5000))).await;
    assert_eq!(refused.said(), "414 target_too_long");
    let noted = guest
        .header("x-note", &"ä".repeat(9000))
        .get("/health")
        .await;
    assert_eq!(noted.said(), "431 headers_too_large");
    let page = guest
        .header("cookie", &"c".repeat(17_000))
        .get("/forum")
        .await;
    assert_eq!(page.status, 431);
    assert!(page.text().contains("Clear the cookies of this site"));
}

#[tokio::test]
async fn a_body_without_a_length_is_held_to_the_limit_whoever_sends_it() {
    let house = House::new().await;
    let send = async |bytes: usize| {
        let body = Body::from(vec![b' '; bytes]);
        let guest = house.guest();
        guest
            .send(Method::POST, "/api/v1/forum/topics", JSON, body)
            .await
            .status
    };
    assert_eq!(send(1000).await, 401);
    assert_eq!(send(1024 * 1024 + 1).await, 413);
}
