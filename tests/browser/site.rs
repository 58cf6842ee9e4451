//! A server on a free port of the loopback, over a folder of its own.

use std::net::SocketAddr;

use community::sample::{self, Load};
use platform::{actor::Origin, id::PersonId, sessions::Kind, sign_in};

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

    /// A server full of sample data, and the address of who operates it.
    pub async fn with_samples() -> (Self, String) {
        let house = House::fresh(|_| {});
        let app = house.app.clone();
        let load = move || {
            let how = Load {
                password_hash: app.passwords.hash_blocking(PASSWORD).ok(),
                scale: 1,
                open_to_guests: true,
            };
            sample::load(&app, &how, &|_| ()).unwrap()
        };
        let loaded = tokio::task::spawn_blocking(load).await.unwrap();
        house.settle().await;
        let owner = loaded.people_to_sign_in[0].email.clone();
        (Self::of(house).await, owner)
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
        let [browser] = self.browsers().await;
        browser
    }

    /// Several at once, for people who meet. Who needs two asks for both here.
    pub async fn browsers<const N: usize>(&self) -> [Browser; N] {
        Browser::start(&self.base).await
    }

    /// One with script switched off.
    pub async fn plain_browser(&self) -> Browser {
        Browser::without_script(&self.base).await
    }

    /// Puts somebody's session into a browser, as if the form had been sent.
    pub async fn enter(&self, browser: &Browser, person: PersonId) {
        let app = &self.house.app;
        let entered = sign_in::enter(app, person, Kind::Browser, Origin::default());
        let secret = entered.await.unwrap().session.secret;
        browser.open("/sign-in").await;
        let cookie = thirtyfour::Cookie::new("guildhall", secret);
        browser.driver().add_cookie(cookie).await.unwrap();
        browser.open("/").await;
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
    browser.press("main form button.btn--primary").await;
    browser.arrives("/").await;
}
