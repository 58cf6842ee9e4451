//! Downloads: bytes from the disk, whole or a part of them, in a box that runs nothing.

use std::{fmt::Write as _, fs::File, io::SeekFrom, ops::Range};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use platform::{Error, error::Kind};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use crate::failure::{Failure, Result};

/// Bytes that are read from the disk at once.
const PIECE_BYTES: usize = 64 * 1024;
/// Nothing in it runs, loads or may be framed, whatever the browser takes it for.
const POLICY: &str = "sandbox; default-src 'none'";

/// Marks an answer whose bytes are to go out as they are: a part of them may be asked for next.
#[derive(Clone, Copy, Debug)]
pub struct AsIs;

/// A file to be sent.
#[derive(Debug)]
pub struct Download {
    /// At its start.
    pub file: File,
    /// How many bytes it has.
    pub bytes: u64,
    /// Names this content and no other; letters and digits.
    pub etag: String,
    /// What it is.
    pub media_type: &'static str,
    /// The name to save it under.
    pub name: String,
    /// Whether a browser may show it in place; otherwise it saves it.
    pub inline: bool,
    /// `Cache-Control`.
    pub cache: &'static str,
}

/// The part of a file that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Range(Range<u64>),
    Nowhere,
}

impl Download {
    /// The answer to a request with these headers: 200, 206 for a part, 304 when the asker has it,
    /// 416 for a part that is not there.
    pub async fn answer(self, asked: &HeaderMap) -> Result<Response> {
        let etag = format!("\"{}\"", self.etag);
        if names(asked, header::IF_NONE_MATCH, &etag) {
            return Ok(self.described(StatusCode::NOT_MODIFIED.into_response(), &etag));
        }
        let fresh = !asked.contains_key(header::IF_RANGE) || names(asked, header::IF_RANGE, &etag);
        let range = asked.get(header::RANGE).filter(|_| fresh);
        let part = part(range.and_then(|r| r.to_str().ok()), self.bytes);
        if part == Part::Nowhere {
            return Ok(nowhere(self.bytes));
        }
        let file = self.file.try_clone().map_err(Error::from)?;
        let response = send(file, part, self.bytes).await?;
        Ok(self.described(response, &etag))
    }

    fn described(&self, mut response: Response, etag: &str) -> Response {
        let headers = response.headers_mut();
        let mut set = |name, text: &str| {
            if let Ok(value) = HeaderValue::from_str(text) {
                headers.insert(name, value);
            }
        };
        set(header::ETAG, etag);
        set(header::CACHE_CONTROL, self.cache);
        set(header::ACCEPT_RANGES, "bytes");
        set(header::CONTENT_SECURITY_POLICY, POLICY);
        set(header::CONTENT_TYPE, self.media_type);
        set(
            header::CONTENT_DISPOSITION,
            &disposition(&self.name, self.inline),
        );
        response.extensions_mut().insert(AsIs);
        response
    }
}

/// Sends a file that is made while it goes out, piece by piece; how long it will be is not known. An
/// error breaks the answer off, so that nobody takes what came for the whole.
pub fn made<S, F, Next>(name: &str, media_type: &'static str, first: S, step: F) -> Response
where
    S: Send + 'static,
    F: FnMut(S) -> Next + Send + 'static,
    Next: Future<Output = platform::Result<Option<(Vec<u8>, S)>>> + Send + 'static,
{
    let pieces = futures_util::stream::try_unfold(first, step);
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    let mut set = |name, text: &str| {
        if let Ok(value) = HeaderValue::from_str(text) {
            headers.insert(name, value);
        }
    };
    set(header::CACHE_CONTROL, "no-store");
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::CONTENT_TYPE, media_type);
    set(header::CONTENT_DISPOSITION, &disposition(name, false));
    response
}

