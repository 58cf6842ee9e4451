//! Drafts, changes, publishing, putting away, copying, removing.

use serde_json::{Value, json};

use super::{ALL, draft, ids, one, published, whole, with};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_needs_nothing_and_publishing_names_everything_that_is_missing() {
    let house = House::new().await;
    let author = house.person("member").await;
    let created = author.post(ALL, json!({})).await.ok();
    let id = created.id();
    assert_eq!(created.status, 201);
    assert_eq!(created.header("location"), one(&id, ""));
    assert_eq!(created.data()["status"], "draft");
    assert_eq!(created.data()["visibility"], "organization");
    insta::assert_snapshot!(
        author.post(&one(&id, "/publish"), json!({})).await.said(),
        @"422 invalid title_en:use_case_title category:required industry:required challenge:use_case_story solution:use_case_story"
    );
    let steps = [
        json!({"title_ar": "صمام"}),
        json!({"category": "ai", "industry": "chemicals"}),
        json!({"challenge": "x".repeat(49)}),
    ];
    for step in steps {
        author.patch(&one(&id, ""), step).await.ok();
    }
    insta::assert_snapshot!(
        author.post(&one(&id, "/submit"), json!({})).await.said(),
        @"422 invalid challenge:use_case_story solution:use_case_story"
    );
    let story = json!({"challenge": "x".repeat(50), "solution": "y".repeat(50)});
    author.patch(&one(&id, ""), story).await.ok();
    let answer = author.post(&one(&id, "/submit"), json!({})).await.ok();
    assert_eq!(answer.data()["status"], "published");
    assert!(answer.data()["published_at"].is_string());
    let emptied = author.patch(&one(&id, ""), json!({"solution": null})).await;
    insta::assert_snapshot!(emptied.said(), @"422 invalid solution:use_case_story");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_comes_back_as_it_was_given() {
    let house = House::new().await;
    let author = house.person("member").await;
    let content = whole("kestrel");
    let id = draft(&author, content.clone()).await;
    let data = author.get(&one(&id, "")).await.ok().data();
    for (name, given) in content.as_object().unwrap() {
        let mut kept = data[name].clone();
        if name == "roi" {
            assert_eq!(kept["currency"], "SAR");
            kept.as_object_mut().unwrap().remove("currency");
        }
        if name == "contact" {
            kept.as_object_mut().unwrap().remove("phone");
        }
        assert_eq!(numbers(&kept), numbers(given), "{name}");
    }
    for name in [
        "id",
        "slug",
        "organization_id",
        "author",
        "is_verified",
        "is_featured",
        "views",
        "likes",
        "saves",
        "version",
        "created_at",
        "updated_at",
        "media",
        "lessons_learned",
        "challenges_met",
        "vendor",
        "team_size",
        "started_on",
    ] {
        assert!(data.get(name).is_some(), "{name}");
    }
    assert_eq!(data["author"]["id"], author.person.unwrap().to_string());
    assert_eq!(data["slug"], "less-scrap-with-kestrel-vision");
}

/// Whole numbers and fractions alike.
fn numbers(value: &Value) -> Value {
    match value {
        Value::Number(n) => json!(n.as_f64()),
        Value::Array(all) => all.iter().map(numbers).collect(),
        Value::Object(all) => all
            .iter()
            .map(|(k, v)| (k.clone(), numbers(v)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_types_lengths_and_unknown_fields_are_named() {
    let house = House::new().await;
    let author = house.person("member").await;
    let refused = async |body: Value| author.post(ALL, body).await.said();
    insta::assert_snapshot!(refused(json!({"title_en": 7})).await, @"422 invalid title_en:wrong_type");
    insta::assert_snapshot!(refused(json!({"roi": {"percent": "much"}})).await, @"422 invalid roi.percent:wrong_type");
    insta::assert_snapshot!(refused(json!({"results": [{"before": []}]})).await, @"422 invalid results[0].before:wrong_type");
    insta::assert_snapshot!(refused(json!({"category": "magic"})).await, @"422 invalid category:wrong_type");
    insta::assert_snapshot!(refused(json!({"status": "published"})).await, @"422 invalid status:unknown_field");
    insta::assert_snapshot!(refused(json!({"started_on": "yesterday"})).await, @"422 invalid started_on:wrong_type");
    insta::assert_snapshot!(refused(json!({"media": [{"file": "nothing"}]})).await, @"422 invalid media[0].file:wrong_type");
    insta::assert_snapshot!(refused(json!([])).await, @"422 invalid .:wrong_type");
    let beyond = json!({
        "title_en": "x".repeat(201), "summary": "x".repeat(501), "challenge": "x".repeat(20_001),
        "technologies": vec!["x".repeat(61)], "tags": (0..9).map(|n| format!("tag{n}")).collect::<Vec<_>>(),
        "team_size": 0, "roi": {"investment": -1, "currency": "riyal"},
        "started_on": "2025-02-01", "finished_on": "2025-01-01",
        "contact": {"email": "nobody"}, "implementation": [{"duration": "1 week"}],
    });
    insta::assert_snapshot!(refused(beyond).await, @"422 invalid title_en:text_too_long summary:text_too_long challenge:text_too_long technologies:text_too_long tags:too_many_values implementation[0].title:required roi.investment:number_range roi.currency:currency_code contact.email:use_case_email team_size:number_range finished_on:use_case_ends_before_start");
    let foreign = json!({"media": [{"file": "0190b3a2-7c11-7d3e-8a55-0123456789ab"}]});
    insta::assert_snapshot!(refused(foreign).await, @"422 invalid media[0].file:use_case_picture");
    let page = author.get(&format!("{ALL}/mine")).await.ok();
    assert_eq!(
        ids(&page.data()).len(),
        0,
        "nothing was kept of what was refused"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_outside_of_the_earth_is_refused() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = draft(&author, json!({"location": {"city": "Jubail"}})).await;
    let place = one(&id, "/location");
    let refused = async |body: Value| author.patch(&place, body).await.said();
    insta::assert_snapshot!(refused(json!({"latitude": 90.1, "longitude": 0})).await, @"422 invalid latitude:number_range");
    insta::assert_snapshot!(refused(json!({"latitude": 0, "longitude": -180.5})).await, @"422 invalid longitude:number_range");
    insta::assert_snapshot!(refused(json!({"latitude": 10})).await, @"422 invalid longitude:use_case_half_a_place");
    insta::assert_snapshot!(refused(json!({"latitude": "north"})).await, @"422 invalid latitude:wrong_type");
    insta::assert_snapshot!(refused(json!({"planet": "Mars"})).await, @"422 invalid planet:unknown_field");
    let moved = author
        .patch(&place, json!({"latitude": -90, "longitude": 180}))
        .await
        .ok();
    assert_eq!(moved.data()["location"]["city"], "Jubail");
    assert_eq!(moved.data()["location"]["latitude"], -90.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_saved_in_between_is_not_overwritten_unseen() {
    let house = House::new().await;
    let author = house.person("member").await;
    let moderator = house.person("moderator").await;
    let id = draft(&author, whole("plover")).await;
    let tag = author.get(&one(&id, "")).await.ok().header("etag");
    moderator
        .patch(&one(&id, ""), json!({"summary": "Mended."}))
        .await
        .ok();
    let late = author.header("if-match", &tag);
    let answer = late.patch(&one(&id, ""), json!({"summary": "Late."})).await;
    insta::assert_snapshot!(answer.said(), @"412 use_case_stale");
    let tag = author.get(&one(&id, "")).await.ok().header("etag");
    let again = author
        .header("if-match", &tag)
        .patch(&one(&id, ""), json!({"summary": "Seen."}))
        .await
        .ok();
    let known = author
        .header("if-none-match", &again.header("etag"))
        .get(&one(&id, ""))
        .await;
    assert_eq!(known.status, 304);
}

#[tokio::test(flavor = "multi_thread")]
async fn published_changes_count_as_versions_and_draft_changes_do_not() {
    let house = House::new().await;
    let author = house.person("member").await;
    let moderator = house.person("moderator").await;
    let id = draft(&author, whole("dunlin")).await;
    author
        .patch(&one(&id, ""), json!({"summary": "Draft."}))
        .await
        .ok();
    author.post(&one(&id, "/publish"), json!({})).await.ok();
    assert_eq!(author.get(&one(&id, "")).await.data()["version"], 1);
    moderator.post(&one(&id, "/verify"), json!({})).await.ok();
    let changed = author
        .patch(&one(&id, ""), json!({"roi": {"percent": 900}}))
        .await
        .ok();
    assert_eq!(changed.data()["version"], 2);
    assert_eq!(
        changed.data()["is_verified"],
        false,
        "who vouched, vouched for other figures"
    );
    let same = author
        .patch(&one(&id, ""), json!({"roi": {"percent": 900}}))
        .await
        .ok();
    assert_eq!(same.data()["version"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_away_or_removed_comes_back() {
    let house = House::new().await;
    let author = house.person("member").await;
    let colleague = house.person("member").await;
    let id = published(&author, whole("godwit")).await;
    insta::assert_snapshot!(colleague.post(&one(&id, "/archive"), json!({})).await.said(), @"403 use_case_not_yours");
    insta::assert_snapshot!(author.post(&one(&id, "/restore"), json!({})).await.said(), @"409 use_case_nothing_to_restore");
    author.post(&one(&id, "/archive"), json!({})).await.ok();
    insta::assert_snapshot!(colleague.get(&one(&id, "")).await.said(), @"404 not_found");
    insta::assert_snapshot!(author.patch(&one(&id, ""), json!({"summary": "x"})).await.said(), @"409 use_case_archived");
    insta::assert_snapshot!(author.post(&one(&id, "/publish"), json!({})).await.said(), @"409 use_case_archived");
    author.post(&one(&id, "/restore"), json!({})).await.ok();
    assert_eq!(
        colleague.get(&one(&id, "")).await.ok().data()["status"],
        "published"
    );
    insta::assert_snapshot!(colleague.delete(&one(&id, "")).await.said(), @"403 use_case_not_yours");
    assert_eq!(author.delete(&one(&id, "")).await.status, 204);
    insta::assert_snapshot!(author.get(&one(&id, "")).await.said(), @"404 not_found");
    insta::assert_snapshot!(author.delete(&one(&id, "")).await.said(), @"404 not_found");
    insta::assert_snapshot!(colleague.post(&one(&id, "/restore"), json!({})).await.said(), @"404 not_found");
    author.post(&one(&id, "/restore"), json!({})).await.ok();
    assert_eq!(
        colleague.get(&one(&id, "")).await.ok().data()["status"],
        "published"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_a_draft_of_its_own() {
    let house = House::new().await;
    let author = house.person("member").await;
    let colleague = house.person("member").await;
    let id = published(&author, whole("avocet")).await;
    colleague.post(&one(&id, "/like"), json!({})).await.ok();
    insta::assert_snapshot!(colleague.post(&one(&id, "/duplicate"), json!({})).await.said(), @"403 use_case_not_yours");
    let copy = author.post(&one(&id, "/duplicate"), json!({})).await.ok();
    assert_eq!(copy.status, 201);
    assert_ne!(copy.id(), id);
    assert_eq!(copy.data()["status"], "draft");
    assert_eq!(copy.data()["likes"], 0);
    assert_eq!(
        copy.data()["technologies"],
        author.get(&one(&id, "")).await.data()["technologies"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_sent_again_makes_no_second_draft() {
    let house = House::new().await;
    let author = house.person("member").await;
    let keyed = author.header("idempotency-key", "once");
    let first = keyed.post(ALL, json!({"title_en": "Once"})).await.ok();
    let second = keyed.post(ALL, json!({"title_en": "Once"})).await.ok();
    assert_eq!((second.status, second.data()), (first.status, first.data()));
    let other = keyed.post(ALL, json!({"title_en": "Twice"})).await;
    insta::assert_snapshot!(other.said(), @"422 idempotency_key_reused");
    let mine = author.get(&format!("{ALL}/mine")).await.ok();
    assert_eq!(ids(&mine.data()).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_limits_how_many_there_are() {
    let house = House::new().await;
    let author = house.stranger("admin").await;
    let organization = author.organization.unwrap();
    let limit = move |tx: &store::Writer<'_>| {
        tx.execute(
            "UPDATE plans SET max_use_cases = 2 WHERE id = (SELECT plan_id FROM organizations WHERE id = ?1)",
            [organization],
        )?;
        Ok(())
    };
    house.app.write(limit).await.unwrap();
    let first = draft(&author, json!({})).await;
    draft(&author, json!({})).await;
    insta::assert_snapshot!(author.post(ALL, json!({})).await.said(), @"402 plan_limit");
    insta::assert_snapshot!(author.post(&one(&first, "/duplicate"), json!({})).await.said(), @"402 plan_limit");
    author.delete(&one(&first, "")).await.ok();
    draft(&author, with(whole("whimbrel"), json!({"tags": []}))).await;
    insta::assert_snapshot!(author.post(&one(&first, "/restore"), json!({})).await.said(), @"402 plan_limit");
}
