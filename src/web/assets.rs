//! Style sheet, scripts, fonts, icons: embedded, kept by browsers for a year. The address names the
//! content of the whole set, `/assets/HASH/css/app.css`, so that scripts and fonts that are named
//! from within by relative paths change together with what names them.

use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

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
/// The fingerprint of all files together, and of where each lies.
static SET: LazyLock<String> = LazyLock::new(|| {
    let mut paths: Vec<_> = Static::iter().collect();
    paths.sort_unstable();
    let mut hasher = DefaultHasher::new();
    for path in paths {
        let hash = Static::get(&path).map(|file| file.metadata.sha256_hash());
        (path, hash).hash(&mut hasher);
    }
    HEXLOWER.encode(&hasher.finish().to_be_bytes())
});
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
    let mut bytes = Static::get(&path)?.data;
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let media_type = media_type(extension);
    if extension == "css" {
        bytes = Cow::Owned(without_comments(&bytes));
    }
    // Once per process and file.
    let url: &'static str = Box::leak(format!("/assets/{}/{path}", *SET).into_boxed_str());
    let asset = Asset {
        url,
        bytes,
        media_type,
    };
    Some((path.into_owned(), asset))
}

/// A style sheet without its comments: they explain every part and are a quarter of its weight.
/// Ours hold no `/*` in strings or addresses.
fn without_comments(css: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = find(rest, b"/*") {
        kept.extend_from_slice(&rest[..start]);
        let comment = &rest[start..];
        rest = find(comment, b"*/").map_or(&[], |end| &comment[end + 2..]);
    }
    kept.extend_from_slice(rest);
    kept
}

fn find(text: &[u8], two: &[u8; 2]) -> Option<usize> {
    text.windows(2).position(|pair| pair == two)
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

/// `GET /assets/{*path}`: under this set's fingerprint for a year, without one or with a former
/// one (a page that was open during an upgrade) as it is now, and asked again next time.
pub async fn serve(Path(path): Path<String>) -> Result<Response, Failure> {
    let current = path
        .strip_prefix(SET.as_str())
        .and_then(|p| p.strip_prefix('/'));
    let former = || path.split_once('/').and_then(|(_, rest)| ASSETS.get(rest));
    let asset = ASSETS.get(current.unwrap_or(&path)).or_else(former);
    let asset = asset.ok_or_else(Error::not_found)?;
    let cache = if current.is_some() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
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
