//! Which addresses may stand behind a link or a picture.

use std::fmt::Write;

use crate::id::FileId;

/// The address ready for an attribute, or `None` when it is none that we link to: only `http`,
/// `https`, `mailto` and places on this server.
pub fn link(address: &str) -> Option<String> {
    let address = address.trim();
    // Browsers drop control characters before they read the scheme.
    if address.is_empty() || address.chars().any(char::is_control) {
        return None;
    }
    let scheme_ends = address.find([':', '/', '?', '#', '\\']);
    let allowed = match scheme_ends.map(|at| address.split_at(at)) {
        Some((scheme, rest)) if rest.starts_with(':') => ["http", "https", "mailto"]
            .iter()
            .any(|s| scheme.eq_ignore_ascii_case(s)),
        // `//host` and `\\host` leave the server without saying so.
        _ => !address.replace('\\', "/").starts_with("//"),
    };
    allowed.then(|| escaped(address))
}

/// The address of a picture, if it is one of our own files: `/files/ID/…`.
pub fn picture(address: &str) -> Option<String> {
    file(address)?;
    link(address)
}

/// The file that an address on this server names.
pub fn file(address: &str) -> Option<FileId> {
    let rest = address.trim().strip_prefix("/files/")?;
    let (id, _) = rest.split_once('/').unwrap_or((rest, ""));
    id.parse().ok()
}

/// Percent-encodes what may not stand in an address and escapes what may not stand in an attribute.
fn escaped(address: &str) -> String {
    let mut out = String::with_capacity(address.len() + 8);
    for byte in address.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#39;"),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(byte as char),
            b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'(' | b')' | b';' | b'/' | b'?' | b':'
            | b'@' | b'=' | b'+' | b'$' | b',' | b'#' | b'%' | b'[' | b']' => {
                out.push(byte as char);
            }
            other => {
                // Writing to a String cannot fail.
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_addresses_become_links() {
        for (address, link_of) in [
            (
                "https://a.example/x?y=1&z='",
                Some("https://a.example/x?y=1&amp;z=&#39;"),
            ),
            ("HTTP://a.example", Some("HTTP://a.example")),
            ("mailto:a@b.example", Some("mailto:a@b.example")),
            ("/forum?tag=a b", Some("/forum?tag=a%20b")),
            ("#fn-1", Some("#fn-1")),
            ("page.html", Some("page.html")),
            ("/صفحة", Some("/%D8%B5%D9%81%D8%AD%D8%A9")),
            ("javascript:alert(1)", None),
            (" JavaScript:alert(1)", None),
            ("java\tscript:alert(1)", None),
            ("\u{1}javascript:alert(1)", None),
            ("data:text/html,<script>", None),
            ("vbscript:x", None),
            ("file:///etc/passwd", None),
            ("//evil.example", None),
            ("/\\evil.example", None),
            ("\\\\evil.example", None),
            ("", None),
        ] {
            assert_eq!(link(address).as_deref(), link_of, "{address:?}");
        }
    }

    #[test]
    fn pictures_come_from_our_own_files_alone() {
        let own = "/files/01890a5d-ac96-774b-bcce-b302099a8057/valve.png";
        assert_eq!(picture(own).as_deref(), Some(own));
        for other in [
            "https://a.example/x.png",
            "/files/x/y.png",
            "/filesystem",
            "/files/../sign-out",
            "data:image/png;base64,AA",
        ] {
            assert_eq!(picture(other), None, "{other}");
        }
    }
}
