//! While the index is built, the database finds use cases; the same rights hold.

use serde_json::{Value, json};

use super::{ALL, ids, published, whole, with};
use crate::support::{Client, House};

async fn found(client: &Client, query: &str) -> Vec<String> {
    ids(&client.get(&format!("{ALL}?{query}")).await.ok().data())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_there_is_no_index_the_database_answers() {
    let house = House::without_index().await;
    let author = house.person("member").await;
    let (colleague, stranger) = (house.person("viewer").await, house.stranger("admin").await);
    let shown =
        |marker: &str, visibility: &str| with(whole(marker), json!({"visibility": visibility}));
    let open = published(&author, shown("kestrel", "public")).await;
    let ours = published(&author, shown("merlin", "organization")).await;
    let private = published(&author, shown("hobby", "private")).await;
    for (word, id, seen) in [
        ("kestrel", &open, [true, true, true]),
        ("merlin", &ours, [true, true, false]),
        ("hobby", &private, [true, false, false]),
    ] {
        for (client, expected) in [&author, &colleague, &stranger].into_iter().zip(seen) {
            let wanted = if expected { vec![id.clone()] } else { vec![] };
            assert_eq!(found(client, &format!("q={word}")).await, wanted, "{word}");
            let body = json!({"query": word});
            let path = format!("{ALL}/search/advanced");
            let answer = client.post(&path, body).await.ok();
            let items = answer.data()["items"].clone();
            assert_eq!(ids(&items), wanted, "{word}: {items}");
        }
    }
    // Words of the text, together, with LIKE's own signs taken literally.
    assert_eq!(found(&author, "q=kestrel%20camera").await, [open.as_str()]);
    assert_eq!(found(&author, "q=KESTREL").await, [open.as_str()]);
    for nothing in [
        "q=kestrel%20merlin",
        "q=kest_el",
        "q=100%25",
        "q=kestrel&category=energy",
    ] {
        assert_eq!(
            found(&author, nothing).await,
            Vec::<String>::new(),
            "{nothing}"
        );
    }
    let suggested = author
        .get(&format!("{ALL}/search/suggestions?q=kest"))
        .await
        .ok();
    assert!(suggested.data().is_array());
    let related = colleague.get(&format!("{ALL}/{open}/related")).await.ok();
    assert!(!related.text().contains("hobby"), "{}", related.text());
    let page = colleague.get("/use-cases?q=merlin").await.ok().text();
    assert!(page.contains("Less scrap with merlin vision"));
    assert_ne!(
        stranger.get("/search?q=kestrel").await.ok().data(),
        json!([1])
    );
    let _: Value = related.data();
}
