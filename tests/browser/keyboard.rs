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
    browser.scripted().await;
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

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_walked_by_keys() {
    let site = Site::new().await;
    Content::of(&site).await;
    let browser = site.signed_in().await;
    for list in ["/", "/forum", "/search?q=bearing"] {
        browser.visit(list).await;
        browser.see("[data-row]").await;
        // j and k walk the rows and stay at the ends, o opens one.
        for (key, row) in [("k", 0), ("j", 1), ("k", 0)] {
            browser.keys(key).await;
            let there = format!(
                "e.closest('[data-row]') === document.querySelectorAll('[data-row]')[{row}]"
            );
            focus_is(&browser, &format!("row {row} of {list}"), &there).await;
        }
        let first = browser
            .ask("return new URL(document.activeElement.href).pathname")
            .await;
        browser.press_text("o").await;
        // A short address may lead on to the one with the title in it.
        browser
            .until(
                "the row's page",
                &format!("return location.pathname.startsWith({first})"),
            )
            .await;
    }
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_of_new_things_is_walked_by_keys() {
    let site = Site::new().await;
    let browser = site.signed_in().await;
    browser.visit("/forum").await;
    browser.keys("n").await;
    let first = "e.pathname === '/forum/new'";
    focus_is(&browser, "the first thing to write", first).await;
    browser.key(Key::Down).await;
    let second = "e.pathname === '/messages/new'";
    focus_is(&browser, "the second thing to write", second).await;
    browser.key(Key::Up).await;
    focus_is(&browser, "the first thing to write", first).await;
    // Escape closes it and the focus is where it was opened.
    browser.key(Key::Escape).await;
    focus_is(
        &browser,
        "the menu's button",
        "e.matches('summary[data-key=n]')",
    )
    .await;
    browser.gone("header .menu__list").await;
    browser.keys("n").await;
    focus_is(&browser, "the first thing to write", first).await;
    browser.press_key(Key::Enter).await;
    browser.arrives("/forum/new").await;
    browser.done().await;
}

/// Presses the tab key all the way round a page.
async fn walk(browser: &Browser, path: &str) {
    browser.visit(path).await;
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
    let topic = format!("/forum/t/{}", content.topic);
    for path in [
        "/",
        "/forum",
        &topic,
        "/forum/new",
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
