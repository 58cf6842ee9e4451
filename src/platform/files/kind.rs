//! What a content is. Names and declared types are not asked.

use super::types::MediaType;

/// How many bytes from the start are looked at.
pub const HEAD_BYTES: usize = 4096;

/// Markup that a browser might run when it reads it; never taken, whatever it is called.
const MARKUP: [&str; 16] = [
    "<!doctype",
    "<html",
    "<head",
    "<body",
    "<script",
    "<svg",
    "<?xml",
    "<iframe",
    "<style",
    "<object",
    "<embed",
    "<form",
    "<meta",
    "<link",
    "<base",
    "<xsl",
];

/// What a content looks like from its head. Office documents are zip archives, so they need
/// another look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Certain.
    Is(MediaType),
    /// A zip archive.
    Archive,
}

/// Looks at the head of a content. `is_text` says that nothing in the whole of it is a control
/// character; the ending of the name tells kinds of text apart.
pub fn look(head: &[u8], is_text: bool, name: &str) -> Option<Look> {
    use infer::{archive, image, video};
    let is = |media| Some(Look::Is(media));
    if image::is_jpeg(head) {
        return is(MediaType::Jpeg);
    }
    if image::is_png(head) {
        return is(MediaType::Png);
    }
    if image::is_webp(head) {
        return is(MediaType::Webp);
    }
    if image::is_gif(head) {
        return is(MediaType::Gif);
    }
    if head.starts_with(b"%PDF-") {
        return is(MediaType::Pdf);
    }
    if archive::is_zip(head) {
        return Some(Look::Archive);
    }
    if video::is_mp4(head) {
        return is(MediaType::Mp4);
    }
    if video::is_webm(head) {
        return is(MediaType::Webm);
    }
    if is_text && !is_markup(head) {
        return is(text_kind(name));
    }
    None
}

fn text_kind(name: &str) -> MediaType {
    let ending = name.rsplit_once('.').map_or("", |(_, e)| e);
    [MediaType::Csv, MediaType::Markdown]
        .into_iter()
        .find(|m| m.endings().iter().any(|e| ending.eq_ignore_ascii_case(e)))
        .unwrap_or(MediaType::Text)
}

/// Whether it begins like a page. Comments before it do not hide it.
fn is_markup(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let mut text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    while let Some(rest) = text.strip_prefix("<!--") {
        let Some(end) = rest.find("-->") else {
            return true;
        };
        text = rest[end + 3..].trim_start();
    }
    MARKUP.iter().any(|m| text.starts_with(m))
}

/// Whether bytes are text of some encoding of single bytes or UTF-8: no control characters but
/// those that text has.
pub fn is_text(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|b| *b >= 0x20 && *b != 0x7f || matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides() {
        for (head, name, expected) in [
            (&b"\xff\xd8\xff\xe0rest"[..], "a.txt", Some(MediaType::Jpeg)),
            (b"\x89PNG\r\n\x1a\nrest", "a.html", Some(MediaType::Png)),
            (b"GIF89a/*\xff*/=alert(1)", "a.js", Some(MediaType::Gif)),
            (b"%PDF-1.7 rest", "a.txt", Some(MediaType::Pdf)),
            (b"  %PDF-1.7 rest", "a.pdf", Some(MediaType::Text)),
            (b"plain words", "a.png", Some(MediaType::Text)),
            (b"a;b\n1;2", "a.CSV", Some(MediaType::Csv)),
            (b"# A", "a.md", Some(MediaType::Markdown)),
            (b"\x00\x00\x00\x18ftypisom....", "a", Some(MediaType::Mp4)),
            (b"<svg onload=x>", "a.png", None),
            (b" \n<!DOCTYPE html>", "a.txt", None),
            (b"<!-- x --> <script>", "a.md", None),
            (b"<?xml version='1.0'?>", "a.txt", None),
            (b"MZ\x00\x01", "a.txt", None),
            (b"a\x00b", "a.txt", None),
        ] {
            let found = look(head, is_text(head), name);
            assert_eq!(
                found,
                expected.map(Look::Is),
                "{}",
                String::from_utf8_lossy(head)
            );
        }
        assert_eq!(look(b"PK\x03\x04rest", false, "a"), Some(Look::Archive));
    }
}
