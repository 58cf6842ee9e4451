//! Requests that another site makes a browser send.

use http::Method;
use web::{Access, routes::Entry};

use super::browser::Browser;
use crate::support::{House, PASSWORD};

const OWNER: &str = "owner@harbour.example";
const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

fn changing() -> Vec<(Method, String)> {
    let entries = guildhall::features()
        .into_iter()
        .flat_map(|f| f.routes.entries);
    let path = |e: &Entry| {
        let part = |p: &str| {
            if p.starts_with('{') {
                "0190b3a2-7c11-7d3e-8a55-0123456789ab".to_owned()
            } else {
                p.to_owned()
            }
        };
        e.path.split('/').map(part).collect::<Vec<_>>().join("/")
    };
    entries
        .filter(|e| e.method != Method::GET)
        .map(|e| (e.method.clone(), path(&e)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_change_is_made_by_the_cookie_alone() {
    let house = House::new().await;
    let browser = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let csrf = browser.csrf();
    let other = Browser::signed_in(&house, OWNER, PASSWORD).await.csrf();
    for (method, path) in changing() {
        for media_type in [
            None,
            FORM,
            Some("text/plain"),
            Some("application/json"),
            Some("multipart/form-data; boundary=x"),
        ] {
            let answer = browser.send(method.clone(), &path, media_type, "").await;
            assert_eq!(answer.status, 403, "{method} {path} {media_type:?}");
        }
        let wrong = format!("csrf={other}");
        assert_eq!(
            browser
                .send(method.clone(), &path, FORM, &wrong)
                .await
                .status,
            403,
            "{path}"
        );
        let evil = [
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ];
        for (name, value) in evil {
            let browser = browser.header(name, value).header("x-csrf-token", &csrf);
            let answer = browser
                .send(method.clone(), &path, Some("application/json"), "{}")
                .await;
            assert_eq!(answer.status, 403, "{method} {path} {name}");
        }
    }
    assert_eq!(
        browser.get("/me").await.status,
        200,
        "and the session lives on"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_comes_by_field_header_or_address() {
    let house = House::new().await;
    let browser = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let csrf = browser.csrf();
    let body = format!("theme=dark&csrf={csrf}");
    assert_eq!(
        browser
            .send(Method::POST, "/theme", FORM, &body)
            .await
            .status,
        303
    );
    let by_header = browser.header("x-csrf-token", &csrf);
    assert_eq!(
        by_header
            .send(Method::POST, "/theme", FORM, "theme=light")
            .await
            .status,
        303
    );
    let path = format!("/theme?csrf={csrf}");
    assert_eq!(
        browser
            .send(Method::POST, &path, FORM, "theme=light")
            .await
            .status,
        303
    );
    let json = r#"{"job_title":"Fitter"}"#;
    let json_type = Some("application/json");
    let answer = by_header
        .send(Method::PATCH, "/api/v1/users/me", json_type, json)
        .await;
    assert_eq!(answer.data()["job_title"], "Fitter");
    let ours = by_header
        .header("origin", "http://house.example")
        .header("sec-fetch-site", "same-origin");
    assert_eq!(
        ours.send(Method::PATCH, "/api/v1/users/me", json_type, json)
            .await
            .status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guests_form_needs_the_token_of_his_own_page() {
    let house = House::new().await;
    let browser = Browser::new(&house);
    let fields = [("email", OWNER), ("password", PASSWORD)];
    for path in [
        "/sign-in",
        "/register",
        "/forgot-password",
        "/reset-password",
        "/setup",
    ] {
        assert_eq!(browser.bare_form(path, &fields).await.status, 403, "{path}");
    }
    let elsewhere = Browser::new(&house);
    elsewhere.get("/sign-in").await;
    browser.get("/sign-in").await;
    let foreign = elsewhere.csrf();
    let with_foreign = [("csrf", foreign.as_str()), fields[0], fields[1]];
    assert_eq!(
        browser.bare_form("/sign-in", &with_foreign).await.status,
        403
    );
    assert_eq!(browser.form("/sign-in", &fields).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_need_none_but_may_not_be_driven_from_a_page() {
    let house = House::new().await;
    let owner = house.operator().await;
    let body = serde_json::json!({"job_title": "Fitter"});
    owner.patch("/api/v1/users/me", body.clone()).await.ok();
    let login = serde_json::json!({"email": OWNER, "password": PASSWORD});
    house
        .guest()
        .post("/api/v1/auth/login", login.clone())
        .await
        .ok();
    let evil = house.guest().header("origin", "https://evil.example");
    assert_eq!(
        evil.post("/api/v1/auth/login", login).await.said(),
        "403 csrf"
    );
}

#[test]
fn reading_changes_nothing() {
    let entries = guildhall::features()
        .into_iter()
        .flat_map(|f| f.routes.entries);
    let verbs = ["delete", "remove", "end", "sign-out", "logout"];
    for entry in entries.filter(|e| e.method == Method::GET) {
        let last = entry.path.rsplit('/').next().unwrap_or_default();
        assert!(!verbs.contains(&last), "GET {}", entry.path);
        assert!(entry.access != Access::Anyone || !entry.path.ends_with("/end"));
    }
}
