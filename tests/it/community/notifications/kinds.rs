//! Each kind from its cause, once for each cause and person, and nobody of his own doing.

use serde_json::json;

use super::{ALL, POSTS, TOPICS, handle, heard, like, only, post, topic, unread};
use crate::{
    community::use_cases::{draft, one, published, whole},
    support::{House, PASSWORD},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_told_once_by_what_concerns_one_most() {
    let house = House::new().await;
    let asker = house.person("member").await;
    let (first, second) = (house.person("member").await, house.person("member").await);
    let follower = house.person("viewer").await;
    let id = topic(&asker, "Pump rattles", "organization").await;
    follower
        .post(&format!("{TOPICS}/{id}/follow"), json!({}))
        .await
        .ok();
    let answer = post(&first, &id, None, "Look at the coupling.").await;
    // The asker is named in a reply to somebody else in a topic of his own: one notification.
    let name = handle(&asker).await;
    let text = format!("@{name} and check the bolts.");
    post(&second, &id, Some(&answer), &text).await;
    assert_eq!(
        heard(&house, &asker).await,
        [
            "mention post 1 Pump rattles",
            "reply to_topic 1 Pump rattles",
            "follow topic 1 Pump rattles",
        ]
    );
    assert_eq!(
        heard(&house, &first).await,
        ["reply to_post 1 Pump rattles"]
    );
    assert_eq!(
        heard(&house, &follower).await,
        [
            "reply followed 1 Pump rattles",
            "reply followed 1 Pump rattles",
        ]
    );
    assert_eq!(heard(&house, &second).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_is_told_once_however_often_the_text_is_changed() {
    let house = House::new().await;
    let (author, named) = (house.person("member").await, house.person("member").await);
    let name = handle(&named).await;
    let mut body = super::super::forum::body(&author, "Who knows this seal", "organization").await;
    body["content"] = json!(format!("Perhaps @{name} has seen one like it."));
    let id = author.post(TOPICS, body).await.ok().id();
    assert_eq!(
        heard(&house, &named).await,
        ["mention topic 1 Who knows this seal"]
    );
    let gone = only(&named).await;
    named.delete(&format!("{ALL}/{gone}")).await.ok();
    let change = json!({"content": format!("Perhaps @{name} has seen one like it, or two.")});
    author.patch(&format!("{TOPICS}/{id}"), change).await.ok();
    assert_eq!(heard(&house, &named).await, Vec::<String>::new());
    // One who is named only later is told then.
    let reply = post(&author, &id, None, "Nobody so far.").await;
    let change = json!({"content": format!("Nobody so far, @{name}?")});
    author.patch(&format!("{POSTS}/{reply}"), change).await.ok();
    assert_eq!(
        heard(&house, &named).await,
        ["mention post 1 Who knows this seal"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn likes_are_counted_in_one_until_it_is_read() {
    let house = House::new().await;
    let author = house.person("member").await;
    let (first, second) = (house.person("member").await, house.person("member").await);
    let id = topic(&author, "Well liked", "organization").await;
    like(&author, TOPICS, &id).await;
    like(&first, TOPICS, &id).await;
    like(&second, TOPICS, &id).await;
    assert_eq!(heard(&house, &author).await, ["like topic 2 Well liked"]);
    // Taken back while it is unread, it no longer counts.
    like(&second, TOPICS, &id).await;
    assert_eq!(heard(&house, &author).await, ["like topic 1 Well liked"]);
    let known = only(&author).await;
    author
        .post(&format!("{ALL}/{known}/read"), json!({}))
        .await
        .ok();
    // Who was told of once is not told of again; another is, and counts alone.
    like(&first, TOPICS, &id).await;
    like(&first, TOPICS, &id).await;
    house.told().await;
    assert_eq!(unread(&author).await, 0);
    like(&second, TOPICS, &id).await;
    assert_eq!(heard(&house, &author).await, ["like topic 1 Well liked"]);
    assert_eq!(unread(&author).await, 1);
    like(&second, TOPICS, &id).await;
    assert_eq!(heard(&house, &author).await, ["like topic 1 Well liked"]);
    assert_eq!((only(&author).await, unread(&author).await), (known, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_likes_at_once_are_one_notification_that_counts_fifty() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = topic(&author, "Everybody likes it", "organization").await;
    let reply = post(&author, &id, None, "And this as well.").await;
    let mut likers = Vec::new();
    for _ in 0..50 {
        likers.push(house.person("member").await);
    }
    let all: Vec<_> = likers
        .into_iter()
        .map(|liker| {
            let reply = reply.clone();
            tokio::spawn(async move { like(&liker, POSTS, &reply).await })
        })
        .collect();
    for one in all {
        one.await.unwrap();
    }
    assert_eq!(
        heard(&house, &author).await,
        ["like post 50 Everybody likes it"]
    );
    let data = author.get(ALL).await.ok().data();
    assert_eq!(data[0]["actors"].as_array().unwrap().len(), 3);
    assert_eq!(unread(&author).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_best_answer_is_told_as_long_as_it_is_the_best() {
    let house = House::new().await;
    let (asker, helper) = (house.person("member").await, house.person("member").await);
    let id = topic(&asker, "Which oil", "organization").await;
    let answer = post(&helper, &id, None, "The thin one.").await;
    let path = format!("{POSTS}/{answer}/best-answer");
    asker.post(&path, json!({})).await.ok();
    assert_eq!(
        heard(&house, &helper).await,
        ["best_answer post 1 Which oil"]
    );
    asker.delete(&path).await.ok();
    assert_eq!(heard(&house, &helper).await, Vec::<String>::new());
    assert_eq!(unread(&helper).await, 0);
    asker.post(&path, json!({})).await.ok();
    assert_eq!(
        heard(&house, &helper).await,
        ["best_answer post 1 Which oil"]
    );
    // One's own answer to one's own question is no news.
    let own = post(&asker, &id, None, "I found it myself.").await;
    asker
        .post(&format!("{POSTS}/{own}/best-answer"), json!({}))
        .await
        .ok();
    assert_eq!(heard(&house, &asker).await, ["reply to_topic 1 Which oil"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn authors_hear_what_moderators_did_also_of_what_is_gone() {
    let house = House::new().await;
    let (author, moderator) = (
        house.person("member").await,
        house.person("moderator").await,
    );
    let id = topic(&author, "Off the rails", "organization").await;
    let path = format!("{TOPICS}/{id}");
    moderator
        .post(&format!("{path}/lock"), json!({}))
        .await
        .ok();
    moderator.delete(&path).await.ok();
    assert_eq!(
        heard(&house, &author).await,
        [
            "moderation topic_removed 1 Off the rails",
            "moderation topic_locked 1 Off the rails",
        ]
    );
    let own = topic(&author, "Taken back by myself", "organization").await;
    author.delete(&format!("{TOPICS}/{own}")).await.ok();
    assert_eq!(heard(&house, &author).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn authors_hear_where_their_use_cases_stand() {
    let house = House::new().await;
    let mut settings = (*house.app.settings.get()).clone();
    settings.review_use_cases = true;
    house.set(settings).await;
    let (author, moderator) = (
        house.person("member").await,
        house.person("moderator").await,
    );
    let title = "Less scrap with heron vision";
    let id = draft(&author, whole("heron")).await;
    author.post(&one(&id, "/submit"), json!({})).await.ok();
    let reason = json!({"reason": "Name the press."});
    moderator.post(&one(&id, "/reject"), reason).await.ok();
    assert_eq!(
        heard(&house, &author).await,
        [format!("use_case_status rejected 1 {title}")]
    );
    let data = author.get(ALL).await.ok().data();
    assert_eq!(data[0]["subject"]["note"], "Name the press.");
    author.post(&one(&id, "/submit"), json!({})).await.ok();
    moderator.post(&one(&id, "/publish"), json!({})).await.ok();
    let admin = house.person("admin").await;
    admin.post(&one(&id, "/feature"), json!({})).await.ok();
    admin.post(&one(&id, "/feature"), json!({})).await.ok();
    admin.post(&one(&id, "/verify"), json!({})).await.ok();
    admin.post(&one(&id, "/like"), json!({})).await.ok();
    assert_eq!(
        heard(&house, &author).await,
        [
            format!("like use_case 1 {title}"),
            format!("use_case_status verified 1 {title}"),
            format!("use_case_status featured 1 {title}"),
            format!("use_case_status published 1 {title}"),
            format!("use_case_status rejected 1 {title}"),
        ]
    );
    let own = published(&admin, whole("egret")).await;
    admin.post(&one(&own, "/like"), json!({})).await.ok();
    assert_eq!(heard(&house, &admin).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_is_told_to_its_owner() {
    let house = House::new().await;
    let owner = house.operator().await;
    let change =
        json!({"current_password": PASSWORD, "new_password": "another staple 77 horse kept"});
    owner.put("/api/v1/auth/password", change).await.ok();
    let again = house.operator().await;
    assert_eq!(
        heard(&house, &again).await,
        ["security password_changed 0 Your account"]
    );
    let off = json!({"kinds": {"security": {"in_app": false}}});
    let refused = again.put(&format!("{ALL}/preferences"), off).await;
    assert_eq!(
        refused.said(),
        "422 invalid security:notification_kind_required"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_suspended_is_told_nothing() {
    let house = House::new().await;
    let (author, liker) = (house.person("member").await, house.person("member").await);
    let admin = house.person("admin").await;
    let id = topic(&author, "Nobody home", "organization").await;
    let path = format!("/api/v1/users/{}", author.person.unwrap());
    let suspend = json!({"status": "suspended"});
    admin.patch(&path, suspend).await.ok();
    like(&liker, TOPICS, &id).await;
    post(&liker, &id, None, "Anybody there?").await;
    house.told().await;
    let refused = author.get(ALL).await.status.as_u16();
    assert!(matches!(refused, 401 | 403), "{refused}");
    admin.patch(&path, json!({"status": "active"})).await.ok();
    let back = house.sign_in(author.person.unwrap()).await;
    assert_eq!(heard(&house, &back).await, Vec::<String>::new());
}
