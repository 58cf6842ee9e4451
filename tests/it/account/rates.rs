//! How often one may ask.

use std::{net::SocketAddr, time::Duration};

use platform::config::Switch;
use serde_json::json;

use crate::support::House;

async fn limited() -> House {
    House::with(|c| c.limits.rate = Switch::On).await
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_are_told_when_to_come_back_and_it_is_true() {
    let house = limited().await;
    let guest = house.guest().at(SocketAddr::from(([10, 0, 0, 1], 1)));
    let ask = async || {
        guest
            .post(
                "/api/v1/auth/forgot-password",
                json!({"email": "x@y.example"}),
            )
            .await
    };
    let first = ask().await;
    assert_eq!(first.header("ratelimit-limit"), "30");
    assert_eq!(first.header("ratelimit-remaining"), "29");
    let mut last = first;
    for _ in 0..30 {
        last = ask().await;
    }
    assert_eq!(last.said(), "429 too_many_requests");
    let wait: u64 = last.header("retry-after").parse().unwrap();
    house.wait(Duration::from_secs(wait));
    assert_eq!(ask().await.status, 202);
    assert_eq!(ask().await.status, 429);
    let elsewhere = house.guest().at(SocketAddr::from(([10, 0, 0, 2], 1)));
    let body = json!({"email": "x@y.example"});
    assert_eq!(
        elsewhere
            .post("/api/v1/auth/forgot-password", body)
            .await
            .status,
        202
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_counted_by_themselves_wherever_they_are() {
    let house = limited().await;
    let (one, other) = (house.person("member").await, house.person("member").await);
    let write = json!({"job_title": "Fitter"});
    let mut last = 0;
    for _ in 0..121 {
        last = one
            .patch("/api/v1/users/me", write.clone())
            .await
            .status
            .as_u16();
    }
    assert_eq!(last, 429);
    assert_eq!(other.patch("/api/v1/users/me", write).await.status, 200);
    assert_eq!(
        one.get("/api/v1/users/me").await.status,
        200,
        "reading is counted apart"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_can_switch_them_off() {
    let house = House::with(|c| c.limits.rate = Switch::Off).await;
    let guest = house.guest();
    for _ in 0..100 {
        let answer = guest
            .post(
                "/api/v1/auth/forgot-password",
                json!({"email": "x@y.example"}),
            )
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("ratelimit-limit")),
            (202, String::new())
        );
    }
}
