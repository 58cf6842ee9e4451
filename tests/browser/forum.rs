//! Asking and answering, as two people see it at the same time.

use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{
    content::{self, Content},
    driver::Browser,
    site::{OWNER, Site, sign_in},
    walk::wrongs,
};

const TITLE: &str = "Motor bearing gets hot within one hour";

/// Says that this page must not be loaded anew from now on.
async fn remember(browser: &Browser) {
    browser.ask("window.remembered = true").await;
}

async fn is_the_same_page(browser: &Browser) {
    let same = browser.ask("return window.remembered === true").await;
    assert_eq!(same, Value::Bool(true), "the page was loaded anew");
}

/// Waits until the page hears of news.
async fn listens(browser: &Browser) {
    let on = "return document.querySelector('[data-live-url]').dataset.live === 'on'";
    browser.until("the page to listen", on).await;
}

/// Asks by the form, and sees similar topics and the preview on the way. Ends at the topic.
async fn ask(browser: &Browser) {
    browser.visit("/forum").await;
    browser.press("main a[href='/forum/new']").await;
    browser.scripted().await;
    browser.fill("#f-title", TITLE).await;
    browser
        .reads("#similar a", "Motor bearing runs hot after an hour")
        .await;
    let question = "It was **greased** in March.\n\nWhat should we look at?";
    browser.fill("#f-content", question).await;
    browser.click("button[data-do=preview]").await;
    browser.reads(".editor__preview strong", "greased").await;
    browser.click("button[data-do=preview]").await;
    browser.see("#f-content").await;
    browser.click("#f-category_id option:nth-of-type(2)").await;
    browser.press("main form.write .btn--primary").await;
    browser.arrives("/forum/t/").await;
    browser.reads("h1", TITLE).await;
    browser.reads("#question .prose strong", "greased").await;
}

