//! What a proxy says of those whom it speaks for, and what others claim.

use std::net::SocketAddr;

use platform::config::{Config, ProxyHeader, Switch};
use serde_json::json;

use super::browser::Browser;
use crate::support::{House, OWNER, PASSWORD};

const PROXY: SocketAddr = SocketAddr::new(
    std::net::IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 5)),
    4000,
);
const STRANGER: SocketAddr = SocketAddr::new(
    std::net::IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 9)),
    4000,
);

fn behind_a_proxy(config: &mut Config) {
    config.server.trusted_proxies = vec!["10.0.0.0/24".parse().unwrap()];
}

/// The address that the session of a fresh sign-in has, and the one in the journal.
async fn seen(house: &House, peer: SocketAddr, headers: &[(&str, &str)]) -> (String, String) {
    let mut client = house.guest().at(peer);
    for (name, value) in headers {
        client = client.header(name, value);
    }
    let body = json!({"email": OWNER, "password": PASSWORD});
    let answer = client.post("/api/v1/auth/login", body).await.ok().data();
    let token = answer["access_token"].as_str().unwrap();
    let client = client.header("authorization", &format!("Bearer {token}"));
    let rows = client.get("/api/v1/users/me/sessions").await.ok().data();
    let mut rows = rows.as_array().unwrap().iter();
    let current = rows.find(|r| r["is_current"] == true).unwrap();
    let last = house.app.read(|db| {
        let sql = "SELECT ip FROM journal WHERE action = 'session.opened' ORDER BY seq DESC";
        Ok(db.one(sql, [], |r| r.get::<_, String>(0))?)
    });
    let session = current["ip"].as_str().unwrap();
    (session.to_owned(), last.await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_and_the_journal_have_the_address_that_a_trusted_proxy_gives() {
    let house = House::with(behind_a_proxy).await;
    let claims = [
        ("x-forwarded-for", "1.2.3.4, 198.51.100.7"),
        ("forwarded", "for=1.2.3.4"),
    ];
    for (peer, expected) in [(PROXY, "198.51.100.7"), (STRANGER, "203.0.113.9")] {
        let (session, journal) = seen(&house, peer, &claims).await;
        assert_eq!((session.as_str(), journal.as_str()), (expected, expected));
    }
    let house = House::with(|c| {
        behind_a_proxy(c);
        c.server.proxy_header = ProxyHeader::Forwarded;
    })
    .await;
    let claims = [
        ("x-forwarded-for", "1.2.3.4"),
        ("forwarded", "for=1.2.3.4, for=198.51.100.7"),
    ];
    for (peer, expected) in [(PROXY, "198.51.100.7"), (STRANGER, "203.0.113.9")] {
        assert_eq!(seen(&house, peer, &claims).await.0, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_behind_a_proxy_are_counted_one_by_one_and_liars_together() {
    let house = House::with(|c| {
        behind_a_proxy(c);
        c.limits.rate = Switch::On;
    })
    .await;
    let ask = async |peer: SocketAddr, from: &str| {
        let client = house.guest().at(peer).header("x-forwarded-for", from);
        let body = json!({"email": "nobody@harbour.example"});
        let answer = client.post("/api/v1/auth/forgot-password", body).await;
        answer.status.as_u16()
    };
    for (peer, turned_away) in [(PROXY, false), (STRANGER, true)] {
        let mut last = 0;
        for n in 0..60 {
            last = ask(peer, &format!("198.51.100.{n}")).await;
        }
        assert_eq!(last == 429, turned_away, "{peer}");
    }
    // A visitor behind the proxy gains nothing by writing addresses in front of his own.
    let mut last = 0;
    for n in 0..60 {
        last = ask(PROXY, &format!("192.0.2.{n}, 198.51.100.200")).await;
    }
    assert_eq!(last, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_secure_when_a_trusted_proxy_speaks_https() {
    let house = House::with(behind_a_proxy).await;
    let browser = Browser::new(&house).header("x-forwarded-proto", "https");
    let trusted = browser.at(PROXY);
    let sign_in = [("email", OWNER), ("password", PASSWORD)];
    trusted.get("/sign-in").await;
    let answer = trusted.form("/sign-in", &sign_in).await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-guildhall=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    assert!(!answer.header("strict-transport-security").is_empty());
    assert_eq!(trusted.get("/me").await.status, 200);
    // The same without the proxy: plain http, whatever the request claims.
    let liar = Browser::new(&house).header("x-forwarded-proto", "https");
    let liar = liar.at(STRANGER);
    liar.get("/sign-in").await;
    let answer = liar.form("/sign-in", &sign_in).await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("guildhall=") && !cookie.contains("Secure"),
        "{cookie}"
    );
    assert_eq!(answer.header("strict-transport-security"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_are_known_by_the_host_that_a_trusted_proxy_was_asked_for() {
    let house = House::with(behind_a_proxy).await;
    for (peer, expected) in [(PROXY, 303), (STRANGER, 403)] {
        let browser = Browser::new(&house).at(peer);
        browser.get("/sign-in").await;
        let browser = browser
            .header("x-forwarded-host", "hall.example")
            .header("origin", "https://hall.example");
        let fields = [("email", OWNER), ("password", PASSWORD)];
        let answer = browser.form("/sign-in", &fields).await;
        assert_eq!(answer.status, expected, "{peer}");
    }
}
