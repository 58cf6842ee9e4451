//! Somebody who knocks: requests with or without a token, answers that read well in a snapshot.

use std::net::SocketAddr;

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use platform::id::{OrganizationId, PersonId};
use serde_json::Value;
use tower::ServiceExt;

/// See the module.
#[derive(Clone)]
pub struct Client {
    router: Router,
    token: Option<String>,
    headers: Vec<(String, String)>,
    peer: Option<SocketAddr>,
    /// Who it is, when signed in.
    pub person: Option<PersonId>,
    /// His organisation.
    pub organization: Option<OrganizationId>,
}

impl Client {
    pub fn new(router: Router, token: Option<String>) -> Self {
        Self {
            router,
            token,
            headers: Vec::new(),
            peer: None,
            person: None,
            organization: None,
        }
    }

    /// The same at another address of the network.
    pub fn at(&self, peer: SocketAddr) -> Self {
        let mut client = self.clone();
        client.peer = Some(peer);
        client
    }

    /// The same with one more header on every request.
    pub fn header(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    /// What its `Authorization` header says; empty for nobody.
    pub fn authorization(&self) -> String {
        let token = self.token.as_ref();
        token.map_or_else(String::new, |t| format!("Bearer {t}"))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Body::empty()).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.json(Method::POST, path, body).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PATCH, path, body).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PUT, path, body).await
    }

    pub async fn json(&self, method: Method, path: &str, body: Value) -> Answer {
        self.send(
            method,
            path,
            Some("application/json"),
            Body::from(body.to_string()),
        )
        .await
    }

    /// Sends an HTML form.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encode = |text: &str| -> String {
            let byte = |b: u8| match b {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                    char::from(b).to_string()
                }
                _ => format!("%{b:02X}"),
            };
            text.bytes().map(byte).collect()
        };
        let pairs: Vec<_> = fields
            .iter()
            .map(|(k, v)| format!("{}={}", encode(k), encode(v)))
            .collect();
        let media_type = Some("application/x-www-form-urlencoded");
        self.send(Method::POST, path, media_type, Body::from(pairs.join("&")))
            .await
    }

    /// Sends any body.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        media_type: Option<&str>,
        body: Body,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !self.headers.iter().any(|(name, _)| name == "host") {
            request = request.header(header::HOST, "house.example");
        }
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(media_type) = media_type {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        if let Some(peer) = self.peer {
            request = request.extension(ConnectInfo(peer));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// `data` of the envelope.
    pub fn data(&self) -> Value {
        self.json()["data"].clone()
    }

    /// `data.id` as text.
    pub fn id(&self) -> String {
        let id = self.data()["id"].as_str().map(str::to_owned);
        id.unwrap_or_else(|| panic!("no id in {} {}", self.status, self.text()))
    }

    /// The stable code of a problem; empty for anything else.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> String {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }

    /// Status, code and fields in one line: `422 invalid title:title_length`.
    pub fn said(&self) -> String {
        let json = self.json();
        let mut said = self.status.as_u16().to_string();
        if let Some(code) = json["code"].as_str() {
            said = format!("{said} {code}");
        }
        for field in json["errors"].as_array().into_iter().flatten() {
            let part = |name: &str| field[name].as_str().unwrap_or_default().to_owned();
            said = format!("{said} {}:{}", part("field"), part("code"));
        }
        said
    }

    /// The answer itself, after making sure that it succeeded.
    pub fn ok(self) -> Self {
        assert!(self.status.is_success(), "{} {}", self.status, self.text());
        self
    }
}
