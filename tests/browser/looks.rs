//! Languages, directions, themes.

use serde_json::Value;

use crate::{content::Content, driver::Browser, site::Site};

/// Where an element's middle is, from 0 at the left edge of the window to 1 at the right.
async fn across(browser: &Browser, selector: &str) -> f64 {
    browser.see(selector).await;
    let script =
        "const e = [...document.querySelectorAll(arguments[0])].find((e) => e.checkVisibility());
        const box = e.getBoundingClientRect();
        return (box.left + box.right) / 2 / document.documentElement.clientWidth;";
    let place = browser.ask_with(script, vec![Value::from(selector)]).await;
    place.as_f64().unwrap()
}

/// Whether the page is drawn light on dark.
async fn is_dark(browser: &Browser) -> bool {
    let script = "const canvas = document.createElement('canvas').getContext('2d');
        canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
        return r + g + b < 3 * 128;";
    browser.ask(script).await == Value::Bool(true)
}

#[tokio::test(flavor = "multi_thread")]
async fn arabic_mirrors_the_whole_page() {
    let site = Site::open_to_guests().await;
    Content::of(&site).await;
    let browser = site.browser().await;
    for (language, direction) in [("en", "ltr"), ("ar", "rtl")] {
        browser.open("/").await;
        browser
            .click("header .top__acts details.top__wide summary")
            .await;
        browser
            .press(&format!("header button[value={language}]"))
            .await;
        let there = format!("html[lang={language}][dir={direction}]");
        browser.see(&there).await;
        // Seen from where reading begins, everything stands at the same place.
        let place = async |selector: &str| {
            let from_left = across(&browser, selector).await;
            if direction == "ltr" {
                from_left
            } else {
                1.0 - from_left
            }
        };
        assert!(place(".brand").await < 0.3);
        assert!(place(".top__acts").await > 0.7);
        assert!(place(".side").await > 0.7, "the side column is at the end");
        browser.open("/use-cases").await;
        assert!(place(".side").await < 0.3, "the facets are at the start");
        browser.size(390, 844).await;
        let home = place(".bottom a[href='/']").await;
        assert!(home < 0.3, "home is first in the bottom bar, not at {home}");
        assert!(place(".bottom details").await > 0.7);
        let foot = browser.ask("return innerHeight - document.querySelector('.bottom').getBoundingClientRect().bottom").await;
        assert!(
            foot.as_f64().unwrap().abs() < 1.0,
            "the bottom bar is at the bottom"
        );
        browser.size(1280, 900).await;
    }
    browser.done().await;
}

/// Goes to a page in a language, by the session's own choice.
async fn in_language(browser: &Browser, language: &str) {
    browser.visit("/me").await;
    browser
        .click("header .top__acts > details:last-of-type > summary")
        .await;
    browser
        .press(&format!("header button[name=lang][value={language}]"))
        .await;
    browser.see(&format!("html[lang={language}]")).await;
}

/// Whether what an element says begins at the right side of its column.
async fn begins_at_the_right(browser: &Browser, selector: &str) -> bool {
    browser.see(selector).await;
    let script = "const e = document.querySelector(arguments[0]);
        const range = document.createRange();
        range.selectNodeContents(e);
        const words = range.getClientRects()[0];
        const room = e.getBoundingClientRect();
        const style = getComputedStyle(e);
        return style.direction === 'rtl' && Math.abs(words.right - room.right) < room.width / 4;";
    browser.ask_with(script, vec![Value::from(selector)]).await == Value::Bool(true)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_is_read_and_written_from_the_right_in_arabic() {
    let site = Site::new().await;
    let content = Content::of(&site).await;
    let browser = site.signed_in().await;
    for (language, is_arabic) in [("en", false), ("ar", true)] {
        in_language(&browser, language).await;
        let place = async |selector: &str| {
            let from_left = across(&browser, selector).await;
            if is_arabic {
                1.0 - from_left
            } else {
                from_left
            }
        };
        // The frame turns with the language.
        browser.visit(&format!("/forum/t/{}", content.topic)).await;
        assert!(place("#question .avatar").await < 0.2);
        assert!(place(".side").await > 0.7);
        assert!(
            place(".thread .thread .avatar").await > place(".thread .avatar").await,
            "a reply stands further in than what it replies to"
        );
        assert!(place(".crumbs li").await < 0.5);
        // What was written keeps the direction of its own language.
        assert!(!begins_at_the_right(&browser, "#question .prose > p").await);
        let code = "return getComputedStyle(document.querySelector('#question pre')).direction";
        assert_eq!(browser.ask(code).await, "ltr");
        browser
            .visit(&format!("/forum/t/{}", content.arabic_topic))
            .await;
        assert!(begins_at_the_right(&browser, "#question .prose > p").await);

        browser.visit("/forum/new").await;
        assert!(place(".side").await > 0.7);
        assert!(place("main .actbar .btn--primary").await < 0.3);
        let bold = place("[data-do=bold]").await;
        assert!(bold < place("[data-do=preview]").await);
        // A field turns with what is typed into it.
        let direction = "return getComputedStyle(document.getElementById('f-title')).direction";
        for (words, typed) in [("ضغط المضخة", "rtl"), ("Pump pressure", "ltr")] {
            browser.fill("#f-title", words).await;
            assert_eq!(browser.ask(direction).await, typed);
        }
        browser.fill("#f-title", "").await;
    }
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_theme_changes_at_once_and_stays() {
    let site = Site::new().await;
    let browser = site.signed_in().await;
    for (theme, dark) in [("dark", true), ("light", false)] {
        browser.visit("/me").await;
        browser
            .click("header .top__acts > details:last-of-type > summary")
            .await;
        browser
            .click(&format!("header button[name=theme][value={theme}]"))
            .await;
        let there = format!("return document.documentElement.dataset.theme === '{theme}'");
        browser.until("the theme", &there).await;
        assert_eq!(is_dark(&browser).await, dark);
        // Sent in the background: look until the server has it.
        let kept = format!(
            "return fetch('/me').then((r) => r.text()).then((t) => t.includes('data-theme=\"{theme}\"'))"
        );
        browser.until("the server to know the theme", &kept).await;
        browser.open("/people").await;
        assert_eq!(is_dark(&browser).await, dark);
    }
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_choice_the_page_follows_the_system() {
    let site = Site::new().await;
    let browser = site.browser().await;
    for (scheme, dark) in [("dark", true), ("light", false)] {
        browser.prefers(scheme).await;
        browser.open("/sign-in").await;
        assert_eq!(is_dark(&browser).await, dark);
    }
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strip_wider_than_a_phone_shows_where_one_is() {
    let site = Site::new().await;
    let browser = site.signed_in().await;
    browser.size(390, 844).await;
    for language in ["en", "ar"] {
        in_language(&browser, language).await;
        browser.visit("/operator/mail").await;
        let place = across(&browser, ".sidenav [aria-current]").await;
        assert!((0.1..=0.9).contains(&place), "{language}: at {place}");
        let top = browser.ask("return scrollY").await;
        assert_eq!(top.as_f64(), Some(0.0), "the page itself stays");
    }
    browser.done().await;
}
