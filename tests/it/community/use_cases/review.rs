//! With review switched on, a moderator publishes or sends back.

use serde_json::json;

use super::{ALL, draft, ids, one, whole, with};
use crate::support::House;

async fn reviewed() -> House {
    let house = House::new().await;
    let mut settings = (*house.app.settings.get()).clone();
    settings.review_use_cases = true;
    house.set(settings).await;
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_publishes_or_rejects_with_a_reason() {
    let house = reviewed().await;
    let author = house.person("member").await;
    let moderator = house.person("moderator").await;
    let colleague = house.person("member").await;
    let id = draft(&author, whole("lapwing")).await;
    insta::assert_snapshot!(author.post(&one(&id, "/publish"), json!({})).await.said(), @"403 use_case_review_first");
    insta::assert_snapshot!(moderator.post(&one(&id, "/reject"), json!({"reason": "x"})).await.said(), @"409 use_case_not_in_review");
    let waiting = author.post(&one(&id, "/submit"), json!({})).await.ok();
    assert_eq!(waiting.data()["status"], "in_review");
    insta::assert_snapshot!(author.post(&one(&id, "/submit"), json!({})).await.said(), @"409 use_case_not_a_draft");
    assert_eq!(colleague.get(&one(&id, "")).await.status, 404);
    let queue = moderator.get(&format!("{ALL}?status=in_review")).await.ok();
    assert_eq!(ids(&queue.data()), [id.as_str()]);
    insta::assert_snapshot!(moderator.post(&one(&id, "/reject"), json!({"reason": " "})).await.said(), @"422 invalid reason:use_case_reason");
    insta::assert_snapshot!(moderator.post(&one(&id, "/reject"), json!({})).await.said(), @"422 invalid reason:required");
    let long = json!({"reason": "x".repeat(2001)});
    insta::assert_snapshot!(moderator.post(&one(&id, "/reject"), long).await.said(), @"422 invalid reason:text_too_long");
    moderator
        .post(&one(&id, "/reject"), json!({"reason": "Name the press."}))
        .await
        .ok();
    let back = author.get(&one(&id, "")).await.ok().data();
    assert_eq!(
        (back["status"].clone(), back["rejection_reason"].clone()),
        (json!("rejected"), json!("Name the press."))
    );
    author
        .patch(&one(&id, ""), json!({"summary": "Press 17."}))
        .await
        .ok();
    author.post(&one(&id, "/submit"), json!({})).await.ok();
    let published = moderator
        .post(&one(&id, "/publish"), json!({}))
        .await
        .ok()
        .data();
    assert_eq!(published["status"], "published");
    assert_eq!(published["rejection_reason"], json!(null));
    assert_eq!(
        colleague.get(&one(&id, "")).await.ok().data()["summary"],
        "Press 17."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reviews_for_another_organisation() {
    let house = reviewed().await;
    let author = house.person("member").await;
    let stranger = house.stranger("admin").await;
    let id = draft(
        &author,
        with(whole("turnstone"), json!({"visibility": "public"})),
    )
    .await;
    author.post(&one(&id, "/submit"), json!({})).await.ok();
    insta::assert_snapshot!(stranger.post(&one(&id, "/publish"), json!({})).await.said(), @"404 not_found");
    assert!(
        ids(&stranger
            .get(&format!("{ALL}?status=in_review"))
            .await
            .ok()
            .data())
        .is_empty()
    );
    assert_eq!(author.get("/use-cases/review").await.status, 403);
    let page = house
        .person("moderator")
        .await
        .get("/use-cases/review")
        .await
        .ok();
    assert!(page.text().contains("turnstone"));
    assert!(
        !stranger
            .get("/use-cases/review")
            .await
            .ok()
            .text()
            .contains("turnstone")
    );
}
