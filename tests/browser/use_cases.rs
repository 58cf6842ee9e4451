//! Telling how a problem was solved: written in steps, left and taken up again, published, found.

use thirtyfour::Key;

use crate::{content::Content, driver::Browser, site::Site};

const TITLE: &str = "Steam traps that tell when they leak";
const CHALLENGE: &str = "Every third steam trap leaked, and nobody heard it before the yearly round with the ultrasound gun.";
const SOLUTION: &str = "A clamp-on sensor listens to each trap and tells the maintenance board which one to open first.";
const NEXT: &str = "main form button[name=go][value=next]";

/// Writes into a field and waits until the server keeps it, without any button.
async fn write(browser: &Browser, field: &str, text: &str) {
    browser.fill(field, text).await;
    is_kept(browser, field, text).await;
}

async fn is_kept(browser: &Browser, field: &str, text: &str) {
    let kept = format!(
        "const there = await fetch(location.href).then((r) => r.text());
         const page = new DOMParser().parseFromString(there, 'text/html');
         return page.querySelector('{field}')?.value === '{text}'"
    );
    browser.until(&format!("{field} to be kept"), &kept).await;
}

async fn begin(browser: &Browser) {
    browser.visit("/use-cases").await;
    browser.press("main a[href='/use-cases/new']").await;
    browser.scripted().await;
    browser.fill("#f-title_en", TITLE).await;
    browser.reads("[data-saved]", "Saved").await;
    // Saved for the first time, the draft has an address of its own.
    let own = "return location.pathname.endsWith('/edit')";
    browser.until("the draft's address", own).await;
    is_kept(browser, "#f-title_en", TITLE).await;
    browser.choose("#f-category", "energy").await;
    browser.choose("#f-industry", "chemicals").await;
    is_kept(browser, "#f-industry", "chemicals").await;
}

/// Leaves without a word and comes back by the list of drafts.
async fn come_back(browser: &Browser) {
    browser.visit("/").await;
    browser.visit("/use-cases/mine").await;
    browser.reads(".card__title", TITLE).await;
    browser.press(".card__title a").await;
    browser.scripted().await;
    assert_eq!(browser.value("#f-title_en").await, TITLE);
    assert_eq!(browser.value("#f-category").await, "energy");
}

async fn tell(browser: &Browser) {
    browser.press(NEXT).await;
    browser.scripted().await;
    write(browser, "#f-challenge", CHALLENGE).await;
    browser.fill("#f-solution", SOLUTION).await;
    browser.press(NEXT).await;
    browser
        .fill("[name='implementation.title']", "Ten traps")
        .await;
    browser.press(NEXT).await;
    browser.fill("[name='results.name']", "Steam lost").await;
    browser.fill("[name='results.before']", "9.5").await;
    browser.fill("[name='results.after']", "2").await;
    browser.fill("[name='results.unit']", "t/day").await;
    browser.fill("[id='f-roi.percent']", "160").await;
    browser.press(NEXT).await;
    browser.fill("[id='f-location.city']", "Jubail").await;
    browser.press(NEXT).await;
}

async fn publish(browser: &Browser) {
    for words in ["listens to each trap", "Ten traps", "Steam lost", "Jubail"] {
        browser.reads("main article", words).await;
    }
    browser.press("main form[action$='/publish'] button").await;
    browser.reads("h1", TITLE).await;
    browser.see("form[action$='/like']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_use_case_is_written_in_steps_left_taken_up_published_and_found() {
    let site = Site::new().await;
    Content::of(&site).await;
    let browser = site.signed_in().await;
    begin(&browser).await;
    come_back(&browser).await;
    tell(&browser).await;
    publish(&browser).await;
    site.house.settle().await;

    browser.visit("/use-cases").await;
    browser
        .reads(".card__title", "A camera finds short shots")
        .await;
    browser
        .press(".facet input[name=category][value=energy]")
        .await;
    browser.reads(".card__title", TITLE).await;
    let cards = browser
        .ask("return document.querySelectorAll('main .card').length")
        .await;
    assert_eq!(cards, 1, "the facet leaves one");
    // By words, one of them misspelt.
    browser.visit("/use-cases").await;
    browser.fill("#f-q", "steam trasp leak").await;
    browser.press_key(Key::Enter).await;
    browser.reads(".card__title", TITLE).await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_use_case_is_liked_and_saved() {
    let site = Site::new().await;
    let content = Content::of(&site).await;
    let browser = site.signed_in().await;
    browser
        .visit(&format!("/use-cases/{}", content.use_case))
        .await;
    for act in ["like", "save"] {
        let button = format!("form[action$='/{act}'] button");
        browser.click(&button).await;
        browser.see(&format!("{button}[aria-pressed=true]")).await;
        let counted =
            format!("return document.querySelector(\"{button} [data-count]\").textContent === '1'");
        browser.until("the count", &counted).await;
    }
    browser.visit("/use-cases/saved").await;
    browser
        .reads(".card__title", "A camera finds short shots")
        .await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_publishing_lacks_is_named_and_leads_to_its_field() {
    let site = Site::new().await;
    let content = Content::of(&site).await;
    let browser = site.signed_in().await;
    browser
        .visit(&format!("/use-cases/{}/edit?step=preview", content.draft))
        .await;
    browser.reads(".notice--warn", "The challenge").await;
    browser.gone("form[action$='/publish']").await;
    browser.press(".notice--warn a[href*='challenge']").await;
    browser.see("#f-challenge").await;
    browser.done().await;
}
