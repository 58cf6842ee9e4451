//! A word is planted in what is private, of one organisation, a draft, or deleted; then every
//! route that reads is asked by those who may not see it. A new route is covered the moment it is
//! declared.

use axum::body::Body;
use guildhall::features;
use http::Method;
use serde_json::json;

use super::{
    forum::{self, POSTS, TOPICS},
    use_cases::{self, with},
};
use crate::support::{Client, House};

/// Stands in what the organisation alone sees.
const FOREIGN: &str = "zqforeignword";
/// Stands in what nobody but its author, and perhaps an administrator, sees.
const HIDDEN: &str = "zqhiddenword";

/// The ids of what was planted, by what their paths begin with.
struct Planted {
    topics: Vec<String>,
    posts: Vec<String>,
    cases: Vec<String>,
    files: Vec<String>,
    category: String,
    author: String,
}

async fn file(author: &Client, name: &str) -> String {
    let body = format!(
        "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}.txt\"\r\n\r\nwords\r\n--cut--\r\n"
    );
    let media_type = Some("multipart/form-data; boundary=cut");
    author
        .send(Method::POST, "/api/v1/files", media_type, Body::from(body))
        .await
        .ok()
        .id()
}

async fn topic(author: &Client, marker: &str, visibility: &str, planted: &mut Planted) -> String {
    let file = file(author, marker).await;
    let mut body = forum::body(author, &format!("Valve {marker} sticks"), visibility).await;
    body["tags"] = json!([marker]);
    body["attachments"] = json!([file]);
    let id = author.post(TOPICS, body).await.ok().id();
    let post = forum::post(author, &id, None, &format!("More {marker} here.")).await;
    let nested = forum::post(author, &id, Some(&post), &format!("And {marker} there.")).await;
    planted.topics.push(id.clone());
    planted.posts.extend([post, nested]);
    planted.files.push(file);
    id
}

async fn plant(author: &Client) -> Planted {
    let mut planted = Planted {
        topics: Vec::new(),
        posts: Vec::new(),
        cases: Vec::new(),
        files: Vec::new(),
        category: forum::category(author).await,
        author: author.person.unwrap().to_string(),
    };
    topic(author, FOREIGN, "organization", &mut planted).await;
    topic(author, HIDDEN, "private", &mut planted).await;
    let deleted = topic(author, HIDDEN, "public", &mut planted).await;
    author.delete(&format!("{TOPICS}/{deleted}")).await.ok();
    // A public topic with a deleted post; and the same below, with a reply that keeps its place.
    let open = forum::topic(author, "An open question about pumps", "public").await;
    let gone = forum::post(author, &open, None, &format!("Gone {HIDDEN}")).await;
    let kept = forum::post(author, &open, None, &format!("Kept {HIDDEN}")).await;
    forum::post(author, &open, Some(&kept), "An answer to what was deleted").await;
    for post in [&gone, &kept] {
        author.delete(&format!("{POSTS}/{post}")).await.ok();
    }
    planted.topics.push(open);
    planted.posts.extend([gone, kept]);
    let own = |marker: &str, visibility: &str| {
        with(use_cases::whole(marker), json!({"visibility": visibility}))
    };
    let shared = use_cases::published(author, own(FOREIGN, "organization")).await;
    let private = use_cases::published(author, own(HIDDEN, "private")).await;
    let draft = use_cases::draft(author, own(HIDDEN, "public")).await;
    let removed = use_cases::published(author, own(HIDDEN, "public")).await;
    let path = format!("{}/{removed}", use_cases::ALL);
    author.delete(&path).await.ok();
    planted.cases.extend([shared, private, draft, removed]);
    planted
}

