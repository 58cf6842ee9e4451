//! Files, as they are handed in and given out.

mod given;
mod taken;

use axum::body::Body;
use http::Method;

use crate::support::{Answer, Client};

const FILES: &str = "/api/v1/files";

/// A multipart body with one file.
pub fn multipart(name: &str, bytes: &[u8]) -> Body {
    let mut body = b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"".to_vec();
    body.extend_from_slice(name.as_bytes());
    body.extend_from_slice(b"\"\r\nContent-Type: application/x-whatever\r\n\r\n");
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    Body::from(body)
}

pub const MULTIPART: &str = "multipart/form-data; boundary=edge";

pub async fn upload(client: &Client, name: &str, bytes: &[u8]) -> Answer {
    client
        .send(Method::POST, FILES, Some(MULTIPART), multipart(name, bytes))
        .await
}
