//! Signing in by address and password.

use platform::{organizations, people};
use serde_json::{Value, json};

use crate::support::{House, PASSWORD};

const OWNER: &str = "owner@harbour.example";

fn login(email: &str, password: &str) -> Value {
    json!({"email": email, "password": password})
}

/// An answer without what differs from request to request.
fn plain(answer: &crate::support::Answer) -> (u16, Value, Vec<String>) {
    let mut body = answer.json();
    body["request_id"] = Value::Null;
    let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
    names.sort();
    (answer.status.as_u16(), body, names)
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_answers_who_where_and_a_pair_of_tokens() {
    let house = House::new().await;
    let answer = house
        .guest()
        .post(
            "/api/v1/auth/login",
            login(" OWNER@Harbour.example", PASSWORD),
        )
        .await
        .ok();
    let data = answer.data();
    assert_eq!(answer.json()["success"], true);
    assert_eq!(data["user"]["email"], OWNER);
    assert_eq!(data["organization"]["name_en"], "Harbour Works");
    assert_eq!(
        (&data["token_type"], &data["expires_in"]),
        (&json!("Bearer"), &json!(900))
    );
    assert_eq!(data["refresh_token"].as_str().unwrap().len(), 43);
    assert!(
        !answer.text().contains("argon2"),
        "no hash leaves the server"
    );
    assert!(
        answer.headers.get("set-cookie").is_none(),
        "programs get no cookie"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_address_are_told_apart_by_nothing() {
    let house = House::new().await;
    let guest = house.guest();
    let wrong = guest
        .post("/api/v1/auth/login", login(OWNER, "not the password"))
        .await;
    let unknown = guest
        .post(
            "/api/v1/auth/login",
            login("nobody@harbour.example", "not the password"),
        )
        .await;
    assert_eq!(wrong.said(), "401 invalid_credentials");
    assert_eq!(plain(&wrong), plain(&unknown));
    for odd in ["", "no address", "a@b", "x".repeat(100_000).as_str()] {
        let answer = guest
            .post("/api/v1/auth/login", login(odd, "whatever it is"))
            .await;
        assert_eq!(plain(&answer), plain(&wrong), "{}", odd.len());
    }
    let long = guest
        .post(
            "/api/v1/auth/login",
            login("nobody2@harbour.example", &"x".repeat(100_000)),
        )
        .await;
    assert_eq!(plain(&long), plain(&wrong));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused() {
    let house = House::new().await;
    let guest = house.guest();
    let path = "/api/v1/auth/login";
    assert_eq!(
        guest.post(path, json!({"email": OWNER})).await.said(),
        "422 invalid password:required"
    );
    assert_eq!(
        guest
            .post(path, json!({"email": 1, "password": "x"}))
            .await
            .said(),
        "422 invalid email:wrong_type"
    );
    let more = json!({"email": OWNER, "password": PASSWORD, "role": "owner"});
    assert_eq!(
        guest.post(path, more).await.said(),
        "422 invalid role:unknown_field"
    );
    assert_eq!(guest.post(path, json!([OWNER])).await.status, 422);
    let text = guest
        .send(
            http::Method::POST,
            path,
            Some("text/plain"),
            login(OWNER, PASSWORD).to_string().into(),
        )
        .await;
    assert_eq!(text.said(), "415 unsupported_type");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_switched_off_does_not_get_in_and_is_out_at_once() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    let member = house.person("member").await;
    let id = member.person.unwrap();
    let email = house
        .app
        .read(move |db| Ok(people::load(db, id)?.unwrap().email))
        .await
        .unwrap();
    assert_eq!(member.get("/api/v1/users/me").await.status, 200);
    for status in ["inactive", "suspended"] {
        admin
            .patch(&format!("/api/v1/users/{id}"), json!({"status": status}))
            .await
            .ok();
        assert_eq!(
            member.get("/api/v1/users/me").await.said(),
            "401 token_invalid"
        );
        let answer = house
            .guest()
            .post("/api/v1/auth/login", login(&email, PASSWORD))
            .await;
        assert_eq!(answer.said(), "403 account_disabled");
        // Who does not know the password learns nothing of it.
        let answer = house
            .guest()
            .post("/api/v1/auth/login", login(&email, "a guess"))
            .await;
        assert_eq!(answer.said(), "401 invalid_credentials");
    }
    admin
        .patch(&format!("/api/v1/users/{id}"), json!({"status": "active"}))
        .await
        .ok();
    house
        .guest()
        .post("/api/v1/auth/login", login(&email, PASSWORD))
        .await
        .ok();
    assert_eq!(
        member.get("/api/v1/users/me").await.status,
        401,
        "an ended session stays ended"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_organisation_is_shut_for_its_people() {
    let house = House::new().await;
    let operator = house.operator().await;
    let stranger = house.stranger("admin").await;
    let (id, person) = (stranger.organization.unwrap(), stranger.person.unwrap());
    let email = house
        .app
        .read(move |db| Ok(people::load(db, person)?.unwrap().email))
        .await
        .unwrap();
    for status in ["suspended", "inactive"] {
        let path = format!("/api/v1/organizations/{id}");
        operator.patch(&path, json!({"status": status})).await.ok();
        assert_eq!(
            stranger.get("/api/v1/users/me").await.said(),
            "401 token_invalid"
        );
        let answer = house
            .guest()
            .post("/api/v1/auth/login", login(&email, PASSWORD))
            .await;
        assert_eq!(answer.said(), "403 organization_suspended");
        // Its card is still known.
        house.guest().get(&path).await.ok();
    }
    operator
        .patch(
            &format!("/api/v1/organizations/{id}"),
            json!({"status": "active"}),
        )
        .await
        .ok();
    assert_eq!(stranger.get("/api/v1/users/me").await.status, 200);
    let standing = house
        .app
        .read(move |db| Ok(organizations::load(db, id)?.unwrap().status))
        .await;
    assert_eq!(standing.unwrap(), organizations::Status::Active);
}
