//! Bodies that are too large, too deep, of another type or none at all.

use std::time::{Duration, Instant};

use axum::body::Body;
use http::Method;
use serde_json::json;

use crate::{
    community::forum::TOPICS,
    support::{Answer, Client, House},
};

const MIB: usize = 1024 * 1024;

async fn json(client: &Client, path: &str, body: impl Into<Body>) -> Answer {
    let media_type = Some("application/json");
    client
        .send(Method::POST, path, media_type, body.into())
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_beyond_the_limit_is_refused_wherever_it_is_sent() {
    let house = House::new().await;
    let member = house.person("member").await;
    let large = "x".repeat(MIB);
    let body = json!({"title": "A large one", "content": large}).to_string();
    for path in [
        TOPICS,
        "/api/v1/forum/posts",
        "/api/v1/use-cases",
        "/api/v1/use-cases/search/advanced",
        "/api/v1/auth/login",
        "/api/v1/users",
    ] {
        let client = if path == "/api/v1/users" {
            house.person("admin").await
        } else {
            member.clone()
        };
        let answer = json(&client, path, body.clone()).await;
        assert_eq!(answer.said(), "413 too_large", "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    for path in ["/preview", "/forum/new", "/me", "/use-cases/new"] {
        let answer = member.form(path, &[("content", &large)]).await;
        assert_eq!(answer.status, 413, "{path}");
    }
    // Nobody has to say how much comes: what is too much is cut off on its way.
    let pieces =
        futures_util::stream::iter((0..64).map(|_| Ok::<_, std::io::Error>(vec![b' '; MIB / 16])));
    let answer = json(&member, TOPICS, Body::from_stream(pieces)).await;
    assert_eq!(answer.said(), "413 too_large");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_of_ours_is_named() {
    let house = House::new().await;
    let member = house.person("member").await;
    let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    for (body, said) in [
        (String::new(), "400 json_malformed"),
        ("{".into(), "400 json_malformed"),
        ("{\"title\": \"a\"} x".into(), "400 json_malformed"),
        ("{\"title\": \"\\ud800\"}".into(), "400 json_malformed"),
        (nested(33), "400 json_too_deep"),
        (nested(100_000), "400 json_too_deep"),
        ("[]".into(), "422 invalid .:wrong_type"),
        ("null".into(), "422 invalid .:wrong_type"),
        ("{\"title\": 5}".into(), "422 invalid title:wrong_type"),
        ("{\"tags\": \"a\"}".into(), "422 invalid tags:wrong_type"),
        ("{\"tags\": [1]}".into(), "422 invalid tags[0]:wrong_type"),
        (
            "{\"category_id\": \"x\"}".into(),
            "422 invalid category_id:wrong_type",
        ),
        (
            "{\"role\": \"owner\"}".into(),
            "422 invalid role:unknown_field",
        ),
    ] {
        let answer = json(&member, TOPICS, body.clone()).await;
        let begin: String = body.chars().take(40).collect();
        assert_eq!(answer.said(), said, "{begin}");
    }
    let bytes = b"{\"title\": \"\xff\xfe\"}".to_vec();
    assert_eq!(
        json(&member, TOPICS, bytes).await.said(),
        "400 json_malformed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_type_or_method_is_refused_with_what_is_wanted() {
    let house = House::new().await;
    let member = house.person("member").await;
    for media_type in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
    ] {
        let answer = member
            .send(Method::POST, TOPICS, media_type, Body::from("{}"))
            .await;
        assert_eq!(answer.said(), "415 unsupported_type", "{media_type:?}");
        assert!(
            answer.text().contains("application/json"),
            "{}",
            answer.text()
        );
    }
    let answer = member
        .send(Method::DELETE, TOPICS, None, Body::empty())
        .await;
    assert_eq!(answer.said(), "405 method_not_allowed");
    let allowed = answer.header("allow");
    assert!(
        allowed.contains("GET") && allowed.contains("POST"),
        "{allowed}"
    );
    for path in [
        "//api/v1/forum/topics",
        "/API/V1/FORUM/TOPICS",
        "/api/v1/forum/topics/",
    ] {
        assert_eq!(member.get(path).await.status, 404, "{path}");
    }
    let head = member.send(Method::HEAD, TOPICS, None, Body::empty()).await;
    assert_eq!((head.status.as_u16(), head.bytes.len()), (200, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_megabyte_of_nested_markdown_is_cut_or_refused_in_no_time() {
    let house = House::new().await;
    let member = house.person("member").await;
    for piece in [
        "> ", "[", "* ", "**_", "`", "<b>", "![", "|-", "~~", "- 1\n ",
    ] {
        let text = piece.repeat(800_000 / piece.len());
        let begun = Instant::now();
        let mut body = crate::community::forum::body(&member, "A deep one", "public").await;
        body["content"] = json!(text);
        let said = member.post(TOPICS, body.clone()).await.said();
        assert_eq!(said, "422 invalid content:text_too_long", "{piece:?}");
        // The preview shows as much as could be sent. A form writes three letters for most signs.
        let shorter = &text[..300_000];
        member.form("/preview", &[("content", shorter)]).await.ok();
        let longest: String = text.chars().take(50_000).collect();
        body["content"] = json!(longest);
        member.post(TOPICS, body).await.ok();
        assert!(begun.elapsed() < Duration::from_secs(20), "{piece:?}");
    }
    assert_eq!(member.get("/forum").await.status, 200);
}
