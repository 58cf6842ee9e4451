//! The pages of messages: what they show, what they take, and what they keep when they refuse.

use serde_json::json;

use super::{ALL, MESSAGES, begun, id, read, said, sent, unread};
use crate::support::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_begun_read_and_answered_without_script() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let empty = a.get("/messages").await.ok().text();
    assert!(empty.contains("No messages yet"), "{empty}");
    let to = id(&b).to_string();
    let form = a.get(&format!("/messages/new?to={to}")).await.ok().text();
    assert!(form.contains(&format!("value=\"{to}\" checked")), "{form}");
    let typed = [("to", to.as_str()), ("content", "Is line 3 **up**?")];
    let answer = a.form("/messages/new", &typed).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let place = answer.header("location");
    let page = b.get("/messages").await.ok().text();
    assert!(
        page.contains("Is line 3 up?") && page.contains("1 unread"),
        "{page}"
    );
    let path = place.trim_end_matches("#end").to_owned();
    let talk = b.get(&path).await.ok().text();
    assert!(
        talk.contains("<strong>up</strong>") && talk.contains("id=\"new\""),
        "{talk}"
    );
    assert_eq!(unread(&b).await, 0, "who opens it has read it");
    let reply = b.form(&path, &[("content", "It is.")]).await;
    assert_eq!(reply.status, 303);
    let conversation = path.rsplit('/').next().unwrap();
    assert_eq!(
        said(&a, conversation).await,
        ["Is line 3 **up**?", "It is."]
    );
    let talk = b.get(&path).await.ok().text();
    assert!(!talk.contains("Read</p>"), "a has not seen it: {talk}");
    a.get(&path).await.ok();
    let reads = b.get(&format!("{path}/reads")).await.ok().text();
    assert!(reads.contains("Read"), "{reads}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_stays_in_a_refused_form() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let stranger = house.stranger("member").await;
    let out = id(&stranger).to_string();
    let typed = [
        ("to", out.as_str()),
        ("title", "Zqtitle"),
        ("content", "Zqwords"),
    ];
    let refused = a.form("/messages/new", &typed).await;
    assert_eq!(refused.status, 422);
    let text = refused.text();
    assert!(
        text.contains("Zqtitle") && text.contains("Zqwords"),
        "{text}"
    );
    assert!(!text.contains(&out), "who is out of reach is not shown");
    let nobody = a.form("/messages/new", &[("content", "Zqwords")]).await;
    assert_eq!(nobody.status, 422);
    let direct = begun(&a, &[&b]).await;
    b.put(&format!("{MESSAGES}/blocks/{}", id(&a)), json!({}))
        .await;
    let path = format!("/messages/{direct}");
    let refused = a.form(&path, &[("content", "Zqkept")]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("Zqkept"));
    let long = "x".repeat(10_001);
    let refused = a.form(&path, &[("content", &long)]).await;
    assert!(refused.status == 422 && refused.text().contains(&long));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_name_and_those_chosen_stay() {
    let house = House::new().await;
    let (a, b) = (
        house.person("member").await,
        house.person("moderator").await,
    );
    let c = house.person("auditor").await;
    let chosen = id(&b).to_string();
    let typed = [
        ("to", chosen.as_str()),
        ("q", "auditor"),
        ("content", "Zqwords"),
        ("find", "1"),
    ];
    let page = a.form("/messages/new", &typed).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(
        text.contains(&format!("value=\"{chosen}\" checked")),
        "{text}"
    );
    assert!(text.contains(&format!("value=\"{}\">", id(&c))) && text.contains("Zqwords"));
    assert_eq!(a.get(ALL).await.ok().data(), json!([]), "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_managed_on_its_page() {
    let house = House::new().await;
    let (a, b, c) = (
        house.person("member").await,
        house.person("member").await,
        house.person("member").await,
    );
    let group = json!({"participants": [id(&b)], "title": "Line 3"});
    let group = a.post(ALL, group).await.ok().id();
    let path = format!("/messages/{group}");
    let act = async |what: &str, fields: &[(&str, &str)]| {
        let answer = b.form(&format!("{path}/{what}"), fields).await;
        assert_eq!(answer.status, 303, "{what} {}", answer.text());
    };
    act("title", &[("title", "Line 4")]).await;
    act("people", &[("to", &id(&c).to_string())]).await;
    let page = b.get(&format!("{path}/people")).await.ok().text();
    assert!(
        page.contains("Line 4") && page.contains(&id(&c).to_string()),
        "{page}"
    );
    act("mute", &[]).await;
    act("archive", &[]).await;
    let shown = read(&b, &group).await;
    assert_eq!(
        (&shown["is_muted"], &shown["is_archived"]),
        (&json!(true), &json!(true))
    );
    act("unarchive", &[]).await;
    act("leave", &[]).await;
    assert_eq!(b.get(&path).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_changed_and_deleted_on_its_page() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    let message = sent(&a, &direct, "Zqbefore").await;
    let path = format!("/messages/{direct}/{message}");
    assert!(
        a.get(&format!("{path}/edit"))
            .await
            .ok()
            .text()
            .contains("Zqbefore")
    );
    assert_eq!(b.get(&format!("{path}/edit")).await.status, 403);
    let changed = a
        .form(&format!("{path}/edit"), &[("content", "Zqafter")])
        .await;
    assert_eq!(changed.status, 303);
    let signed = b
        .form(&format!("{path}/react"), &[("reaction", "👍")])
        .await;
    assert_eq!(signed.status, 303);
    let talk = b.get(&format!("/messages/{direct}")).await.ok().text();
    assert!(talk.contains("Zqafter") && talk.contains("edited") && talk.contains("👍"));
    assert_eq!(a.form(&format!("{path}/delete"), &[]).await.status, 303);
    let talk = b.get(&format!("/messages/{direct}")).await.ok().text();
    assert!(!talk.contains("Zqafter") && talk.contains("This message was deleted."));
    // The message of one conversation is none of another.
    let c = house.person("member").await;
    let other = begun(&a, &[&c]).await;
    for what in ["edit", "fragment"] {
        let wrong = format!("/messages/{other}/{message}/{what}");
        assert_eq!(a.get(&wrong).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_page_offers_to_write_and_to_block() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let person = format!("/people/{}", id(&b));
    let write = format!("/messages/new?to={}", id(&b));
    let page = a.get(&person).await.ok().text();
    assert!(page.contains(&write) && page.contains("Block"), "{page}");
    let block = format!("/messages/blocks/{}", id(&b));
    assert_eq!(a.form(&block, &[]).await.status, 303);
    let page = a.get(&person).await.ok().text();
    assert!(!page.contains(&write) && page.contains("Unblock"), "{page}");
    let settings = a.get("/messages/settings").await.ok().text();
    assert!(settings.contains(&id(&b).to_string()), "{settings}");
    a.form(&format!("{block}/remove"), &[]).await;
    a.form("/messages/settings", &[("others", "on")]).await;
    let set = a.get(&format!("{MESSAGES}/settings")).await.ok().data();
    assert_eq!(
        set,
        json!({"allows_other_organizations": true, "shows_read_receipts": false})
    );
    let own = a.get(&format!("/people/{}", id(&a))).await.ok().text();
    assert!(!own.contains("/messages/new?to="), "{own}");
    let guest = house.guest().get(&person).await;
    assert!(!guest.text().contains("/messages/new?to="));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_says_how_much_waits() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    let shown = async || {
        let page = b.get("/forum").await.ok().text();
        let marks = page.split("data-live-count=\"messages\">").skip(1);
        marks
            .map(|rest| rest.split('<').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(shown().await, ["", ""]);
    sent(&a, &direct, "One").await;
    sent(&a, &direct, "Two").await;
    assert_eq!(shown().await, ["2", "2"]);
    let talk = b.get(&format!("/messages/{direct}")).await.ok().text();
    assert!(
        talk.contains("data-live-count=\"messages\"></span>"),
        "{talk}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_searches_ones_own_messages() {
    let house = House::new().await;
    let (a, b) = (house.person("member").await, house.person("member").await);
    let direct = begun(&a, &[&b]).await;
    sent(&a, &direct, "The gearbox of the mill").await;
    let found = b.get("/messages?q=gearbox").await.ok().text();
    assert!(
        found.contains("1 message found") && found.contains("of the mill"),
        "{found}"
    );
    let other = house.person("admin").await;
    let none = other.get("/messages?q=gearbox").await.ok().text();
    assert!(
        none.contains("0 messages found") && !none.contains("of the mill"),
        "{none}"
    );
}
