//! The last look at the HTML: whatever the writer before it let through by mistake stops here.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};

use super::address;

const TAGS: [&str; 36] = [
    "a",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "input",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "bdi",
    "mark",
];

const ATTRIBUTES: [(&str, &[&str]); 19] = [
    ("a", &["href", "title", "id", "class", "dir"]),
    ("blockquote", &["dir"]),
    ("code", &["class"]),
    ("h3", &["dir"]),
    ("h4", &["dir"]),
    ("h5", &["dir"]),
    ("h6", &["dir"]),
    ("img", &["src", "alt", "title", "loading"]),
    ("input", &["type", "checked", "disabled", "aria-label"]),
    ("li", &["id", "class", "dir"]),
    ("ol", &["dir", "start", "class"]),
    ("p", &["dir"]),
    ("pre", &["dir", "class", "tabindex"]),
    ("section", &["class"]),
    ("span", &["class"]),
    ("sup", &["class"]),
    ("table", &["dir", "tabindex"]),
    ("td", &["class"]),
    ("ul", &["dir", "class"]),
];

static SIEVE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut attributes: HashMap<&str, HashSet<&str>> = ATTRIBUTES
        .iter()
        .map(|(tag, names)| (*tag, names.iter().copied().collect()))
        .collect();
    attributes.insert("th", HashSet::from(["class", "scope"]));
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(attributes)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("nofollow ugc noopener"))
        .strip_comments(true)
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("img", "src") => address::picture(value).map(|_| Cow::Borrowed(value)),
            ("input", "type") => (value == "checkbox").then_some(Cow::Borrowed(value)),
            _ => Some(Cow::Borrowed(value)),
        });
    builder
});

/// Most bytes that writing the sifted HTML may have to look at.
const LOOKED_AT_MAX: usize = 300_000_000;

/// The HTML with nothing in it but what the lists above name; `None` when that would take too long.
pub fn sift(html: &str) -> Option<String> {
    (looked_at(html) <= LOOKED_AT_MAX).then(|| SIEVE.clean(html).to_string())
}

/// html5ever looks through the rest of a run of text at each `&` and each byte 0xC2 in it.
fn looked_at(html: &str) -> usize {
    let cost = |run: &[u8]| run.len() * run.iter().filter(|b| matches!(b, b'&' | 0xC2)).count();
    html.as_bytes()
        .split(|b| *b == b'<')
        .map(cost)
        .fold(0, usize::saturating_add)
}
