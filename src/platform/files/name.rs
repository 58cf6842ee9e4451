//! Names of files: text for people, never a path.

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::types::MediaType;

/// Longest name in bytes, its ending included: what file systems take.
const BYTES_MAX: usize = 200;
/// Names that mean a device on some systems, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name that a file is saved under: the last part of what was sent, without signs that mean
/// something to a terminal, a file system or the direction of writing, with an ending that fits
/// the type.
pub fn clean(sent: &str, media: MediaType) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.nfc().filter_map(sign).collect();
    let trimmed = kept.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, ending) = match trimmed.rsplit_once('.') {
        Some((stem, ending)) if fits(ending, media) => (stem, ending),
        _ => (trimmed, media.endings()[0]),
    };
    let room = BYTES_MAX - ending.len() - 1;
    let mut stem = cut(stem.trim_end_matches(['.', ' ']), room);
    if stem.is_empty() {
        stem = "file";
    }
    let device = DEVICES.iter().any(|d| stem.eq_ignore_ascii_case(d)) || is_port(stem);
    let mark = if device { "_" } else { "" };
    format!("{mark}{stem}.{}", ending.to_ascii_lowercase())
}

/// The name as the last part of an address.
pub fn in_address(name: &str) -> String {
    let mut out = String::with_capacity(name.len() * 2);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(byte as char);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn sign(c: char) -> Option<char> {
    match c {
        // They turn or hide what follows: `exe.gpj` would read as `jpg.exe`.
        '\u{061C}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' => None,
        c if c.is_control() => None,
        '"' | '<' | '>' | ':' | '|' | '?' | '*' => Some('_'),
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    }
}

fn fits(ending: &str, media: MediaType) -> bool {
    media
        .endings()
        .iter()
        .any(|e| ending.eq_ignore_ascii_case(e))
}

fn is_port(stem: &str) -> bool {
    let lower = stem.to_ascii_lowercase();
    let digit = |rest: &str| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit());
    ["com", "lpt"]
        .iter()
        .any(|p| lower.strip_prefix(p).is_some_and(digit))
}

/// The first letters, as people count them, that fit into so many bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let mut end = 0;
    for (at, letter) in text.grapheme_indices(true) {
        if at + letter.len() > bytes {
            break;
        }
        end = at + letter.len();
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text_with_an_ending_that_fits() {
        for (sent, name) in [
            ("valve.jpg", "valve.jpg"),
            ("Valve.JPEG", "Valve.jpeg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("C:\\photos\\valve.png", "valve.png.jpg"),
            ("evil.html", "evil.html.jpg"),
            ("a\0b\r\nc.jpg", "abc.jpg"),
            ("\u{202e}gpj.exe", "gpj.exe.jpg"),
            ("", "file.jpg"),
            ("...", "file.jpg"),
            (".jpg", "jpg.jpg"),
            ("con.jpg", "_con.jpg"),
            ("com1.jpg", "_com1.jpg"),
            ("a\"b<c>.jpg", "a_b_c_.jpg"),
            ("صورة الصمام.jpg", "صورة الصمام.jpg"),
        ] {
            assert_eq!(clean(sent, MediaType::Jpeg), name, "{sent:?}");
        }
        let long = clean(&"ن".repeat(10_000), MediaType::Pdf);
        assert!(long.len() <= BYTES_MAX, "{long}");
        assert_eq!(long.rsplit_once('.').map(|(_, e)| e), Some("pdf"));
    }

    #[test]
    fn names_stand_in_addresses() {
        assert_eq!(in_address("a b/ص.png"), "a%20b%2F%D8%B5.png");
    }
}
