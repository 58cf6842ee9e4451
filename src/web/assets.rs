//! Style sheet, scripts, fonts, icons: embedded, addressed by their content, kept by browsers for
//! a year. `/assets/css/app.HASH.css`.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use data_encoding::HEXLOWER;
use platform::Error;

use crate::{extract::Path, failure::Failure};

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../static"]
struct Static;

struct Asset {
    url: &'static str,
    bytes: Cow<'static, [u8]>,
    media_type: &'static str,
}

static ASSETS: LazyLock<HashMap<String, Asset>> =
    LazyLock::new(|| Static::iter().filter_map(load).collect());
static BY_URL: LazyLock<HashMap<&'static str, &'static Asset>> =
    LazyLock::new(|| ASSETS.values().map(|a| (a.url, a)).collect());
static ICONS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let icon = |(path, asset): (&String, &Asset)| {
        let name = path
            .strip_prefix("icons/")?
            .strip_suffix(".svg")?
            .to_owned();
        let svg = String::from_utf8_lossy(&asset.bytes).trim().to_owned();
        // Once per process and icon.
        Some((name, &*Box::leak(svg.into_boxed_str())))
    };
    ASSETS.iter().filter_map(icon).collect()
});

fn load(path: Cow<'static, str>) -> Option<(String, Asset)> {
    let file = Static::get(&path)?;
    let hash = HEXLOWER.encode(&file.metadata.sha256_hash()[..6]);
    let (stem, extension) = path.rsplit_once('.').unwrap_or((&path, ""));
    let url: &'static str =
        Box::leak(format!("/assets/{stem}.{hash}.{extension}").into_boxed_str());
    let media_type = media_type(extension);
    // Scripts and styles name their neighbours by plain paths; give them the hashed addresses.
    Some((
        path.to_string(),
        Asset {
            url,
            bytes: file.data,
            media_type,
        },
    ))
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    }
}

/// The address of a static file; `/assets/missing` (a 404) when there is none, which a test finds.
pub fn url(path: &str) -> &'static str {
    ASSETS.get(path).map_or("/assets/missing", |a| a.url)
}

/// An icon as inline SVG; empty when there is none of that name.
pub fn icon(name: &str) -> &'static str {
    ICONS.get(name).copied().unwrap_or_default()
}

/// `GET /assets/{*path}`: by hashed name (for a year), or by plain name (always asked again, as
/// modules and fonts import each other by plain names).
pub async fn serve(Path(path): Path<String>) -> Result<Response, Failure> {
    let full = format!("/assets/{path}");
    let hashed = BY_URL.get(full.as_str()).copied();
    let asset = hashed
        .or_else(|| ASSETS.get(&path))
        .ok_or_else(Error::not_found)?;
    let cache = if hashed.is_some() {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=3600"
    };
    let body = match &asset.bytes {
        Cow::Borrowed(bytes) => Body::from(*bytes),
        Cow::Owned(bytes) => Body::from(bytes.clone()),
    };
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(asset.media_type),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    Ok(response)
}
