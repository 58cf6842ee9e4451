//! Lists, facets, search, related ones.

use serde_json::{Value, json};

use super::{ALL, ids, one, published, whole, with};
use crate::support::{Client, House};

/// Three published use cases of one author.
async fn three(author: &Client) -> [String; 3] {
    let other = json!({"category": "energy", "industry": "chemicals", "technologies": ["Heat pump"], "tags": [],
        "roi": {"percent": 20, "payback_months": 40}, "location": {"city": "Jeddah", "region": "Makkah"},
        "finished_on": "2023-03-01", "title_en": "Heat back from the dryer", "title_ar": "", "summary": "",
        "company_name": "Dryers", "challenge": "The dryer blew its heat into the yard, all the year, day and night.",
        "solution": "A heat pump brings it back to the inlet, and the boiler rests in summer."});
    [
        published(author, whole("kestrel")).await,
        published(author, with(whole("merlin"), json!({"tags": ["caps"]}))).await,
        published(author, with(whole("x"), other)).await,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_narrows_and_every_sort_orders() {
    let house = House::new().await;
    let author = house.person("member").await;
    let [a, b, c] = three(&author).await;
    author.post(&one(&b, "/like"), json!({})).await.ok();
    let list = async |query: &str| ids(&author.get(&format!("{ALL}?{query}")).await.ok().data());
    assert_eq!(list("").await, [c.as_str(), b.as_str(), a.as_str()]);
    assert_eq!(
        list("sort=date").await,
        [a.as_str(), b.as_str(), c.as_str()]
    );
    assert_eq!(list("sort=-likes").await[0], b);
    assert_eq!(list("sort=roi").await[0], c);
    assert_eq!(list("category=energy").await, [c.as_str()]);
    assert_eq!(list("category=energy&category=quality").await.len(), 3);
    assert_eq!(list("category[]=energy&category[]=quality").await.len(), 3);
    assert_eq!(list("category[in]=energy,quality").await.len(), 3);
    assert_eq!(list("industry=chemicals").await, [c.as_str()]);
    assert_eq!(list("technologies=opc%20ua").await.len(), 2);
    assert_eq!(
        list("technologies=OPC%20UA&technologies=heat%20pump")
            .await
            .len(),
        3
    );
    assert_eq!(list("tags=caps").await, [b.as_str()]);
    assert_eq!(list("year=2023").await, [c.as_str()]);
    assert_eq!(list("min_roi=100").await.len(), 2);
    assert_eq!(list("max_payback=39.9").await.len(), 2);
    assert_eq!(list("has_media=true").await.len(), 0);
    assert_eq!(list("has_media=false").await.len(), 3);
    assert_eq!(list("city=jeddah").await, [c.as_str()]);
    assert_eq!(list("region=Makkah").await, [c.as_str()]);
    assert_eq!(list("verified=true").await.len(), 0);
    assert_eq!(list("visibility=public").await.len(), 0);
    assert_eq!(list("status=draft").await.len(), 0);
    assert_eq!(
        list(&format!("author={}", author.person.unwrap()))
            .await
            .len(),
        3
    );
    assert_eq!(
        list(&format!("organization={}", house.organization))
            .await
            .len(),
        3
    );
    assert_eq!(list("page=2&page_size=2").await, [a.as_str()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_does_not_offer_is_refused_with_what_it_does() {
    let house = House::new().await;
    let author = house.person("member").await;
    let refused = async |query: &str| author.get(&format!("{ALL}?{query}")).await.said();
    insta::assert_snapshot!(refused("colour=red").await, @"422 invalid colour:unknown_filter");
    insta::assert_snapshot!(refused("folder=ideas").await, @"422 invalid folder:unknown_filter");
    insta::assert_snapshot!(refused("category=magic").await, @"422 invalid category:not_one_of");
    insta::assert_snapshot!(refused("category[ne]=ai").await, @"422 invalid category[ne]:unknown_operator");
    insta::assert_snapshot!(refused("min_roi=much").await, @"422 invalid min_roi:not_a_number");
    insta::assert_snapshot!(refused("year=soon").await, @"422 invalid year:not_a_number");
    insta::assert_snapshot!(refused("sort=colour").await, @"422 invalid sort:unknown_sort");
    insta::assert_snapshot!(refused("limit=101").await, @"422 invalid limit:number_range");
    insta::assert_snapshot!(refused("cursor=abc").await, @"422 invalid cursor:cursor_invalid");
    insta::assert_snapshot!(refused("organization=7").await, @"422 invalid organization:not_an_id");
    assert_eq!(author.get("/use-cases?colour=red").await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn cursors_walk_through_everything_once() {
    let house = House::new().await;
    let author = house.person("member").await;
    let mut all = three(&author).await.to_vec();
    all.reverse();
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = author
            .get(&format!("{ALL}?limit=1{next}"))
            .await
            .ok()
            .json();
        assert_eq!(page["meta"]["total"], 3);
        seen.extend(ids(&page["data"]));
        match page["meta"]["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn facets_count_what_is_seen_and_leave_their_own_choice_open() {
    let house = House::new().await;
    let author = house.person("member").await;
    three(&author).await;
    let facets = author
        .get(&format!("{ALL}?facets=true&category=energy"))
        .await
        .ok()
        .json()["meta"]["facets"]
        .clone();
    let category = json!([{"value": "quality", "count": 2}, {"value": "energy", "count": 1}]);
    assert_eq!(facets["category"], category);
    assert_eq!(
        facets["industry"],
        json!([{"value": "chemicals", "count": 1}])
    );
    assert_eq!(
        facets["technologies"],
        json!([{"value": "Heat pump", "count": 1}])
    );
    assert_eq!(facets["year"], json!([{"value": "2023", "count": 1}]));
    assert_eq!(facets["region"], json!([{"value": "Makkah", "count": 1}]));
    let nothing = house
        .stranger("admin")
        .await
        .get(&format!("{ALL}?facets=true"))
        .await
        .ok();
    assert_eq!(nothing.json()["meta"]["facets"]["category"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_in_both_languages_and_tells_where() {
    let house = House::new().await;
    let author = house.person("member").await;
    let [a, b, c] = three(&author).await;
    // The writer finds at once what he wrote.
    let search = async |body: Value| author.post(&format!("{ALL}/search/advanced"), body).await;
    let found = search(json!({"query": "kestrel camera"})).await.ok();
    assert_eq!(found.data()["items"][0]["id"], a);
    let excerpt = found.data()["items"][0]["highlights"]["excerpt"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(excerpt.contains("<mark>"), "{excerpt}");
    assert!(found.json()["meta"]["search_time_ms"].is_u64());
    let arabic = search(json!({"query": "الهدر"})).await.ok();
    assert_eq!(arabic.json()["meta"]["total"], 2);
    let filtered =
        search(json!({"query": "camera", "filters": {"tags": ["caps"]}, "facets": ["category"]}))
            .await
            .ok();
    assert_eq!(ids(&filtered.data()["items"]), [b.as_str()]);
    assert_eq!(
        filtered.data()["facets"],
        json!({"category": [{"value": "quality", "count": 1}]})
    );
    let all = search(json!({"sort": "roi", "page": 1, "page_size": 2, "filters": {"min_roi": 10}}))
        .await
        .ok();
    assert_eq!(ids(&all.data()["items"])[0], c);
    assert_eq!(all.json()["meta"]["has_next"], true);
    insta::assert_snapshot!(search(json!({"filters": {"colour": "red"}})).await.said(), @"422 invalid colour:unknown_filter");
    insta::assert_snapshot!(search(json!({"filters": {"category": {}}})).await.said(), @"422 invalid filters.category:use_case_filter_value");
    insta::assert_snapshot!(search(json!({"facets": ["colour"]})).await.said(), @"422 invalid facets:not_one_of");
    insta::assert_snapshot!(search(json!({"query": 7})).await.said(), @"422 invalid query:wrong_type");
    insta::assert_snapshot!(search(json!({"page": 0})).await.said(), @"422 invalid page:number_range");
    insta::assert_snapshot!(search(json!({"query": "x".repeat(201)})).await.said(), @"422 invalid query:text_too_long");
    insta::assert_snapshot!(search(json!({"limit": 5})).await.said(), @"422 invalid limit:unknown_field");
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_lead_to_use_cases() {
    let house = House::new().await;
    let author = house.person("member").await;
    let [a, ..] = three(&author).await;
    house.settle().await;
    let found = author
        .get(&format!("{ALL}/search/suggestions?q=kestr"))
        .await
        .ok()
        .data();
    let title = &found.as_array().unwrap()[0];
    assert_eq!(title["text"], "Less scrap with kestrel vision");
    assert!(
        title["url"]
            .as_str()
            .unwrap()
            .starts_with(&format!("/use-cases/{a}/"))
    );
    for nothing in ["", "%20", "%25", "zzzz"] {
        let found = author
            .get(&format!("{ALL}/search/suggestions?q={nothing}"))
            .await
            .ok();
        assert_eq!(found.data(), json!([]), "{nothing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn related_ones_come_with_their_reasons() {
    let house = House::new().await;
    let author = house.person("member").await;
    let [a, b, _] = three(&author).await;
    let related = async |query: &str| author.get(&one(&a, &format!("/related{query}"))).await;
    let found = related("").await.ok().data();
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["use_case"]["id"], b);
    let kinds: Vec<_> = found[0]["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["kind"].as_str().unwrap().to_owned())
        .collect();
    for kind in [
        "category",
        "industry",
        "technologies",
        "roi",
        "location",
        "text",
    ] {
        assert!(kinds.contains(&kind.to_owned()), "{kinds:?}");
    }
    let score = found[0]["score"].as_f64().unwrap();
    assert!((0.5..=1.0).contains(&score), "{score}");
    assert!(
        related("?min_score=1")
            .await
            .ok()
            .data()
            .as_array()
            .unwrap()
            .is_empty()
    );
    insta::assert_snapshot!(related("?min_score=2").await.said(), @"422 invalid min_score:number_range");
    insta::assert_snapshot!(related("?min_score=high").await.said(), @"422 invalid min_score:number_range");
    let shown = author.get(&one(&a, "")).await.ok().data();
    assert_eq!(shown["related"][0]["use_case"]["id"], b);
}

#[tokio::test(flavor = "multi_thread")]
async fn categories_have_figures() {
    let house = House::new().await;
    let author = house.person("member").await;
    let [a, ..] = three(&author).await;
    author.post(&one(&a, "/like"), json!({})).await.ok();
    let stats = author
        .get(&format!("{ALL}/categories/stats"))
        .await
        .ok()
        .data();
    let quality = &stats.as_array().unwrap()[0];
    assert_eq!(
        (quality["category"].clone(), quality["count"].clone()),
        (json!("quality"), json!(2))
    );
    assert_eq!(
        (quality["mean_roi"].clone(), quality["engagement"].clone()),
        (json!(140.0), json!(1))
    );
    assert_eq!(quality["top_technologies"][0], "OPC UA");
    let nothing = house
        .stranger("admin")
        .await
        .get(&format!("{ALL}/categories/stats"))
        .await
        .ok();
    assert_eq!(nothing.data(), json!([]));
}
