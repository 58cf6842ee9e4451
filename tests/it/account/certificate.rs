//! Where the server's certificate is told of.

use platform::{
    Time,
    certificate::{Cell, Certificate},
    error::Message,
};

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
