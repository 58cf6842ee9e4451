//! `/metrics`: who reads it, what it counts, and what it never tells.

use std::{collections::HashSet, net::SocketAddr};

use platform::config::Switch;
use regex::Regex;
use serde_json::json;

use crate::{
    community::forum::{TOPICS, category},
    support::{Client, House, OWNER},
};

const PATH: &str = "/metrics";

/// The value of a figure, given with its labels.
async fn figure(client: &Client, name: &str) -> u64 {
    let text = client.get(PATH).await.ok().text();
    let line = text
        .lines()
        .find_map(|l| l.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {text}"))
        .parse()
        .unwrap()
}

fn here() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 4000))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_and_programs_of_the_machine_read_the_figures_and_nobody_else() {
    let house = House::open_to_guests().await;
    let guest = house.guest();
    let local = guest.at(here()).header("host", "localhost:8080");
    let elsewhere = SocketAddr::from(([10, 0, 0, 7], 4000));
    for refused in [
        guest.clone(),
        guest.at(here()).header("host", "hall.example"),
        guest.at(elsewhere).header("host", "localhost:8080"),
        local.header("x-forwarded-for", "10.0.0.7"),
        local.header("forwarded", "for=10.0.0.7"),
    ] {
        assert_eq!(refused.get(PATH).await.said(), "401 unauthenticated");
    }
    for role in ["admin", "member"] {
        let person = house.person(role).await;
        let said = person.get(PATH).await.said();
        assert!(said.starts_with("403 permission_missing"), "{role}: {said}");
    }
    for v6 in ["[::1]:8080", "127.0.0.1"] {
        let local = guest.at("[::1]:4000".parse().unwrap()).header("host", v6);
        local.get(PATH).await.ok();
    }
    let answer = house.operator().await.get(PATH).await.ok();
    assert!(
        answer
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
}

/// A proxy that hands on requests as they come looks like a program of the machine itself.
#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_of_the_same_machine_the_operator_alone_reads_them() {
    let proxied = House::with(|c| c.server.trusted_proxies = vec!["127.0.0.1".parse().unwrap()]);
    let named = House::with(|c| c.server.public_url = Some("https://hall.example".to_owned()));
    for house in [proxied.await, named.await] {
        let local = house.guest().at(here()).header("host", "127.0.0.1:8080");
        assert_eq!(local.get(PATH).await.said(), "401 unauthenticated");
        house.operator().await.get(PATH).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_declared_route_method_and_status() {
    let house = House::open_to_guests().await;
    let (guest, author) = (house.guest(), house.operator().await);
    let category_id = category(&author).await;
    let body = json!({"category_id": category_id, "title": "A seal that leaks",
        "visibility": "public", "content": "Only when it is warm."});
    let id = author.post(TOPICS, body.clone()).await.ok().id();
    for _ in 0..3 {
        guest.get(&format!("{TOPICS}/{id}")).await.ok();
    }
    guest.get(&format!("{TOPICS}/{category_id}")).await;
    guest.get("/nowhere/at-all").await;
    guest.get("/api/v1/forum/search?q=quicksilver").await;
    assert_eq!(guest.post(TOPICS, body).await.status, 401);
    let total = |labels: &str| format!("guildhall_http_requests_total{{{labels}}}");
    for (labels, count) in [
        (
            r#"method="GET",route="/api/v1/forum/topics/{id}",status="200""#,
            3,
        ),
        (
            r#"method="GET",route="/api/v1/forum/topics/{id}",status="404""#,
            1,
        ),
        (
            r#"method="POST",route="/api/v1/forum/topics",status="201""#,
            1,
        ),
        (
            r#"method="POST",route="/api/v1/forum/topics",status="401""#,
            1,
        ),
        (r#"method="",route="",status="404""#, 1),
    ] {
        assert_eq!(figure(&author, &total(labels)).await, count, "{labels}");
    }
    let took = "guildhall_http_request_duration_seconds";
    let route = r#"method="GET",route="/api/v1/forum/topics/{id}""#;
    // The clock of the test stands still.
    assert_eq!(
        figure(&author, &format!("{took}_bucket{{{route},le=\"0.0001\"}}")).await,
        4
    );
    assert_eq!(
        figure(&author, &format!("{took}_count{{{route}}}")).await,
        4
    );
    assert_eq!(
        figure(&author, "guildhall_http_requests_in_flight").await,
        1
    );

    let text = author.get(PATH).await.text();
    for private in [
        id.as_str(),
        &category_id,
        "quicksilver",
        "nowhere",
        "leaks",
        OWNER,
    ] {
        assert!(!text.contains(private), "{private} in {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_store_the_index_and_the_caches_do_is_counted() {
    let house = House::new().await;
    let operator = house.operator().await;
    house.settle().await;
    let commits = figure(&operator, "guildhall_store_commits_total").await;
    let rows = figure(&operator, "guildhall_search_documents").await;
    let hits = figure(&operator, r#"guildhall_cache_hits_total{cache="sessions"}"#).await;
    let category_id = category(&operator).await;
    let body = json!({"category_id": category_id, "title": "A seal that leaks",
        "visibility": "public", "content": "Only when it is warm."});
    operator.post(TOPICS, body).await.ok();
    house.settle().await;
    assert!(figure(&operator, "guildhall_store_commits_total").await > commits);
    assert!(figure(&operator, "guildhall_store_statements_total").await > commits);
    assert_eq!(
        figure(&operator, "guildhall_search_documents").await,
        rows + 1
    );
    assert_eq!(figure(&operator, "guildhall_search_behind").await, 0);
    assert!(figure(&operator, r#"guildhall_cache_hits_total{cache="sessions"}"#).await > hits);
    assert_eq!(figure(&operator, "guildhall_store_generation").await, 1);
    for name in [
        "process_resident_memory_bytes",
        "process_open_fds",
        "guildhall_store_log_bytes",
    ] {
        assert!(figure(&operator, name).await > 0, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_and_asking_too_often_show() {
    let house = House::with(|c| c.limits.rate = Switch::On).await;
    let (guest, operator) = (house.guest(), house.operator().await);
    let wrong = json!({"email": OWNER, "password": "not the right one"});
    for _ in 0..31 {
        guest.post("/api/v1/auth/login", wrong.clone()).await;
    }
    // After five the account is locked, which is no attempt any more.
    assert_eq!(
        figure(&operator, "guildhall_sign_ins_failed_total").await,
        5
    );
    let limited = r#"guildhall_http_rate_limited_total{class="sign_in"}"#;
    assert_eq!(figure(&operator, limited).await, 26);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_is_one_that_prometheus_reads() {
    let house = House::open_to_guests().await;
    house.guest().get("/").await;
    let text = house.operator().await.get(PATH).await.ok().text();
    let line = Regex::new(r#"^([a-z_]+)(\{([a-z]+="(\\.|[^"\\])*",?)*\})? [0-9.e+-]+$"#).unwrap();
    let about = Regex::new(r"^# TYPE ([a-z_]+) (counter|gauge|histogram)$").unwrap();
    let (mut names, mut present, mut lines) = (HashSet::new(), String::new(), HashSet::new());
    for one in text.lines() {
        if let Some(found) = about.captures(one) {
            present = found[1].to_owned();
            assert!(names.insert(present.clone()), "{present} twice");
        } else if !one.starts_with("# HELP ") {
            let found = line.captures(one).unwrap_or_else(|| panic!("{one}"));
            assert!(found[1].starts_with(&present), "{one} under {present}");
            let key = one.rsplit_once(' ').unwrap().0;
            assert!(lines.insert(key.to_owned()), "{key} twice");
        }
    }
    assert!(names.len() > 30, "{names:?}");
}
