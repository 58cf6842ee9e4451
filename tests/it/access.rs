//! Every declared route, knocked at as nobody, as a stranger and without the permission. A new
//! route is covered the moment it is declared.

use guildhall::features;
use serde_json::json;
use web::{Access, routes::Entry};

use crate::support::{Client, House};

/// Every declared route of the house.
fn entries() -> Vec<Entry> {
    features()
        .into_iter()
        .flat_map(|f| f.routes.entries)
        .collect()
}

/// The path with ids that name nothing.
fn nowhere(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix('{') {
        Some(name) if name.contains("id") => "0190b3a2-7c11-7d3e-8a55-0123456789ab",
        Some(_) => "nothing",
        None => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn knock(client: &Client, entry: &Entry) -> u16 {
    let path = nowhere(entry.path);
    let answer = match entry.method.as_str() {
        "GET" => client.get(&path).await,
        method if entry.doc.is_some() => {
            client.json(method.parse().unwrap(), &path, json!({})).await
        }
        _ => client.form(&path, &[]).await,
    };
    answer.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_passes_a_door_that_asks_for_somebody() {
    let house = House::new().await;
    let guest = house.guest();
    for entry in entries().iter().filter(|e| e.access != Access::Anyone) {
        let status = knock(&guest, entry).await;
        // Calls say 401; pages lead to signing in; forms without their token are refused.
        assert!(
            matches!(status, 401 | 303 | 403),
            "{} {} gave {status}",
            entry.method,
            entry.path
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_door_opens_without_its_permission() {
    let house = House::new().await;
    let viewer = house.person("viewer").await;
    for entry in entries() {
        if matches!(
            entry.access,
            Access::Holders(_) | Access::Local(_) | Access::Hosts(_)
        ) {
            let status = knock(&viewer, &entry).await;
            assert_eq!(status, 403, "{} {}", entry.method, entry.path);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_all_organisations_share_is_shut_to_administrators_of_others() {
    let house = House::new().await;
    let (stranger, host) = (house.stranger("admin").await, house.person("admin").await);
    let shared: Vec<_> = entries()
        .into_iter()
        .filter(|e| matches!(e.access, Access::Hosts(_)))
        .collect();
    assert!(shared.len() >= 8, "{}", shared.len());
    for entry in &shared {
        let status = knock(&stranger, entry).await;
        assert_eq!(status, 403, "{} {}", entry.method, entry.path);
        let status = knock(&host, entry).await;
        assert_ne!(status, 403, "{} {}", entry.method, entry.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_names_nothing_is_not_found_and_never_a_fault() {
    let house = House::open_to_guests().await;
    let clients = [
        house.guest(),
        house.person("admin").await,
        house.stranger("member").await,
    ];
    // A stream of one's own news names nothing and never ends; it has a test of its own.
    for entry in entries().iter().filter(|e| e.path != "/notifications/live") {
        for client in &clients {
            let status = knock(client, entry).await;
            assert!(
                status < 500,
                "{} {} gave {status}",
                entry.method,
                entry.path
            );
            let reads_one = entry.method == http::Method::GET && entry.path.contains("id}");
            assert!(
                !reads_one || status >= 300,
                "{} {} gave {status}",
                entry.method,
                entry.path
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_document_knows_every_call() {
    let house = House::new().await;
    let document = house.guest().get("/api/v1/openapi.json").await.ok().json();
    for entry in entries().iter().filter(|e| e.path.starts_with("/api/")) {
        let method = entry.method.as_str().to_ascii_lowercase();
        let operation = &document["paths"][entry.path][&method];
        assert!(operation.is_object(), "{method} {} is missing", entry.path);
    }
}
