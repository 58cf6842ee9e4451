//! Uploads: multipart bodies, read as they arrive.

use axum::{
    RequestExt,
    extract::{DefaultBodyLimit, FromRequest, Request},
    http::header,
};
use bytes::Bytes;
use http_body_util::LengthLimitError;
use platform::{
    Error,
    error::{Kind, Message},
};

use crate::{failure::Failure, limits};

/// Fields that may stand before the one that is looked for.
const FIELDS_MAX: usize = 16;

/// A multipart body: 415 for another type, 413 beyond the limit of uploads, 400 when it breaks off.
#[derive(Debug)]
pub struct Upload(multer::Multipart<'static>);

/// The field of an upload that holds a file.
#[derive(Debug)]
pub struct UploadedFile(multer::Field<'static>);

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Failure;

    async fn from_request(mut request: Request, _: &S) -> Result<Self, Failure> {
        let given = request.headers().get(header::CONTENT_TYPE);
        let given = given.and_then(|v| v.to_str().ok()).unwrap_or_default();
        let boundary = match multer::parse_boundary(given) {
            Ok(boundary) => boundary,
            Err(multer::Error::NoBoundary) => return Err(Error::malformed("body-cut-short").into()),
            Err(_) => {
                let error = Error::new(Kind::UnsupportedType, "unsupported-type");
                return Err(error.arg("wanted", "multipart/form-data").into());
            }
        };
        DefaultBodyLimit::max(limits::UPLOAD).apply(&mut request);
        let body = request.with_limited_body().into_body();
        Ok(Self(multer::Multipart::new(
            body.into_data_stream(),
            boundary,
        )))
    }
}

impl Upload {
    /// The file in the field of this name; 422 when there is none among the first fields.
    pub async fn file(mut self, name: &'static str) -> Result<UploadedFile, Failure> {
        for _ in 0..FIELDS_MAX {
            let Some(field) = self.0.next_field().await.map_err(|e| refused(&e))? else {
                break;
            };
            if field.name() == Some(name) {
                return Ok(UploadedFile(field));
            }
        }
        Err(Error::invalid(name, Message::new("required")).into())
    }
}

impl UploadedFile {
    /// What the sender calls it.
    pub fn name(&self) -> &str {
        self.0.file_name().unwrap_or_default()
    }

    /// The next bytes; none at the end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        Ok(self.0.chunk().await.map_err(|e| refused(&e))?)
    }
}

fn refused(error: &multer::Error) -> Error {
    if is_too_large(error) {
        Error::new(Kind::TooLarge, "too-large")
    } else {
        Error::malformed("body-cut-short")
    }
}

fn is_too_large(error: &multer::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(e) = cause {
        if e.is::<LengthLimitError>() {
            return true;
        }
        // What the body said stands inside, not behind.
        if let Some(multer::Error::StreamReadFailed(inside)) = e.downcast_ref() {
            cause = Some(&**inside);
            continue;
        }
        cause = e.source();
    }
    false
}
