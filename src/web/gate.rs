//! What a request must pass before its handler: access, and for changing requests the forgery
//! check and the organisation's right to write.

use axum::{
    extract::Request,
    http::{Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use platform::{Error, Viewer};

use crate::{failure::Failure, routes::Access};

/// Lets pass whoever may knock at the route.
pub async fn access(access: Access, request: Request, next: Next) -> Response {
    let changing = !matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(viewer) = request.extensions().get::<Viewer>() else {
        return Failure(Error::internal("the session layer did not run")).into_response();
    };
    if let Err(error) = may_knock(access, viewer, changing) {
        return Failure(error).into_response();
    }
    next.run(request).await
}

fn may_knock(access: Access, viewer: &Viewer, changing: bool) -> Result<(), Error> {
    let signed_in = || viewer.actor().ok_or_else(Error::unauthenticated);
    match access {
        Access::Anyone => return Ok(()),
        Access::Readers if viewer.scope().public => {}
        Access::Readers | Access::People => {
            signed_in()?;
        }
        Access::Holders(permission) => signed_in()?.require(permission)?,
    }
    match viewer.actor() {
        Some(actor) if changing => actor.require_write(),
        _ => Ok(()),
    }
}

/// Whether a changing request comes from our own pages, as the browser says by `Sec-Fetch-Site`
/// or `Origin`. Programs send neither.
pub fn same_site(request: &Request) -> bool {
    let headers = request.headers();
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else {
        return true;
    };
    let host = text(header::HOST.as_str()).unwrap_or_default();
    origin
        .split_once("://")
        .is_some_and(|(_, authority)| authority == host)
}
