//! Mails: written in the reader's language, waiting in the outbox.

use serde_json::json;

use super::browser::Browser;
use crate::support::{House, PASSWORD};

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_mailed_in_the_language_of_the_account() {
    let house = House::with(|c| c.server.public_url = Some("https://hall.example/".into())).await;
    let owner = house.operator().await;
    owner
        .patch(
            "/api/v1/users/me",
            json!({"language": "ar", "first_name": "<b>Olivia</b>"}),
        )
        .await
        .ok();
    // The address of links comes from the configuration, never from the request.
    let liar = house
        .guest()
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example");
    liar.post(
        "/api/v1/auth/forgot-password",
        json!({"email": "owner@harbour.example"}),
    )
    .await
    .ok();
    let (text, html) = house
        .app
        .read(|db| {
            let sql = "SELECT text_body, html_body FROM mails";
            Ok(db.one(sql, [], |r| {
                Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?))
            })?)
        })
        .await
        .unwrap();
    assert!(text.contains("https://hall.example/reset-password?token=") && !text.contains("evil"));
    assert!(text.contains("مرحبًا <b>Olivia</b>،"));
    assert!(html.contains("lang=\"ar\" dir=\"rtl\""));
    assert!(!html.contains("<b>") && html.contains("Olivia"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_reads_them_and_nobody_else() {
    let house = House::new().await;
    let admin = house.person("admin").await;
    let body = json!({"email": "omar@harbour.example", "first_name": "Omar"});
    admin.post("/api/v1/users", body).await.ok();
    let operator = Browser::signed_in(&house, "owner@harbour.example", PASSWORD).await;
    let page = operator.get("/operator/mail").await.ok().text();
    assert!(
        page.contains("omar@harbour.example") && page.contains("Your account at Harbour Works")
    );
    let link = page
        .split("href=\"http://")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(link.contains("/reset-password?token="));
    assert_eq!(admin.get("/operator/mail").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_header_is_smuggled_in() {
    let house = House::new().await;
    let operator = house.operator().await;
    let mut settings = (*house.app.settings.get()).clone();
    settings.site_name = "Hall\r\nBcc: everybody@example.com".into();
    house.set(settings).await;
    let body = json!({"email": "omar@harbour.example", "first_name": "Omar"});
    operator.post("/api/v1/users", body).await.ok();
    let bad = json!({"email": "a@b.example\nBcc: x@y.example", "first_name": "Omar"});
    assert_eq!(
        operator.post("/api/v1/users", bad).await.said(),
        "422 invalid email:email_invalid"
    );
    let mails = house
        .app
        .read(|db| platform::mail::newest(db, None, 10))
        .await
        .unwrap();
    assert_eq!(mails.len(), 1);
    assert!(!mails[0].subject.contains(['\r', '\n']) && !mails[0].recipient.contains('\n'));
}
