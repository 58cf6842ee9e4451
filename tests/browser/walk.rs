//! Every page that the house declares, as guest, member and operator, in both languages and both
//! themes: no violation that axe knows, nothing that scrolls sideways on a small phone, nothing in
//! the console. With `GUILDHALL_SCREENSHOTS=FOLDER` each page is photographed on the way.

use std::{collections::BTreeSet, path::PathBuf};

use guildhall::features;
use serde_json::json;

use crate::{
    content::Content,
    driver::Browser,
    site::{Site, sign_in},
    support::Client,
};

/// axe-core 4.14.1, © Deque Systems, MPL-2.0 (see the head of the file).
const AXE: &str = include_str!("axe.min.js");
const RUN_AXE: &str = r"
    const [rules, done] = arguments;
    const wanted = {
        all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
        colour: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
        size: { type: 'rule', values: ['target-size'] },
    }[rules];
    axe.run(document, { runOnly: wanted, resultTypes: ['violations'] }).then(
        (found) => done(found.violations.flatMap((v) => v.nodes.map((n) =>
            `${v.id}: ${n.target.join(' ')}: ${(n.failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 240)}`))),
        (error) => done([`axe failed: ${error}`]));
";

const UNPIN: &str = r"
    for (const one of document.querySelectorAll('body *'))
        if (['fixed', 'sticky'].includes(getComputedStyle(one).position)) one.style.position = 'static';
";

