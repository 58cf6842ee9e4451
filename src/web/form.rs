//! Forms that come back: what was refused, said beside its field, with everything typed still in
//! the form.

use std::time::Duration;

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use platform::{Error, Language, error::Kind};

use crate::{failure::Failure, page, session::set_cookie};

/// Why a form was refused; empty for a fresh one.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    status: StatusCode,
    /// What is said of the form as a whole; empty when the fields say it.
    pub general: String,
    /// Name of the field and what is said beside it.
    pub fields: Vec<(String, String)>,
    retry_after: Option<Duration>,
}

impl Refusal {
    /// What a person can mend or try again stays on the form; everything else goes its usual way.
    pub fn of(error: Error, language: Language) -> Result<Self, Failure> {
        use Kind::{
            Conflict, Forbidden, Invalid, PlanLimit, StorageFull, TooLarge, TooMany,
            Unauthenticated, Unavailable, UnsupportedType,
        };
        let is_ours = matches!(
            error.kind,
            Conflict
                | Forbidden
                | Invalid
                | PlanLimit
                | StorageFull
                | TooLarge
                | TooMany
                | Unauthenticated
                | Unavailable
                | UnsupportedType
        );
        if !is_ours {
            return Err(Failure(error));
        }
        let said = error.fields.iter();
        let fields: Vec<_> = said
            .map(|f| (f.name.to_string(), language.message(&f.message)))
            .collect();
        let general = if fields.is_empty() {
            language.message(&error.message)
        } else {
            String::new()
        };
        Ok(Self {
            status: StatusCode::from_u16(error.status()).unwrap_or_default(),
            general,
            fields,
            retry_after: error.retry_after,
        })
    }

    /// Whether nothing was refused.
    pub fn is_empty(&self) -> bool {
        self.general.is_empty() && self.fields.is_empty()
    }

    /// What is said beside a field; empty when it is well.
    pub fn at(&self, field: &str) -> &str {
        let found = self.fields.iter().find(|(name, _)| name == field);
        found.map_or("", |(_, text)| text)
    }

    /// The form again.
    pub fn answer(&self, page: &impl Template) -> Response {
        let mut response = page::html(self.status, page);
        if let Some(after) = self.retry_after {
            let seconds = HeaderValue::from(after.as_secs().max(1));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// A way back that stays on this server; the home page for anything else.
pub fn local(target: &str) -> &str {
    let is_local = target.starts_with('/')
        && !target[1..].starts_with(['/', '\\'])
        && !target.contains(['\\', '\t'])
        && !target.chars().any(char::is_control);
    if is_local { target } else { "/" }
}

/// 303 to a page.
pub fn to(target: &str) -> Response {
    Redirect::to(local(target)).into_response()
}

/// 303 to a page, with a cookie.
pub fn to_with(target: &str, cookie: &str) -> Response {
    let mut response = to(target);
    set_cookie(&mut response, cookie);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_this_server() {
        for good in ["/", "/forum", "/forum/topics/1?x=//y#z", "/search?q=a b"] {
            assert_eq!(local(good), good);
        }
        for bad in [
            "",
            "forum",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\\\\evil.example",
            "https:evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/x\r\nLocation: https://evil.example",
            " /x",
        ] {
            assert_eq!(local(bad), "/", "{bad:?}");
        }
    }
}
