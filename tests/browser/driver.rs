//! One Chromium of one's own: started, driven, watched for errors, ended. What a person waits for
//! is a condition here with a deadline, never a pause of a guessed length.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{
    By, ChromiumLikeCapabilities, DesiredCapabilities, Key, LoggingPrefsLogLevel, WebDriver,
    WebElement, error::WebDriverResult,
};

/// How long something may take that a person would wait for.
const DEADLINE: Duration = Duration::from_mins(1);
/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(25);

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

/// The driver's process. Asked to end, it ends its browsers too.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let id = i32::try_from(self.0.id()).ok();
        if let Some(id) = id.and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
        }
        let _ = self.0.wait();
    }
}

/// See the module.
pub struct Browser {
    driver: Option<WebDriver>,
    base: String,
    expected: Vec<String>,
    is_done: bool,
    _process: Process,
    _profile: TempDir,
}

impl Browser {
    /// A fresh browser with a profile of its own that stands before a site. Speaks English and has
    /// the size of a small laptop.
    pub async fn start(base: &str) -> Self {
        Self::with(base, true).await
    }

    /// The same with script switched off.
    pub async fn without_script(base: &str) -> Self {
        Self::with(base, false).await
    }

    async fn with(base: &str, script: bool) -> Self {
        let (process, port) = start_driver();
        let profile = tempfile::tempdir().unwrap();
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
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await;
        let driver = driver.unwrap_or_else(|e| panic!("Chromium does not start: {e}"));
        let browser = Self {
            driver: Some(driver),
            base: base.to_owned(),
            expected: Vec::new(),
            is_done: false,
            _process: process,
            _profile: profile,
        };
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

    // ── Where it is ─────────────────────────────────────────────────────────────────────────────

    /// Goes to a path of the site.
    pub async fn open(&self, path: &str) {
        let address = format!("{}{path}", self.base);
        self.driver().goto(address).await.unwrap();
    }

    /// Path and query of the page.
    pub async fn address(&self) -> String {
        let url = self.driver().current_url().await.unwrap().to_string();
        url.strip_prefix(&self.base).unwrap_or(&url).to_owned()
    }

    /// Waits until the page's path begins like this.
    pub async fn arrives(&self, path: &str) {
        let there = async || {
            let address = self.address().await;
            let whole = !path.ends_with('/') || path == "/";
            if whole {
                address.split(['?', '#']).next() == Some(path)
            } else {
                address.starts_with(path)
            }
        };
        let what = format!("the page {path}");
        self.until_async(&what, there).await;
        self.until(
            "the page to be read",
            "return document.readyState === 'complete'",
        )
        .await;
    }

    // ── Waiting ─────────────────────────────────────────────────────────────────────────────────

    async fn until_async(&self, what: &str, mut holds: impl AsyncFnMut() -> bool) {
        let watch = async {
            while !holds().await {
                tokio::time::sleep(LOOK).await;
            }
        };
        if tokio::time::timeout(DEADLINE, watch).await.is_err() {
            self.give_up(what).await;
        }
    }

    async fn give_up(&self, what: &str) -> ! {
        let address = self.address().await;
        let text = self
            .driver()
            .execute("return document.body.innerText", vec![]);
        let text = text.await.map(|t| t.json().to_string()).unwrap_or_default();
        let log = self.driver().browser_log().await.unwrap_or_default();
        panic!("waited in vain for {what} at {address}; the page says {text}; the console {log:?}")
    }

    /// Waits until a script says yes.
    pub async fn until(&self, what: &str, script: &str) {
        let holds = async || {
            let promised = format!("return (async () => {{ {script} }})()");
            let said = self.driver().execute(promised, vec![]).await;
            said.is_ok_and(|s| s.json().as_bool() == Some(true))
        };
        self.until_async(what, holds).await;
    }

    /// Waits for an element that can be seen.
    pub async fn see(&self, selector: &str) -> WebElement {
        let mut found = None;
        let seen = async || {
            found = self.shown(selector).await.ok().flatten();
            found.is_some()
        };
        self.until_async(selector, seen).await;
        found.unwrap()
    }

    async fn shown(&self, selector: &str) -> WebDriverResult<Option<WebElement>> {
        for element in self.driver().find_all(By::Css(selector)).await? {
            if element.is_displayed().await? {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    /// Waits until no such element can be seen.
    pub async fn gone(&self, selector: &str) {
        let holds = async || self.shown(selector).await.is_ok_and(|e| e.is_none());
        self.until_async(&format!("{selector} to go"), holds).await;
    }

    // ── Acting ──────────────────────────────────────────────────────────────────────────────────

    /// Presses what can be seen and lies under no other element.
    pub async fn click(&self, selector: &str) {
        let clicked = async || match self.shown(selector).await {
            Ok(Some(element)) => element.click().await.is_ok(),
            _ => false,
        };
        self.until_async(&format!("{selector} to be pressed"), clicked)
            .await;
    }

    /// Writes into a field what a person would type, instead of what it holds.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.see(selector).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Types where the focus is.
    pub async fn keys(&self, text: &str) {
        let chain = self.driver().action_chain();
        chain.send_keys(text).perform().await.unwrap();
    }

    /// One key where the focus is.
    pub async fn key(&self, key: Key) {
        let chain = self.driver().action_chain();
        chain.send_keys(key).perform().await.unwrap();
    }

    /// What a script answers.
    pub async fn ask(&self, script: &str) -> Value {
        let said = self.driver().execute(script, vec![]).await;
        said.unwrap_or_else(|e| panic!("{script}: {e}"))
            .json()
            .clone()
    }

    /// What a script answers to some values.
    pub async fn ask_with(&self, script: &str, values: Vec<Value>) -> Value {
        let said = self.driver().execute(script, values).await;
        said.unwrap_or_else(|e| panic!("{script}: {e}"))
            .json()
            .clone()
    }

    /// What a script answers in its own time, by calling its last argument.
    pub async fn ask_later(&self, script: &str, values: Vec<Value>) -> Value {
        let said = self.driver().execute_async(script, values).await;
        said.unwrap_or_else(|e| panic!("{script}: {e}"))
            .json()
            .clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A test that fails ends here; one that forgets to look at the console fails.
        if let Some(driver) = self.driver.take() {
            let _ = driver.leak();
        }
        assert!(
            self.is_done || std::thread::panicking(),
            "end the browser by done()"
        );
    }
}

/// Starts the driver at a port of its own choice and waits until it says which.
fn start_driver() -> (Process, u16) {
    let child = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.unwrap_or_else(|e| {
        panic!("the browser tests need chromium and chromedriver; ./tests/run installs them: {e}")
    });
    let said = BufReader::new(child.stdout.take().unwrap());
    let process = Process(child);
    let port = said.lines().map_while(Result::ok).find_map(|line| {
        let (_, rest) = line.split_once("started successfully on port ")?;
        rest.trim_end_matches('.').trim().parse().ok()
    });
    let port = port.unwrap_or_else(|| panic!("chromedriver ended before it listened"));
    (process, port)
}
