//! Lists of topics, likes, views, read marks.

use std::time::Duration;

use serde_json::json;

use super::{NOBODY, TOPICS, category, post, read, titles, topic};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one table of cases")]
async fn lists_are_narrowed_by_every_filter() {
    let house = House::new().await;
    let (author, other) = (
        house.person("member").await,
        house.person("moderator").await,
    );
    let quiet = topic(&author, "Quiet topic", "organization").await;
    let busy = topic(&other, "Busy topic", "public").await;
    let answer = post(&author, &busy, None, "The answer.").await;
    other
        .post(
            &format!("/api/v1/forum/posts/{answer}/best-answer"),
            json!({}),
        )
        .await
        .ok();
    author
        .post(&format!("{TOPICS}/{busy}/like"), json!({}))
        .await
        .ok();
    author
        .post(&format!("{TOPICS}/{busy}/bookmark"), json!({}))
        .await
        .ok();
    other
        .post(&format!("{TOPICS}/{quiet}/pin"), json!({}))
        .await
        .ok();
    other
        .post(&format!("{TOPICS}/{quiet}/lock"), json!({}))
        .await
        .ok();
    author.patch(&format!("{TOPICS}/{quiet}"), json!({})).await;
    let shelf = category(&author).await;
    let person = other.person.unwrap();
    let house_id = author.organization.unwrap();
    let (q, b) = (vec!["Quiet topic"], vec!["Busy topic"]);
    let both = vec!["Quiet topic", "Busy topic"];
    let none: Vec<&str> = Vec::new();
    for (query, wanted) in [
        (String::new(), &both),
        ("q=quiet".into(), &q),
        (format!("category={shelf}"), &both),
        ("category=automation".into(), &both),
        ("category=quality".into(), &none),
        ("category=nowhere".into(), &none),
        ("kind=automation".into(), &both),
        ("kind=ai".into(), &none),
        (format!("author={person}"), &b),
        (format!("organization={house_id}"), &both),
        (format!("organization={NOBODY}"), &none),
        ("tag=Pumps".into(), &both),
        ("tag=valves".into(), &none),
        ("is_pinned=true".into(), &q),
        ("is_locked=false".into(), &b),
        ("has_best_answer=true".into(), &b),
        ("unanswered=true".into(), &q),
        ("unanswered=false".into(), &b),
        ("has_attachments=true".into(), &none),
        ("mine=true".into(), &q),
        ("mine=false".into(), &b),
        ("followed=true".into(), &q),
        ("bookmarked=true".into(), &b),
        ("visibility=public".into(), &b),
        ("created[gte]=2026-01-01".into(), &both),
        ("created[lt]=2026-01-01".into(), &none),
        ("activity[gte]=2027-01-01".into(), &none),
        ("min_likes=1".into(), &b),
        ("min_replies=1".into(), &b),
        ("min_views=1000".into(), &none),
        ("sort=title".into(), &vec!["Busy topic", "Quiet topic"]),
        ("sort=-likes".into(), &vec!["Busy topic", "Quiet topic"]),
    ] {
        let answer = author.get(&format!("{TOPICS}?{query}")).await.ok();
        assert_eq!(&titles(&answer), wanted, "{query}");
        assert_eq!(answer.json()["meta"]["total"], wanted.len(), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_filters_sorts_and_cursors_are_refused() {
    let house = House::new().await;
    let member = house.person("member").await;
    for (query, said) in [
        ("colour=red", "422 invalid colour:unknown_filter"),
        (
            "created[near]=2026-01-01",
            "422 invalid created[near]:unknown_operator",
        ),
        ("sort=-password", "422 invalid sort:unknown_sort"),
        ("limit=101", "422 invalid limit:number_range"),
        ("cursor=AAAA.BBBB", "422 invalid cursor:cursor_invalid"),
        ("is_pinned=maybe", "422 invalid is_pinned:not_one_of"),
        ("kind=cheese", "422 invalid kind:not_one_of"),
        ("author=me", "422 invalid author:not_an_id"),
        ("min_likes=many", "422 invalid min_likes:not_a_number"),
    ] {
        assert_eq!(member.get(&format!("{TOPICS}?{query}")).await.said(), said);
    }
    let answer = member.get(&format!("{TOPICS}?colour=red")).await;
    assert!(
        answer.text().contains("has_best_answer"),
        "it names what is allowed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_walks_through_everything_once() {
    let house = House::new().await;
    let (member, moderator) = (
        house.person("member").await,
        house.person("moderator").await,
    );
    let mut wanted = Vec::new();
    for n in 0..7 {
        house.wait(Duration::from_secs(1));
        let title = format!("Topic number {n}");
        let id = topic(&member, &title, "organization").await;
        if n == 2 {
            moderator
                .post(&format!("{TOPICS}/{id}/pin"), json!({}))
                .await
                .ok();
            wanted.insert(0, title);
        } else {
            wanted.insert(usize::from(n > 2), title);
        }
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let answer = member.get(&format!("{TOPICS}?limit=2{cursor}")).await.ok();
        seen.extend(titles(&answer));
        match answer.json()["meta"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, wanted);
    let second = member
        .get(&format!("{TOPICS}?page=2&page_size=3"))
        .await
        .ok();
    assert_eq!(titles(&second), wanted[3..6]);
    assert_eq!(second.json()["meta"]["total_pages"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_likes_at_once_are_fifty_rows() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(&author, "Everybody likes this", "organization").await;
    let mut calls = Vec::new();
    for _ in 0..50 {
        let (fan, path) = (house.person("member").await, format!("{TOPICS}/{id}/like"));
        calls.push(tokio::spawn(async move {
            fan.post(&path, json!({})).await.ok().data()
        }));
    }
    let mut counts = Vec::new();
    for call in calls {
        let liked = call.await.unwrap();
        assert_eq!(liked["liked"], true);
        counts.push(liked["likes_count"].as_i64().unwrap());
    }
    counts.sort_unstable();
    assert_eq!(counts, (1..=50).collect::<Vec<_>>());
    // The same person fifty times over ends where he began.
    let path = format!("{TOPICS}/{id}/like");
    let calls = (0..50).map(|_| {
        let (author, path) = (author.clone(), path.clone());
        tokio::spawn(async move { author.post(&path, json!({})).await.ok() })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    let seen = read(&author, &id).await;
    assert_eq!(
        (seen["likes_count"].clone(), seen["liked"].clone()),
        (json!(50), json!(false))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_counts_once_an_hour() {
    let house = House::new().await;
    let (author, reader) = (house.person("member").await, house.person("member").await);
    let id = topic(&author, "Read again and again", "organization").await;
    for _ in 0..3 {
        read(&reader, &id).await;
    }
    read(&author, &id).await;
    house.wait(Duration::from_mins(61));
    let reader = house.sign_in(reader.person.unwrap()).await;
    read(&reader, &id).await;
    platform::views::Views::flush(&house.app).await;
    assert_eq!(read(&reader, &id).await["views_count"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_is_unread_until_it_is_opened() {
    let house = House::new().await;
    let (author, reader) = (house.person("member").await, house.person("member").await);
    house.wait(Duration::from_secs(1));
    let id = topic(&author, "News for everybody", "organization").await;
    let unread = || async { titles(&reader.get(&format!("{TOPICS}?unread=true")).await).len() };
    assert_eq!(unread().await, 1);
    assert_eq!(
        titles(&author.get(&format!("{TOPICS}?unread=true")).await).len(),
        0
    );
    house.wait(Duration::from_secs(1));
    assert_eq!(read(&reader, &id).await["unread"], true);
    for _ in 0..100 {
        if unread().await == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(unread().await, 0);
    house.wait(Duration::from_secs(1));
    post(&author, &id, None, "And more news.").await;
    assert_eq!(unread().await, 1);
}