/// Addresses beyond the declared ones: states of a page that its bare path does not show.
fn states(content: &Content) -> Vec<String> {
    [
        "/api/docs",
        "/design",
        "/nothing-here",
        "/search?q=bearing+hot",
        "/search?q=zzzzqqqq",
        "/use-cases?view=table",
        "/use-cases?category=quality",
        "/use-cases?q=zzzzqqqq",
        "/forum?q=zzzzqqqq",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([
        format!("/forum/t/{}", content.arabic_topic),
        format!("/forum/t/{}?reply_to={}", content.topic, content.post),
    ])
    .chain(
        ["story", "work", "results", "place", "preview"].map(|step| {
            let draft = &content.draft;
            format!("/use-cases/{draft}/edit?step={step}")
        }),
    )
    .collect()
}

/// Where the pages are, for somebody who asks without a browser: the declared ones and their
/// states. Pieces of pages, files and answers of scripts are no pages; redirections are followed.
async fn pages(client: &Client, content: &Content) -> BTreeSet<String> {
    let entries = features().into_iter().flat_map(|f| f.routes.entries);
    let reading = entries.filter(|e| e.method == http::Method::GET && e.doc.is_none());
    // A stream of news does not end.
    let reading = reading.filter(|e| !e.path.ends_with("/live"));
    let declared = reading.map(|e| filled(e.path, content));
    let mut paths = BTreeSet::new();
    for mut path in declared.chain(states(content)) {
        for _ in 0..3 {
            let answer = client.get(&path).await;
            if answer.status.is_redirection() {
                path = answer.header("location");
                continue;
            }
            // Wherever the way was barred, the door is the same.
            if path.starts_with("/sign-in?") {
                path.truncate("/sign-in".len());
            }
            let begin = answer.text().get(..15).unwrap_or_default().to_lowercase();
            if begin == "<!doctype html>" {
                paths.insert(path);
            }
            break;
        }
    }
    paths
}

fn filled(path: &str, content: &Content) -> String {
    if !path.contains('{') {
        return path.to_owned();
    }
    let id = match path.split('/').nth(1).unwrap_or_default() {
        "people" | "files" | "me" => &content.person,
        "operator" => &content.other_organization,
        "forum" if path.contains("/posts/") => &content.post,
        "forum" => &content.topic,
        "use-cases" if path.ends_with("/edit") => &content.draft,
        "use-cases" => &content.use_case,
        "messages" => &content.conversation,
        // Each leads on to what it tells of; this one is nobody's.
        "notifications" => &content.message,
        _ => panic!("teach the walk where {path} leads"),
    };
    let parts = path.split('/').map(|part| match part {
        "{id}" => id.as_str(),
        "{message_id}" => content.message.as_str(),
        "{slug}" | "{name}" => "its-title",
        other if other.starts_with('{') => panic!("teach the walk where {path} leads"),
        other => other,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Everything that is wrong with the page, in words.
pub async fn wrongs(browser: &Browser, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    // Without motion: half-way between two themes nothing has its colour.
    browser.prefers("light").await;
    let (tongue, direction) = match language {
        "ar" => ("ar", "rtl"),
        _ => ("en", "ltr"),
    };
    let root = browser
        .ask("return [document.documentElement.lang, document.documentElement.dir]")
        .await;
    if root != json!([tongue, direction]) {
        found.push(format!("the page speaks {root} instead of {tongue}"));
    }
    browser.ask(OPEN).await;
    browser.ask(AXE).await;
    for (theme, rules) in [("light", "all"), ("dark", "colour")] {
        set_theme(browser, theme).await;
        found.extend(violations(browser, rules, theme).await);
    }
    browser.size(320, 640).await;
    // Where least room is, what is pressed must still be large or stand apart. Bars over the page
    // cover whatever happens to be below them.
    browser.ask(UNPIN).await;
    found.extend(violations(browser, "size", "at 320 px").await);
    let wide = browser.ask(OVERFLOW).await;
    found.extend(
        wide.as_str()
            .map(|w| format!("scrolls sideways at 320 px: {w}")),
    );
    browser.size(1280, 900).await;
    found
}

/// What axe says against the page by some of its rules.
async fn violations(browser: &Browser, rules: &str, when: &str) -> Vec<String> {
    let found = browser.ask_later(RUN_AXE, vec![json!(rules)]).await;
    let found = found.as_array().cloned().unwrap_or_default();
    let said = found.iter().map(|v| v.as_str().unwrap_or_default());
    said.map(|v| format!("{when}: {v}")).collect()
}

async fn set_theme(browser: &Browser, theme: &str) {
    let script = "document.documentElement.dataset.theme = arguments[0]";
    browser.ask_with(script, vec![json!(theme)]).await;
}

/// Opens some of what a page of references keeps closed.
const OPEN: &str =
    "for (const e of [...document.querySelectorAll('details.call')].slice(0, 4)) e.open = true;";

/// The element that reaches out furthest, when the page as a whole can be moved sideways.
const OVERFLOW: &str = "
    const root = document.scrollingElement;
    if (root.scrollWidth <= innerWidth) return null;
    const out = [...document.querySelectorAll('body *')].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
    });
    return `${root.scrollWidth} px: ` + out.slice(0, 4).map((e) => `${e.tagName}.${e.className}`).join(', ');
";

/// Whether the path leads to a page for this person, rather than elsewhere. Of pages that say no
/// one of each kind is enough.
async fn opens(browser: &Browser, path: &str, refusals: &mut BTreeSet<i64>) -> bool {
    browser.visit(path).await;
    if browser.address().await != path {
        return false;
    }
    let status = "return performance.getEntriesByType('navigation')[0].responseStatus";
    let status = browser.ask(status).await.as_i64().unwrap_or_default();
    assert!(status < 500, "{path} gave {status}");
    status < 400 || refusals.insert(status)
}

async fn walk(browser: &mut Browser, who: &str, paths: &BTreeSet<String>) {
    let mut report = Vec::new();
    let mut seen = 0;
    // The path to nowhere, and doors that are closed to some.
    browser.expect("status of 404");
    browser.expect("status of 403");
    let pictures = std::env::var_os("GUILDHALL_SCREENSHOTS").map(PathBuf::from);
    for language in ["en", "ar"] {
        speak(browser, language).await;
        let mut refusals = BTreeSet::new();
        for path in paths {
            if !opens(browser, path, &mut refusals).await {
                continue;
            }
            seen += 1;
            let found = wrongs(browser, language).await;
            report.extend(found.into_iter().map(|w| format!("{language} {path}: {w}")));
            report.extend(
                browser
                    .console()
                    .await
                    .into_iter()
                    .map(|w| format!("{path}: {w}")),
            );
            if let Some(folder) = &pictures {
                photograph(browser, &folder.join(who), language, path).await;
            }
        }
    }
    assert!(
        report.is_empty(),
        "{} wrongs for {who}:\n{}",
        report.len(),
        report.join("\n")
    );
    assert!(seen > 1, "{who} saw no page");
}

async fn speak(browser: &Browser, language: &str) {
    browser.open("/").await;
    let script = "document.querySelector(`button[name=lang][value=${arguments[0]}]`).click()";
    browser.ask_with(script, vec![json!(language)]).await;
    browser
        .until(
            "the language",
            &format!("return document.documentElement.lang === '{language}'"),
        )
        .await;
}

async fn photograph(browser: &Browser, folder: &std::path::Path, language: &str, path: &str) {
    std::fs::create_dir_all(folder).unwrap();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = path.trim_start_matches('/').chars().map(plain).collect();
    for width in [390, 1280] {
        for theme in ["light", "dark"] {
            set_theme(browser, theme).await;
            browser.size(width, 900).await;
            let file = folder.join(format!("{name}.{language}.{width}.{theme}.png"));
            std::fs::write(file, browser.photograph().await).unwrap();
        }
    }
    browser.size(1280, 900).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_in_order_for_guests() {
    let site = Site::open_to_guests().await;
    let content = Content::of(&site).await;
    let mut browser = site.browser().await;
    let paths = pages(&site.house.guest(), &content).await;
    walk(&mut browser, "guest", &paths).await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_in_order_for_members() {
    let site = Site::new().await;
    let content = Content::of(&site).await;
    let member = site.house.person("member").await;
    let mut browser = site.browser().await;
    site.enter(&browser, member.person.unwrap()).await;
    let mut paths = pages(&member, &content).await;
    // Long, and the same for everybody.
    paths.remove("/api/docs");
    walk(&mut browser, "member", &paths).await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_in_order_for_the_operator() {
    let site = Site::new().await;
    let content = Content::of(&site).await;
    let mut browser = site.signed_in().await;
    let mut paths = pages(&site.house.operator().await, &content).await;
    paths.remove("/api/docs");
    walk(&mut browser, "operator", &paths).await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_on_which_nothing_stands_yet_are_in_order() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let empty = [
        "/",
        "/forum",
        "/use-cases",
        "/use-cases/mine",
        "/use-cases/saved",
        "/messages",
        "/notifications",
        "/operator/mail",
        "/me/sessions",
    ];
    let paths = empty.map(str::to_owned).into_iter().collect();
    walk(&mut browser, "nothing", &paths).await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_full_of_sample_data_are_in_order() {
    let (site, owner) = Site::with_samples().await;
    let mut browser = site.browser().await;
    sign_in(&browser, &owner).await;
    let mut paths = BTreeSet::new();
    for (list, links) in [
        ("/", ".needs__item a"),
        ("/forum", ".row__title a"),
        ("/use-cases", ".card__title a"),
        ("/people", "main a[href^='/people/0']"),
        ("/messages", ".talks__title"),
    ] {
        paths.insert(list.to_owned());
        browser.visit(list).await;
        let script = "return [...document.querySelectorAll(arguments[0])].slice(0, 3).map((a) => a.getAttribute('href'))";
        let found = browser.ask_with(script, vec![json!(links)]).await;
        let found = found.as_array().cloned().unwrap_or_default();
        assert!(!found.is_empty(), "{list} leads nowhere");
        paths.extend(found.iter().filter_map(|f| f.as_str().map(str::to_owned)));
    }
    walk(&mut browser, "sample", &paths).await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_of_a_fresh_server_is_in_order() {
    let site = Site::fresh().await;
    let mut browser = site.browser().await;
    let setup = BTreeSet::from(["/setup".to_owned()]);
    walk(&mut browser, "nobody", &setup).await;
    // The walk would see it if something were wrong.
    browser.open("/setup").await;
    browser
        .ask("document.querySelector('main').append(document.createElement('button'))")
        .await;
    let found = wrongs(&browser, "en").await.join("\n");
    assert!(found.contains("button-name"), "{found}");
    assert!(found.contains("the page speaks"), "{found}");
    browser.done().await;
}
