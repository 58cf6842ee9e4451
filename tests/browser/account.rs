//! Coming in: registration, a forgotten password, forms that were refused.

use crate::{
    driver::Browser,
    site::{OWNER, Site, sign_in},
    support::PASSWORD,
    walk::wrongs,
};

const NEW_PASSWORD: &str = "seven green presses hum 19 quietly";
const SEND: &str = "main form .btn--primary";

async fn focus_is_on_the_summary(browser: &Browser) {
    let on_it = "return document.activeElement.matches('.notice--bad[role=alert]')";
    browser.until("the focus on the summary", on_it).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_registers_and_is_in() {
    let site = Site::new().await;
    let mut browser = site.browser().await;
    browser.expect("status of 422");
    browser.visit("/sign-in").await;
    browser.press("main a[href='/register']").await;
    browser.fill("#f-first_name", "Huda").await;
    browser.fill("#f-last_name", "Salem").await;
    browser.fill("#f-email", "huda@mill.example").await;
    browser.fill("#f-organization_name", "Salem Mill").await;
    browser.choose("#f-industry", "textiles").await;
    browser.fill("#f-password", "huda").await;
    browser.press(SEND).await;
    // Refused: everything but the password stays, and the focus is on what says why.
    focus_is_on_the_summary(&browser).await;
    browser.see("#f-password-error").await;
    assert_eq!(wrongs(&browser, "en").await, Vec::<String>::new());
    for (field, typed) in [
        ("#f-first_name", "Huda"),
        ("#f-last_name", "Salem"),
        ("#f-email", "huda@mill.example"),
        ("#f-organization_name", "Salem Mill"),
        ("#f-industry", "textiles"),
        ("#f-password", ""),
    ] {
        assert_eq!(browser.value(field).await, typed, "{field}");
    }
    browser.fill("#f-password", PASSWORD).await;
    browser.press(SEND).await;
    browser.arrives("/").await;
    browser.reads("h1", "Huda").await;
    browser.visit("/organization").await;
    browser.reads("h1", "Salem Mill").await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_set_anew_by_the_mail_that_the_operator_sees() {
    let site = Site::new().await;
    let member = site.house.person("member").await;
    let me = member.get("/api/v1/users/me").await.ok().data();
    let email = me["email"].as_str().unwrap();
    let [mut guest, operator] = site.browsers().await;
    guest.expect("status of 401");
    guest.visit("/sign-in").await;
    guest.press("main a[href='/forgot-password']").await;
    guest.fill("#f-email", email).await;
    guest.press(SEND).await;
    guest.see(".notice--ok").await;

    sign_in(&operator, OWNER).await;
    operator.visit("/operator/mail").await;
    operator.reads(".row", email).await;
    let link = "const link = document.querySelector('.row a[href*=\"/reset-password\"]');
        const address = new URL(link.href);
        return address.pathname + address.search;";
    let link = operator.ask(link).await;
    guest.visit(link.as_str().unwrap()).await;
    guest.fill("#f-password", NEW_PASSWORD).await;
    guest.press(SEND).await;
    guest.arrives("/sign-in").await;
    guest.see(".notice--ok").await;
    // The old one is good for nothing now; the address stays in its field.
    guest.fill("#f-email", email).await;
    guest.fill("#f-password", PASSWORD).await;
    guest.press(SEND).await;
    focus_is_on_the_summary(&guest).await;
    assert_eq!(guest.value("#f-email").await, email);
    guest.fill("#f-password", NEW_PASSWORD).await;
    guest.press(SEND).await;
    guest.arrives("/").await;
    // A link serves once.
    guest.visit(link.as_str().unwrap()).await;
    guest.gone("#f-password").await;
    guest.done().await;
    operator.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_changed_and_shown_changed() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    browser.expect("status of 422");
    browser.visit("/me").await;
    browser
        .fill("#f-display_name", "Olivia of the Harbour")
        .await;
    browser.fill("#f-timezone", "Atlantis/Deep").await;
    browser.press(SEND).await;
    focus_is_on_the_summary(&browser).await;
    assert_eq!(
        browser.value("#f-display_name").await,
        "Olivia of the Harbour"
    );
    browser.fill("#f-timezone", "Asia/Riyadh").await;
    browser.press(SEND).await;
    browser.see(".notice--ok").await;
    browser.reads(".who strong", "Olivia of the Harbour").await;
    browser.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_sees_how_the_server_does_and_the_page_renews_itself() {
    let site = Site::new().await;
    let browser = site.signed_in().await;
    browser.visit("/operator/health").await;
    browser.reads("h1", "Health and performance").await;
    assert_eq!(wrongs(&browser, "en").await, Vec::<String>::new());
    let at_work = "return window.htmx?.config.allowEval === false";
    browser.until("htmx at work by our settings", at_work).await;
    let shown = "document.querySelector('#vitals').dataset.old = '1'";
    browser.ask(shown).await;
    let renewed = "return !document.querySelector('#vitals').dataset.old";
    browser.until("a fresh page", renewed).await;
    browser.done().await;
}
