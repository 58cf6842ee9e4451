//! The second address: speaks plain http and sends browsers to the first by https. Whoever sends
//! something with his request is refused instead: it has already crossed the network in clear.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header, uri::Authority},
    response::{IntoResponse, Response},
};
use tls::Proofs;

/// Where it leads.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// Host and port of the server's public address, if it has one.
    public: Option<String>,
    /// The port that https is spoken at.
    port: u16,
    proofs: Arc<Proofs>,
}

/// Where an authority looks whether this server has the name that a certificate is wanted for.
const PROOFS: &str = "/.well-known/acme-challenge/";

impl Target {
    pub(super) fn new(public_url: Option<&str>, port: u16, proofs: Arc<Proofs>) -> Self {
        let public = public_url.and_then(|url| url.strip_prefix("https://"));
        let public = public.and_then(|rest| rest.split('/').next());
        Self {
            public: public.map(str::to_owned),
            port,
            proofs,
        }
    }

    /// The address by https that a request meant; nothing when it does not name a host.
    fn of(&self, request: &Request) -> Option<String> {
        let path = request.uri().path_and_query().map_or("/", |p| p.as_str());
        if let Some(public) = &self.public {
            return Some(format!("https://{public}{path}"));
        }
        let asked: Authority = request
            .headers()
            .get(header::HOST)?
            .to_str()
            .ok()?
            .parse()
            .ok()?;
        let host = asked.host();
        match self.port {
            443 => Some(format!("https://{host}{path}")),
            port => Some(format!("https://{host}:{port}{path}")),
        }
    }
}

/// Answers everything.
pub(super) fn router(target: Target) -> Router {
    Router::new().fallback(lead).with_state(target)
}

async fn lead(State(target): State<Target>, request: Request) -> Response {
    let mut response = answer(&target, &request);
    let headers = response.headers_mut();
    for (name, value) in web::headers::FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = HeaderValue::from_static(web::headers::CONTENT_SECURITY_POLICY);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    // The way may be another one tomorrow; who comes by http again is led again.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn answer(target: &Target, request: &Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::FORBIDDEN, "Come by https.\n").into_response();
    }
    let token = request.uri().path().strip_prefix(PROOFS);
    if let Some(proof) = token.and_then(|token| target.proofs.text(token)) {
        return proof.into_response();
    }
    let location = target.of(request);
    let location = location.and_then(|l| HeaderValue::from_str(&l).ok());
    match location {
        Some(location) => (
            StatusCode::PERMANENT_REDIRECT,
            [(header::LOCATION, location)],
        )
            .into_response(),
        None => (StatusCode::BAD_REQUEST, "Name a host.\n").into_response(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use axum::body::Body;

    use super::*;

    #[test]
    fn it_leads_to_the_same_page_by_https() {
        for (public_url, port, host, path, expected) in [
            (
                None,
                443,
                "hall.example",
                "/a?b=c",
                Some("https://hall.example/a?b=c"),
            ),
            (
                None,
                8443,
                "hall.example:8080",
                "/",
                Some("https://hall.example:8443/"),
            ),
            (
                None,
                8443,
                "[2001:db8::7]:8080",
                "/",
                Some("https://[2001:db8::7]:8443/"),
            ),
            (
                Some("https://hall.example/"),
                8443,
                "10.0.0.7",
                "/a",
                Some("https://hall.example/a"),
            ),
            (None, 443, "evil.example/x@hall", "/", None),
            (None, 443, "", "/", None),
        ] {
            let request = Request::builder().uri(path).header("host", host);
            let request = request.body(Body::empty()).unwrap();
            let found = Target::new(public_url, port, Arc::default()).of(&request);
            assert_eq!(found.as_deref(), expected, "{host}");
        }
    }

    #[tokio::test]
    async fn what_was_sent_in_clear_is_refused() {
        for (method, expected) in [("GET", 308), ("HEAD", 308), ("POST", 403), ("PUT", 403)] {
            let request = Request::builder()
                .method(method)
                .header("host", "hall.example");
            let request = request.body(Body::empty()).unwrap();
            let response = lead(State(Target::new(None, 443, Arc::default())), request).await;
            assert_eq!(response.status(), expected, "{method}");
        }
    }
}
