//! Opening an account.

use platform::settings::Registration;
use serde_json::{Value, json};

use super::browser::Browser;
use crate::support::{Answer, House, PASSWORD};

const PATH: &str = "/api/v1/auth/register";

fn body(email: &str) -> Value {
    json!({"email": email, "password": PASSWORD, "first_name": "Sara", "last_name": "Al-Qahtani"})
}

fn with(name: &str, value: Value) -> Value {
    let mut body = body("sara@plant.example");
    body[name] = value;
    body
}

async fn register(house: &House, body: Value) -> Answer {
    house.guest().post(PATH, body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_founds_one_organisation_on_trial_with_its_administrator() {
    let house = House::new().await;
    let answer = register(&house, body("sara@plant.example")).await.ok();
    assert_eq!(answer.status, 201);
    let data = answer.data();
    assert_eq!(
        answer.header("location"),
        format!("/api/v1/users/{}", data["user"]["id"].as_str().unwrap())
    );
    let organization = &data["organization"];
    assert_eq!(organization["name_en"], "Sara's organisation");
    assert_eq!(
        (&organization["status"], &organization["account_type"]),
        (&json!("trial"), &json!("personal"))
    );
    assert_eq!(organization["country"], "SA");
    assert_eq!(organization["trial_ends_at"], "2026-01-31T08:00:00.000Z");
    assert_eq!(data["user"]["roles"], json!(["admin"]));
    let token = format!("Bearer {}", data["access_token"].as_str().unwrap());
    let client = house.guest().header("authorization", &token);
    let stats = client.get("/api/v1/organizations/stats").await.ok().data();
    assert_eq!(
        (&stats["plan"]["name"], &stats["users"]["total"]),
        (&json!("free"), &json!(1))
    );
    assert_eq!(
        client.get("/api/v1/organizations").await.said(),
        "403 permission_missing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn names_in_either_script_and_the_industry_are_taken() {
    let house = House::new().await;
    let mut arabic = body("sara@plant.example");
    arabic["first_name"] = json!("سارة");
    let organization = register(&house, arabic).await.ok().data()["organization"].clone();
    assert_eq!(
        (&organization["name_ar"], &organization["name_en"]),
        (&json!("منشأة سارة"), &json!(""))
    );
    let mut named = body("omar@plant.example");
    named["organization_name"] = json!("  Gulf   Plastics ");
    named["industry"] = json!("plastics");
    let organization = register(&house, named).await.ok().data()["organization"].clone();
    assert_eq!(
        (&organization["name_en"], &organization["industry"]),
        (&json!("Gulf   Plastics"), &json!("plastics"))
    );
    assert_eq!(organization["slug"], "gulf-plastics");
    let mut again = body("mona@plant.example");
    again["organization_name"] = json!("Gulf Plastics");
    assert_eq!(
        register(&house, again).await.data()["organization"]["slug"],
        "gulf-plastics-2"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_belongs_to_one_person() {
    let house = House::new().await;
    register(&house, body("sara@plant.example")).await.ok();
    assert_eq!(
        register(&house, body("SARA@Plant.example ")).await.said(),
        "409 email_taken"
    );
    let all = (0..8).map(|_| {
        let guest = house.guest();
        tokio::spawn(async move {
            guest
                .post(PATH, body("twin@plant.example"))
                .await
                .status
                .as_u16()
        })
    });
    let mut made = 0;
    for one in all.collect::<Vec<_>>() {
        made += u32::from(one.await.unwrap() == 201);
    }
    assert_eq!(made, 1);
}

/// Field, value, and what is said beside the field.
fn bad_fields() -> Vec<(&'static str, Value, &'static str)> {
    let long = |n: usize| json!("x".repeat(n));
    vec![
        ("email", json!("nonsense"), "email_invalid"),
        ("email", json!(""), "required"),
        ("email", json!(null), "wrong_type"),
        ("email", json!({"a": 1}), "wrong_type"),
        ("first_name", json!(""), "required"),
        ("first_name", long(61), "text_too_long"),
        ("first_name", json!("a\nb"), "text_one_line"),
        ("last_name", json!("a\u{0}b"), "text_one_line"),
        ("password", json!("short"), "password_short"),
        ("password", json!("aaaaaaaaaaaa"), "password_weak"),
        ("password", json!("xX9 al-qahtani!"), "password_personal"),
        ("password", json!("ab1!".repeat(300)), "password_long"),
        ("industry", json!("magic"), "wrong_type"),
        ("organization_name", long(121), "text_too_long"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_has_its_rule() {
    let house = House::new().await;
    for (name, value, code) in bad_fields() {
        let said = register(&house, with(name, value.clone())).await.said();
        assert_eq!(said, format!("422 invalid {name}:{code}"), "{value}");
    }
    let two = json!({"email": "x", "password": "y", "first_name": "Sara", "last_name": ""});
    let said = register(&house, two).await.said();
    assert_eq!(
        said,
        "422 invalid email:email_invalid password:password_short"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_asked_cannot_be_set() {
    let house = House::new().await;
    for name in [
        "role",
        "roles",
        "is_admin",
        "id",
        "organization_id",
        "status",
        "plan",
        "created_at",
        "email_verified_at",
    ] {
        let said = register(&house, with(name, json!("x"))).await.said();
        assert_eq!(said, format!("422 invalid {name}:unknown_field"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_decides_who_may_register() {
    let house = House::new().await;
    for (mode, domains, expected) in [
        (Registration::Closed, vec![], "403 registration_closed"),
        (
            Registration::Invitation,
            vec![],
            "403 registration_invitation",
        ),
        (
            Registration::Domain,
            vec!["gulf.example".to_owned()],
            "403 registration_domain",
        ),
        (
            Registration::Domain,
            vec!["plant.example".to_owned()],
            "201",
        ),
    ] {
        let mut settings = (*house.app.settings.get()).clone();
        settings.registration = mode;
        settings.registration_domains = domains;
        house.set(settings).await;
        assert_eq!(
            register(&house, body("sara@plant.example")).await.said(),
            expected
        );
        let offers = house
            .guest()
            .get("/sign-in")
            .await
            .text()
            .contains("href=\"/register\"");
        assert_eq!(offers, mode == Registration::Domain);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_does_the_same() {
    let house = House::new().await;
    let browser = Browser::new(&house);
    browser.get("/register").await.ok();
    let fields = [
        ("email", "sara@plant.example"),
        ("password", PASSWORD),
        ("first_name", "Sara"),
        ("last_name", "<i>"),
        ("industry", "plastics"),
    ];
    let mut bad = fields;
    bad[1].1 = "short";
    let page = browser.form("/register", &bad).await;
    assert_eq!(page.status, 422);
    let page = page.text();
    assert!(page.contains("Use at least 10 characters.") && page.contains("value=\"Sara\""));
    assert!(page.contains("<option value=\"plastics\" selected>") && !page.contains("<i>"));
    assert_eq!(browser.form("/register", &fields).await.status, 303);
    assert_eq!(browser.get("/organization").await.status, 200);
    let twin = Browser::new(&house);
    twin.get("/register").await;
    let answer = twin.form("/register", &fields).await;
    assert!(
        answer.status == 409
            && answer
                .text()
                .contains("This address has an account already.")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_trial_only_reads() {
    let house = House::new().await;
    let data = register(&house, body("sara@plant.example"))
        .await
        .ok()
        .data();
    house.wait(std::time::Duration::from_hours(30 * 24));
    let login = json!({"email": "sara@plant.example", "password": PASSWORD});
    let token = house
        .guest()
        .post("/api/v1/auth/login", login)
        .await
        .ok()
        .data();
    let client = house.guest().header(
        "authorization",
        &format!("Bearer {}", token["access_token"].as_str().unwrap()),
    );
    client.get("/api/v1/organizations/me").await.ok();
    for (method, path) in [
        ("PATCH", "/api/v1/organizations/me"),
        ("PATCH", "/api/v1/users/me"),
        ("POST", "/api/v1/users"),
    ] {
        let said = client
            .json(method.parse().unwrap(), path, json!({}))
            .await
            .said();
        assert_eq!(said, "403 trial_expired", "{path}");
    }
    // One's own safety is not a matter of plans.
    let change =
        json!({"current_password": PASSWORD, "new_password": "seven brass valves at dawn"});
    assert_eq!(
        client.put("/api/v1/auth/password", change).await.status,
        204
    );
    let path = format!(
        "/api/v1/organizations/{}",
        data["organization"]["id"].as_str().unwrap()
    );
    let operator = house.operator().await;
    let standing = operator
        .patch(&path, json!({"plan": "standard"}))
        .await
        .ok()
        .data();
    assert_eq!(standing["status"], "active");
    client
        .patch("/api/v1/users/me", json!({"job_title": "Fitter"}))
        .await
        .ok();
}
