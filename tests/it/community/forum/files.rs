//! Files that hang on topics and posts: open to exactly those who may open what they hang on.

use axum::body::Body;
use http::Method;
use serde_json::json;

use super::{POSTS, TOPICS, body, reply, topic};
use crate::support::{Client, House};

async fn upload(client: &Client, name: &str) -> String {
    let body = format!(
        "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\nwords of {name}\r\n--cut--\r\n"
    );
    let media_type = Some("multipart/form-data; boundary=cut");
    client
        .send(Method::POST, "/api/v1/files", media_type, Body::from(body))
        .await
        .ok()
        .id()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topics_files_follow_its_visibility() {
    let house = House::open_to_guests().await;
    let author = house.person("member").await;
    let (colleague, moderator) = (
        house.person("member").await,
        house.person("moderator").await,
    );
    let (stranger, guest) = (house.stranger("admin").await, house.guest());
    let file = upload(&author, "plan.txt").await;
    let mut new = body(&author, "A topic with a plan", "private").await;
    new["attachments"] = json!([file]);
    let id = author.post(TOPICS, new).await.ok().id();
    let paths = [
        format!("/api/v1/files/{file}"),
        format!("/api/v1/files/{file}/content"),
        format!("/files/{file}/plan.txt"),
    ];
    let statuses = async || {
        let mut all = Vec::new();
        for client in [&author, &colleague, &moderator, &stranger, &guest] {
            let first = client.get(&paths[0]).await.status.as_u16();
            for path in &paths[1..] {
                assert_eq!(client.get(path).await.status, first, "{path}");
            }
            all.push(first);
        }
        all
    };
    assert_eq!(statuses().await, [200, 404, 404, 404, 404]);
    let show = async |visibility: &str| {
        let change = json!({"visibility": visibility});
        author.patch(&format!("{TOPICS}/{id}"), change).await.ok();
    };
    show("organization").await;
    assert_eq!(statuses().await, [200, 200, 200, 404, 404]);
    show("public").await;
    assert_eq!(statuses().await, [200, 200, 200, 200, 200]);
    author.delete(&format!("{TOPICS}/{id}")).await.ok();
    assert_eq!(statuses().await, [200, 404, 404, 404, 404]);
    author
        .post(&format!("{TOPICS}/{id}/restore"), json!({}))
        .await
        .ok();
    assert_eq!(statuses().await, [200, 200, 200, 200, 200]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_a_deleted_post_or_an_edited_text_is_gone() {
    let house = House::new().await;
    let (author, colleague) = (house.person("member").await, house.person("member").await);
    let id = topic(&colleague, "Which valve is it", "organization").await;
    let (a, b) = (
        upload(&author, "a.txt").await,
        upload(&author, "b.txt").await,
    );
    let content = format!("See [one](/files/{a}/a.txt) and [two](/files/{b}/b.txt).");
    let post = reply(&author, &id, None, &content).await.ok().id();
    let of = async |file: &str| {
        let answer = colleague.get(&format!("/api/v1/files/{file}")).await;
        answer.status.as_u16()
    };
    assert_eq!((of(&a).await, of(&b).await), (200, 200));
    let edit = json!({"content": format!("See [one](/files/{a}/a.txt) alone.")});
    author.patch(&format!("{POSTS}/{post}"), edit).await.ok();
    assert_eq!((of(&a).await, of(&b).await), (200, 404));
    author.delete(&format!("{POSTS}/{post}")).await.ok();
    assert_eq!(of(&a).await, 404);

    // A topic has files that its text shows, and others that were attached to it.
    let mut new = body(&author, "With a sheet and a plan", "organization").await;
    new["content"] = json!(format!("See [the sheet](/files/{a}/a.txt) first."));
    new["attachments"] = json!([b]);
    let id = author.post(TOPICS, new).await.ok().id();
    assert_eq!((of(&a).await, of(&b).await), (200, 200));
    let edit = json!({"content": "There is no sheet any more."});
    author.patch(&format!("{TOPICS}/{id}"), edit).await.ok();
    assert_eq!((of(&a).await, of(&b).await), (404, 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hangs_up_what_is_not_his() {
    let house = House::new().await;
    let (author, colleague) = (house.person("member").await, house.person("member").await);
    let foreign = upload(&colleague, "secret.txt").await;
    let mut new = body(&author, "With a borrowed file", "public").await;
    new["attachments"] = json!([foreign]);
    let said = author.post(TOPICS, new).await.said();
    assert_eq!(said, "422 invalid attachments:file_unknown");
    let mut new = body(&author, "With a borrowed link", "public").await;
    new["content"] = json!(format!("See [it](/files/{foreign}/secret.txt) here."));
    let id = author.post(TOPICS, new).await.ok().id();
    let content = format!("And [here](/files/{foreign}/secret.txt).");
    reply(&author, &id, None, &content).await.ok();
    let path = format!("/api/v1/files/{foreign}");
    assert_eq!(author.get(&path).await.said(), "404 not_found");
    assert_eq!(house.stranger("member").await.get(&path).await.status, 404);
}
