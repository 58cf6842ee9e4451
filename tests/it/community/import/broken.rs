//! Dumps that are damaged, or taken in piece by piece.

use community::import::stackexchange::Added;

use super::{Dump, answer, import, question};
use crate::support::House;

const USER: &str =
    "Id=\"5\" CreationDate=\"2014-01-01T00:00:00.000\" DisplayName=\"Ada\" AboutMe=\"\"";

/// Two questions with an answer each, the second question damaged or whole.
fn write_dump(dump: &Dump, damaged: bool) {
    let owned = "OwnerUserId=\"5\"";
    let first = question(1, "A first question", owned);
    let accepts = format!("{owned} AcceptedAnswerId=\"4\"");
    let mut second = question(2, "A second question", &accepts);
    if damaged {
        second = second.replace("Title=\"", "Title=");
    }
    let (third, fourth) = (answer(3, 1, owned), answer(4, 2, owned));
    let rows = [first, second, third, fourth].map(|r| format!("<row {r} />\n"));
    let posts = format!(
        "<?xml version=\"1.0\"?>\n<posts>\n{}</posts>\n",
        rows.concat()
    );
    dump.write_raw("Posts.xml", &posts);
    let end = if damaged { "" } else { "</users>\n" };
    dump.write_raw("Users.xml", &format!("<users>\n<row {USER} />\n{end}"));
    let comment = "Id=\"1\" PostId=\"2\" Score=\"3\" Text=\"Which valve?\" CreationDate=\"2015-03-01T00:00:00.000\" UserId=\"9\" UserDisplayName=\"Zed\"";
    dump.write("Comments.xml", &[comment]);
    let votes = [
        "Id=\"1\" PostId=\"2\" VoteTypeId=\"2\"",
        "Id=\"2\" PostId=\"4\" VoteTypeId=\"2\"",
        "Id=\"3\" PostId=\"3\" VoteTypeId=\"3\"",
    ];
    dump.write("Votes.xml", &votes);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_whole_is_kept_and_the_rest_comes_when_it_is_mended() {
    let house = House::new().await;
    let dump = Dump::new();
    write_dump(&dump, true);
    let report = import(&house.app, dump.options()).await;
    let places = report
        .broken
        .iter()
        .map(|b| format!("{}:{}", b.file, b.line));
    let places: Vec<_> = places.collect();
    assert_eq!(
        places,
        ["Posts.xml:4", "Users.xml:3"],
        "{:?}",
        report.broken
    );
    let count = |a: Added| [a.topics, a.posts, a.comments, a.people, a.best_answers];
    assert_eq!(count(report.added), [1, 1, 0, 1, 0]);
    assert_eq!(report.left_behind["answers_without_question"], 1);
    assert_eq!(report.left_behind["comments_without_post"], 1);

    write_dump(&dump, false);
    let mended = import(&house.app, dump.options()).await;
    assert_eq!(mended.broken, []);
    assert_eq!(count(mended.added), [1, 1, 1, 1, 1]);
    // One vote for the question, one for its answer, three for the comment.
    assert_eq!(mended.added.likes, 5);

    let operator = house.operator().await;
    let topics = operator.get("/api/v1/forum/topics?sort=title").await;
    let topics = topics.ok().data();
    let line = |n: usize| {
        let t = &topics[n];
        let what = ["title", "replies_count", "likes_count", "has_best_answer"];
        what.map(|w| t[w].to_string()).join(" ")
    };
    assert_eq!(line(0), "\"A first question\" 1 0 false");
    assert_eq!(line(1), "\"A second question\" 2 1 true");
    let nothing = import(&house.app, dump.options()).await;
    assert!(nothing.added.is_nothing(), "{nothing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_dump_adds_what_is_new() {
    let house = House::new().await;
    let dump = Dump::new();
    let question = question(
        1,
        "A question of its own",
        "OwnerUserId=\"5\" ViewCount=\"7\"",
    );
    dump.write("Posts.xml", &[&question]);
    dump.write("Votes.xml", &["Id=\"1\" PostId=\"1\" VoteTypeId=\"2\""]);
    // No Users.xml: the author has the name that the site gives those without one.
    let first = import(&house.app, dump.options()).await;
    assert_eq!(first.left_behind["missing_file_users"], 1);
    let operator = house.operator().await;
    let topic = operator.get("/api/v1/forum/topics").await.ok().data()[0].clone();
    assert_eq!(topic["author"]["display_name"], "user5");

    let late = answer(2, 1, "OwnerDisplayName=\"gone\"");
    dump.write("Posts.xml", &[&question, &late]);
    dump.write("Users.xml", &[USER]);
    let votes = [
        "Id=\"1\" PostId=\"1\" VoteTypeId=\"2\"",
        "Id=\"2\" PostId=\"1\" VoteTypeId=\"2\"",
    ];
    dump.write("Votes.xml", &votes);
    let second = import(&house.app, dump.options()).await;
    assert_eq!(
        (second.added.topics, second.added.posts, second.added.likes),
        (0, 1, 1)
    );
    let topic = operator.get("/api/v1/forum/topics").await.ok().data()[0].clone();
    assert_eq!(topic["author"]["display_name"], "Ada");
    assert_eq!(
        (&topic["likes_count"], &topic["views_count"]),
        (&2.into(), &7.into())
    );
    let id = topic["id"].as_str().unwrap();
    let posts = operator
        .get(&format!("/api/v1/forum/posts?topic_id={id}"))
        .await
        .ok()
        .data();
    // Whoever left there is a removed member here.
    assert_eq!(posts[0]["author"]["display_name"], "");
    // A like of somebody here counts beside those of elsewhere, and can be taken back.
    for count in [3, 2] {
        let path = format!("/api/v1/forum/topics/{id}/like");
        let liked = operator
            .post(&path, serde_json::json!({}))
            .await
            .ok()
            .data();
        assert_eq!(liked["likes_count"], count);
    }
}
