//! Where the server's certificate is told of.

use std::time::Duration;

use platform::{
    Time,
    certificate::{Cell, Certificate},
    config::TlsMode,
    error::Message,
};
use serde_json::json;

use super::browser::Browser;
use crate::support::{House, PASSWORD, START};

const FINGERPRINT: &str = "4F:A1:00:FF";

fn certificate(is_self_signed: bool) -> Certificate {
    Certificate {
        is_self_signed,
        names: vec!["hall.example".into()],
        fingerprint: FINGERPRINT.into(),
        expires_at: Time::parse("2027-03-14").unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_fingerprint_stands_where_the_server_is_set_up_when_nobody_vouches_for_it() {
    let house = House::fresh(|_| {});
    let page = async || house.guest().get("/setup").await.ok().text();
    assert!(!page().await.contains("fingerprint"));
    house.app.kept::<Cell>().shows(certificate(true));
    assert!(page().await.contains(FINGERPRINT));
    house.app.kept::<Cell>().shows(certificate(false));
    assert!(!page().await.contains(FINGERPRINT));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_reads_what_is_wrong_with_it() {
    let house = House::new().await;
    let operator = Browser::signed_in(&house, "owner@harbour.example", PASSWORD).await;
    let page = async || operator.get("/operator/settings").await.ok().text();
    assert!(!page().await.contains(FINGERPRINT));
    let cell = house.app.kept::<Cell>();
    cell.shows(certificate(false));
    let shown = page().await;
    assert!(
        shown.contains(FINGERPRINT) && shown.contains("14 March 2027"),
        "{shown}"
    );
    let message = Message::new("certificate-not-taken").arg("why", "the key does not fit");
    cell.fails(message, START, None);
    assert!(
        page()
            .await
            .contains("could not be used (the key does not fit)")
    );
    cell.is_well();
    assert!(!page().await.contains("the key does not fit"));
    let member = house.person("member").await;
    assert_eq!(member.get("/operator/settings").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_the_health_is_told_of_it_but_not_why_it_fails() {
    let house = House::with(|config| config.server.tls.mode = TlsMode::Files).await;
    let guest = house.guest();
    let health = async || guest.get("/health").await.ok().json();
    // The server of the tests speaks plain http until it is told of a certificate.
    assert!(health().await["checks"].get("certificate").is_none());
    let cell = house.app.kept::<Cell>();
    cell.shows(certificate(false));
    let found = health().await;
    assert_eq!(
        found["checks"]["certificate"],
        json!({"status": "healthy", "expires_at": "2027-03-14T00:00:00.000Z", "self_signed": false})
    );
    assert_eq!(found["status"], "healthy");
    let message = Message::new("certificate-not-given").arg("why", "10.0.0.7 is away");
    let again_at = START.plus(Duration::from_mins(5));
    cell.fails(message, START, Some(again_at));
    let found = health().await;
    let failing = &found["checks"]["certificate"];
    assert_eq!(
        (&failing["status"], &found["status"]),
        (&json!("degraded"), &json!("degraded"))
    );
    assert_eq!(failing["failing_since"], json!(START));
    assert_eq!(failing["again_at"], json!(again_at));
    assert!(!found.to_string().contains("10.0.0.7"), "{found}");
    // Nobody renewed it, and its end is near.
    cell.shows(Certificate {
        expires_at: START.plus(Duration::from_hours(24 * 13)),
        ..certificate(true)
    });
    let found = health().await["checks"]["certificate"].clone();
    assert_eq!(
        (&found["status"], &found["self_signed"]),
        (&json!("degraded"), &json!(true))
    );
}
