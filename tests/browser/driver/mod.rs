//! One Chromium of one's own: started, driven, watched for errors, ended.

mod acts;
mod process;

use std::time::Duration;

use process::{Process, Seat, seats};
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::{
    ChromeCapabilities, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel,
    TimeoutConfiguration, WebDriver,
};

/// How long the driver may take over one thing. It hangs for good reasons on a busy machine only.
const PATIENCE: Duration = Duration::from_mins(4);

const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
];

/// See the module.
pub struct Browser {
    driver: Option<WebDriver>,
    base: String,
    expected: Vec<String>,
    is_done: bool,
    process: Process,
    _profile: TempDir,
    // Last: the next browser starts when this one has ended.
    _seat: Seat,
}

impl Browser {
    /// Fresh browsers with profiles of their own that stand before a site. They speak English and
    /// have the size of a small laptop.
    pub async fn start<const N: usize>(base: &str) -> [Self; N] {
        let mut started = Vec::with_capacity(N);
        for seat in seats::<N>().await {
            started.push(Self::with(seat, base, true).await);
        }
        started.try_into().unwrap_or_else(|_| unreachable!())
    }

    /// One with script switched off.
    pub async fn without_script(base: &str) -> Self {
        let [seat] = seats().await;
        Self::with(seat, base, false).await
    }

    async fn with(seat: Seat, base: &str, script: bool) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut process = Process::start();
        let wanted = capabilities(&profile, script);
        let driver = WebDriver::builder(process.address(), wanted).request_timeout(PATIENCE);
        let driver = driver.await;
        let driver = driver.unwrap_or_else(|e| panic!("Chromium does not start: {e}"));
        process.holds(&driver.session_id().to_string());
        let browser = Self {
            driver: Some(driver),
            base: base.to_owned(),
            expected: Vec::new(),
            is_done: false,
            process,
            _profile: profile,
            _seat: seat,
        };
        let patience = TimeoutConfiguration::new(Some(PATIENCE), Some(PATIENCE), None);
        let driver = browser.driver();
        driver.update_timeouts(patience).await.unwrap();
        browser.size(1280, 900).await;
        browser
    }

    pub fn driver(&self) -> &WebDriver {
        self.driver.as_ref().unwrap()
    }

    /// The visible part of the page, in CSS pixels.
    pub async fn size(&self, width: u32, height: u32) {
        let emulation = self.driver().cdp();
        emulation
            .emulation()
            .set_device_metrics_override(width, height, 1.0, false)
            .await
            .unwrap();
    }

    /// The person's system asks for light or dark, and for no motion.
    pub async fn prefers(&self, scheme: &str) {
        let feature = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        let cdp = self.driver().cdp();
        cdp.send_raw("Emulation.setEmulatedMedia", feature)
            .await
            .unwrap();
    }

    /// The whole page as a picture.
    pub async fn photograph(&self) -> Vec<u8> {
        let whole = json!({"format": "png", "captureBeyondViewport": true});
        let cdp = self.driver().cdp();
        let said = cdp.send_raw("Page.captureScreenshot", whole).await.unwrap();
        let text = said["data"].as_str().unwrap_or_default();
        data_encoding::BASE64.decode(text.as_bytes()).unwrap()
    }

    /// Says that the page's console will name this, and rightly so.
    pub fn expect(&mut self, words: &str) {
        self.expected.push(words.to_owned());
    }

    /// Ends the browser after making sure that nothing went wrong in it unseen: no script error, no
    /// refused resource, no violation of the content security policy.
    pub async fn done(mut self) {
        let wrong = self.console().await;
        assert_eq!(wrong, Vec::<String>::new(), "at {}", self.address().await);
        self.is_done = true;
        if let Some(driver) = self.driver.take() {
            driver.quit().await.unwrap();
            self.process.left();
        }
    }

    /// What the console holds by now that nobody expected.
    pub async fn console(&self) -> Vec<String> {
        let unexpected = |text: &str| !self.expected.iter().any(|e| text.contains(e.as_str()));
        let said = self.driver().browser_log().await.unwrap();
        said.into_iter()
            .filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"))
            .map(|entry| entry.message)
            .filter(|text| unexpected(text))
            .collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A test that fails comes here without done(): the process ends the session.
        if let Some(driver) = self.driver.take() {
            let _ = driver.leak();
        }
        // One that forgets to look at the console fails.
        assert!(
            self.is_done || std::thread::panicking(),
            "end the browser by done()"
        );
    }
}

fn capabilities(profile: &TempDir, script: bool) -> ChromeCapabilities {
    let mut wanted = DesiredCapabilities::chrome();
    for flag in FLAGS {
        wanted.add_arg(flag).unwrap();
    }
    let own = format!("--user-data-dir={}", profile.path().display());
    wanted.add_arg(&own).unwrap();
    wanted
        .set_browser_log_level(LoggingPrefsLogLevel::All)
        .unwrap();
    let mut choices = json!({"intl.accept_languages": "en"});
    if !script {
        choices["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    wanted.add_experimental_option("prefs", choices).unwrap();
    wanted
}
