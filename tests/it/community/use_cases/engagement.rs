//! Like, save, folders, feature, verify.

use std::collections::BTreeSet;

use serde_json::json;

use super::{ALL, draft, ids, one, published, whole, with};
use crate::support::{Client, House};

const SAVED: &str = "/api/v1/use-cases/saved";

/// The same person, whose token has run out meanwhile.
async fn again(house: &House, client: &Client) -> Client {
    house.sign_in(client.person.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn liking_again_takes_the_like_back() {
    let house = House::new().await;
    let author = house.person("member").await;
    let reader = house.person("viewer").await;
    let id = published(&author, whole("curlew")).await;
    let liked = reader.post(&one(&id, "/like"), json!({})).await.ok().data();
    assert_eq!(liked, json!({"liked": true, "likes_count": 1}));
    assert_eq!(reader.get(&one(&id, "")).await.data()["liked"], true);
    assert_eq!(author.get(&one(&id, "")).await.data()["liked"], false);
    assert_eq!(
        author.get(&one(&id, "")).await.data()["engagement"]["likes"],
        1
    );
    let unliked = reader.post(&one(&id, "/like"), json!({})).await.ok().data();
    assert_eq!(unliked, json!({"liked": false, "likes_count": 0}));
    let unpublished = draft(&author, json!({})).await;
    insta::assert_snapshot!(author.post(&one(&unpublished, "/like"), json!({})).await.said(), @"409 use_case_not_published");
    insta::assert_snapshot!(author.post(&one(&unpublished, "/save"), json!({})).await.said(), @"409 use_case_not_published");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_likes_and_saves_at_once_are_counted_as_they_stand() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = published(&author, whole("dotterel")).await;
    let mut readers = Vec::new();
    for _ in 0..25 {
        readers.push(house.person("viewer").await);
    }
    // Everybody twice at once: whichever comes first, both are answered and the like is gone again;
    // then once more.
    for round in 0..2 {
        let calls = readers
            .iter()
            .cycle()
            .take(if round == 0 { 50 } else { 25 });
        let calls: Vec<_> = calls
            .cloned()
            .map(|reader| {
                let id = id.clone();
                tokio::spawn(async move {
                    reader.post(&one(&id, "/like"), json!({})).await.ok();
                    reader
                        .post(&one(&id, "/save"), json!({"folder": "ideas"}))
                        .await
                        .ok();
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
    }
    let data = author.get(&one(&id, "")).await.ok().data();
    assert_eq!(
        (data["likes"].clone(), data["saves"].clone()),
        (json!(25), json!(25))
    );
    let rows = house
        .app
        .read(|db| {
            let sql = "SELECT (SELECT count(*) FROM use_case_likes), (SELECT count(*) FROM use_case_saves)";
            Ok(db.one(sql, [], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?)))?)
        })
        .await
        .unwrap();
    assert_eq!(rows, (25, 25));
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_ones_lie_in_folders_that_only_their_owner_sees() {
    let house = House::new().await;
    let author = house.person("member").await;
    let reader = house.person("viewer").await;
    let first = published(&author, whole("ruff")).await;
    let second = published(&author, whole("knot")).await;
    let folder = json!({"folder": " Press  shop "});
    let saved = reader.post(&one(&first, "/save"), folder).await.ok().data();
    assert_eq!(
        saved,
        json!({"saved": true, "saves_count": 1, "folder": "Press shop"})
    );
    // Without a body it is switched on, too.
    let (post, nothing) = (http::Method::POST, axum::body::Body::empty());
    reader
        .send(post, &one(&second, "/save"), None, nothing)
        .await
        .ok();
    let all = reader.get(SAVED).await.ok();
    assert_eq!(ids(&all.data()).len(), 2);
    let folders = json!([{"name": "", "count": 1}, {"name": "Press shop", "count": 1}]);
    assert_eq!(all.json()["meta"]["folders"], folders);
    let one_folder = reader
        .get(&format!("{SAVED}?folder=Press%20shop"))
        .await
        .ok();
    assert_eq!(ids(&one_folder.data()), [first.as_str()]);
    assert!(ids(&author.get(SAVED).await.ok().data()).is_empty());
    let shown = reader.get(&one(&first, "")).await.data();
    assert_eq!(shown["saved_folder"], "Press shop");
    author.post(&one(&second, "/archive"), json!({})).await.ok();
    let left = reader.get(SAVED).await.ok();
    assert_eq!(
        ids(&left.data()),
        [first.as_str()],
        "what one may not open any more is not listed"
    );
    assert_eq!(
        left.json()["meta"]["folders"],
        json!([{"name": "Press shop", "count": 1}])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn saving_again_moves_or_ends_it() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = published(&author, whole("ruff")).await;
    let save = async |body: serde_json::Value| author.post(&one(&id, "/save"), body).await;
    save(json!({"folder": "ideas"})).await.ok();
    let moved = save(json!({"folder": ""})).await.ok().data();
    assert_eq!(
        moved,
        json!({"saved": true, "saves_count": 1, "folder": ""})
    );
    let unsaved = save(json!({})).await.ok().data();
    assert_eq!(
        unsaved,
        json!({"saved": false, "saves_count": 0, "folder": null})
    );
    let long = save(json!({"folder": "x".repeat(61)})).await;
    insta::assert_snapshot!(long.said(), @"422 invalid folder:text_too_long");
    let other = save(json!({"shelf": "ideas"})).await;
    insta::assert_snapshot!(other.said(), @"422 invalid shelf:unknown_field");
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_feature_and_verify_those_of_their_organisation() {
    let house = House::new().await;
    let author = house.person("member").await;
    let moderator = house.person("moderator").await;
    let stranger = house.stranger("admin").await;
    let id = published(
        &author,
        with(whole("sanderling"), json!({"visibility": "public"})),
    )
    .await;
    insta::assert_snapshot!(author.post(&one(&id, "/feature"), json!({})).await.said(), @"403 permission_missing");
    insta::assert_snapshot!(stranger.post(&one(&id, "/verify"), json!({})).await.said(), @"403 use_case_other_organization");
    let marks = moderator
        .post(&one(&id, "/feature"), json!({}))
        .await
        .ok()
        .data();
    assert_eq!(marks, json!({"is_featured": true, "is_verified": false}));
    moderator.post(&one(&id, "/verify"), json!({})).await.ok();
    assert_eq!(
        ids(&stranger.get(&format!("{ALL}/featured")).await.ok().data()),
        [id.as_str()]
    );
    assert_eq!(
        ids(&stranger
            .get(&format!("{ALL}?verified=true&featured=true"))
            .await
            .ok()
            .data()),
        [id.as_str()]
    );
    let marks = house
        .operator()
        .await
        .post(&one(&id, "/feature"), json!({}))
        .await
        .ok()
        .data();
    assert_eq!(marks, json!({"is_featured": false, "is_verified": true}));
    let unpublished = draft(&author, json!({})).await;
    insta::assert_snapshot!(moderator.post(&one(&unpublished, "/feature"), json!({})).await.said(), @"409 use_case_not_published");
}

#[tokio::test(flavor = "multi_thread")]
async fn trending_is_what_was_liked_and_saved_lately() {
    let house = House::new().await;
    let author = house.person("member").await;
    let reader = house.person("member").await;
    let (old, new) = (
        published(&author, whole("stint")).await,
        published(&author, whole("snipe")).await,
    );
    reader.post(&one(&old, "/like"), json!({})).await.ok();
    let trending = async |author: &Client, period: &str| {
        ids(&author
            .get(&format!("{ALL}/trending?period={period}"))
            .await
            .ok()
            .data())
    };
    assert_eq!(trending(&author, "day").await, [old.as_str(), new.as_str()]);
    house.wait(std::time::Duration::from_hours(30));
    let (author, reader) = (again(&house, &author).await, again(&house, &reader).await);
    reader.post(&one(&new, "/save"), json!({})).await.ok();
    let day: BTreeSet<_> = trending(&author, "day").await.into_iter().collect();
    assert_eq!(day, BTreeSet::from([new.clone()]));
    assert_eq!(
        trending(&author, "week").await,
        [new.as_str(), old.as_str()]
    );
    let wrong = author.get(&format!("{ALL}/trending?period=year")).await;
    insta::assert_snapshot!(wrong.said(), @"422 invalid period:not_one_of");
}
