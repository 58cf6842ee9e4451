//! The routes that only script asks: previews, mentions, cards of people, similar topics. Who may
//! ask, and how often.

use std::net::SocketAddr;

use platform::config::Switch;
use serde_json::json;

use crate::{
    community::forum::{self, NOBODY},
    support::{Client, House},
};

#[tokio::test(flavor = "multi_thread")]
async fn each_is_open_to_those_whom_its_page_is_open_to() {
    let house = House::open_to_guests().await;
    let (member, guest) = (house.person("member").await, house.guest());
    assert_eq!(member.get("/mentions?q=a").await.status, 200);
    assert_eq!(guest.get("/mentions?q=a").await.status, 303);
    assert_eq!(member.get("/forum/similar?q=pump").await.status, 200);
    assert_eq!(guest.get("/forum/similar?q=pump").await.status, 200);
    let shut = House::new().await;
    assert_eq!(shut.guest().get("/forum/similar?q=pump").await.status, 303);
    let draft = [("content", "**bold** <b onclick=x>")];
    let shown = member.form("/preview", &draft).await.ok().text();
    assert!(
        shown.contains("<strong>bold</strong>") && !shown.contains("<b onclick"),
        "{shown}"
    );
    assert!(matches!(
        guest.form("/preview", &draft).await.status.as_u16(),
        303 | 403
    ));
    let bad = member.get("/mentions?topic_id=1").await;
    assert_eq!(bad.status, 422, "{}", bad.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_card_of_a_person_is_for_whoever_may_see_him() {
    let house = House::open_to_guests().await;
    let person = house.person("member").await;
    let (colleague, stranger) = (house.person("viewer").await, house.stranger("admin").await);
    let job =
        json!({"job_title": "Fitter zqjob", "display_name": "Zq Name", "phone": "+966112223344"});
    person.patch("/api/v1/users/me", job).await.ok();
    let card = format!("/people/{}/card", person.person.unwrap());
    let shown = colleague.get(&card).await.ok();
    let text = shown.text();
    assert!(
        text.contains("Zq Name") && text.contains("Fitter zqjob"),
        "{text}"
    );
    assert!(
        !text.contains("<html") && !text.contains('@') && !text.contains("966"),
        "{text}"
    );
    let missing = format!("/people/{NOBODY}/card");
    for client in [&stranger, &house.guest()] {
        assert_eq!(client.get(&card).await.status, 404);
        assert_eq!(client.get(&missing).await.status, 404);
    }
    forum::topic(&person, "A public question about pumps", "public").await;
    for client in [&stranger, &house.guest()] {
        assert!(client.get(&card).await.ok().text().contains("Zq Name"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_counted() {
    let house = House::with(|c| c.limits.rate = Switch::On).await;
    let member = house.person("member").await;
    let card = format!("/people/{}/card", member.person.unwrap());
    let asks = async |path: &str, most: usize| {
        let member: Client = house.sign_in(member.person.unwrap()).await;
        let member = member.at(SocketAddr::from(([10, 0, 0, 7], 1)));
        for n in 0..=most {
            let answer = match path {
                "/preview" => member.form(path, &[("content", "x")]).await,
                _ => member.get(path).await,
            };
            if answer.status == 429 {
                assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
                return n;
            }
        }
        most + 1
    };
    assert_eq!(asks("/mentions?q=a", 200).await, 120);
    house.wait(std::time::Duration::from_mins(1));
    assert_eq!(asks("/forum/similar?q=ab", 200).await, 120);
    house.wait(std::time::Duration::from_mins(1));
    assert_eq!(asks("/preview", 700).await, 600);
    house.wait(std::time::Duration::from_mins(1));
    assert_eq!(asks(&card, 700).await, 600);
}
