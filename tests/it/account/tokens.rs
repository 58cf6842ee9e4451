//! Access and refresh tokens.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, jwk::JwkSet};
use serde_json::{Value, json};

use crate::support::{Answer, Client, House, PASSWORD};

const OWNER: &str = "owner@harbour.example";
const ME: &str = "/api/v1/users/me";

async fn pair(house: &House) -> (String, String) {
    let body = json!({"email": OWNER, "password": PASSWORD});
    let data = house
        .guest()
        .post("/api/v1/auth/login", body)
        .await
        .ok()
        .data();
    let token = |name: &str| data[name].as_str().unwrap().to_owned();
    (token("access_token"), token("refresh_token"))
}

fn bearer(house: &House, token: &str) -> Client {
    house
        .guest()
        .header("authorization", &format!("Bearer {token}"))
}

async fn refresh(house: &House, token: &str) -> Answer {
    house
        .guest()
        .post("/api/v1/auth/refresh", json!({"refresh_token": token}))
        .await
}

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

fn header(token: &str) -> Value {
    let part = token.split('.').next().unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

fn encoded(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_says_what_it_promises_and_anybody_can_check_it() {
    let house = House::new().await;
    let (access, _) = pair(&house).await;
    let said = claims(&access);
    assert_eq!(
        said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap(),
        900
    );
    assert_eq!(said["sub"], json!(house.owner.to_string()));
    assert_eq!(said["org"], json!(house.organization.to_string()));
    assert_eq!(said["roles"], json!(["owner", "admin"]));
    for name in ["jti", "iss", "aud"] {
        assert!(said[name].is_string(), "{name}");
    }
    let answer = house.guest().get("/.well-known/jwks.json").await.ok();
    assert!(
        !answer.text().contains("\"d\""),
        "the private part stays here"
    );
    let keys: JwkSet = serde_json::from_slice(&answer.bytes).unwrap();
    let key = keys.find(header(&access)["kid"].as_str().unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&["guildhall-api"]);
    validation.validate_exp = false;
    let key = DecodingKey::from_jwk(key).unwrap();
    jsonwebtoken::decode::<Value>(&access, &key, &validation).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_good_for_fifteen_minutes_by_our_clock() {
    let house = House::new().await;
    let (access, _) = pair(&house).await;
    let client = bearer(&house, &access);
    house.wait(Duration::from_secs(899));
    assert_eq!(client.get(ME).await.status, 200);
    house.wait(Duration::from_secs(1));
    let answer = client.get(ME).await;
    assert_eq!(answer.said(), "401 token_expired");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    // A call that asks for nobody is not refused because of an old token.
    assert_eq!(client.get("/health").await.status, 200);
}

/// What a forger has at hand: a good token taken apart, and keys.
struct Forge {
    claims: Value,
    kid: String,
    ours: EncodingKey,
    theirs: EncodingKey,
}

impl Forge {
    async fn new(house: &House, access: &str) -> Self {
        let key = |house: &House| {
            let pem = std::fs::read(house.folder().join("keys/token.pem")).unwrap();
            EncodingKey::from_rsa_pem(&pem).unwrap()
        };
        Self {
            claims: claims(access),
            kid: header(access)["kid"].as_str().unwrap().to_owned(),
            ours: key(house),
            theirs: key(&House::new().await),
        }
    }

    fn sign(&self, algorithm: Algorithm, kid: Option<&str>, key: &EncodingKey) -> String {
        let mut header = Header::new(algorithm);
        header.kid = kid.map(str::to_owned);
        jsonwebtoken::encode(&header, &self.claims, key).unwrap()
    }

    /// Signed by our own key, with one claim changed.
    fn with(&self, name: &str, value: Value) -> String {
        let mut claims = self.claims.clone();
        claims[name] = value;
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, &claims, &self.ours).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_another_key_or_algorithm_are_refused() {
    let house = House::new().await;
    let (access, _) = pair(&house).await;
    let forge = Forge::new(&house, &access).await;
    let (kid, rs256) = (Some(forge.kid.as_str()), Algorithm::RS256);
    let jwks = house.guest().get("/.well-known/jwks.json").await.text();
    let public = EncodingKey::from_secret(jwks.as_bytes());
    let none = json!({"alg": "none", "typ": "JWT", "kid": forge.kid});
    for (what, token) in [
        (
            "no algorithm",
            format!("{}.{}.", encoded(&none), encoded(&forge.claims)),
        ),
        (
            "public key as secret",
            forge.sign(Algorithm::HS256, kid, &public),
        ),
        (
            "another server's key",
            forge.sign(rs256, kid, &forge.theirs),
        ),
        (
            "another algorithm",
            forge.sign(Algorithm::RS512, kid, &forge.ours),
        ),
        (
            "another key id",
            forge.sign(rs256, Some("../../token.pem"), &forge.ours),
        ),
        ("no key id", forge.sign(rs256, None, &forge.ours)),
    ] {
        let said = bearer(&house, &token).get(ME).await.said();
        assert_eq!(said, "401 token_invalid", "{what}");
    }
    let good = forge.sign(rs256, kid, &forge.ours);
    assert_eq!(
        bearer(&house, &good).get(ME).await.status,
        200,
        "the forge itself works"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_say_something_else_are_refused() {
    let house = House::new().await;
    let (access, refresh_token) = pair(&house).await;
    let forge = Forge::new(&house, &access).await;
    let somebody = json!("0190b3a2-7c11-7d3e-8a55-0123456789ab");
    let mut later = forge.claims.clone();
    later["exp"] = json!(9_999_999_999_i64);
    let signature = access.rsplit('.').next().unwrap();
    let head = access.split('.').next().unwrap();
    for (what, token) in [
        ("another audience", forge.with("aud", json!("elsewhere"))),
        ("another issuer", forge.with("iss", json!("elsewhere"))),
        ("another person", forge.with("sub", somebody.clone())),
        ("another organisation", forge.with("org", somebody.clone())),
        ("no such family", forge.with("sid", somebody)),
        (
            "changed claims",
            format!("{head}.{}.{signature}", encoded(&later)),
        ),
        ("a refresh token", refresh_token),
        ("cut short", access[..access.len() - 4].to_owned()),
        ("nothing", String::new()),
        ("dots", "..".to_owned()),
    ] {
        let said = bearer(&house, &token).get(ME).await.said();
        assert_eq!(said, "401 token_invalid", "{what}");
    }
    let expired = forge.with("exp", forge.claims["iat"].clone());
    assert_eq!(
        bearer(&house, &expired).get(ME).await.said(),
        "401 token_expired"
    );
    assert_eq!(
        refresh(&house, &access).await.said(),
        "401 token_invalid",
        "access as refresh"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_is_exchanged_once_and_a_second_use_ends_the_family() {
    let house = House::new().await;
    let (_, first) = pair(&house).await;
    let exchanged = refresh(&house, &first).await.ok().data();
    let (access, second) = (
        exchanged["access_token"].as_str().unwrap(),
        exchanged["refresh_token"].as_str().unwrap(),
    );
    assert_ne!(second, first);
    assert_eq!(bearer(&house, access).get(ME).await.status, 200);
    assert_eq!(refresh(&house, &first).await.said(), "401 token_reused");
    assert_eq!(
        refresh(&house, second).await.said(),
        "401 token_invalid",
        "the family is gone"
    );
    assert_eq!(
        bearer(&house, access).get(ME).await.said(),
        "401 token_invalid"
    );
    assert_eq!(
        refresh(&house, &first).await.said(),
        "401 token_reused",
        "and stays gone"
    );
    assert_eq!(
        refresh(&house, "never handed out").await.said(),
        "401 token_invalid"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_one_is_exchanged() {
    let house = House::new().await;
    let (_, token) = pair(&house).await;
    let all = (0..20).map(|_| {
        let (guest, token) = (house.guest(), token.clone());
        tokio::spawn(async move {
            let body = json!({"refresh_token": token});
            guest.post("/api/v1/auth/refresh", body).await.said()
        })
    });
    let mut said = Vec::new();
    for one in all.collect::<Vec<_>>() {
        said.push(one.await.unwrap());
    }
    assert_eq!(said.iter().filter(|s| *s == "200").count(), 1);
    assert_eq!(said.iter().filter(|s| *s == "401 token_reused").count(), 19);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_lives_seven_days() {
    let house = House::new().await;
    let (_, token) = pair(&house).await;
    let week = Duration::from_hours(7 * 24);
    house.wait(week.checked_sub(Duration::from_secs(1)).unwrap());
    let next = refresh(&house, &token).await.ok().data();
    house.wait(week);
    let next = next["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&house, next).await.said(), "401 token_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_both_tokens() {
    let house = House::new().await;
    let (access, token) = pair(&house).await;
    let client = bearer(&house, &access);
    assert_eq!(
        client.post("/api/v1/auth/logout", json!({})).await.status,
        204
    );
    assert_eq!(client.get(ME).await.said(), "401 token_invalid");
    assert_eq!(refresh(&house, &token).await.said(), "401 token_invalid");
    assert_eq!(
        house
            .guest()
            .post("/api/v1/auth/logout", json!({}))
            .await
            .said(),
        "401 unauthenticated"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_can_be_asked_whether_it_is_good() {
    let house = House::new().await;
    let client = house.person("moderator").await;
    for answer in [
        client.get("/api/v1/auth/validate").await,
        client.post("/api/v1/auth/validate", json!({})).await,
    ] {
        let data = answer.ok().data();
        assert_eq!(
            (&data["valid"], &data["roles"]),
            (&json!(true), &json!(["moderator"]))
        );
    }
    assert_eq!(
        bearer(&house, "x.y.z")
            .get("/api/v1/auth/validate")
            .await
            .said(),
        "401 token_invalid"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_token_allows_is_read_anew_at_each_request() {
    let house = House::new().await;
    let (admin, other) = (house.person("admin").await, house.person("admin").await);
    let path = format!("/api/v1/users/{}", other.person.unwrap());
    other.get("/api/v1/users/organization").await.ok();
    admin
        .put(&format!("{path}/roles"), json!({"roles": ["member"]}))
        .await
        .ok();
    assert_eq!(
        other.get("/api/v1/users/organization").await.said(),
        "403 permission_missing"
    );
    admin.delete(&path).await.ok();
    assert_eq!(other.get(ME).await.said(), "401 token_invalid");
}