async fn send(file: File, part: Part, bytes: u64) -> Result<Response> {
    let (status, range) = match part {
        Part::Range(range) => (StatusCode::PARTIAL_CONTENT, range),
        Part::Whole | Part::Nowhere => (StatusCode::OK, 0..bytes),
    };
    let length = range.end - range.start;
    let mut file = tokio::fs::File::from_std(file);
    file.seek(SeekFrom::Start(range.start))
        .await
        .map_err(Error::from)?;
    let pieces = ReaderStream::with_capacity(file.take(length), PIECE_BYTES);
    let mut response = (status, Body::from_stream(pieces)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if status == StatusCode::PARTIAL_CONTENT {
        let place = format!("bytes {}-{}/{bytes}", range.start, range.end - 1);
        if let Ok(place) = HeaderValue::from_str(&place) {
            headers.insert(header::CONTENT_RANGE, place);
        }
    }
    Ok(response)
}

/// 416, saying how much there is.
fn nowhere(bytes: u64) -> Response {
    let error = Error::new(Kind::OutOfRange, "out-of-range").arg("bytes", bytes);
    let mut response = Failure(error).into_response();
    if let Ok(place) = HeaderValue::from_str(&format!("bytes */{bytes}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, place);
    }
    response
}

/// Whether a header of conditions names our content.
fn names(asked: &HeaderMap, header: header::HeaderName, etag: &str) -> bool {
    let given = asked.get(header).and_then(|v| v.to_str().ok());
    let is_ours = |tag: &str| tag.trim().trim_start_matches("W/") == etag;
    given.is_some_and(|g| g.trim() == "*" || g.split(',').any(is_ours))
}

/// Reads `Range`. Several parts at once, or what is no range of bytes, count as none.
fn part(asked: Option<&str>, bytes: u64) -> Part {
    let Some((from, to)) = asked
        .and_then(|a| a.trim().strip_prefix("bytes="))
        .and_then(|a| a.split_once('-'))
    else {
        return Part::Whole;
    };
    let (from, to) = (from.trim(), to.trim());
    let range = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => from..to.saturating_add(1).min(bytes),
        (Ok(from), Err(_)) if to.is_empty() => from..bytes,
        (Err(_), Ok(last)) if from.is_empty() => bytes.saturating_sub(last)..bytes,
        _ => return Part::Whole,
    };
    if range.is_empty() {
        Part::Nowhere
    } else {
        Part::Range(range)
    }
}

/// `Content-Disposition` with the name in plain letters and, for who reads it, as it is.
fn disposition(name: &str, inline: bool) -> String {
    let way = if inline { "inline" } else { "attachment" };
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() || "-_. ()".contains(c) {
            c
        } else {
            '_'
        }
    };
    let plain: String = name.chars().map(letter).collect();
    let mut text = format!("{way}; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            text.push(byte as char);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_the_standard_says() {
        for (asked, expected) in [
            (None, Part::Whole),
            (Some("bytes=0-3"), Part::Range(0..4)),
            (Some("bytes=4-"), Part::Range(4..10)),
            (Some("bytes=-3"), Part::Range(7..10)),
            (Some("bytes=-30"), Part::Range(0..10)),
            (Some("bytes=8-99999999999999999999"), Part::Whole),
            (Some("bytes=8-18446744073709551615"), Part::Range(8..10)),
            (Some("bytes=10-"), Part::Nowhere),
            (Some("bytes=-0"), Part::Nowhere),
            (Some("bytes=3-1"), Part::Whole),
            (Some("bytes=0-1,4-5"), Part::Whole),
            (Some("lines=0-1"), Part::Whole),
            (Some("bytes=a-b"), Part::Whole),
        ] {
            assert_eq!(part(asked, 10), expected, "{asked:?}");
        }
        assert_eq!(part(Some("bytes=0-"), 0), Part::Nowhere);
    }

    #[test]
    fn names_go_out_in_plain_letters_and_whole() {
        assert_eq!(
            disposition("a\"\r\nب.pdf", false),
            "attachment; filename=\"a____.pdf\"; filename*=UTF-8''a%22%0D%0A%D8%A8.pdf"
        );
        assert_eq!(
            disposition("a b.png", true),
            "inline; filename=\"a b.png\"; filename*=UTF-8''a%20b.png"
        );
    }
}
