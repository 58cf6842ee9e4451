//! The pages themselves: who sees which, in both languages, and forms that come back.

use super::browser::Browser;
use crate::support::{House, PASSWORD};

const OWNER: &str = "owner@harbour.example";

const PAGES: [&str; 9] = [
    "/me",
    "/me/sessions",
    "/people",
    "/people/new",
    "/organization",
    "/operator/backups",
    "/operator/mail",
    "/operator/settings",
    "/operator/organizations",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_whole_in_both_languages() {
    let house = House::new().await;
    let owner = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let person = format!("/people/{}", house.add(house.organization, "member").await);
    for language in ["en", "ar"] {
        owner.get("/me").await;
        owner
            .form("/language", &[("lang", language), ("back", "/")])
            .await;
        for path in PAGES.iter().chain([&person.as_str()]) {
            let page = owner.get(path).await.ok().text();
            assert!(
                page.contains(&format!("<html lang=\"{language}\"")),
                "{path}"
            );
            assert_eq!(page.matches("<h1").count(), 1, "{path}");
            assert!(
                !page.contains('…') || page.contains("class=\"menu"),
                "{path} lacks a text"
            );
        }
    }
    let guest = Browser::new(&house);
    for path in [
        "/sign-in",
        "/register",
        "/forgot-password",
        "/reset-password?token=x",
    ] {
        for language in ["en", "ar"] {
            let page = guest
                .header("accept-language", language)
                .get(path)
                .await
                .ok()
                .text();
            assert!(
                page.contains(&format!("<html lang=\"{language}\"")),
                "{path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_are_led_to_sign_in_and_back() {
    let house = House::new().await;
    let guest = Browser::new(&house);
    let answer = guest.get("/people?search=a&role=admin").await;
    assert_eq!(
        answer.header("location"),
        "/sign-in?next=%2Fpeople%3Fsearch%3Da%26role%3Dadmin"
    );
    guest.get(&answer.header("location")).await;
    let fields = [
        ("email", OWNER),
        ("password", PASSWORD),
        ("next", "/people?search=a&role=admin"),
    ];
    assert_eq!(
        guest.form("/sign-in", &fields).await.header("location"),
        "/people?search=a&role=admin"
    );
    for evil in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/x\r\nLocation: //evil.example",
        "https:evil.example",
    ] {
        let guest = Browser::new(&house);
        guest.get("/sign-in").await;
        let fields = [("email", OWNER), ("password", PASSWORD), ("next", evil)];
        assert_eq!(
            guest.form("/sign-in", &fields).await.header("location"),
            "/",
            "{evil:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sign_in_keeps_the_address_and_never_the_password() {
    let house = House::new().await;
    let guest = Browser::new(&house);
    guest.get("/sign-in").await;
    let fields = [
        ("email", "\"><script>alert(1)</script>"),
        ("password", "sekret-guess-77"),
    ];
    let answer = guest.form("/sign-in", &fields).await;
    assert_eq!(answer.status, 401);
    let page = answer.text();
    assert!(page.contains("Address and password do not fit together."));
    assert!(!page.contains("<script>alert") && !page.contains("sekret-guess-77"));
    for _ in 0..5 {
        guest.form("/sign-in", &fields).await;
    }
    let locked = guest.form("/sign-in", &fields).await;
    assert_eq!(
        (locked.status.as_u16(), locked.header("retry-after")),
        (429, "30".into())
    );
    assert!(locked.text().contains("Too many attempts."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_profile_comes_back_with_what_was_typed() {
    let house = House::new().await;
    let owner = Browser::signed_in(&house, OWNER, PASSWORD).await;
    let fields = [
        ("first_name", ""),
        ("last_name", "Owner"),
        ("job_title", "Harbour <b>master</b>"),
        ("language", "en"),
        ("theme", "auto"),
        ("timezone", "Asia/Riyadh"),
    ];
    let answer = owner.form("/me", &fields).await;
    assert_eq!(answer.status, 422);
    let page = answer.text();
    assert!(page.contains("This is required.") && !page.contains("<b>master"));
    assert!(page.contains("master"));
    let mut good = fields;
    good[0].1 = "Olivia";
    assert_eq!(
        owner.form("/me", &good).await.header("location"),
        "/me?saved=profile"
    );
    assert!(
        owner
            .get("/me?saved=profile")
            .await
            .text()
            .contains("Saved.")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_managed_on_pages_too() {
    let house = House::new().await;
    let owner = Browser::signed_in(&house, OWNER, PASSWORD).await;
    owner.get("/people/new").await.ok();
    let fields = [
        ("email", "omar@harbour.example"),
        ("first_name", "Omar"),
        ("last_name", "Saleh"),
        ("role", "member"),
    ];
    let made = owner.form("/people/new", &fields).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let path = made.header("location");
    let twin = owner.form("/people/new", &fields).await;
    assert!(twin.status == 409 && twin.text().contains("value=\"Omar\""));
    let page = owner.get(&path).await.ok().text();
    assert!(page.contains("Omar Saleh") && page.contains("omar@harbour.example"));
    let roles = format!("{path}/roles");
    assert_eq!(
        owner
            .form(&roles, &[("roles", "moderator"), ("roles", "auditor")])
            .await
            .status,
        303
    );
    let page = owner.get(&path).await.text();
    assert!(
        page.contains("value=\"moderator\" checked") && !page.contains("value=\"member\" checked")
    );
    assert_eq!(
        owner
            .form(&format!("{path}/status"), &[("status", "inactive")])
            .await
            .status,
        303
    );
    assert!(
        owner
            .get(&path)
            .await
            .text()
            .contains("Switch the account on")
    );
    let remove = format!("{path}/remove");
    let slip = owner.form(&remove, &[("name", "Omar")]).await;
    assert!(slip.status == 422 && slip.text().contains("This is not the name as it is shown."));
    assert_eq!(
        owner
            .form(&remove, &[("name", "Omar Saleh")])
            .await
            .header("location"),
        "/people"
    );
    assert_eq!(owner.get(&path).await.status, 404);
    let own = format!("/people/{}", house.owner);
    let page = owner.get(&own).await.ok().text();
    assert!(
        page.contains("Edit your profile") && !page.contains("/roles\""),
        "not about oneself"
    );
}
