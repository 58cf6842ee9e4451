//! The first start.

use platform::setup;
use serde_json::json;

use super::browser::Browser;
use crate::support::{House, PASSWORD};

fn form(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("code", code),
        ("organization", "مصنع الخليج"),
        ("first_name", "سارة"),
        ("last_name", "القحطاني"),
        ("email", "sara@plant.example"),
        ("password", PASSWORD),
        ("language", "ar"),
        ("guest_read", "on"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_leads_to_the_setup_until_there_is_somebody() {
    let house = House::fresh(|_| {});
    let guest = house.guest();
    for path in [
        "/",
        "/sign-in",
        "/forum",
        "/people",
        "/nothing-at-all",
        "/operator",
    ] {
        let answer = guest.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, "/setup".into()),
            "{path}"
        );
    }
    for path in [
        "/setup",
        "/health",
        "/api/v1/openapi.json",
        "/.well-known/jwks.json",
    ] {
        assert_eq!(guest.get(path).await.status, 200, "{path}");
    }
    let register =
        json!({"email": "a@b.example", "password": PASSWORD, "first_name": "A", "last_name": "B"});
    let said = guest.post("/api/v1/auth/register", register).await.said();
    assert_eq!(said, "409 setup_needed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_founds_the_server_in_one_step() {
    let house = House::fresh(|_| {});
    let code = setup::code(&house.app).unwrap().to_owned();
    let browser = Browser::new(&house);
    browser.get("/setup").await.ok();
    let typed = code.to_lowercase().replace('-', " ");
    let answer = browser.form("/setup", &form(&typed)).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/".into()),
        "{}",
        answer.text()
    );
    assert!(browser.session().is_some(), "the owner is signed in");
    let page = browser.get("/me").await.ok().text();
    assert!(page.contains("lang=\"ar\" dir=\"rtl\"") && page.contains("سارة القحطاني"));
    assert!(
        browser
            .get("/operator/settings")
            .await
            .ok()
            .text()
            .contains("مصنع الخليج")
    );
    assert!(house.app.settings.get().guest_read);
    assert_eq!(setup::code(&house.app), None, "no code is shown any more");
    // The door is closed behind the owner.
    assert_eq!(browser.get("/setup").await.header("location"), "/");
    let second = Browser::new(&house);
    second.get("/sign-in").await;
    let answer = second.form("/setup", &form(&code)).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("This server is set up already."));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_comes_back_beside_what_is_wrong() {
    let house = House::fresh(|_| {});
    let browser = Browser::new(&house);
    browser.get("/setup").await;
    let answer = browser.form("/setup", &form("AAAA-BBBB-CCCC")).await;
    assert_eq!(answer.status, 422);
    let page = answer.text();
    assert!(page.contains("This is not the setup code.") && page.contains("sara@plant.example"));
    assert!(!page.contains(PASSWORD), "a password never comes back");
    let code = setup::code(&house.app).unwrap().to_owned();
    let mut bad = form(&code);
    bad.retain(|(name, _)| !matches!(*name, "email" | "first_name" | "password"));
    bad.extend([("email", "nonsense"), ("password", "سارة سارة سارة")]);
    let page = browser.form("/setup", &bad).await.text();
    for said in [
        "not a complete e-mail address",
        "This is required.",
        "Leave out your name",
    ] {
        // The password is judged against the name that was given, which here is none.
        let expected = said != "Leave out your name";
        assert_eq!(page.contains(said), expected, "{said}");
    }
    assert!(setup::code(&house.app).is_some(), "nothing was founded");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_owners_at_once_one_is_let_through() {
    let house = House::fresh(|_| {});
    let code = setup::code(&house.app).unwrap().to_owned();
    let (a, b) = (Browser::new(&house), Browser::new(&house));
    a.get("/setup").await;
    b.get("/setup").await;
    let (first, second) = (form(&code), form(&code));
    let mut second = second;
    second.retain(|(name, _)| *name != "email");
    second.push(("email", "omar@plant.example"));
    let (x, y) = tokio::join!(a.form("/setup", &first), b.form("/setup", &second));
    let mut statuses = [x.status.as_u16(), y.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_operates_the_server_and_has_no_limits() {
    let house = House::new().await;
    let owner = house.operator().await;
    let me = owner.get("/api/v1/auth/me").await.ok().data();
    assert_eq!(me["roles"], json!(["owner", "admin"]));
    assert_eq!(me["organization"]["status"], "active");
    assert!(
        me["permissions"]
            .as_array()
            .unwrap()
            .contains(&json!("server.operate"))
    );
    let stats = owner.get("/api/v1/organizations/stats").await.ok().data();
    assert_eq!(stats["plan"]["name"], "unlimited");
}
