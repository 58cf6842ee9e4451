//! Changing and resetting passwords.

use std::time::Duration;

use serde_json::{Value, json};

use super::browser::Browser;
use crate::support::{House, PASSWORD};

const OWNER: &str = "owner@harbour.example";
const NEW: &str = "seven brass valves at dawn";
const CHANGE: &str = "/api/v1/auth/password";
const FORGOT: &str = "/api/v1/auth/forgot-password";
const RESET: &str = "/api/v1/auth/reset-password";

/// The secrets of all links in the outbox, newest first.
async fn links(house: &House) -> Vec<String> {
    let mails = house
        .app
        .read(|db| platform::mail::newest(db, None, 100))
        .await
        .unwrap();
    let secret = |text: &str| text.split_once("token=").unwrap().1[..43].to_owned();
    mails.iter().map(|m| secret(&m.text)).collect()
}

async fn can_sign_in(house: &House, password: &str) -> bool {
    let body = json!({"email": OWNER, "password": password});
    house.guest().post("/api/v1/auth/login", body).await.status == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_needs_the_present_one_and_ends_every_other_session() {
    let house = House::new().await;
    let (here, there) = (house.operator().await, house.operator().await);
    let browser = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let body = |current: &str, new: &str| json!({"current_password": current, "new_password": new});
    for (current, new, said) in [
        ("wrong", NEW, "422 invalid current_password:password_wrong"),
        (PASSWORD, "short", "422 invalid new_password:password_short"),
        (
            PASSWORD,
            "password1234",
            "422 invalid new_password:password_weak",
        ),
        (
            PASSWORD,
            "olivia likes valves",
            "422 invalid new_password:password_personal",
        ),
    ] {
        assert_eq!(here.put(CHANGE, body(current, new)).await.said(), said);
    }
    assert_eq!(here.put(CHANGE, body(PASSWORD, NEW)).await.status, 204);
    assert_eq!(here.get("/api/v1/users/me").await.status, 200);
    assert_eq!(there.get("/api/v1/users/me").await.status, 401);
    assert_eq!(browser.get("/me").await.status, 303);
    assert!(can_sign_in(&house, NEW).await && !can_sign_in(&house, PASSWORD).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_that_changed_it_stays_in_under_a_new_cookie() {
    let house = House::new().await;
    let browser = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let old = browser.session().unwrap();
    let bad = browser
        .form(
            "/me/password",
            &[("current_password", "no"), ("new_password", NEW)],
        )
        .await;
    assert_eq!(bad.status, 422);
    assert!(bad.text().contains("This is not your current password."));
    let fields = [("current_password", PASSWORD), ("new_password", NEW)];
    assert_eq!(
        browser
            .form("/me/password", &fields)
            .await
            .header("location"),
        "/me?saved=password"
    );
    assert_ne!(browser.session().unwrap(), old);
    assert_eq!(browser.get("/me").await.status, 200);
    browser.set_cookie("guildhall", &old);
    assert_eq!(browser.get("/me").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_the_present_one_is_slowed_down_too() {
    let house = House::new().await;
    let owner = house.operator().await;
    let body = json!({"current_password": "a guess", "new_password": NEW});
    for _ in 0..5 {
        assert_eq!(owner.put(CHANGE, body.clone()).await.status, 422);
    }
    assert_eq!(
        owner.put(CHANGE, body).await.said(),
        "429 too_many_attempts"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_a_link_answers_the_same_for_every_address() {
    let house = House::new().await;
    let ask = async |email: &str| {
        let answer = house.guest().post(FORGOT, json!({"email": email})).await;
        (answer.status.as_u16(), answer.text())
    };
    let known = ask(OWNER).await;
    assert_eq!(known.0, 202);
    for email in [
        "nobody@harbour.example",
        "",
        "no address",
        "a@b.example\r\nBcc: x@y.example",
    ] {
        assert_eq!(ask(email).await, known, "{email:?}");
    }
    assert_eq!(links(&house).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobodys_mailbox_is_flooded() {
    let house = House::new().await;
    for _ in 0..8 {
        assert_eq!(
            house
                .guest()
                .post(FORGOT, json!({"email": OWNER}))
                .await
                .status,
            202
        );
    }
    assert_eq!(links(&house).await.len(), 5);
    house.wait(Duration::from_mins(15));
    house.guest().post(FORGOT, json!({"email": OWNER})).await;
    assert_eq!(links(&house).await.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_sets_the_password_once_within_an_hour() {
    let house = House::new().await;
    let owner = house.operator().await;
    let reset = async |token: &str, password: &str| {
        house
            .guest()
            .post(RESET, json!({"token": token, "password": password}))
            .await
            .said()
    };
    house.guest().post(FORGOT, json!({"email": OWNER})).await;
    house
        .guest()
        .post(FORGOT, json!({"email": " OWNER@harbour.example "}))
        .await;
    let all = links(&house).await;
    assert_eq!(
        reset(&all[1], NEW).await,
        "422 invalid token:link_invalid",
        "a newer one was made"
    );
    assert_eq!(
        reset(&all[0], "password1234").await,
        "422 invalid password:password_weak"
    );
    assert_eq!(reset(&all[0], NEW).await, "204");
    assert_eq!(reset(&all[0], NEW).await, "422 invalid token:link_invalid");
    assert_eq!(
        reset("made up", NEW).await,
        "422 invalid token:link_invalid"
    );
    assert_eq!(
        owner.get("/api/v1/users/me").await.status,
        401,
        "every session ended"
    );
    assert!(can_sign_in(&house, NEW).await);
    house.guest().post(FORGOT, json!({"email": OWNER})).await;
    let late = links(&house).await[0].clone();
    house.wait(Duration::from_hours(1));
    assert_eq!(
        reset(&late, PASSWORD).await,
        "422 invalid token:link_invalid"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_uses_at_once_one_counts() {
    let house = House::new().await;
    house.guest().post(FORGOT, json!({"email": OWNER})).await;
    let token = links(&house).await[0].clone();
    let all = (0..20).map(|n| {
        let (guest, token) = (house.guest(), token.clone());
        let body = json!({"token": token, "password": format!("{NEW} {n}")});
        tokio::spawn(async move { guest.post(RESET, body).await.status.as_u16() })
    });
    let mut done = 0;
    for one in all.collect::<Vec<_>>() {
        done += u32::from(one.await.unwrap() == 204);
    }
    assert_eq!(done, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_lead_from_forgotten_to_signed_in() {
    let house = House::new().await;
    let browser = Browser::new(&house);
    browser.get("/forgot-password").await.ok();
    let page = browser
        .form("/forgot-password", &[("email", OWNER)])
        .await
        .ok()
        .text();
    assert!(page.contains("If this address has an account"));
    let token = links(&house).await[0].clone();
    let page = browser
        .get(&format!("/reset-password?token={token}"))
        .await
        .ok()
        .text();
    assert!(page.contains("autocomplete=\"new-password\""));
    let bad = browser
        .form(
            "/reset-password",
            &[("token", &token), ("password", "short")],
        )
        .await;
    assert!(bad.status == 422 && bad.text().contains("Use at least 10 characters."));
    let done = browser
        .form("/reset-password", &[("token", &token), ("password", NEW)])
        .await;
    assert_eq!(done.header("location"), "/sign-in?reset=true");
    assert!(
        browser
            .get("/sign-in?reset=true")
            .await
            .text()
            .contains("Your password is set.")
    );
    let used = browser
        .get(&format!("/reset-password?token={token}"))
        .await
        .text();
    assert!(used.contains("This link has been used or has run out."));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_an_argon2id_hash() {
    let house = House::new().await;
    let owner = house.owner;
    let kept: Value = house
        .app
        .read(move |db| {
            let sql = "SELECT password_hash FROM people WHERE id = ?1";
            Ok(json!(db.one(sql, [owner], |r| r.get::<_, String>(0))?))
        })
        .await
        .unwrap();
    assert!(kept.as_str().unwrap().starts_with("$argon2id$v=19$"));
}