/// Every path that reads, with the planted ids in it, and asked for the planted words' beginning.
fn paths(planted: &Planted) -> Vec<String> {
    let mut all = Vec::new();
    let entries = features().into_iter().flat_map(|f| f.routes.entries);
    for entry in entries.filter(|e| e.method == Method::GET) {
        let path = entry.path;
        let of = |part: &str| path.contains(part);
        let ids = match () {
            () if of("posts/") => planted.posts.clone(),
            () if of("categories/") => vec![planted.category.clone()],
            () if of("/forum/") => planted.topics.clone(),
            () if of("use-cases/") => planted.cases.clone(),
            () if of("files/") => planted.files.clone(),
            () => vec![planted.author.clone()],
        };
        let filled = |id: &str| {
            let parts = path.split('/').map(|part| match part.strip_prefix('{') {
                Some(name) if name.contains("id") => id,
                Some(_) => "x",
                None => part,
            });
            parts.collect::<Vec<_>>().join("/")
        };
        if path.contains('{') {
            all.extend(ids.iter().map(|id| filled(id)));
        } else {
            all.push(path.to_owned());
            for word in ["zqforeign", "zqhidden"] {
                all.push(format!("{path}?q={word}"));
            }
        }
    }
    all.sort();
    all.dedup();
    for topic in &planted.topics {
        all.push(format!("{POSTS}?topic_id={topic}"));
        all.push(format!("{POSTS}/threaded?topic_id={topic}"));
        all.push(format!("/api/v1/forum/mentions?topic_id={topic}&q=zq"));
    }
    for like in ["Valve%20zqhidden%20sticks", "Valve%20zqforeign%20sticks"] {
        all.push(format!("{TOPICS}/similar?title={like}"));
        all.push(format!("/forum/similar?q={like}"));
        all.push(format!("/search?q={like}"));
    }
    for filter in [
        "visibility=private",
        "status=draft",
        "status=archived",
        "facets=true",
        "view=table",
        "mine=true",
    ] {
        all.push(format!("{}?{filter}", use_cases::ALL));
        all.push(format!("{TOPICS}?{filter}"));
        all.push(format!("/use-cases?{filter}"));
    }
    all
}

/// Where a client met one of the words.
async fn met(client: &Client, paths: &[String], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for path in paths {
        let answer = client.get(path).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text());
        let text = answer.text().to_lowercase();
        let headers = format!("{:?}", answer.headers).to_lowercase();
        if words
            .iter()
            .any(|w| text.contains(w) || headers.contains(w))
        {
            found.push(path.clone());
        }
    }
    for query in ["zqforeign", "zqhidden", "valve", "vision"] {
        let path = format!("{}/search/advanced", use_cases::ALL);
        let answer = client.post(&path, json!({"query": query})).await;
        if words
            .iter()
            .any(|w| answer.text().to_lowercase().contains(w))
        {
            found.push(format!("{path} {query}"));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_not_see_shows_on_no_route() {
    let house = House::open_to_guests().await;
    let author = house.person("member").await;
    let planted = plant(&author).await;
    house.settle().await;
    // A stream never ends for whoever may listen; it has a test of its own.
    let paths: Vec<String> = paths(&planted)
        .into_iter()
        .filter(|p| !p.split('?').any(|part| part.ends_with("/live")))
        .collect();
    assert!(paths.len() > 100, "{}", paths.len());
    for client in [
        house.guest(),
        house.stranger("member").await,
        house.stranger("admin").await,
    ] {
        let found = met(&client, &paths, &[FOREIGN, HIDDEN]).await;
        assert_eq!(found, Vec::<String>::new());
    }
    for role in ["member", "auditor", "viewer"] {
        let colleague = house.person(role).await;
        let found = met(&colleague, &paths, &[HIDDEN]).await;
        assert_eq!(found, Vec::<String>::new(), "{role}");
        let seen = met(&colleague, &paths, &[FOREIGN]).await;
        assert!(seen.len() > 15, "the eye of this test sees: {seen:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_not_see_is_not_counted() {
    let house = House::open_to_guests().await;
    let author = house.person("member").await;
    plant(&author).await;
    house.settle().await;
    for client in [house.guest(), house.stranger("admin").await] {
        let total = async |path: &str| client.get(path).await.ok().json()["meta"]["total"].clone();
        assert_eq!(total(TOPICS).await, 1);
        assert_eq!(total(&format!("{TOPICS}?q=valve")).await, 0);
        assert_eq!(total(use_cases::ALL).await, 0);
        let stats = client.get("/api/v1/forum/stats").await.ok().data();
        assert_eq!((&stats["topics"], &stats["posts"]), (&json!(1), &json!(1)));
        let stats = client
            .get("/api/v1/use-cases/categories/stats")
            .await
            .ok()
            .data();
        let counts = stats.as_array().into_iter().flatten();
        let counted: i64 = counts.filter_map(|c| c["count"].as_i64()).sum();
        assert_eq!(counted, 0, "{stats}");
        let facets = client
            .get(&format!("{}?facets=true", use_cases::ALL))
            .await
            .ok()
            .json();
        assert!(!facets.to_string().contains("\"count\":1"), "{facets}");
        let tags = client.get("/api/v1/forum/tags?q=").await.ok().text();
        assert!(!tags.contains("zq"), "{tags}");
    }
}
