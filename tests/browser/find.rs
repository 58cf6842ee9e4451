//! Finding, in English and in Arabic, with the mistakes that people make.

use thirtyfour::Key;

use crate::{content::Content, driver::Browser, site::Site};

const ENGLISH: &str = "Motor bearing runs hot after an hour";
const ARABIC: &str = "ارتفاع حرارة المضخة بعد ساعة من التشغيل";
const BOX: &str = "header [data-key='/']";

/// Types into the search box of the frame, sees what it suggests, and sends it.
async fn seek(browser: &Browser, words: &str, suggested: &str) {
    browser.keys("/").await;
    browser
        .until(
            "the focus on the box",
            "return document.activeElement.matches('header [data-key=\"/\"]')",
        )
        .await;
    browser.keys(words).await;
    browser
        .reads("#top-suggestions .combo__item", suggested)
        .await;
    browser.key(Key::Escape).await;
    browser.gone("#top-suggestions").await;
    browser.press_key(Key::Enter).await;
    browser.arrives("/search").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn english_is_suggested_found_and_mended() {
    let site = Site::open_to_guests().await;
    Content::of(&site).await;
    let browser = site.browser().await;
    browser.visit("/").await;
    browser.see(BOX).await;
    seek(&browser, "motor bear", "bearing").await;
    browser.visit("/search?q=motor+bearing").await;
    browser.reads(".hit__title", ENGLISH).await;
    browser.see(".hit__title mark").await;
    // A misspelt word finds the same, and other forms of a word do.
    for words in ["motor+bearign", "bearings+running+hot"] {
        browser.visit(&format!("/search?q={words}")).await;
        browser.reads(".hit__title", ENGLISH).await;
    }
    // A question is answered first by what was marked as the best answer.
    browser
        .visit("/search?q=why+does+a+motor+bearing+run+hot%3F")
        .await;
    browser.reads(".answer", "clearance").await;
    // No dead end: the words go into the question.
    browser.visit("/search?q=zzqqxx").await;
    browser.see(".empty").await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn arabic_is_suggested_found_and_mended() {
    let site = Site::open_to_guests().await;
    Content::of(&site).await;
    let browser = site.browser().await;
    browser.visit("/").await;
    browser
        .click("header .top__acts details.top__wide summary")
        .await;
    browser.press("header button[value=ar]").await;
    browser.scripted().await;
    seek(&browser, "المضخ", "المضخة").await;
    // Written without the dots and hamzas, with the article, with vowels, in the plural, misspelt.
    for words in [
        "حراره المضخه",
        "إرتفاع الحرارة",
        "المِضَخَّة",
        "مضخات",
        "ارتفاع حرارة المضحة",
    ] {
        browser.visit("/search").await;
        browser.fill("main input[name=q]", words).await;
        browser.press("main form[role=search] button").await;
        browser.reads(".hit__title", ARABIC).await;
    }
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suggestion_is_chosen_by_keys() {
    let site = Site::open_to_guests().await;
    Content::of(&site).await;
    let browser = site.browser().await;
    browser.visit("/").await;
    browser.keys("/").await;
    browser.keys("motor bearing runs").await;
    browser
        .reads("#top-suggestions .combo__item", ENGLISH)
        .await;
    browser.key(Key::Down).await;
    browser
        .see("#top-suggestions .combo__item[aria-selected=true]")
        .await;
    browser.press_key(Key::Enter).await;
    browser.done().await;
}
