//! What the appliance does by itself while people use it.

use std::{num::NonZeroU64, time::Duration};

use serde_json::{Value, json};

use crate::{
    community::forum::{TOPICS, category},
    support::{Client, House},
};

async fn database(client: &Client) -> Value {
    client.get("/health").await.ok().json()["checks"]["database"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_folded_as_configured_while_people_write() {
    let house = House::with(|config| {
        config.store.rotate_log_mib = NonZeroU64::MIN;
        config.store.rotate_minutes = 0;
        config.store.rotate_base_percent = 0;
    })
    .await;
    let (guest, author) = (house.guest(), house.operator().await);
    let category_id = category(&author).await;
    let mut topics = Vec::new();
    let start = house.app.store.facts();
    while database(&guest).await["generation"] == 1 {
        assert!(topics.len() < 400, "{:?}", house.app.store.facts());
        let body = json!({
            "category_id": category_id, "title": format!("Topic number {}", topics.len()),
            "visibility": "organization", "content": "A long story. ".repeat(1000),
        });
        topics.push(author.post(TOPICS, body).await.ok().id());
    }
    assert!(start.log_bytes < 1 << 20 && topics.len() > 3, "{start:?}");
    for id in &topics {
        author.get(&format!("{TOPICS}/{id}")).await.ok();
    }
    let facts = database(&guest).await;
    assert_eq!(facts["status"], "healthy");
    assert_eq!(facts["rotations"], 1);
    assert!(facts["log_bytes"].as_u64().unwrap() < 1 << 20, "{facts}");
    let pause = Duration::from_secs_f64(facts["rotation_pause_ms"].as_f64().unwrap() / 1000.0);
    assert!(
        !pause.is_zero() && pause < Duration::from_secs(5),
        "{facts}"
    );
}
