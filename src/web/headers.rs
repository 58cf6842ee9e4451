//! The headers that every answer carries.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use platform::App;

use crate::request::Facts;

/// Nothing but our own files, no inline script or style, no frame, no other host.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'; manifest-src 'self'; object-src 'none'";

/// On the answers of a standby: the moment whose state they show.
const STANDBY_AS_OF: &str = "guildhall-standby-as-of";

/// The same on every answer.
pub const FIXED: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ),
    ("x-frame-options", "DENY"),
];

/// Adds them; what a handler set itself stays (a file's stricter policy, a longer cache).
pub async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_https = request
        .extensions()
        .get::<Facts>()
        .is_some_and(|f| f.is_https);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if let Some(standby) = app.store.standby() {
        let as_of = standby.as_of.map(|at| at.to_string()).unwrap_or_default();
        if let Ok(as_of) = HeaderValue::from_str(&as_of) {
            headers.insert(STANDBY_AS_OF, as_of);
        }
    }
    if is_https && app.config.server.sends_hsts() {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static(
                "max-age=31536000; includeSubDomains",
            ));
    }
    response
}
