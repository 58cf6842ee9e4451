//! A server on a free port of the loopback, over a folder of its own.

use std::net::SocketAddr;

use crate::{
    driver::Browser,
    support::{House, PASSWORD},
};

/// The owner's address.
pub const OWNER: &str = "owner@harbour.example";

/// See the module.
pub struct Site {
    pub house: House,
    /// `http://127.0.0.1:PORT`
    pub base: String,
}

impl Site {
    /// A server that nobody has set up.
    pub async fn fresh() -> Self {
        Self::of(House::fresh(|_| {})).await
    }

    /// A server with an owner, closed to guests.
    pub async fn new() -> Self {
        Self::of(House::new().await).await
    }

    /// The same, open to guests.
    pub async fn open_to_guests() -> Self {
        Self::of(House::open_to_guests().await).await
    }

    async fn of(house: House) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = house.router();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { house, base }
    }

    /// A browser before this server.
    pub async fn browser(&self) -> Browser {
        Browser::start(&self.base).await
    }

    /// A browser in which the owner signed in by the form.
    pub async fn signed_in(&self) -> Browser {
        let browser = self.browser().await;
        sign_in(&browser, OWNER).await;
        browser
    }
}

/// Signs somebody in by the form.
pub async fn sign_in(browser: &Browser, email: &str) {
    browser.open("/sign-in").await;
    browser.fill("#f-email", email).await;
    browser.fill("#f-password", PASSWORD).await;
    browser.click("main form button.btn--primary").await;
    browser.arrives("/").await;
}
