//! The main flows with script switched off: forms and links do everything.

use crate::{
    driver::Browser,
    site::{OWNER, Site, sign_in},
    support::PASSWORD,
};

async fn plain(site: &Site) -> Browser {
    let browser = site.plain_browser().await;
    browser.open("/sign-in").await;
    let script = browser
        .ask("return document.documentElement.dataset.script ?? 'off'")
        .await;
    assert_eq!(script, "off", "script runs although it is switched off");
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn setup_sign_in_language_and_theme_work_without_script() {
    let site = Site::fresh().await;
    let browser = plain(&site).await;
    browser.arrives("/setup").await;
    browser
        .fill("#f-code", platform::setup::code(&site.house.app).unwrap())
        .await;
    browser.fill("#f-organization", "Harbour Works").await;
    browser.fill("#f-first_name", "Olivia").await;
    browser.fill("#f-email", OWNER).await;
    browser.fill("#f-password", PASSWORD).await;
    browser.press("main form button.btn--primary").await;
    browser.arrives("/").await;
    browser
        .click("header .top__acts > details:last-of-type > summary")
        .await;
    browser
        .press("header form[action='/sign-out'] button")
        .await;
    browser.see("header a[href='/sign-in']").await;
    browser.open("/me").await;
    browser.arrives("/sign-in").await;
    sign_in(&browser, OWNER).await;
    browser
        .click("header .top__acts > details:last-of-type > summary")
        .await;
    browser.press("header button[name=theme][value=dark]").await;
    browser.see("html[data-theme=dark]").await;
    browser
        .click("header .top__acts > details:last-of-type > summary")
        .await;
    browser.press("header button[name=lang][value=ar]").await;
    browser.see("html[dir=rtl][data-theme=dark]").await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_is_read_up_without_script() {
    let site = Site::new().await;
    let browser = plain(&site).await;
    browser.open("/api/docs").await;
    browser.click("#post_forum_topics summary").await;
    browser
        .reads("#post_forum_topics", "/api/v1/forum/topics")
        .await;
    browser
        .reads("#post_forum_topics .call__fields", "category_id")
        .await;
    browser.done().await;
}

/// Signs the owner in, without script.
async fn plain_owner(site: &Site) -> Browser {
    let browser = plain(site).await;
    sign_in(&browser, OWNER).await;
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_answering_and_deciding_work_without_script() {
    let site = Site::new().await;
    let mut browser = plain_owner(&site).await;
    browser.expect("status of 422");
    browser.press("main a[href='/forum/new']").await;
    browser.fill("#f-title", "Which oil for a worm gear?").await;
    browser.fill("#f-content", "It runs at **45 °C**.").await;
    browser.press("button[name=preview]").await;
    browser.reads("#preview strong", "45").await;
    browser.click("#f-category_id option:nth-of-type(2)").await;
    browser.fill("#f-tags", "gears, oil").await;
    browser.press("main form.write .btn--primary").await;
    browser.arrives("/forum/t/").await;
    browser.reads("#question strong", "45").await;
    browser.reads(".tag", "gears").await;

    browser.fill("#reply textarea", "Take a polyglycol.").await;
    browser.press("#reply .btn--primary").await;
    browser
        .reads(".thread .post .prose", "Take a polyglycol.")
        .await;
    browser.press(".thread .post a[href*='reply_to']").await;
    browser.fill("#reply textarea", "Which viscosity?").await;
    browser.press("#reply .btn--primary").await;
    browser
        .reads(".thread .thread .prose", "Which viscosity?")
        .await;
    browser.hover(".thread .post").await;
    browser
        .press(".thread form[action$='best-answer'] button")
        .await;
    browser.reads("#best .prose", "Take a polyglycol.").await;
    let like = "#question form[action$='/like'] button";
    browser.press(like).await;
    browser.reads(like, "1").await;
    browser.see(&format!("{like}[aria-pressed=true]")).await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_use_case_is_published_and_found_without_script() {
    let site = Site::new().await;
    let browser = plain_owner(&site).await;
    let next = "main form button[name=go][value=next]";
    browser.open("/use-cases/new").await;
    browser
        .fill("#f-title_en", "Cold water by night only")
        .await;
    browser.choose("#f-category", "energy").await;
    browser.choose("#f-industry", "plastics").await;
    browser.press(next).await;
    let challenge = "The chillers ran through the hottest hours, and the bill had two peaks a day.";
    browser.fill("#f-challenge", challenge).await;
    let solution =
        "A tank is chilled between midnight and five, and the presses live on it until noon.";
    browser.fill("#f-solution", solution).await;
    for _ in ["story", "work", "results", "place"] {
        browser.press(next).await;
    }
    browser.reads("main article", "between midnight").await;
    browser.press("main form[action$='/publish'] button").await;
    browser.reads("h1", "Cold water by night only").await;
    site.house.settle().await;
    browser.open("/search").await;
    browser
        .fill("main input[name=q]", "chillers at night")
        .await;
    browser.press("main form[role=search] button").await;
    browser
        .reads(".hit__title", "Cold water by night only")
        .await;
    browser.done().await;
}
