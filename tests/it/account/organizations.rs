//! Organisations.

use serde_json::{Value, json};

use super::browser::Browser;
use crate::support::{House, PASSWORD};

const MINE: &str = "/api/v1/organizations/me";

#[tokio::test(flavor = "multi_thread")]
async fn administrators_change_the_profile() {
    let house = House::new().await;
    let (admin, member) = (house.person("admin").await, house.person("member").await);
    let changes = json!({"name_ar": "أعمال الميناء", "city": "Jeddah", "tax_id": "300", "website": "https://harbour.example", "country": "ae"});
    let data = admin.patch(MINE, changes.clone()).await.ok().data();
    assert_eq!(
        (&data["name_ar"], &data["name_en"]),
        (&json!("أعمال الميناء"), &json!("Harbour Works"))
    );
    assert_eq!(
        (&data["account_type"], &data["country"]),
        (&json!("business"), &json!("AE"))
    );
    assert_eq!(
        member.patch(MINE, changes).await.said(),
        "403 permission_missing"
    );
    assert_eq!(member.get(MINE).await.data()["city"], "Jeddah");
    assert_eq!(house.guest().get(MINE).await.said(), "401 unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_has_its_rule() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    for (name, value, code) in [
        ("name_en", json!(""), "organization_name"),
        ("name_en", json!("x".repeat(121)), "text_too_long"),
        ("email", json!("nonsense"), "email_invalid"),
        ("website", json!("javascript:alert(1)"), "website_invalid"),
        ("website", json!("harbour.example"), "website_invalid"),
        ("country", json!("Saudi"), "text_too_long"),
        ("country", json!("S1"), "country_invalid"),
        ("country", json!(""), "country_invalid"),
        ("domain", json!("not a domain"), "domain_invalid"),
        ("industry", json!("magic"), "wrong_type"),
        ("size", json!("1-10"), "wrong_type"),
        ("about_en", json!("x".repeat(2001)), "text_too_long"),
        ("city", json!(7), "wrong_type"),
        ("status", json!("active"), "unknown_field"),
        ("plan_id", json!("x"), "unknown_field"),
        ("slug", json!("x"), "unknown_field"),
    ] {
        let said = admin.patch(MINE, json!({name: value})).await.said();
        assert_eq!(said, format!("422 invalid {name}:{code}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_see_the_card_and_nothing_more() {
    let house = House::new().await;
    let path = format!("/api/v1/organizations/{}", house.organization);
    let data = house.guest().get(&path).await.ok().data();
    let mut names: Vec<_> = data.as_object().unwrap().keys().cloned().collect();
    names.sort();
    assert_eq!(
        names,
        ["city", "id", "industry", "logo_url", "name_ar", "name_en"]
    );
    for missing in ["0190b3a2-7c11-7d3e-8a55-0123456789ab", "1", "me%2f"] {
        let answer = house
            .guest()
            .get(&format!("/api/v1/organizations/{missing}"))
            .await;
        assert_eq!(answer.said(), "404 not_found", "{missing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_for_those_who_may_see_them() {
    let house = House::new().await;
    let auditor = house.person("auditor").await;
    let stats = auditor.get("/api/v1/organizations/stats").await.ok().data();
    assert_eq!(
        stats["users"],
        json!({"total": 2, "active": 2, "admin": 1, "member": 1, "pending": 0, "inactive": 0})
    );
    for name in ["files", "storage", "plan", "topics", "posts", "use_cases"] {
        assert!(!stats[name].is_null(), "{name}");
    }
    let member = house.person("member").await;
    assert_eq!(
        member.get("/api/v1/organizations/stats").await.said(),
        "403 permission_missing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_lists_organisations_and_sets_how_they_stand() {
    let house = House::new().await;
    let operator = house.operator().await;
    let stranger = house.stranger("admin").await;
    let all = operator
        .get("/api/v1/organizations?sort=-created_at")
        .await
        .ok();
    assert_eq!(all.json()["meta"]["total"], 2);
    assert_eq!(all.data()[0]["users"], 1);
    assert_eq!(
        stranger.get("/api/v1/organizations").await.said(),
        "403 permission_missing"
    );
    let path = format!("/api/v1/organizations/{}", stranger.organization.unwrap());
    assert_eq!(
        stranger
            .patch(&path, json!({"plan": "unlimited"}))
            .await
            .said(),
        "403 permission_missing"
    );
    assert_eq!(
        operator.patch(&path, json!({"plan": "gold"})).await.said(),
        "422 invalid plan:not_one_of"
    );
    assert_eq!(
        operator
            .patch(&path, json!({"status": "gone"}))
            .await
            .said(),
        "422 invalid status:wrong_type"
    );
    let own = format!("/api/v1/organizations/{}", house.organization);
    assert_eq!(
        operator
            .patch(&own, json!({"status": "suspended"}))
            .await
            .said(),
        "409 own_account"
    );
    let browser = Browser::signed_in(&house, "owner@harbour.example", PASSWORD).await;
    let page = browser.get("/operator/organizations").await.ok().text();
    assert!(
        page.contains("Harbour Works") && page.contains("<option value=\"unlimited\" selected>")
    );
    let form = format!("/operator/organizations/{}", stranger.organization.unwrap());
    browser
        .form(&form, &[("status", "suspended"), ("plan", "free")])
        .await;
    assert_eq!(stranger.get(MINE).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_plan_takes_nobody_more() {
    let house = House::new().await;
    let admin = house.stranger("admin").await;
    let path = format!("/api/v1/organizations/{}", admin.organization.unwrap());
    house
        .operator()
        .await
        .patch(&path, json!({"plan": "free"}))
        .await
        .ok();
    let add = |n: u32| json!({"email": format!("p{n}@plant.example"), "first_name": "P"});
    for n in 0..9 {
        admin.post("/api/v1/users", add(n)).await.ok();
    }
    let full = admin.post("/api/v1/users", add(9)).await;
    assert_eq!(full.said(), "402 plan_limit");
    let said = full.json()["detail"].as_str().unwrap().to_owned();
    assert!(said.contains("Your plan allows 10 people"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_members_what_administrators_edit() {
    let house = House::new().await;
    let admin = Browser::signed_in(&house, "owner@harbour.example", PASSWORD).await;
    let page = admin.get("/organization").await.ok().text();
    assert!(page.contains("name=\"tax_id\"") && page.contains("In figures"));
    let fields = [
        ("name_en", ""),
        ("name_ar", ""),
        ("industry", "plastics"),
        ("size", "1_10"),
        ("country", "SA"),
        ("city", "Jeddah"),
    ];
    let bad = admin.form("/organization", &fields).await;
    assert_eq!(bad.status, 422);
    assert!(
        bad.text().contains("Give the organisation a name")
            && bad.text().contains("value=\"Jeddah\"")
    );
    let mut good = fields;
    good[0].1 = "Harbour Works <script>alert(1)</script>";
    assert_eq!(
        admin.form("/organization", &good).await.header("location"),
        "/organization?saved=true"
    );
    let page = admin.get("/organization?saved=true").await.text();
    assert!(!page.contains("<script>alert") && page.contains("Saved."));
    let member = house.person("member").await;
    let page = member.get("/organization").await.ok().text();
    assert!(
        !page.contains("name=\"tax_id\"")
            && page.contains("Administrators of the organisation can change")
    );
    assert_eq!(member.form("/organization", &good).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_of_the_server_are_the_operators() {
    let house = House::new().await;
    let operator = Browser::signed_in(&house, "owner@harbour.example", PASSWORD).await;
    operator.get("/operator/settings").await.ok();
    let path = "/operator/settings";
    let fields = [
        ("site_name", "Gulf Hall"),
        ("guest_read", "on"),
        ("default_visibility", "public"),
        ("registration", "domain"),
        (
            "registration_domains",
            "@Plant.example\ngulf.example, plant2.example",
        ),
    ];
    assert_eq!(
        operator.form(path, &fields).await.header("location"),
        "/operator/settings?saved=true"
    );
    let settings = house.app.settings.get();
    assert_eq!(
        settings.registration_domains,
        ["plant.example", "gulf.example", "plant2.example"]
    );
    assert!(settings.guest_read && !settings.review_use_cases);
    let kept = house.app.read(platform::settings::load).await.unwrap();
    assert_eq!(kept, *settings);
    for (name, value, said) in [
        ("site_name", "", "This is required."),
        ("default_visibility", "all", "Choose one of"),
        ("registration", "some", "Choose one of"),
        ("registration_domains", "", "Name at least one domain."),
        (
            "registration_domains",
            "not_a domain",
            "This is not a domain name.",
        ),
    ] {
        let mut bad = fields;
        bad.iter_mut().find(|(n, _)| *n == name).unwrap().1 = value;
        let answer = operator.form(path, &bad).await;
        assert_eq!(answer.status, 422, "{name}");
        assert!(answer.text().contains(said), "{name}");
    }
    let rows = house
        .app
        .read(|db| platform::journal::after(db, 0, 100))
        .await
        .unwrap();
    let changed: Vec<&Value> = rows
        .iter()
        .filter(|r| r.action == "settings.updated")
        .map(|r| &r.changes)
        .collect();
    assert_eq!(changed.len(), 1);
    assert_eq!(
        changed[0]["site_name"],
        json!(["Harbour Works", "Gulf Hall"])
    );
}
