//! The pages: lists, the use case, the form in steps.

use serde_json::json;

use super::{ALL, draft, one, published, whole, with};
use crate::support::{Client, House};

/// The token of a person's forms.
async fn csrf(client: &Client) -> String {
    let page = client.get("/use-cases/new").await.ok().text();
    let after = page
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .unwrap_or_default();
    after.split('"').next().unwrap_or_default().to_owned()
}

const LONG: &str = "The compressors ran all night for nobody, and nobody knew why they did.";

/// What is typed into each step, the last row of a group left blank.
const STEPS: [&[(&str, &str)]; 5] = [
    &[
        ("title_en", "Quiet compressors"),
        ("title_ar", ""),
        ("category", "energy"),
        ("industry", "packaging"),
        ("technologies", "VFD, Leak audit"),
        ("visibility", "organization"),
    ],
    &[("challenge", LONG), ("solution", LONG)],
    &[
        ("implementation.title", "Measure"),
        ("implementation.duration", "2 weeks"),
        ("implementation.description", "Loggers."),
        ("implementation.title", ""),
        ("implementation.duration", ""),
        ("implementation.description", ""),
        ("team_size", "٤"),
        ("started_on", "2025-01-10"),
    ],
    &[
        ("results.name", "Power"),
        ("results.before", "1,200.5"),
        ("results.after", "800"),
        ("results.unit", "kWh"),
        ("roi.percent", "95"),
        ("roi.payback_months", ""),
        ("roi.investment", "12,000"),
        ("roi.currency", "SAR"),
    ],
    &[("location.city", "Jubail")],
];

