//! What a request must pass before its handler: access, and for changing requests the forgery
//! check and the organisation's right to write.

use std::sync::Arc;

use axum::{
    extract::Request,
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use platform::{Error, Viewer};

use crate::{
    csrf, failure::Failure, limits, rate_limit::RateLimits, request::Facts, routes::Access,
    session::Credential,
};

/// Lets pass whoever may knock at the route, not too often, and not made to by another site.
pub async fn access(access: Access, request: Request, next: Next) -> Response {
    let limits = request.extensions().get::<Arc<RateLimits>>();
    let left = match limits.map(|l| l.count(&request)).transpose() {
        Ok(left) => left.flatten(),
        Err(error) => return Failure(error).into_response(),
    };
    let mut response = match admitted(access, request).await {
        Ok(request) => next.run(request).await,
        Err(error) => Failure(error).into_response(),
    };
    if let Some(left) = left {
        left.note(response.headers_mut());
    }
    response
}

async fn admitted(access: Access, request: Request) -> Result<Request, Error> {
    if takes_no_changes(&request) {
        limits::discard(request).await?;
        return Err(Error::standby());
    }
    if let Err(error) = may_enter(access, &request) {
        limits::discard(request).await?;
        return Err(error);
    }
    csrf::check(request).await
}

/// On a standby, every change is told the same, whoever asks for it. A guest's choice of language
/// or theme stays in his browser.
fn takes_no_changes(request: &Request) -> bool {
    let facts = request.extensions().get::<Facts>();
    let is_choice = |facts: &Facts| {
        facts.person.is_none() && matches!(facts.path.as_str(), "/language" | "/theme")
    };
    facts.is_some_and(|facts| facts.is_standby && !is_choice(facts))
        && !csrf::is_reading(request.method())
}

fn may_enter(access: Access, request: &Request) -> Result<(), Error> {
    let extensions = request.extensions();
    let viewer = extensions
        .get::<Viewer>()
        .ok_or_else(|| Error::internal("the session layer did not run"))?;
    if access != Access::Anyone
        && let Some(Credential::Refused(why)) = extensions.get::<Credential>()
    {
        return Err(Error::new(why.kind, why.message.key()));
    }
    let is_local = extensions.get::<Facts>().is_some_and(|f| f.is_local);
    let changing = !csrf::is_reading(request.method());
    may_knock(access, viewer, changing, is_local)
}

fn may_knock(access: Access, viewer: &Viewer, changing: bool, is_local: bool) -> Result<(), Error> {
    let signed_in = || viewer.actor().ok_or_else(Error::unauthenticated);
    match access {
        Access::Anyone => return Ok(()),
        Access::OwnAccount => return signed_in().map(|_| ()),
        Access::Readers if viewer.scope().public => {}
        Access::Readers | Access::People => {
            signed_in()?;
        }
        Access::Local(_) if is_local => return Ok(()),
        Access::Holders(permission) | Access::Local(permission) => {
            signed_in()?.require(permission)?;
        }
        Access::Hosts(permission) => signed_in()?.require_as_host(permission)?,
    }
    match viewer.actor() {
        Some(actor) if changing => actor.require_write(),
        _ => Ok(()),
    }
}

/// Whether a changing request comes from our own pages, as the browser says by `Sec-Fetch-Site`
/// or `Origin`. Programs send neither.
pub fn same_site(request: &Request) -> bool {
    let facts = request.extensions().get::<Facts>();
    let host = facts.and_then(|f| f.host.as_deref());
    is_same_site(request.headers(), host.unwrap_or_default())
}

fn is_same_site(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else {
        return true;
    };
    origin
        .split_once("://")
        .is_some_and(|(_, authority)| authority == host)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn requests_of_other_sites_are_known_by_what_the_browser_says() {
        type Case = (&'static str, &'static [(&'static str, &'static str)], bool);
        let cases: [Case; 10] = [
            ("", &[], true),
            ("", &[("sec-fetch-site", "same-origin")], true),
            ("", &[("sec-fetch-site", "none")], true),
            ("", &[("sec-fetch-site", "same-site")], false),
            ("", &[("sec-fetch-site", "cross-site")], false),
            ("hall.example", &[("origin", "https://hall.example")], true),
            ("hall.example", &[("origin", "https://evil.example")], false),
            (
                "hall.example",
                &[("origin", "https://hall.example.evil")],
                false,
            ),
            ("hall.example", &[("origin", "null")], false),
            (
                "hall.example:8080",
                &[("origin", "http://hall.example")],
                false,
            ),
        ];
        for (host, pairs, expected) in cases {
            let header = |(n, v): &(&'static str, &'static str)| {
                (HeaderName::from_static(n), HeaderValue::from_static(v))
            };
            let headers: HeaderMap = pairs.iter().map(header).collect();
            assert_eq!(is_same_site(&headers, host), expected, "{pairs:?}");
        }
    }
}
