//! Slowing down who guesses passwords.

use std::{net::SocketAddr, time::Duration};

use serde_json::json;

use crate::support::{Answer, Client, House, PASSWORD};

const OWNER: &str = "owner@harbour.example";

async fn guess(client: &Client, email: &str, password: &str) -> Answer {
    client
        .post(
            "/api/v1/auth/login",
            json!({"email": email, "password": password}),
        )
        .await
}

fn retry_after(answer: &Answer) -> u64 {
    answer.header("retry-after").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_locked_after_five_failures_for_a_growing_time() {
    let house = House::new().await;
    let guest = house.guest();
    for _ in 0..5 {
        assert_eq!(
            guess(&guest, OWNER, "a guess").await.said(),
            "401 invalid_credentials"
        );
    }
    let locked = guess(&guest, OWNER, PASSWORD).await;
    assert_eq!(
        locked.said(),
        "429 too_many_attempts",
        "not even the right one"
    );
    assert_eq!(retry_after(&locked), 30);
    house.wait(Duration::from_secs(29));
    assert_eq!(retry_after(&guess(&guest, OWNER, "a guess").await), 1);
    house.wait(Duration::from_secs(1));
    // The promise holds: one attempt passes; the wait has doubled since.
    assert_eq!(guess(&guest, OWNER, "a guess").await.status, 401);
    assert_eq!(retry_after(&guess(&guest, OWNER, "a guess").await), 60);
    house.wait(Duration::from_mins(1));
    guess(&guest, OWNER, PASSWORD).await.ok();
    // The right password forgives.
    for _ in 0..5 {
        assert_eq!(guess(&guest, OWNER, "a guess").await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_account_is_locked_the_same() {
    let house = House::new().await;
    let guest = house.guest();
    let of = async |email: &str| {
        let mut said = Vec::new();
        for _ in 0..7 {
            said.push(guess(&guest, email, "a guess").await.said());
        }
        said
    };
    assert_eq!(of(OWNER).await, of("nobody@harbour.example").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_locked_out_for_ever() {
    let house = House::new().await;
    let guest = house.guest();
    for _ in 0..40 {
        guess(&guest, OWNER, "a guess").await;
        house.wait(Duration::from_secs(20));
    }
    house.wait(Duration::from_mins(15));
    guess(&guest, OWNER, PASSWORD).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn many_attempts_at_once_do_not_slip_through() {
    let house = House::new().await;
    let tries = (0..30).map(|_| {
        let guest = house.guest();
        tokio::spawn(async move { guess(&guest, OWNER, "a guess").await.status.as_u16() })
    });
    let mut passed = 0;
    for attempt in tries.collect::<Vec<_>>() {
        passed += u32::from(attempt.await.unwrap() == 401);
    }
    assert_eq!(passed, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_locked_after_twenty_failures_whatever_it_claims_to_be() {
    let house = House::new().await;
    let guest = house.guest().at(SocketAddr::from(([10, 0, 0, 9], 4000)));
    for n in 0..20 {
        let liar = guest.header("x-forwarded-for", &format!("192.0.2.{n}"));
        let email = format!("person{n}@harbour.example");
        assert_eq!(guess(&liar, &email, "a guess").await.status, 401, "{n}");
    }
    let liar = guest.header("x-forwarded-for", "198.51.100.1");
    assert_eq!(
        guess(&liar, OWNER, PASSWORD).await.said(),
        "429 too_many_attempts"
    );
    let elsewhere = house.guest().at(SocketAddr::from(([10, 0, 0, 10], 4000)));
    guess(&elsewhere, OWNER, PASSWORD).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_stand_in_the_journal() {
    let house = House::new().await;
    for _ in 0..6 {
        guess(&house.guest(), OWNER, "a guess").await;
    }
    let rows = house
        .app
        .read(|db| platform::journal::after(db, 0, 100))
        .await
        .unwrap();
    let count = |action: &str| rows.iter().filter(|r| r.action == action).count();
    assert_eq!((count("sign_in.failed"), count("sign_in.locked")), (5, 1));
}
