//! Script in every text that people can give: no page gets an element or an address out of it.

use std::sync::LazyLock;

use serde_json::json;

use crate::{
    community::{forum, use_cases},
    support::{Client, House},
};

/// What browsers have been talked into running.
const PAYLOADS: &[&str] = &[
    "<script>zq(1)</script>",
    "<ScRiPt src=//evil.example/zq></sCrIpT>",
    "\"><img src=x onerror=zq(1)>",
    "' autofocus onfocus='zq(1)",
    "<svg/onload=zq(1)>",
    "<iframe srcdoc='<script>zq(1)</script>'></iframe>",
    "[click](javascript:zq(1))",
    "[click](JaVa\tScRiPt:zq(1))",
    "[click](&#106;avascript:zq(1))",
    "[click](data:text/html,<script>zq(1)</script>)",
    "[click](vbscript:zq(1))",
    "![x](javascript:zq(1) \"onerror=zq(1)\")",
    "<javascript:zq(1)>",
    "[a]: javascript:zq(1)\n\n[a]",
    "<a href=\"javascript:zq(1)\">a</a>",
    "<form action=//evil.example/zq><button>go</button></form>",
    "<base href=//evil.example/zq>",
    "<meta http-equiv=refresh content=0;url=//evil.example/zq>",
    "<style>*{background:url(//evil.example/zq)}</style>",
    "<math><mtext></p><style><img src=x onerror=zq(1)>",
    "$$\\href{javascript:zq(1)}{x}$$",
    "```\"onmouseover=zq(1)\n<script>zq(1)</script>\n```",
    "</title></textarea></noscript><script>zq(1)</script>",
    "\u{202e}<img src=x onerror=zq(1)>",
    "&lt;script&gt;zq(1)&lt;/script&gt;",
];

/// What on a page could run or lead away: elements by name, handlers, and addresses.
fn injected(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (tag, after) = tag(rest);
        rest = after;
        if is_bad(tag) {
            found.push(tag.to_owned());
        }
    }
    found
}

/// A tag up to its end, quoted values included.
fn tag(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return (&text[..at], &text[at + 1..]),
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), _) if q == c => quote = None,
            _ => {}
        }
    }
    (text, "")
}

fn is_bad(tag: &str) -> bool {
    let name: String = tag
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let attributes = attributes(&tag[name.len()..]);
    let from_here = |value: &str| value.starts_with('/') && !value.starts_with("//");
    match name.as_str() {
        "iframe" | "object" | "embed" | "base" | "style" | "frame" | "applet" => return true,
        "script" => {
            let of = |wanted: &str| attributes.iter().find(|(n, _)| n == wanted);
            let is_data = of("type").is_some_and(|(_, v)| v == "application/json");
            return !is_data && !of("src").is_some_and(|(_, v)| from_here(v));
        }
        "meta" if attributes.iter().any(|(n, _)| n == "http-equiv") => return true,
        _ => {}
    }
    attributes.iter().any(|(name, value)| {
        let value: String = value
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect::<String>()
            .to_ascii_lowercase();
        let runs = ["javascript:", "vbscript:", "data:text"];
        name.starts_with("on")
            || name == "srcdoc"
            || (name == "style")
            || (["action", "formaction"].contains(&name.as_str())
                && !from_here(&value)
                && !value.is_empty())
            || (["href", "src", "xlink:href"].contains(&name.as_str())
                && runs.iter().any(|r| value.starts_with(r)))
    })
}

static ATTRIBUTE: LazyLock<regex::Regex> = LazyLock::new(|| {
    regex::Regex::new(r#"([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?"#).unwrap()
});

/// Names in lower case and values with their entities resolved as far as addresses need it.
fn attributes(text: &str) -> Vec<(String, String)> {
    let value = |c: &regex::Captures<'_>| {
        let given = c.get(2).or(c.get(3)).or(c.get(4));
        let text = given.map_or("", |m| m.as_str());
        text.replace("&#58;", ":")
            .replace("&#x3a;", ":")
            .replace("&colon;", ":")
            .replace("&amp;", "&")
    };
    let all = ATTRIBUTE.captures_iter(text);
    all.map(|c| (c[1].to_ascii_lowercase(), value(&c)))
        .collect()
}

#[test]
fn the_eye_of_these_tests_sees() {
    for bad in [
        "<script>x</script>",
        "<p><img src=x onerror=zq(1)>",
        "<a href=\"java\tscript:x\">",
        "<a href='javascript&colon;x'>",
        "<form action=//evil.example>",
        "<div style=\"x\">",
    ] {
        assert_eq!(injected(bad).len(), 1, "{bad}");
    }
    let good = "<a title=\"onerror=x <script>\" href=\"/forum?q=javascript:\">a &lt;script&gt;</a> <script type=\"module\" src=\"/assets/a.js\"></script>";
    assert_eq!(injected(good), Vec::<String>::new());
}

