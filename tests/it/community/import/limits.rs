//! Texts beyond our limits come in cut or filled up, and the report says so.

use community::import::stackexchange::{self, Options, Refused};

use super::{Dump, import, question};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_out_for_its_length() {
    let house = House::new().await;
    let dump = Dump::new();
    let long = "x".repeat(60_000);
    let huge = question(2, "A long one", "").replace("A body", &long);
    let empty = "Id=\"3\" PostTypeId=\"1\" CreationDate=\"2015-01-01T00:00:00.000\" Title=\"\" Tags=\"\" Body=\"\"";
    let many: String = (0..12).map(|n| format!("|tag {n}")).collect();
    let tagged = question(4, "Many tags", "").replace("|valve", &many);
    dump.write(
        "Posts.xml",
        &[
            &question(1, "Why", ""),
            &huge,
            empty,
            &tagged,
            "Id=\"5\" PostTypeId=\"2\" ParentId=\"1\" CreationDate=\"2015-01-02T00:00:00.000\" Body=\"\"",
            "Id=\"6\" PostTypeId=\"4\" CreationDate=\"2015-01-02T00:00:00.000\" Body=\"about a tag\"",
        ],
    );
    dump.write(
        "Comments.xml",
        &["Id=\"1\" PostId=\"6\" Score=\"0\" Text=\"x\" CreationDate=\"2015-01-02T00:00:00.000\""],
    );
    let report = import(&house.app, dump.options()).await;
    assert_eq!((report.added.topics, report.added.posts), (4, 1));
    let changed = |what: &str| report.changed.get(what).map(|c| c.examples.join(" "));
    assert_eq!(
        changed("titles_filled").as_deref(),
        Some("Posts.xml 1 Posts.xml 3")
    );
    assert_eq!(changed("texts_cut").as_deref(), Some("Posts.xml 2"));
    assert_eq!(
        changed("texts_filled").as_deref(),
        Some("Posts.xml 3 Posts.xml 5")
    );
    assert_eq!(
        changed("tags_beyond_the_eighth").as_deref(),
        Some("Posts.xml 4")
    );
    assert_eq!(report.left_behind["descriptions_of_tags"], 1);
    assert_eq!(report.left_behind["comments_without_post"], 1);
    let operator = house.operator().await;
    let topics = operator
        .get("/api/v1/forum/topics?sort=title")
        .await
        .ok()
        .data();
    let lengths: Vec<_> = topics
        .as_array()
        .unwrap()
        .iter()
        .map(|t| {
            let length = |name: &str| t[name].as_str().unwrap().chars().count();
            assert!((5..=200).contains(&length("title")), "{}", t["title"]);
            assert!(t["tags"].as_array().unwrap().len() <= 8);
            length("title")
        })
        .collect();
    assert_eq!(lengths.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_wrongly_is_refused_before_anything_is_made() {
    let house = House::new().await;
    let dump = Dump::new();
    let refused = |options: Options| {
        let app = house.app.clone();
        async move {
            let run = move || stackexchange::run(&app, &options, &|_| ()).unwrap_err();
            let refused: Refused = tokio::task::spawn_blocking(run).await.unwrap();
            assert!(refused.is_misuse(), "{refused}");
            refused.to_string()
        }
    };
    assert!(refused(dump.options()).await.contains("has no Posts.xml"));
    dump.write("Posts.xml", &[&question(1, "A question", "")]);
    let category = Options {
        category: Some("elsewhere".into()),
        ..dump.options()
    };
    let said = refused(category).await;
    assert!(
        said.starts_with("there is no category elsewhere; there are: automation,"),
        "{said}"
    );
    let organization = Options {
        organization: Some("nobody".into()),
        ..dump.options()
    };
    assert_eq!(
        refused(organization).await,
        "there is no organisation nobody"
    );
    let report = import(&house.app, dump.options()).await;
    assert_eq!(report.added.topics, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_and_the_like_come_in_as_harmless_text() {
    let house = House::new().await;
    let dump = Dump::new();
    let body = "&lt;p&gt;Look &lt;script&gt;alert(1)&lt;/script&gt; &lt;a href=&quot;javascript:alert(2)&quot;&gt;here&lt;/a&gt; &lt;img src=x onerror=alert(3)&gt; &amp;lt;script&amp;gt;alert(4)&lt;/p&gt;";
    let evil =
        question(1, "A question", "").replace("&lt;p&gt;A body of question 1.&lt;/p&gt;", body);
    dump.write("Posts.xml", &[&evil]);
    import(&house.app, dump.options()).await;
    let operator = house.operator().await;
    let topic = operator.get("/api/v1/forum/topics").await.ok().data()[0].clone();
    let id = topic["id"].as_str().unwrap();
    let page = operator
        .get(&format!("/api/v1/forum/topics/{id}"))
        .await
        .ok()
        .data();
    assert_eq!(page["content"], "Look here \\<script>alert(4)");
}
