//! HTML as a flat row of tags and texts.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

/// The longest name of an entity, with room.
const ENTITY_CHARS_MAX: usize = 40;

/// A piece of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text with its entities resolved.
    Text(Cow<'a, str>),
    /// `<name …>`; the name in lower case.
    Open(Tag<'a>),
    /// `</name>`.
    Close(String),
}

/// An opening tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// In lower case.
    pub(super) name: String,
    /// Everything behind the name.
    attributes: &'a str,
}

impl Tag<'_> {
    /// The value of an attribute with its entities resolved.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        while !rest.is_empty() {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            let name_ends = rest
                .find(|c: char| c.is_ascii_whitespace() || c == '=')
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at(name_ends);
            let (value, after) = match after.trim_ascii_start().strip_prefix('=') {
                Some(after) => value(after.trim_ascii_start()),
                None => ("", after),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(resolved(value).into_owned());
            }
            // A name of no letters would never end.
            rest = if name.is_empty() && after.len() == rest.len() {
                ""
            } else {
                after
            };
        }
        None
    }
}

fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            return rest.split_once(quote).unwrap_or((rest, ""));
        }
    }
    text.split_at(
        text.find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(text.len()),
    )
}

/// Takes HTML apart. Comments and declarations are passed over; a `<` that begins no tag is text.
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html }
    }

    /// Up to the next `<` that begins a tag; at least one letter.
    fn text(&mut self) -> Token<'a> {
        let mut ends = self.rest.len();
        for (at, _) in self.rest.match_indices('<') {
            if at > 0 && begins_tag(&self.rest[at..]) {
                ends = at;
                break;
            }
        }
        let (text, rest) = self.rest.split_at(ends);
        self.rest = rest;
        Token::Text(resolved(text))
    }

    fn tag(&mut self) -> Option<Token<'a>> {
        let ends = end_of_tag(self.rest)?;
        let (tag, rest) = self.rest.split_at(ends);
        self.rest = rest;
        let inside = tag.get(1..tag.len() - 1)?;
        if let Some(name) = inside.strip_prefix('/') {
            return Some(Token::Close(name.trim().to_ascii_lowercase()));
        }
        let name_ends = inside
            .find(|c: char| c.is_ascii_whitespace() || c == '/')
            .unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(name_ends);
        Some(Token::Open(Tag {
            name: name.to_ascii_lowercase(),
            attributes,
        }))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while let Some(comment) = self.rest.strip_prefix("<!--") {
            self.rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        if self.rest.is_empty() {
            return None;
        }
        if begins_tag(self.rest)
            && let Some(tag) = self.tag()
        {
            return Some(tag);
        }
        Some(self.text())
    }
}

fn begins_tag(text: &str) -> bool {
    let mut bytes = text.bytes().skip(1);
    text.starts_with('<')
        && match bytes.next() {
            Some(b'/') => bytes.next().is_some_and(|b| b.is_ascii_alphabetic()),
            Some(b'!') => text.starts_with("<!--"),
            Some(b) => b.is_ascii_alphabetic(),
            None => false,
        }
}

/// Behind the `>` that ends the tag, which may stand inside of quotes before. None when another tag
/// begins first; so a text of nothing but `<a` is not read over and over.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return Some(at + 1),
            (b'<', None) if at > 0 => return None,
            (b'"' | b'\'', None) if at > 1 && text.as_bytes()[at - 1] == b'=' => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

/// Text with its entities resolved; what is no entity stays as it is.
pub(super) fn resolved(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((meaning, length)) = entity(rest) {
            out.push_str(&meaning);
            rest = &rest[length..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The meaning of an entity at the beginning of a text, and its length.
pub(super) fn entity(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let ends = text
        .bytes()
        .take(ENTITY_CHARS_MAX)
        .position(|b| b == b';')?;
    let name = text.get(1..ends)?;
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(|meaning| (Cow::Borrowed(meaning), ends + 1));
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let letter = char::from_u32(code).filter(|c| *c != '\0')?;
    Some((Cow::Owned(letter.to_string()), ends + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> Vec<String> {
        let piece = |token| match token {
            Token::Text(text) => text.into_owned(),
            Token::Open(tag) => format!("<{}>", tag.name),
            Token::Close(name) => format!("</{name}>"),
        };
        Tokens::new(html).map(piece).collect()
    }

    #[test]
    fn tags_and_texts_come_in_order() {
        assert_eq!(
            shown("a<B class='x>y'>b</b ><br/>1 < 2 <!-- <i> -->&lt;i&gt;<3"),
            ["a", "<b>", "b", "</b>", "<br>", "1 < 2 ", "<i><3"]
        );
        assert_eq!(shown("<a href"), ["<a href"]);
        assert_eq!(shown("x <!-- never ends"), ["x "]);
    }

    #[test]
    fn attributes_are_found_whatever_their_quotes() {
        let html = r#"<a rel=nofollow href = "/x?a=1&amp;b=2" title='it "is"' disabled>"#;
        let Some(Token::Open(tag)) = Tokens::new(html).next() else {
            unreachable!("a tag");
        };
        assert_eq!(tag.attribute("href").as_deref(), Some("/x?a=1&b=2"));
        assert_eq!(tag.attribute("title").as_deref(), Some("it \"is\""));
        assert_eq!(tag.attribute("rel").as_deref(), Some("nofollow"));
        assert_eq!(tag.attribute("disabled").as_deref(), Some(""));
        assert_eq!(tag.attribute("id"), None);
    }

    #[test]
    fn entities_mean_their_letters() {
        for (text, meaning) in [
            (
                "a &amp; b &eacute;t&#233;&#xE9; &nbsp;",
                "a & b été\u{e9} \u{a0}",
            ),
            (
                "AT&T; R&D &unknown; &#0; &#x110000; &",
                "AT&T; R&D &unknown; &#0; &#x110000; &",
            ),
        ] {
            assert_eq!(resolved(text), meaning);
        }
    }
}
