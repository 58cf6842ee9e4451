//! Everything by keyboard: shortcuts, and a walk by the tab key that misses no action.

use std::collections::BTreeSet;

use thirtyfour::Key;

use crate::{content::Content, driver::Browser, site::Site};

/// What a person could press now, and what the focus is on: a short name for each.
const NAMES: &str = r#"
    const name = (e) => {
        const words = (e.getAttribute('aria-label') || e.innerText || e.name || '').trim().slice(0, 40);
        const same = [...document.querySelectorAll(e.tagName)].indexOf(e);
        return `${e.tagName.toLowerCase()} ${same} ${words}`;
    };
"#;
/// One radio button of a group stands for all: arrow keys walk the rest.
const ACTIONS: &str = r#"
    const able = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
        .filter((e) => !e.disabled && e.tabIndex >= 0 && e.type !== 'hidden')
        .filter((e) => e.checkVisibility({ checkVisibilityCSS: true }) && e.getClientRects().length > 0)
        .filter((e) => e.type !== 'radio' || e.checked || !document.querySelector(`input[name="${e.name}"]:checked`));
    return able.map(name);
"#;
/// The focus shows by an outline on the element or on the part round it.
const FOCUS: &str = r#"
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    let ring = false;
    for (let at = e, up = 0; at && up < 5; at = at.parentElement, up += 1) {
        const style = getComputedStyle(at);
        ring ||= style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    }
    const box = e.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return { name: name(e), ring, inside };
"#;

/// Waits until the page's script has begun its work.
async fn scripted(browser: &Browser) {
    let on = "return document.documentElement.dataset.script === 'on'";
    browser.until("the script", on).await;
}

async fn focus_is(browser: &Browser, what: &str, script: &str) {
    browser
        .until(
            what,
            &format!("const e = document.activeElement; return {script}"),
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shortcuts_lead_where_the_help_says() {
    let site = Site::new().await;
    Content::of(&site).await;
    let browser = site.signed_in().await;
    browser.see("[data-row]").await;
    scripted(&browser).await;
    // The skip link is first, shows when it has the focus, and leads past the frame.
    browser.key(Key::Tab).await;
    focus_is(
        &browser,
        "the skip link",
        "e.matches('.skip') && e.getBoundingClientRect().top >= 0",
    )
    .await;
    browser.key(Key::Enter).await;
    focus_is(&browser, "the main part", "e.id === 'main'").await;
    // What is typed into the search box is text.
    browser.keys("/").await;
    focus_is(&browser, "the search box", "e.matches('[data-key=\"/\"]')").await;
    browser.keys("n?j/").await;
    focus_is(&browser, "what was typed", "e.value === 'n?j/'").await;
    browser.key(Key::Escape).await;
    browser.ask("document.activeElement.blur()").await;
    browser.keys("?").await;
    browser.see("dialog#keys[open]").await;
    browser.key(Key::Escape).await;
    browser.gone("dialog#keys").await;
    browser.done().await;
}

/// Presses the tab key all the way round a page.
async fn walk(browser: &Browser, path: &str) {
    browser.open(path).await;
    scripted(browser).await;
    let focus = format!("{NAMES}{FOCUS}");
    let able = browser.ask(&format!("{NAMES}{ACTIONS}")).await;
    let able: BTreeSet<_> = able
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n.as_str().unwrap().to_owned())
        .collect();
    assert!(
        able.len() > 5,
        "{path} has hardly anything to press: {able:?}"
    );
    let mut reached = BTreeSet::new();
    for _ in 0..able.len() + 30 {
        browser.key(Key::Tab).await;
        let now = browser.ask(&focus).await;
        let Some(name) = now["name"].as_str() else {
            break;
        };
        assert_eq!(
            now["ring"], true,
            "{path}: the focus on “{name}” does not show"
        );
        assert_eq!(
            now["inside"], true,
            "{path}: “{name}” has the focus outside the window"
        );
        if !reached.insert(name.to_owned()) {
            break;
        }
    }
    let missed: Vec<_> = able.difference(&reached).collect();
    assert_eq!(
        missed,
        Vec::<&String>::new(),
        "{path}: the tab key misses these"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tab_key_reaches_every_action_and_the_focus_shows() {
    let site = Site::new().await;
    let content = Content::of(&site).await;
    let browser = site.signed_in().await;
    let use_case = format!("/use-cases/{}", content.use_case);
    for path in [
        "/",
        "/search?q=bearing",
        "/use-cases",
        &use_case,
        "/use-cases/new",
        "/people",
        "/me",
        "/operator/settings",
    ] {
        walk(&browser, path).await;
    }
    browser.done().await;
}
