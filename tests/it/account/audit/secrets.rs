//! What is never in the log: passwords, tokens, keys, and what people say to each other.

use serde_json::json;

use super::EXPORT;
use crate::{
    account::browser::Browser,
    community::{forum, messages},
    support::{House, OWNER, PASSWORD},
};

/// Everything that the journal holds of everybody.
async fn journal(house: &House) -> String {
    let all = |db: &store::Reader<'_>| platform::journal::after(db, 0, 100_000);
    let rows = house.app.read(all).await.unwrap();
    assert!(rows.len() > 20, "{}", rows.len());
    rows.iter().map(|row| format!("{row:?}\n")).collect()
}

/// Does what is done with secrets, and answers each of them.
async fn plant(house: &House) -> Vec<String> {
    let guest = house.guest();
    let mut planted = vec![PASSWORD.to_owned(), house.operator().await.authorization()];
    let typed = |word: &str| format!("planted-{word}-8d1f brass valve");
    for (path, body) in [
        (
            "/api/v1/auth/register",
            json!({"email": "sara@plant.example", "password": typed("registered"), "first_name": "Sara",
                "last_name": "Al-Qahtani"}),
        ),
        (
            "/api/v1/auth/login",
            json!({"email": "sara@plant.example", "password": typed("registered")}),
        ),
    ] {
        let answer = guest.post(path, body).await.ok().data();
        for token in ["access_token", "refresh_token"] {
            planted.push(answer[token].as_str().unwrap().to_owned());
        }
    }
    let refresh = json!({"refresh_token": planted[3]});
    let fresh = guest.post("/api/v1/auth/refresh", refresh.clone()).await;
    planted.push(
        fresh.ok().data()["refresh_token"]
            .as_str()
            .unwrap()
            .to_owned(),
    );
    guest.post("/api/v1/auth/refresh", refresh).await;
    for (email, word) in [
        (OWNER, "guessed"),
        ("planted-address-8d1f@nowhere.example", "unknown"),
    ] {
        let body = json!({"email": email, "password": typed(word)});
        guest.post("/api/v1/auth/login", body).await;
    }
    let person = house.person("member").await;
    let body = json!({"current_password": PASSWORD, "new_password": typed("changed")});
    person.put("/api/v1/auth/password", body).await.ok();
    guest
        .post("/api/v1/auth/forgot-password", json!({"email": OWNER}))
        .await;
    let mails = |db: &store::Reader<'_>| platform::mail::newest(db, None, 100);
    for mail in house.app.read(mails).await.unwrap() {
        let links = mail.text.split("token=").skip(1);
        planted.extend(links.filter_map(|l| Some(l.split_whitespace().next()?.to_owned())));
    }
    let token = planted.last().unwrap().clone();
    let body = json!({"token": token, "password": typed("reset")});
    guest.post("/api/v1/auth/reset-password", body).await.ok();
    let browser = Browser::signed_in(house, OWNER, &typed("reset")).await;
    planted.extend([browser.session().unwrap(), browser.csrf()]);
    say(house, typed).await;
    planted.push("planted-".to_owned());
    planted
}

/// What is said to one person, and what everybody reads: neither is the log's matter.
async fn say(house: &House, typed: impl Fn(&str) -> String) {
    let (one, other) = (house.person("member").await, house.person("member").await);
    let talk = messages::begun(&one, &[&other]).await;
    let message = messages::sent(&one, &talk, &typed("message")).await;
    let path = format!("{}/{message}", messages::MESSAGES);
    one.patch(&path, json!({"content": typed("edited")}))
        .await
        .ok();
    let topic = forum::topic(&one, "A topic to answer", "organization").await;
    forum::post(&one, &topic, None, &typed("answer")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_row_holds_a_secret_or_what_was_said() {
    let house = House::new().await;
    let planted = plant(&house).await;
    assert!(planted.len() >= 11, "{}", planted.len());
    let admin = house.person("admin").await;
    let operator = house.operator().await;
    let texts = [
        journal(&house).await,
        admin.get(EXPORT).await.ok().text(),
        operator
            .get(&format!("{EXPORT}?scope=server"))
            .await
            .ok()
            .text(),
    ];
    assert!(texts[0].contains("message.sent") && texts[0].contains("person.password_changed"));
    for secret in &planted {
        assert!(secret.len() >= 8, "{secret}");
        for text in &texts {
            assert!(!text.contains(secret.as_str()), "{secret}");
        }
    }
    // Nor a hash of one: nothing in it is as long and as random.
    let long = regex::Regex::new(r"[0-9a-fA-F]{40,}|\$argon2").unwrap();
    assert_eq!(long.find(&texts[1]).map(|m| m.as_str()), None);
}
