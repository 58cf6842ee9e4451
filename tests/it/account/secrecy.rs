//! What an answer tells of an address: nothing, however it is asked. Work is counted, not timed.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::browser::Browser;
use crate::support::{Answer, Client, House, OWNER, PASSWORD};

const NOBODY: &str = "nobody@harbour.example";

async fn mails(house: &House) -> Vec<platform::mail::Mail> {
    let newest = |db: &store::Reader<'_>| platform::mail::newest(db, None, 100);
    house.app.read(newest).await.unwrap()
}

async fn kinds(house: &House) -> Vec<(String, String)> {
    let all = mails(house).await.into_iter().rev();
    all.map(|m| (m.kind, m.recipient)).collect()
}

/// How many passwords were hashed or checked for an answer, and the answer without its request id.
async fn work(house: &House, client: &Client, path: &str, body: Value) -> (u64, u16, Value) {
    let before = house.app.passwords.worked();
    let answer = client.post(path, body).await;
    let mut json = answer.json();
    json["request_id"] = Value::Null;
    (
        house.app.passwords.worked() - before,
        answer.status.as_u16(),
        json,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_works_as_hard_for_an_unknown_address() {
    let house = House::new().await;
    let guest = house.guest();
    let disabled = house.person("member").await;
    let admin = house.person("admin").await;
    let path = format!("/api/v1/users/{}", disabled.person.unwrap());
    let off = admin.patch(&path, json!({"status": "inactive"})).await.ok();
    let disabled = off.data()["email"].as_str().unwrap().to_owned();
    let of = async |email: &str, password: &str| {
        let body = json!({"email": email, "password": password});
        work(&house, &guest, "/api/v1/auth/login", body).await
    };
    let unknown = of(NOBODY, "a guess").await;
    assert_eq!((unknown.0, unknown.1), (1, 401));
    let long = "x".repeat(2000);
    for (email, password) in [
        (OWNER, "a guess"),
        (disabled.as_str(), "a guess"),
        ("no address at all", "a guess"),
        (OWNER, ""),
        (OWNER, &long),
        (NOBODY, &long),
    ] {
        assert_eq!(of(email, password).await, unknown, "{email}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_a_link_hashes_nothing_and_writes_the_same() {
    let house = House::new().await;
    let guest = house.guest();
    let ask = async |email: &str| {
        work(
            &house,
            &guest,
            "/api/v1/auth/forgot-password",
            json!({"email": email}),
        )
        .await
    };
    let known = ask(OWNER).await;
    assert_eq!((known.0, known.1), (0, 202));
    assert_eq!(ask(NOBODY).await, known);
    assert_eq!(ask("no address at all").await, known);
    assert_eq!(
        kinds(&house).await,
        [("password_reset".into(), OWNER.into())]
    );
}

fn registration(email: &str) -> Value {
    json!({"email": email, "password": PASSWORD, "first_name": "Sara", "last_name": "Al-Qahtani"})
}

async fn register(client: &Client, email: &str) -> Answer {
    client
        .post("/api/v1/auth/register", registration(email))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_an_address_is_told_that_somebody_tried_to_take_it() {
    let house = House::new().await;
    let guest = house.guest();
    let before = house.app.passwords.worked();
    register(&guest, "sara@plant.example").await.ok();
    assert_eq!(house.app.passwords.worked() - before, 1);
    for _ in 0..3 {
        let before = house.app.passwords.worked();
        assert_eq!(register(&guest, OWNER).await.said(), "409 email_taken");
        assert_eq!(house.app.passwords.worked() - before, 1);
    }
    assert_eq!(
        kinds(&house).await,
        [("address_taken".into(), OWNER.into())]
    );
    let mail = &mails(&house).await[0];
    assert!(mail.text.contains("Olivia") && mail.text.contains("/forgot-password"));
    house.wait(std::time::Duration::from_hours(25));
    register(&guest, OWNER).await;
    assert_eq!(kinds(&house).await.len(), 2, "once a day at most");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_knocks_with_taken_addresses_is_slowed_down() {
    let house = House::new().await;
    let here = house.guest().at(SocketAddr::from(([10, 0, 0, 9], 4000)));
    for n in 0..20 {
        assert_eq!(
            register(&here, OWNER).await.said(),
            "409 email_taken",
            "{n}"
        );
    }
    let refused = register(&here, "fresh@plant.example").await;
    assert_eq!(refused.said(), "429 too_many_attempts");
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    let elsewhere = house.guest().at(SocketAddr::from(([10, 0, 0, 10], 4000)));
    // Whoever opens accounts for others is not one of them.
    for n in 0..25 {
        register(&elsewhere, &format!("person{n}@plant.example"))
            .await
            .ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_addresses_are_verified_a_taken_one_is_answered_like_a_fresh_one() {
    let house = House::new().await;
    let mut settings = (*house.app.settings.get()).clone();
    settings.require_verified_email = true;
    house.set(settings).await;
    let guest = house.guest();
    let of = async |email: &str| {
        work(&house, &guest, "/api/v1/auth/register", registration(email)).await
    };
    let fresh = of("sara@plant.example").await;
    assert_eq!((fresh.0, fresh.1), (1, 202));
    assert_eq!(of(OWNER).await, fresh);
    assert_eq!(of("SARA@plant.example").await, fresh);
    assert_eq!(
        kinds(&house).await,
        [
            ("email_verification".into(), "sara@plant.example".into()),
            ("address_taken".into(), OWNER.into()),
            ("address_taken".into(), "sara@plant.example".into()),
        ]
    );
    // The page too.
    let page = async |email: &str| {
        let browser = Browser::new(&house);
        browser.get("/register").await;
        let fields = [
            ("email", email),
            ("password", PASSWORD),
            ("first_name", "Sara"),
            ("industry", "plastics"),
        ];
        let answer = browser.form("/register", &fields).await;
        assert!(browser.session().is_none());
        let text = answer.text();
        (
            answer.status.as_u16(),
            text.contains("A mail is on its way"),
        )
    };
    assert_eq!(page("omar@plant.example").await, (202, true));
    assert_eq!(page(OWNER).await, (202, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mailed_link_opens_the_account_once_within_a_day() {
    let house = House::new().await;
    let mut settings = (*house.app.settings.get()).clone();
    settings.require_verified_email = true;
    house.set(settings).await;
    register(&house.guest(), "sara@plant.example").await.ok();
    let login = json!({"email": "sara@plant.example", "password": PASSWORD});
    let sign_in = async || {
        let answer = house
            .guest()
            .post("/api/v1/auth/login", login.clone())
            .await;
        answer.said()
    };
    assert_eq!(sign_in().await, "403 email_unverified");
    let text = mails(&house).await[0].text.clone();
    let token = text.split("/confirm-address?token=").nth(1).unwrap();
    let token = token.split_whitespace().next().unwrap();
    let path = format!("/confirm-address?token={token}");
    let browser = Browser::new(&house);
    let page = browser.get(&path).await.ok().text();
    assert!(page.contains("This is my address"), "{page}");
    assert_eq!(
        sign_in().await,
        "403 email_unverified",
        "opening changes nothing"
    );
    let bad = browser.form("/confirm-address", &[("token", "x")]).await;
    assert_eq!(bad.status, 422);
    let done = browser.form("/confirm-address", &[("token", token)]).await;
    assert_eq!(done.header("location"), "/sign-in?confirmed=true");
    let page = browser.get("/sign-in?confirmed=true").await.text();
    assert!(page.contains("Your address is confirmed"), "{page}");
    assert_eq!(sign_in().await, "200");
    let again = browser.form("/confirm-address", &[("token", token)]).await;
    assert_eq!(again.status, 422);

    register(&house.guest(), "omar@plant.example").await.ok();
    let text = mails(&house).await[0].text.clone();
    let late = text.split("?token=").nth(1).unwrap();
    let late = late.split_whitespace().next().unwrap();
    house.wait(std::time::Duration::from_hours(24));
    let refused = browser.form("/confirm-address", &[("token", late)]).await;
    assert_eq!(refused.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_hears_that_somebody_guesses() {
    let house = House::new().await;
    let guest = house.guest();
    for email in [OWNER, NOBODY] {
        for _ in 0..6 {
            let body = json!({"email": email, "password": "a guess"});
            guest.post("/api/v1/auth/login", body).await;
        }
    }
    assert_eq!(
        kinds(&house).await,
        [("sign_in_locked".into(), OWNER.into())]
    );
    let mail = &mails(&house).await[0];
    assert!(
        mail.subject.contains("tried to sign in"),
        "{}",
        mail.subject
    );
    house.wait(std::time::Duration::from_mins(16));
    let person = house.operator().await;
    let body = json!({"current_password": "a guess", "new_password": "seven brass valves at dawn"});
    for _ in 0..6 {
        person.put("/api/v1/auth/password", body.clone()).await;
    }
    assert_eq!(kinds(&house).await.len(), 1, "once a day at most");
    let rows = house
        .app
        .read(|db| platform::journal::after(db, 0, 1000))
        .await
        .unwrap();
    let locked = rows.iter().filter(|r| r.action == "sign_in.locked");
    let whose: Vec<_> = locked.map(|r| r.organization).collect();
    let ours = Some(house.organization);
    assert_eq!(whose, [ours, None, ours]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_setting_is_on_the_operators_page() {
    let house = House::new().await;
    let browser = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let page = browser.get("/operator/settings").await.ok().text();
    let settings = serde_json::to_value(&*house.app.settings.get()).unwrap();
    for name in settings.as_object().unwrap().keys() {
        assert!(page.contains(&format!("name=\"{name}\"")), "{name}");
    }
    let fields = [
        ("site_name", "Harbour"),
        ("default_visibility", "public"),
        ("registration", "open"),
        ("require_verified_email", "on"),
    ];
    let saved = browser.form("/operator/settings", &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let settings = house.app.settings.get();
    assert!(settings.require_verified_email && !settings.guest_read);
    let page = browser.get("/operator/settings").await.text();
    let at = page.find("name=\"require_verified_email\"").unwrap();
    let rest: String = page[at..].chars().take(120).collect();
    assert!(rest.contains("checked"), "{rest}");
}
