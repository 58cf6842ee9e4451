//! Style sheet, scripts, fonts, icons: embedded, kept by browsers for a year. The address names the
//! content of the whole set, `/assets/HASH/css/app.css`, so that scripts and fonts that are named
//! from within by relative paths change together with what names them.

use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{LazyLock, OnceLock},
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use data_encoding::HEXLOWER;
use platform::Error;

use crate::{extract::Path, failure::Failure};

mod squeeze;

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../static"]
struct Static;

struct Asset {
    url: &'static str,
    bytes: Cow<'static, [u8]>,
    media_type: &'static str,
    /// Made when first asked for, then kept: the layer that packs pages would do it every time.
    packed: OnceLock<Bytes>,
}

/// The largest file that is packed here; larger ones are left to the layer.
const PACK_LIMIT: usize = 256 * 1024;

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
    if path.starts_with("css/") {
        bytes = Cow::Owned(squeeze::css(&bytes));
    } else if path.starts_with("js/") {
        bytes = Cow::Owned(squeeze::script(&bytes));
    }
    // Once per process and file.
    let url: &'static str = Box::leak(format!("/assets/{}/{path}", *SET).into_boxed_str());
    let asset = Asset {
        url,
        bytes,
        media_type,
        packed: OnceLock::new(),
    };
    Some((path.into_owned(), asset))
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
pub async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
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
    let packed = if takes_brotli(&headers) {
        asset.packed().await?
    } else {
        None
    };
    let is_packed = packed.is_some();
    let body = packed.map_or_else(|| asset.body(), Body::from);
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(asset.media_type),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    // An icon opened by itself is a document too; it needs nothing. Shorter than the pages' policy.
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    );
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    Ok(response)
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING);
    accepted
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .split(',')
                .any(|coding| matches!(coding.trim(), "br" | "br;q=1" | "br;q=1.0"))
        })
}

impl Asset {
    fn body(&self) -> Body {
        match &self.bytes {
            Cow::Borrowed(bytes) => Body::from(*bytes),
            Cow::Owned(bytes) => Body::from(bytes.clone()),
        }
    }

    /// The file packed with brotli; `None` for what does not shrink or is too large to wait for.
    async fn packed(&'static self) -> Result<Option<Bytes>, Failure> {
        let shrinks = !matches!(self.media_type, "font/woff2" | "image/png");
        if !shrinks || !(512..=PACK_LIMIT).contains(&self.bytes.len()) {
            return Ok(None);
        }
        if let Some(packed) = self.packed.get() {
            return Ok((!packed.is_empty()).then(|| packed.clone()));
        }
        let made = tokio::task::spawn_blocking(|| self.packed.get_or_init(|| pack(&self.bytes)));
        let packed = made.await.map_err(Error::internal)?;
        Ok((!packed.is_empty()).then(|| packed.clone()))
    }
}

fn pack(mut bytes: &[u8]) -> Bytes {
    let params = brotli::enc::BrotliEncoderParams {
        // Once per process and file; without optimisation the best takes seconds.
        quality: if cfg!(debug_assertions) { 9 } else { 11 },
        ..Default::default()
    };
    let mut packed = Vec::with_capacity(bytes.len() / 3);
    // Writing into memory does not fail; an empty answer would mean "not packed".
    match brotli::BrotliCompress(&mut bytes, &mut packed, &params) {
        Ok(_) => Bytes::from(packed),
        Err(_) => Bytes::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{ASSETS, pack};

    /// The first page of an Arabic reader, who needs most. With the page itself (6 to 12 kB) and the
    /// headers it stays under the 50 kB that a first visit may weigh.
    #[test]
    fn a_first_visit_loads_little() {
        let first = [
            "css/app.css",
            "js/app.js",
            "js/page.js",
            "fonts/sans-core.woff2",
            "fonts/arabic-400.woff2",
            "icons/guildhall.svg",
        ];
        let weight = |path: &str| {
            let asset = ASSETS.get(path);
            asset.map(|a| match a.media_type {
                "font/woff2" => a.bytes.len(),
                _ => pack(&a.bytes).len(),
            })
        };
        let weights: Option<Vec<usize>> = first.into_iter().map(weight).collect();
        let sum = weights.map(|w| w.into_iter().sum());
        assert!(matches!(sum, Some(1..=37_000)), "{sum:?} bytes");
    }
}