#[tokio::test(flavor = "multi_thread")]
async fn a_use_case_is_written_step_by_step_without_script() {
    let house = House::new().await;
    let author = house.person("member").await;
    let token = csrf(&author).await;
    let mut path = "/use-cases/new".to_owned();
    for (typed, next) in STEPS
        .into_iter()
        .zip(["story", "work", "results", "place", "preview"])
    {
        let fields = [&[("csrf", token.as_str())], typed].concat();
        let answer = author.form(&path, &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        path = answer.header("location");
        assert!(path.ends_with(&format!("/edit?step={next}")), "{path}");
    }
    let page = author.get(&path).await.ok().text();
    for shown in [
        "Quiet compressors",
        "Measure",
        "1,200.5",
        "Jubail",
        "/publish\"",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    let id = path.split('/').nth(2).unwrap().to_owned();
    let data = author.get(&one(&id, "")).await.ok().data();
    assert_eq!(data["roi"]["investment"], 1_200_000);
    assert_eq!(data["team_size"], 4);
    assert_eq!(data["implementation"].as_array().unwrap().len(), 1);
    let publish = format!("/use-cases/{id}/publish");
    let answer = author.form(&publish, &[("csrf", &token)]).await;
    let shown = answer.header("location");
    assert!(
        shown.ends_with("/quiet-compressors?done=published"),
        "{shown}"
    );
    let page = author.get(&shown).await.ok().text();
    assert!(page.contains("Quiet compressors"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_comes_back_filled_in_and_says_where() {
    let house = House::new().await;
    let author = house.person("member").await;
    let token = csrf(&author).await;
    let id = draft(&author, json!({"title_en": "Draft"})).await;
    let step = format!("/use-cases/{id}/edit?step=results");
    let typed = [
        ("csrf", token.as_str()),
        ("results.name", "Scrap"),
        ("results.before", "many"),
        ("results.after", "few"),
        ("results.unit", "pieces"),
        ("results.note", "by hand"),
        ("roi.investment", "much"),
    ];
    let answer = author.form(&step, &typed).await;
    assert_eq!(answer.status, 422);
    let page = answer.text();
    for kept in [
        "value=\"many\"",
        "value=\"few\"",
        "value=\"pieces\"",
        "value=\"by hand\"",
        "value=\"much\"",
        "href=\"#f-results.before-0\"",
        "id=\"f-results.before-0\"",
        "href=\"#f-roi.investment\"",
        "id=\"f-roi.investment\"",
    ] {
        assert!(page.contains(kept), "{kept}");
    }
    let answer = author
        .form(
            "/use-cases/new",
            &[
                ("csrf", token.as_str()),
                ("title_en", &"x".repeat(201)),
                ("summary", "Kept."),
            ],
        )
        .await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("Kept."));
    let publish = author
        .form(&format!("/use-cases/{id}/publish"), &[("csrf", &token)])
        .await;
    assert_eq!(
        publish.header("location"),
        format!("/use-cases/{id}/edit?step=preview")
    );
    let preview = author.get(&publish.header("location")).await.ok().text();
    assert!(preview.contains("?step=story#f-challenge"));
    assert!(!preview.contains("/publish\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_saves_itself_and_a_moderators_change_is_not_overwritten_unseen() {
    let house = House::new().await;
    let author = house.person("member").await;
    let moderator = house.person("moderator").await;
    let token = csrf(&author).await;
    let script = author.header("accept", "application/json");
    let typed = |title: &'static str| {
        [
            ("csrf", token.clone()),
            ("revision", "1".into()),
            ("title_en", title.into()),
        ]
    };
    let save = async |path: &str, title: &'static str| {
        let typed = typed(title);
        let fields: Vec<_> = typed.iter().map(|(n, v)| (*n, v.as_str())).collect();
        script.form(path, &fields).await
    };
    let begun = save("/use-cases/new", "Began by itself").await.ok();
    let next = begun.data()["autosave_url"].as_str().unwrap().to_owned();
    save(&next, "Went on").await.ok();
    save(&next, "Went on and on").await.ok();
    let id = next.split('/').nth(2).unwrap().to_owned();
    let moderated = json!({"title_en": "Moderated"});
    moderator.patch(&one(&id, ""), moderated).await.ok();
    assert_eq!(save(&next, "Late").await.status, 412);
    let late = save(&format!("/use-cases/{id}/edit?step=basics"), "Late").await;
    assert_eq!(late.status, 412);
    assert!(late.text().contains("value=\"Late\""));
    let kept = author.get(&one(&id, "")).await.data();
    assert_eq!(kept["title_en"], "Moderated");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_page_has_facets_chips_and_pages_that_keep_what_was_asked() {
    let house = House::new().await;
    let author = house.person("member").await;
    for n in 0..19 {
        published(
            &author,
            with(
                whole("kestrel"),
                json!({"title_en": format!("Case {n}"), "title_ar": ""}),
            ),
        )
        .await;
    }
    let page = author
        .get("/use-cases?category=quality&sort=-likes")
        .await
        .ok()
        .text();
    assert!(
        page.contains("/use-cases?sort=-likes\""),
        "a chip without its filter"
    );
    assert!(
        page.contains("category=quality&#38;sort=-likes&#38;page=2")
            || page.contains("category=quality&amp;sort=-likes&amp;page=2"),
        "the next page"
    );
    assert!(page.contains("name=\"category\" value=\"quality\" checked"));
    let second = author
        .get("/use-cases?category=quality&sort=-likes&page=2")
        .await
        .ok()
        .text();
    assert_eq!(second.matches("card__title").count(), 1);
    let table = author.get("/use-cases?view=table").await.ok().text();
    assert_eq!(table.matches("<tr data-row>").count(), 18);
    let nothing = author.get("/use-cases?category=safety").await.ok().text();
    assert!(nothing.contains("class=\"empty\""));
    let arabic = author
        .header("accept-language", "ar")
        .header("cookie", "language=ar")
        .get("/use-cases")
        .await
        .ok();
    assert!(arabic.status.is_success());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_another_title_leads_to_the_right_one() {
    let house = House::new().await;
    let author = house.person("member").await;
    let id = published(&author, json!({"title_ar": "هدر أقل", "category": "ai", "industry": "other", "challenge": "x".repeat(50), "solution": "**bold** <script>alert(1)</script> [x](javascript:alert(1)) and forty more characters"})).await;
    let moved = author.get(&format!("/use-cases/{id}/old-title")).await;
    assert_eq!(moved.status, 303);
    let page = author.get(&moved.header("location")).await.ok().text();
    assert!(page.contains("<strong>bold</strong>"));
    assert!(!page.contains("<script>alert") && !page.contains("javascript:alert"));
    assert_eq!(
        author
            .get(&format!("/use-cases/{id}"))
            .await
            .header("location"),
        moved.header("location")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_of_the_page_do_what_the_calls_do() {
    let house = House::new().await;
    let author = house.person("member").await;
    let token = csrf(&author).await;
    let id = published(&author, whole("kestrel")).await;
    let press = async |button: &str| {
        author
            .form(&format!("/use-cases/{id}/{button}"), &[("csrf", &token)])
            .await
    };
    assert_eq!(press("like").await.status, 303);
    assert_eq!(press("save").await.status, 303);
    let data = author.get(&one(&id, "")).await.data();
    assert_eq!(
        (data["liked"].clone(), data["saved"].clone()),
        (json!(true), json!(true))
    );
    let script = author.header("accept", "application/json");
    let toggled = script
        .form(&format!("/use-cases/{id}/like"), &[("csrf", &token)])
        .await
        .ok();
    assert_eq!(toggled.data(), json!({"liked": false, "likes_count": 0}));
    assert_eq!(press("archive").await.status, 303);
    assert_eq!(press("restore").await.status, 303);
    let removed = press("delete").await.header("location");
    assert_eq!(removed, format!("/use-cases/mine?removed={id}"));
    assert!(
        author
            .get(&removed)
            .await
            .ok()
            .text()
            .contains(&format!("/use-cases/{id}/restore"))
    );
    press("restore").await;
    assert!(
        press("duplicate")
            .await
            .header("location")
            .ends_with("/edit")
    );
    assert_eq!(
        author.get(&format!("{ALL}/mine")).await.json()["meta"]["total"],
        2
    );
}
