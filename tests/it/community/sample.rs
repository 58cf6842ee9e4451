//! The sample data: all there, at one with itself, and out again without a trace.

use community::sample::{self, Load, Loaded};
use platform::App;
use serde_json::{Value, json};

use crate::support::{Client, House, PASSWORD};

async fn blocking<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&App) -> T + Send + 'static,
) -> T {
    let app = app.clone();
    tokio::task::spawn_blocking(move || work(&app))
        .await
        .unwrap()
}

async fn load(house: &House, scale: u32, password: Option<&str>) -> Loaded {
    let password = password.map(str::to_owned);
    blocking(&house.app, move |app| {
        let hash = password.map(|p| app.passwords.hash_blocking(&p).unwrap());
        let how = Load {
            password_hash: hash,
            scale,
            open_to_guests: true,
        };
        sample::load(app, &how, &|_| ()).unwrap()
    })
    .await
}

async fn differences(house: &House) -> Vec<String> {
    let checks = blocking(&house.app, |app| sample::verify(app).unwrap()).await;
    assert!(!checks.is_empty());
    let wrong = checks.iter().filter(|c| !c.is_right());
    wrong
        .map(|c| format!("{} {} of {}", c.what, c.found, c.expected))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_folder_becomes_a_lively_server() {
    let house = House::fresh(|_| {});
    let loaded = load(&house, 3, Some(PASSWORD)).await;
    assert_eq!(
        (loaded.organizations, loaded.people, loaded.categories),
        (17, 25, 6)
    );
    assert_eq!(
        (loaded.use_cases, loaded.topics, loaded.posts),
        (45, 120, 600)
    );
    assert_eq!((loaded.conversations, loaded.messages), (9, 55));
    assert_eq!(differences(&house).await, Vec::<String>::new());
    assert!(house.app.settings.get().guest_read);

    // The first of them operates the server, and guests read what is public.
    let owner = &loaded.people_to_sign_in[0];
    assert_eq!(owner.role, "owner, admin");
    let guest = house.guest();
    let entered = guest
        .post(
            "/api/v1/auth/login",
            json!({"email": owner.email, "password": PASSWORD}),
        )
        .await
        .ok()
        .data();
    assert_eq!(entered["user"]["email"], owner.email.as_str());
    let topics = guest.get("/api/v1/forum/topics?limit=1").await.ok().json();
    assert_eq!(topics["meta"]["total"], 35 * 3);
    let cases = guest
        .get("/api/v1/use-cases?has_media=true&limit=1")
        .await
        .ok()
        .json();
    let file = cases["data"][0]["picture"]["file"]
        .as_str()
        .unwrap()
        .to_owned();
    guest.get(&format!("/files/{file}/thumbnail")).await.ok();

    house.settle().await;
    for (words, title) in [
        ("check ring", "Shot weight drifts"),
        ("vibration limits", "vibration"),
    ] {
        let path = format!("/api/v1/forum/search?q={}", words.replace(' ', "+"));
        let found = guest.get(&path).await.ok().text();
        assert!(found.contains(title), "{words}: {found}");
    }
    // A second loading is refused, and leaves what is there.
    let again = blocking(&house.app, |app| {
        let how = Load {
            password_hash: None,
            scale: 1,
            open_to_guests: false,
        };
        sample::load(app, &how, &|_| ()).unwrap_err().to_string()
    });
    assert_eq!(again.await, "409 sample_data_there");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_without_a_trace_and_takes_nothing_along() {
    let house = House::new().await;
    let loaded = load(&house, 1, None).await;
    assert!(
        loaded.people_to_sign_in.is_empty(),
        "nobody signs in as them"
    );
    assert_eq!(differences(&house).await, Vec::<String>::new());
    let operator = house.operator().await;
    let category = operator.get("/api/v1/forum/categories").await.ok().data()[0]["id"].clone();
    let topic = json!({
        "category_id": category, "title": "A topic of our own", "visibility": "public",
        "content": "Something that stays when the sample data goes.",
    });
    let topic = operator.post("/api/v1/forum/topics", topic).await.ok().id();

    a_sample_person_takes_part(&house, &operator, &topic, &category).await;
    assert_eq!(differences(&house).await, ["topics 41 of 40"]);

    let cleared = blocking(&house.app, |app| {
        let before = app.store.read_blocking(platform::journal::head).unwrap();
        sample::clear(app).unwrap();
        let rows = |db: &store::Reader<'_>| platform::journal::after(db, before, 1000);
        app.store.read_blocking(rows).unwrap()
    });
    let removed: Vec<_> = cleared.await;
    assert!(
        removed.len() >= 40 && removed.iter().all(|row| row.organization.is_none()),
        "the server itself took them out, for no organisation"
    );
    let left = operator.get("/api/v1/forum/topics").await.ok().json();
    assert_eq!(left["meta"]["total"], 1);
    let kept = &left["data"][0];
    assert_eq!(
        (&kept["likes_count"], &kept["replies_count"]),
        (&0.into(), &1.into())
    );
    let posts = operator
        .get(&format!("/api/v1/forum/posts?topic_id={topic}"))
        .await
        .ok()
        .data();
    assert_eq!(posts[0]["content"], "Good to know.");
    assert_eq!(posts[0]["author"]["display_name"], "");
    let cases = operator.get("/api/v1/use-cases").await.ok().json();
    assert_eq!(cases["meta"]["total"], 0);
    assert!(
        !house.app.settings.get().guest_read,
        "guests were let in for it alone"
    );
    house.settle().await;
    let found = operator
        .get("/api/v1/search?q=hydraulics")
        .await
        .ok()
        .data();
    assert_eq!(found, json!([]));
    assert!(
        blocking(&house.app, |app| sample::verify(app).unwrap())
            .await
            .is_empty()
    );
}

async fn a_sample_person_takes_part(
    house: &House,
    operator: &Client,
    topic: &str,
    category: &Value,
) {
    let seen = operator
        .get("/api/v1/forum/topics?sort=title&limit=100")
        .await
        .ok()
        .data();
    let others = seen
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["author"]["display_name"] == "Priya Raman");
    let priya = others.unwrap()["author"]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let visitor = house.sign_in(priya).await;
    let reply = json!({"topic_id": topic, "content": "Good to know."});
    visitor.post("/api/v1/forum/posts", reply).await.ok();
    visitor
        .post(&format!("/api/v1/forum/topics/{topic}/like"), json!({}))
        .await
        .ok();
    let own = json!({
        "category_id": category, "title": "One more than there were", "content": "Counted as well.",
    });
    visitor.post("/api/v1/forum/topics", own).await.ok();
}
