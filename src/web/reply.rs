//! JSON answers: `{"success": true, "data": …, "message"?, "meta"?}`.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// The envelope of a JSON answer.
#[derive(Debug, Serialize)]
struct Envelope<'a, T: Serialize> {
    success: bool,
    data: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<&'a serde_json::Value>,
}

/// A JSON answer under construction.
#[derive(Debug)]
pub struct Reply<T> {
    status: StatusCode,
    data: T,
    message: Option<String>,
    meta: Option<serde_json::Value>,
    location: Option<String>,
}

/// 200 with data.
pub fn ok<T: Serialize>(data: T) -> Reply<T> {
    Reply {
        status: StatusCode::OK,
        data,
        message: None,
        meta: None,
        location: None,
    }
}

/// 201 with data and where it is to be found.
pub fn created<T: Serialize>(location: impl Into<String>, data: T) -> Reply<T> {
    Reply {
        status: StatusCode::CREATED,
        location: Some(location.into()),
        ..ok(data)
    }
}

/// 202: taken, to be done.
pub fn accepted<T: Serialize>(data: T) -> Reply<T> {
    Reply {
        status: StatusCode::ACCEPTED,
        ..ok(data)
    }
}

/// 200 with a part of a list.
pub fn list<T: Serialize>(listing: platform::listing::Listing<T>) -> Reply<Vec<T>> {
    ok(listing.items).meta(listing.meta)
}

/// 204: done, nothing to say.
pub fn gone() -> StatusCode {
    StatusCode::NO_CONTENT
}

impl<T: Serialize> Reply<T> {
    /// Adds a sentence for people.
    pub fn message(mut self, text: impl Into<String>) -> Self {
        self.message = Some(text.into());
        self
    }

    /// Adds `meta`.
    pub fn meta(mut self, meta: impl Serialize) -> Self {
        self.meta = serde_json::to_value(meta).ok();
        self
    }
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        let body = Envelope {
            success: true,
            data: &self.data,
            message: self.message.as_deref(),
            meta: self.meta.as_ref(),
        };
        let text = match serde_json::to_string(&body) {
            Ok(text) => text,
            Err(error) => return crate::Failure::from(error).into_response(),
        };
        let mut response = (self.status, text).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        if let Some(value) = self.location.and_then(|l| HeaderValue::from_str(&l).ok()) {
            headers.insert(header::LOCATION, value);
        }
        response
    }
}
