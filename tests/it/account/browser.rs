//! A browser of the tests: keeps cookies, and sends the form token of the last page it saw.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::body::Body;
use http::Method;

use crate::support::{Answer, Client, House};

/// See the module.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    pub cookies: Arc<Mutex<BTreeMap<String, String>>>,
    csrf: Arc<Mutex<String>>,
}

impl Browser {
    pub fn new(house: &House) -> Self {
        Self {
            client: house.guest(),
            cookies: Arc::default(),
            csrf: Arc::default(),
        }
    }

    /// Signed in by the form.
    pub async fn signed_in(house: &House, email: &str, password: &str) -> Self {
        let browser = Self::new(house);
        browser.get("/sign-in").await;
        let fields = [("email", email), ("password", password)];
        let answer = browser.form("/sign-in", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser.get("/me").await;
        browser
    }

    /// The same browser at another address of the network.
    pub fn at(&self, peer: std::net::SocketAddr) -> Self {
        Self {
            client: self.client.at(peer),
            ..self.clone()
        }
    }

    /// The same browser with one more header on every request.
    pub fn header(&self, name: &str, value: &str) -> Self {
        Self {
            client: self.client.header(name, value),
            ..self.clone()
        }
    }

    fn dressed(&self) -> Client {
        let cookies = self.cookies.lock().unwrap();
        let text: Vec<_> = cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        if text.is_empty() {
            return self.client.clone();
        }
        self.client.header("cookie", &text.join("; "))
    }

    pub async fn get(&self, path: &str) -> Answer {
        let answer = self.dressed().get(path).await;
        self.remember(&answer);
        answer
    }

    /// Sends a form with the token of the last page.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.bare_form(path, &all).await
    }

    /// Sends a form as it is.
    pub async fn bare_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.dressed().form(path, fields).await;
        self.remember(&answer);
        answer
    }

    /// Sends anything.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        media_type: Option<&str>,
        body: &str,
    ) -> Answer {
        let body = Body::from(body.to_owned());
        let answer = self.dressed().send(method, path, media_type, body).await;
        self.remember(&answer);
        answer
    }

    /// Sends bytes, such as an upload.
    pub async fn send_bytes(&self, path: &str, media_type: &str, bytes: Vec<u8>) -> Answer {
        let client = self.dressed();
        let answer = client
            .send(Method::POST, path, Some(media_type), Body::from(bytes))
            .await;
        self.remember(&answer);
        answer
    }

    /// The form token of the last page.
    pub fn csrf(&self) -> String {
        self.csrf.lock().unwrap().clone()
    }

    /// The session's cookie.
    pub fn session(&self) -> Option<String> {
        self.cookies.lock().unwrap().get("guildhall").cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().unwrap();
        cookies.insert(name.into(), value.into());
    }

    fn remember(&self, answer: &Answer) {
        let mut cookies = self.cookies.lock().unwrap();
        for cookie in answer.headers.get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if text.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let text = answer.text();
        if let Some((_, rest)) = text.split_once("<meta name=\"csrf\" content=\"") {
            let token = rest.split('"').next().unwrap_or_default();
            token.clone_into(&mut self.csrf.lock().unwrap());
        }
    }
}
