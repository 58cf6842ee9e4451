//! The main flows with script switched off: forms and links do everything.

use crate::{
    driver::Browser,
    site::{OWNER, Site, sign_in},
    support::PASSWORD,
};

async fn plain(site: &Site) -> Browser {
    let browser = Browser::without_script(&site.base).await;
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
    browser.click("main form button.btn--primary").await;
    browser.arrives("/").await;
    browser
        .click("header .top__acts > details:last-of-type > summary")
        .await;
    browser
        .click("header form[action='/sign-out'] button")
        .await;
    // Signed out for certain before another page is asked for.
    browser.see("header a[href='/sign-in']").await;
    browser.open("/me").await;
    browser.arrives("/sign-in").await;
    sign_in(&browser, OWNER).await;
    browser
        .click("header .top__acts > details:last-of-type > summary")
        .await;
    browser.click("header button[name=theme][value=dark]").await;
    browser.see("html[data-theme=dark]").await;
    browser
        .click("header .top__acts > details:last-of-type > summary")
        .await;
    browser.click("header button[name=lang][value=ar]").await;
    browser.see("html[dir=rtl][data-theme=dark]").await;
    browser.done().await;
}