async fn clean(client: &Client, path: &str) {
    let answer = client.header("accept", "text/html").get(path).await;
    assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text());
    assert_eq!(injected(&answer.text()), Vec::<String>::new(), "{path}");
    let policy = answer.header("content-security-policy");
    assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
    assert!(policy.contains("script-src"), "{path}: {policy}");
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn script_in_topics_and_posts_stays_text() {
    let house = House::open_to_guests().await;
    let author = house.person("member").await;
    for payload in PAYLOADS {
        let mut body = forum::body(&author, "A title that is long enough", "public").await;
        let line = payload.replace('\n', " ");
        body["title"] = json!(format!("How {line}"));
        body["content"] = json!(format!("Here it is:\n\n{payload}\n"));
        body["tags"] = json!([line.chars().take(40).collect::<String>()]);
        let topic = author.post(forum::TOPICS, body.clone()).await;
        let topic = if topic.status == 422 {
            body["tags"] = json!([]);
            author.post(forum::TOPICS, body).await.ok().id()
        } else {
            topic.ok().id()
        };
        let content = format!("{payload}\n\n> {payload}\n\n@{line}");
        let post = forum::post(&author, &topic, None, &content).await;
        for path in [
            format!("/forum/t/{topic}/x"),
            format!("/forum/posts/{post}/fragment"),
            format!("/forum/posts/{post}/edit"),
            format!("/forum/topics/{topic}/edit"),
            format!("/forum?q={}", encoded(payload)),
            format!("/search?q={}", encoded(payload)),
            format!("/forum/new?title={}", encoded(payload)),
        ] {
            // The address of a topic leads to the one with its title.
            let answer = author.get(&path).await;
            let path = if answer.status.is_redirection() {
                answer.header("location")
            } else {
                path
            };
            clean(&author, &path).await;
        }
        let preview = author.form("/preview", &[("content", payload)]).await.ok();
        assert_eq!(injected(&preview.text()), Vec::<String>::new(), "{payload}");
    }
    for path in ["/", "/forum", "/search?q=How", "/search?q=zq"] {
        clean(&author, path).await;
        clean(&house.guest(), path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn script_in_use_cases_stays_text() {
    let house = House::open_to_guests().await;
    let author = house.person("admin").await;
    for payload in PAYLOADS {
        let line = payload
            .replace('\n', " ")
            .replace(|c: char| c.is_control(), " ");
        let long = format!("{payload} and enough words to be as long as a published text must be.");
        let short: String = line.chars().take(30).collect();
        let content = json!({
            "title_en": line, "title_ar": line, "summary": line, "company_name": line,
            "technologies": [short], "tags": [short], "challenge": long, "solution": long,
            "implementation": [{"title": line, "duration": short, "description": payload}],
            "results": [{"name": short, "before": 1.0, "after": 2.0, "unit": "%", "note": line}],
            "challenges_met": payload, "lessons_learned": payload, "vendor": line,
            "location": {"city": short, "region": short, "country": "SA"},
            "contact": {"name": short, "email": "priya@qalib.example"}, "visibility": "public",
        });
        let whole = use_cases::with(use_cases::whole("kite"), content);
        let id = use_cases::published(&author, whole).await;
        let answer = author.get(&format!("/use-cases/{id}")).await;
        clean(&author, &answer.header("location")).await;
        clean(&author, &format!("/use-cases/{id}/edit")).await;
        clean(&author, &format!("/use-cases/{id}/edit?step=preview")).await;
        clean(&author, &format!("/use-cases?q={}", encoded(payload))).await;
    }
    for path in [
        "/use-cases",
        "/use-cases?view=table",
        "/use-cases/mine",
        "/",
        "/search?q=zq",
    ] {
        clean(&author, path).await;
        clean(&house.guest(), path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn script_in_names_and_settings_stays_text() {
    let house = House::open_to_guests().await;
    let operator = house.operator().await;
    let me = house.owner;
    for payload in PAYLOADS {
        let line = payload.replace(|c: char| c.is_control(), " ");
        let short: String = line.chars().take(55).collect();
        let profile = json!({
            "first_name": short, "last_name": short, "display_name": short, "job_title": short,
            "department": short, "bio": payload,
        });
        operator.patch("/api/v1/users/me", profile).await.ok();
        let organization =
            json!({"name_en": short, "name_ar": short, "city": short, "address_line": short});
        operator
            .patch("/api/v1/organizations/me", organization)
            .await
            .ok();
        let mut settings = (*house.app.settings.get()).clone();
        settings.site_name.clone_from(&short);
        house.set(settings).await;
        let change = json!({"name_en": short, "name_ar": short, "description_en": short});
        let category = forum::category(&operator).await;
        operator
            .patch(&format!("/api/v1/forum/categories/{category}"), change)
            .await
            .ok();
        for path in [
            "/",
            "/me",
            "/people",
            &format!("/people/{me}"),
            &format!("/people/{me}/card"),
            "/organization",
            "/operator/settings",
            "/operator/organizations",
            "/forum",
            "/forum/categories",
            &format!("/forum/categories/{category}"),
            "/forum/new",
            "/use-cases/new",
            &format!("/sign-in?next={}", encoded(payload)),
            &format!("/people?search={}", encoded(payload)),
            &format!("/{}", encoded(payload)),
            &format!("/reset-password?token={}", encoded(payload)),
        ] {
            clean(&operator, path).await;
        }
    }
}
