//! Comments of Stack Exchange: one paragraph with emphasis, code and links, nothing else.

use super::guard;

/// A comment as markdown of ours: its emphasis, code and links stay, everything else means itself.
pub fn from_comment(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len() + 16);
    let mut rest = line.as_str();
    while let Some(at) = rest.find('`') {
        plain(&mut out, &rest[..at]);
        rest = &rest[at..];
        let length = rest.len() - rest.trim_start_matches('`').len();
        let (fence, inside) = rest.split_at(length);
        let Some(end) = closing(inside, length) else {
            out.push_str(&"\\`".repeat(length));
            rest = inside;
            continue;
        };
        out.push_str(fence);
        out.push_str(&inside[..end + length]);
        rest = &inside[end + length..];
    }
    plain(&mut out, rest);
    guard::line_start(&out)
}

/// Where a run of exactly `length` backticks begins.
fn closing(text: &str, length: usize) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find('`') {
        let start = from + at;
        let run = text[start..].bytes().take_while(|b| *b == b'`').count();
        if run == length {
            return Some(start);
        }
        from = start + run;
    }
    None
}

fn plain(out: &mut String, text: &str) {
    for (at, letter) in text.char_indices() {
        let rest = &text[at..];
        let escape = match letter {
            '<' | '$' | '~' => true,
            '!' => rest.starts_with("!["),
            '&' => guard::begins_entity(rest),
            _ => false,
        };
        if escape && !out.ends_with('\\') {
            out.push('\\');
        }
        out.push(letter);
    }
}
