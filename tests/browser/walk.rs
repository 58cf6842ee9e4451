//! What a page must be in both languages and both themes: no violation that axe knows, nothing that
//! scrolls sideways on a small phone, nothing in the console. With `GUILDHALL_SCREENSHOTS=FOLDER`
//! each page is photographed on the way.

use std::{collections::BTreeSet, path::PathBuf};

use serde_json::json;

use crate::{driver::Browser, site::Site};

/// axe-core 4.14.1, © Deque Systems, MPL-2.0 (see the head of the file).
const AXE: &str = include_str!("axe.min.js");
const RUN_AXE: &str = r"
    const [rules, done] = arguments;
    const wanted = rules === 'all'
        ? { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }
        : { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
    axe.run(document, { runOnly: wanted, resultTypes: ['violations'] }).then(
        (found) => done(found.violations.flatMap((v) => v.nodes.map((n) =>
            `${v.id}: ${n.target.join(' ')}: ${(n.failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 240)}`))),
        (error) => done([`axe failed: ${error}`]));
";

/// Everything that is wrong with the page, in words.
async fn wrongs(browser: &Browser, language: &str) -> Vec<String> {
    let mut found = Vec::new();
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
    browser.ask(AXE).await;
    for (theme, rules) in [("light", "all"), ("dark", "colour")] {
        set_theme(browser, theme).await;
        let violations = browser.ask_later(RUN_AXE, vec![json!(rules)]).await;
        let violations = violations.as_array().cloned().unwrap_or_default();
        found.extend(
            violations
                .iter()
                .map(|v| format!("{theme}: {}", v.as_str().unwrap_or_default())),
        );
    }
    browser.size(320, 640).await;
    let wide = browser.ask(OVERFLOW).await;
    found.extend(
        wide.as_str()
            .map(|w| format!("scrolls sideways at 320 px: {w}")),
    );
    browser.size(1280, 900).await;
    found
}

async fn set_theme(browser: &Browser, theme: &str) {
    let script = "document.documentElement.dataset.theme = arguments[0]";
    browser.ask_with(script, vec![json!(theme)]).await;
}

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
    browser.open(path).await;
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
    browser.prefers("light").await;
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
async fn the_first_page_of_a_fresh_server_is_in_order() {
    let site = Site::fresh().await;
    let mut browser = site.browser().await;
    walk(
        &mut browser,
        "nobody",
        &BTreeSet::from(["/setup".to_owned()]),
    )
    .await;
    browser.done().await;
}
