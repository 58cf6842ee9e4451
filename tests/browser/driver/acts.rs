//! What one does before a browser: going, waiting, pressing, typing. What a person waits for is a
//! condition here with a deadline, never a pause of a guessed length.

use std::time::Duration;

use serde_json::Value;
use thirtyfour::{By, Key, WebElement, error::WebDriverResult};

use super::Browser;

/// How long something may take that a person would wait for; generous, as the machine may be slow.
const DEADLINE: Duration = Duration::from_mins(2);
/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(25);

// ── Where it is ─────────────────────────────────────────────────────────────────────────────────

impl Browser {
    /// Goes to a path of the site.
    pub async fn open(&self, path: &str) {
        let address = format!("{}{path}", self.base);
        self.driver().goto(address).await.unwrap();
    }

    /// Goes to a path of the site and waits until its script has begun its work.
    pub async fn visit(&self, path: &str) {
        self.open(path).await;
        self.scripted().await;
    }

    /// Waits until the page's script has begun its work.
    pub async fn scripted(&self) {
        let on = "return document.documentElement.dataset.script === 'on'";
        self.until("the script", on).await;
    }

    /// Path and query of the page.
    pub async fn address(&self) -> String {
        let url = self.driver().current_url().await.unwrap().to_string();
        url.strip_prefix(&self.base).unwrap_or(&url).to_owned()
    }

    /// Waits until the page has this path; one that ends with `/` is the beginning of a path.
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
        let read = "return document.readyState === 'complete'";
        self.until("the page to be read", read).await;
    }
}

// ── Waiting ─────────────────────────────────────────────────────────────────────────────────────

impl Browser {
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

    /// Waits until an element that can be seen holds these words.
    pub async fn reads(&self, selector: &str, words: &str) {
        let script = "return [...document.querySelectorAll(arguments[0])]
            .some((e) => e.checkVisibility() && e.innerText.includes(arguments[1]))";
        let holds = async || {
            let values = vec![Value::from(selector), Value::from(words)];
            let said = self.driver().execute(script, values).await;
            said.is_ok_and(|s| s.json().as_bool() == Some(true))
        };
        self.until_async(&format!("“{words}” in {selector}"), holds)
            .await;
    }

    /// Waits until no such element can be seen.
    pub async fn gone(&self, selector: &str) {
        let holds = async || self.shown(selector).await.is_ok_and(|e| e.is_none());
        self.until_async(&format!("{selector} to go"), holds).await;
    }
}

// ── Acting ──────────────────────────────────────────────────────────────────────────────────────

impl Browser {
    /// Presses what can be seen and lies under no other element. What follows must be waited for;
    /// `press` does it where another page comes.
    pub async fn click(&self, selector: &str) {
        let clicked = async || match self.shown(selector).await {
            Ok(Some(element)) => element.click().await.is_ok(),
            _ => false,
        };
        self.until_async(&format!("{selector} to be pressed"), clicked)
            .await;
    }

    /// Presses what leads to another page, or to the same one anew, and waits until that is read.
    pub async fn press(&self, selector: &str) {
        let leaving = self.origin().await;
        self.click(selector).await;
        self.another(leaving, selector).await;
    }

    /// The same with a key where the focus is.
    pub async fn press_key(&self, key: Key) {
        let leaving = self.origin().await;
        self.key(key).await;
        self.another(leaving, "the key").await;
    }

    /// The same with letters.
    pub async fn press_text(&self, text: &str) {
        let leaving = self.origin().await;
        self.keys(text).await;
        self.another(leaving, text).await;
    }

    /// The same with a key while another is held.
    pub async fn press_keys(&self, held: Key, key: Key) {
        let leaving = self.origin().await;
        let chain = self.driver().action_chain().key_down(held.clone());
        let chain = chain.send_keys(key).key_up(held);
        chain.perform().await.unwrap();
        self.another(leaving, "the keys").await;
    }

    /// When this page began: no other has the same moment.
    async fn origin(&self) -> Value {
        self.ask("return performance.timeOrigin").await
    }

    async fn another(&self, than: Value, by: &str) {
        let read = "document.readyState === 'complete'";
        let there = format!("return performance.timeOrigin !== {than} && {read}");
        self.until(&format!("the page that {by} leads to"), &there)
            .await;
    }

    /// Brings the pointer over an element; some actions show only then.
    pub async fn hover(&self, selector: &str) {
        let element = self.see(selector).await;
        let chain = self.driver().action_chain();
        let moved = chain.move_to_element_center(&element).perform().await;
        moved.unwrap();
    }

    /// Writes into a field what a person would type, instead of what it holds.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.see(selector).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses an entry of a list by its value.
    pub async fn choose(&self, selector: &str, value: &str) {
        self.click(&format!("{selector} option[value=\"{value}\"]"))
            .await;
    }

    /// What a field holds.
    pub async fn value(&self, selector: &str) -> String {
        let script = "return document.querySelector(arguments[0]).value";
        let value = self.ask_with(script, vec![Value::from(selector)]).await;
        value.as_str().unwrap_or_default().to_owned()
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
        self.ask_with(script, vec![]).await
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
