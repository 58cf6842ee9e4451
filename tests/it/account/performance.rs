//! How the server does: the operator's page and calls.

use serde_json::{Value, json};
use web::{Access, Feature, Routes};

use crate::{
    community::forum::{TOPICS, category},
    support::{Client, House},
};

const REPORT: &str = "/api/v1/performance";
const CACHE: &str = "/api/v1/performance/cache";
const PAGE: &str = "/operator/health";

/// A server to which everything is slow.
async fn slow() -> House {
    House::with(|c| (c.log.slow_ms, c.log.slow_statement_ms) = (0, 0)).await
}

async fn topic(author: &Client) -> String {
    let body = json!({"category_id": category(author).await, "title": "Quicksilver in the gauge",
        "visibility": "organization", "content": "Is there a way round it?"});
    author.post(TOPICS, body).await.ok().id()
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_of_organisations_see_nothing_of_the_server() {
    let house = House::new().await;
    for admin in [house.person("admin").await, house.stranger("admin").await] {
        for path in [REPORT, CACHE, PAGE] {
            assert_eq!(admin.get(path).await.status, 403, "{path}");
        }
        let cleared = admin.post(&format!("{CACHE}/clear"), json!({})).await;
        assert_eq!(cleared.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_requests_and_statements_are_told_without_what_they_were_about() {
    let house = slow().await;
    let operator = house.operator().await;
    let id = topic(&operator).await;
    let read = operator.get(&format!("{TOPICS}/{id}")).await.ok();
    let report = operator.get(REPORT).await.ok();
    for private in [id.as_str(), "Quicksilver", "gauge"] {
        assert!(!report.text().contains(private), "{private}");
    }
    let report = report.data();
    // The newest first.
    let slow = &report["slow_requests"][0];
    assert_eq!(slow["route"], "/api/v1/forum/topics/{id}");
    assert_eq!(
        (&slow["method"], &slow["status"]),
        (&json!("GET"), &json!(200))
    );
    assert_eq!(slow["request_id"], read.header("x-request-id"));
    assert!(slow["statements"].as_u64().unwrap() >= 1 && slow["sql_ms"].as_f64().unwrap() > 0.0);

    let queries = report["slow_queries"].as_array().unwrap();
    assert!((5..=20).contains(&queries.len()), "{}", queries.len());
    for query in queries {
        assert!(query["count"].as_u64().unwrap() > 0, "{query}");
        let reads = query["text"].as_str().unwrap().starts_with("SELECT");
        let plan = query["plan"].as_array().unwrap();
        assert!(!reads || !plan.is_empty(), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_reads_a_whole_table_comes_with_an_index_that_would_help() {
    let house = slow().await;
    let look = "SELECT id FROM people WHERE department = 'Foundry' AND job_title > 'A'";
    let found = |db: &store::Reader<'_>| Ok(db.exists(look, [])?);
    for _ in 0..300 {
        house.app.read(found).await.unwrap();
    }
    let report = house.operator().await.get(REPORT).await.ok().data();
    let queries = report["slow_queries"].as_array().unwrap();
    let query = queries.iter().find(|q| {
        let text = q["text"].as_str().unwrap();
        text.contains("WHERE department")
    });
    let query = query.unwrap();
    assert_eq!(
        query["text"],
        "SELECT id FROM people WHERE department = ? AND job_title > ?"
    );
    assert_eq!(query["plan"][0], "SCAN people");
    assert_eq!(
        query["suggested_index"],
        "CREATE INDEX people_department_job_title ON people (department, job_title)"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_request_is_listed_with_the_id_that_its_visitor_was_told() {
    let house = House::new().await;
    let mut features = guildhall::features();
    features.push(Feature {
        routes: Routes::new().page("/breaks", Access::Anyone, || async {
            Err::<(), _>(web::Failure(platform::Error::internal("a hidden cause")))
        }),
        ..Feature::default()
    });
    let router = web::assemble::router(&house.app, features);
    let answer = Client::new(router, None).get("/breaks").await;
    assert_eq!(answer.status, 500);
    let report = house.operator().await.get(REPORT).await.ok();
    assert!(!report.text().contains("a hidden cause"));
    let report = report.data();
    let error = &report["errors"][0];
    assert_eq!(error["request_id"], answer.header("x-request-id"));
    assert_eq!(
        (&error["route"], &error["code"]),
        (&json!("/breaks"), &json!("internal"))
    );
    let minutes = report["requests"]["minutes"].as_array().unwrap();
    assert_eq!(minutes.last().unwrap()["failed"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn caches_tell_how_they_do_and_can_be_emptied() {
    let house = House::new().await;
    let operator = house.operator().await;
    for _ in 0..2 {
        operator.get("/api/v1/forum/stats").await.ok();
    }
    let caches = operator.get(CACHE).await.ok().data();
    let of = |caches: &Value, name: &str| {
        let caches = caches.as_array().unwrap();
        caches.iter().find(|c| c["name"] == name).unwrap().clone()
    };
    let figures = of(&caches, "forum_figures");
    assert_eq!(
        (&figures["hits"], &figures["misses"]),
        (&json!(1), &json!(1))
    );
    assert!(of(&caches, "sessions")["hits"].as_u64().unwrap() >= 2);
    let cleared = operator.post(&format!("{CACHE}/clear"), json!({})).await;
    assert_eq!(cleared.status, 204);
    let figures = of(&operator.get(CACHE).await.ok().data(), "forum_figures");
    assert_eq!(
        (&figures["entries"], &figures["bytes"]),
        (&json!(0), &json!(0))
    );
    let noted = |db: &store::Reader<'_>| platform::journal::after(db, 0, 1000);
    let noted = house.app.read(noted).await.unwrap();
    let last = noted.last().unwrap();
    assert_eq!(
        (last.action.as_str(), last.organization),
        ("cache.cleared", Some(house.organization))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_it_in_both_languages_with_pictures_told_in_words() {
    let house = slow().await;
    let operator = house.operator().await;
    topic(&operator).await;
    for (language, title) in [("en", "Health and performance"), ("ar", "الحالة والأداء")]
    {
        let person = json!({"language": language});
        operator.patch("/api/v1/users/me", person).await.ok();
        let page = operator.get(PAGE).await.ok().text();
        assert!(page.contains(&format!("<h1>{title}</h1>")), "{page}");
        for part in [
            r#"<title id="rates-title">"#,
            r#"<desc id="times-desc">"#,
            r#"aria-labelledby="rates-title rates-desc""#,
            "POST /api/v1/forum/topics</code>",
            r#"action="/operator/health/clear-caches""#,
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert_eq!(page.matches("<svg class=\"chart").count(), 2);
    }
}