/// Answers at the end of the topic.
async fn answer(browser: &Browser, text: &str) {
    browser.scripted().await;
    browser.fill("#reply textarea", text).await;
    browser.press("#reply .btn--primary").await;
    browser.reads(".thread .post .prose", text).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_and_the_decision_arrive_without_a_reload() {
    let site = Site::new().await;
    Content::of(&site).await;
    let colleague = site.house.person("member").await;
    let [asker, helper] = site.browsers().await;
    sign_in(&asker, OWNER).await;
    ask(&asker).await;
    listens(&asker).await;
    remember(&asker).await;

    let topic = asker.address().await;
    site.enter(&helper, colleague.person.unwrap()).await;
    helper.visit(&topic).await;
    answer(&helper, "Measure the clearance warm.").await;
    asker
        .reads(".thread .post .prose", "Measure the clearance warm.")
        .await;
    // Who reads further up is not moved: a bar offers what came.
    asker.size(1280, 360).await;
    asker.ask("scrollTo(0, 0)").await;
    answer(&helper, "And look at the grease.").await;
    asker.reads(".newbar", "1").await;
    asker.click(".newbar button").await;
    asker
        .reads(".thread .post .prose", "And look at the grease.")
        .await;
    is_the_same_page(&asker).await;
    asker.size(1280, 900).await;

    helper.scripted().await;
    listens(&helper).await;
    remember(&helper).await;
    helper.gone("#best .prose").await;
    asker.hover(".thread .post").await;
    asker
        .press(".thread form[action$='best-answer'] button")
        .await;
    asker
        .reads("#best .prose", "Measure the clearance warm.")
        .await;
    helper
        .reads("#best .prose", "Measure the clearance warm.")
        .await;
    helper.see(".thread .post--best").await;
    is_the_same_page(&helper).await;
    asker.done().await;
    helper.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn likes_are_counted_and_marks_stay() {
    let site = Site::new().await;
    let author = site.house.operator().await;
    let topic = content::topic(&author, "Which oil for a worm gear?", "It runs at 45 °C.").await;
    let colleague = site.house.person("member").await;
    let [reader, writer] = site.browsers().await;
    let address = format!("/forum/t/{topic}");
    sign_in(&writer, OWNER).await;
    writer.visit(&address).await;
    listens(&writer).await;
    remember(&writer).await;

    site.enter(&reader, colleague.person.unwrap()).await;
    reader.visit(&address).await;
    let like = "#question form[action$='/like'] button";
    for (pressed, count) in [("true", "1"), ("false", ""), ("true", "1")] {
        reader.click(like).await;
        for browser in [&reader, &writer] {
            let counted = format!(
                "return document.querySelector(\"{like} [data-count]\").textContent === '{count}'"
            );
            browser.until("the count", &counted).await;
        }
        reader.see(&format!("{like}[aria-pressed={pressed}]")).await;
    }
    is_the_same_page(&writer).await;
    for mark in ["follow", "bookmark"] {
        let button = format!("#question form[action$='/{mark}'] button");
        reader.click(&button).await;
        reader.see(&format!("{button}[aria-pressed=true]")).await;
        // Shown at once, sent in the background: look until the server has it.
        let kept = format!(
            "return fetch(location.href).then((r) => r.text()).then((t) =>
                new DOMParser().parseFromString(t, 'text/html').querySelector(\"{button}\").ariaPressed === 'true')"
        );
        reader.until("the server to know the mark", &kept).await;
    }
    for list in ["/forum?followed=true", "/forum?bookmarked=true"] {
        reader.visit(list).await;
        reader
            .reads(".row__title", "Which oil for a worm gear?")
            .await;
    }
    reader.done().await;
    writer.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_to_a_reply_is_written_in_its_place_and_kept_until_it_is_sent() {
    let site = Site::new().await;
    let content = Content::of(&site).await;
    let browser = site.signed_in().await;
    let address = format!("/forum/t/{}", content.topic);
    browser.visit(&address).await;
    let first = format!("#p-{} > .post", content.post);
    browser.click(&format!("{first} a[hx-get]")).await;
    let area = format!("{first} textarea");
    browser.fill(&area, "What did the drawing say?").await;
    // Kept on this device: leaving and coming back loses nothing.
    browser.reads(&format!("{first} [data-saved]"), ":").await;
    browser.visit(&address).await;
    browser.click(&format!("{first} a[hx-get]")).await;
    browser.see(&area).await;
    let kept = format!("return document.querySelector(\"{area}\").value.endsWith('say?')");
    browser.until("what was typed", &kept).await;
    browser.click(&area).await;
    browser.press_keys(Key::Control, Key::Enter).await;
    browser
        .reads(
            &format!("#p-{} > .thread .prose", content.post),
            "What did the drawing say?",
        )
        .await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_question_keeps_what_was_typed_and_says_why() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    browser.expect("status of 422");
    browser.visit("/forum/new").await;
    // Past what the browser itself would refuse, as from an older page or without script.
    browser
        .ask("document.querySelector('form.write').noValidate = true")
        .await;
    browser.fill("#f-title", "Oil").await;
    browser
        .fill("#f-content", "Which oil for a worm gear?")
        .await;
    browser.press("main form.write .btn--primary").await;
    let on_it = "return document.activeElement.matches('.notice--bad[role=alert]')";
    browser.until("the focus on the summary", on_it).await;
    assert_eq!(browser.value("#f-title").await, "Oil");
    assert_eq!(
        browser.value("#f-content").await,
        "Which oil for a worm gear?"
    );
    browser.see("#f-title-error").await;
    assert_eq!(wrongs(&browser, "en").await, Vec::<String>::new());
    browser.click(".notice--bad a[href='#f-title']").await;
    let there = "return document.activeElement.id === 'f-title'";
    browser.until("the focus on the field", there).await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn code_and_tables_are_shown_as_written() {
    let site = Site::new().await;
    let author = site.house.operator().await;
    let text = "See:\n\n```rust\nfn main() {}\n```\n\n| a | b |\n|---|---|\n| 1 | <b>2</b> |\n\n<script>window.broken = true</script>";
    let topic = content::topic(&author, "A table and a program", text).await;
    let browser = site.signed_in().await;
    browser.visit(&format!("/forum/t/{topic}")).await;
    browser.reads("#question pre", "fn main()").await;
    browser.reads("#question table td", "1").await;
    let broken = browser.ask("return window.broken ?? null").await;
    assert_eq!(broken, json!(null));
    browser.done().await;
}
