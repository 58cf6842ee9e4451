//! The first minute: set up, sign in, sign out.

use crate::{
    site::{OWNER, Site},
    support::PASSWORD,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_server_is_set_up_in_the_browser() {
    let site = Site::fresh().await;
    let mut browser = site.browser().await;
    browser.expect("status of 422");
    browser.open("/forum").await;
    browser.arrives("/setup").await;
    let code = platform::setup::code(&site.house.app).unwrap();
    browser.fill("#f-code", code).await;
    browser.fill("#f-organization", "Harbour Works").await;
    browser.fill("#f-first_name", "Olivia").await;
    browser.fill("#f-last_name", "Owner").await;
    browser.fill("#f-email", OWNER).await;
    browser.fill("#f-password", "password").await;
    browser.press("main form button.btn--primary").await;
    // What was typed stays; the weak password is named beside its field.
    browser.see("#f-password-error").await;
    let kept = browser
        .ask("return document.getElementById('f-organization').value")
        .await;
    assert_eq!(kept, "Harbour Works");
    browser.fill("#f-password", PASSWORD).await;
    browser.press("main form button.btn--primary").await;
    browser.arrives("/").await;
    browser.see("header details.menu summary .avatar").await;
    browser.open("/setup").await;
    assert_ne!(browser.address().await, "/setup");
    browser.done().await;
}
