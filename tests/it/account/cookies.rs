//! Browser sessions.

use std::time::Duration;

use serde_json::json;

use super::browser::Browser;
use crate::support::{House, PASSWORD};

const OWNER: &str = "owner@harbour.example";

async fn is_in(browser: &Browser) -> bool {
    browser.get("/me").await.status == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_for_the_server_alone() {
    let house = House::new().await;
    let browser = Browser::new(&house);
    browser.get("/sign-in").await;
    let fields = [
        ("email", OWNER),
        ("password", PASSWORD),
        ("next", "/people"),
    ];
    let answer = browser.form("/sign-in", &fields).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/people".into())
    );
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("guildhall=") && cookie.ends_with("; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    assert!(cookie.contains("; Path=/;") && !cookie.contains("Domain"));
    let secret = browser.session().unwrap();
    let kept = house.app.read(move |db| {
        let sql = "SELECT count(*) FROM sessions WHERE secret_hash = CAST(?1 AS BLOB)";
        Ok(db.one(sql, [secret], |r| r.get::<_, i64>(0))?)
    });
    assert_eq!(kept.await.unwrap(), 0, "only a hash of it is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_https_no_neighbour_can_set_it() {
    let house = House::with(|c| c.server.public_url = Some("https://hall.example".into())).await;
    let browser = Browser::new(&house);
    let answer = browser.get("/sign-in").await;
    assert!(
        answer
            .header("set-cookie")
            .starts_with("__Host-guildhall-visitor=")
    );
    let answer = browser
        .form("/sign-in", &[("email", OWNER), ("password", PASSWORD)])
        .await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-guildhall=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    assert!(
        answer
            .header("strict-transport-security")
            .contains("max-age")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sign_in_makes_a_new_one_and_ends_the_one_before() {
    let house = House::new().await;
    let browser = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let old = browser.clone();
    let first = browser.session().unwrap();
    let answer = browser
        .form("/sign-in", &[("email", OWNER), ("password", PASSWORD)])
        .await;
    assert_eq!(answer.status, 303);
    let second = browser.session().unwrap();
    assert_ne!(first, second);
    assert!(is_in(&browser).await);
    old.set_cookie("guildhall", &first);
    assert!(!is_in(&old).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_is_not_ours_is_nobodys() {
    let house = House::new().await;
    let browser = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let good = browser.session().unwrap();
    let mut swapped: Vec<char> = good.chars().collect();
    swapped.swap(0, 42);
    let swapped: String = swapped.into_iter().collect();
    for bad in [
        String::new(),
        "x".into(),
        format!("{good}x"),
        good[..42].into(),
        swapped,
        "%00".into(),
    ] {
        if bad == good {
            continue;
        }
        browser.set_cookie("guildhall", &bad);
        let answer = browser.get("/me").await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, "/sign-in?next=%2Fme".into()),
            "{bad}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_it_here_and_nowhere_else() {
    let house = House::new().await;
    let browser = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let other = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let secret = browser.session().unwrap();
    browser.form("/sign-out", &[]).await;
    assert_eq!(browser.session(), None);
    browser.set_cookie("guildhall", &secret);
    assert!(!is_in(&browser).await);
    assert!(is_in(&other).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_slides_for_fourteen_days_and_ends_after_ninety() {
    let house = House::new().await;
    let day = Duration::from_hours(24);
    let idle = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let used = Browser::signed_in(&house, OWNER, PASSWORD).await;
    house.wait(day * 13);
    assert!(is_in(&used).await);
    tokio::time::sleep(Duration::from_millis(200)).await;
    house.wait(day);
    assert!(!is_in(&idle).await);
    assert!(is_in(&used).await);
    for _ in 0..7 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        house.wait(day * 10);
        assert!(is_in(&used).await);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    house.wait(day * 6);
    assert!(!is_in(&used).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_one_is_signed_in_can_be_seen_and_ended() {
    let house = House::new().await;
    let browser = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let phone = Browser::new(&house).header("user-agent", "Mozilla/5.0 (iPhone) Safari/604");
    phone.get("/sign-in").await;
    phone
        .form("/sign-in", &[("email", OWNER), ("password", PASSWORD)])
        .await;
    let operator = house.operator().await;
    let rows = operator.get("/api/v1/users/me/sessions").await.ok().data();
    let rows = rows.as_array().unwrap().clone();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows.iter().filter(|r| r["is_current"] == true).count(), 1);
    let page = browser.get("/me/sessions").await.ok().text();
    assert!(page.contains("Safari · iPhone") && page.contains("This one"));
    let of_phone = rows
        .iter()
        .find(|r| {
            r["user_agent"]
                .as_str()
                .is_some_and(|a| a.contains("iPhone"))
        })
        .unwrap();
    let id = of_phone["id"].as_str().unwrap();
    let path = format!("/api/v1/users/me/sessions/{id}");
    let stranger = house.person("admin").await;
    let foreign = stranger.delete(&path).await;
    let missing = stranger
        .delete("/api/v1/users/me/sessions/0190b3a2-7c11-7d3e-8a55-0123456789ab")
        .await;
    assert_eq!(
        (foreign.said(), missing.said()),
        ("404 not_found".into(), "404 not_found".into())
    );
    assert!(is_in(&phone).await);
    assert_eq!(operator.delete(&path).await.status, 204);
    assert!(!is_in(&phone).await);
    let own = rows
        .iter()
        .find(|r| r["kind"] == "browser" && r["id"] != id)
        .unwrap();
    let end = format!("/me/sessions/{}/end", own["id"].as_str().unwrap());
    assert_eq!(browser.form(&end, &[]).await.status, 303);
    assert!(!is_in(&browser).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_theme_are_the_browsers_until_somebody_signs_in() {
    let house = House::new().await;
    let browser = Browser::new(&house);
    browser.get("/sign-in").await;
    let answer = browser
        .form(
            "/language",
            &[("lang", "ar"), ("back", "/sign-in?next=%2Fme")],
        )
        .await;
    assert_eq!(answer.header("location"), "/sign-in?next=%2Fme");
    browser
        .form("/theme", &[("theme", "dark"), ("back", "//evil.example")])
        .await;
    let page = browser.get("/sign-in").await.text();
    assert!(page.contains("lang=\"ar\" dir=\"rtl\" data-theme=\"dark\""));
    for (path, field) in [("/language", ("lang", "xx")), ("/theme", ("theme", "pink"))] {
        assert_eq!(browser.form(path, &[field]).await.status, 422);
    }
    let answer = browser
        .form("/theme", &[("theme", "dark"), ("back", "//evil.example")])
        .await;
    assert_eq!(answer.header("location"), "/");
    // The account's own choice counts once somebody is signed in, and is changed from then on.
    let owner = Browser::signed_in(&house, OWNER, PASSWORD).await;
    assert!(owner.get("/me").await.text().contains("lang=\"en\""));
    owner
        .form("/language", &[("lang", "ar"), ("back", "/me")])
        .await;
    assert!(owner.get("/me").await.text().contains("lang=\"ar\""));
    let operator = house.operator().await;
    assert_eq!(
        operator.get("/api/v1/users/me").await.data()["language"],
        json!("ar")
    );
}
