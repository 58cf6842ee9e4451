//! What stands inside a line: words, links, pictures, code.

use std::fmt::Write;

use comrak::nodes::{NodeLink, NodeValue};

use super::{
    address,
    html::{Page, escape},
    words::{Piece, pieces},
};

/// HTML that may stand in a text as it is: it only shapes letters, and the sieve closes it.
const SHAPES: [&str; 9] = [
    "<br>", "<br/>", "<br />", "<kbd>", "</kbd>", "<sub>", "</sub>", "<sup>", "</sup>",
];

impl Page<'_> {
    /// Inside a picture only words count.
    pub(super) fn describe(&mut self, value: &NodeValue) {
        match value {
            NodeValue::Text(text) => self.alt.push_str(text),
            NodeValue::Code(code) => self.alt.push_str(&code.literal),
            NodeValue::Math(math) => self.alt.push_str(&math.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => self.alt.push(' '),
            _ => {}
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.links.contains(&true) || !text.contains(['@', '#']) {
            return escape(&mut self.out, text);
        }
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => escape(&mut self.out, text),
                Piece::Mention(handle) => self.mention(handle),
                Piece::Tag(tag) => {
                    let query = address::link(&format!("/forum?tag={tag}")).unwrap_or_default();
                    let _ = write!(self.out, "<a href=\"{query}\" class=\"tag\">#{tag}</a>");
                }
            }
        }
    }

    pub(super) fn mention(&mut self, handle: &str) {
        let found = (self.mention)(handle);
        let target = found.and_then(|m| Some((address::link(&m.href)?, m.name)));
        let Some((href, name)) = target else {
            self.out.push('@');
            return self.out.push_str(handle);
        };
        let _ = write!(
            self.out,
            "<a href=\"{href}\" class=\"mention\" dir=\"auto\">@"
        );
        escape(&mut self.out, &name);
        self.out.push_str("</a>");
    }

    pub(super) fn inline_code(&mut self, attributes: &str, code: &str) {
        let _ = write!(self.out, "<code{attributes}>");
        escape(&mut self.out, code);
        self.out.push_str("</code>");
    }

    pub(super) fn raw(&mut self, html: &str) {
        if SHAPES.contains(&html) {
            self.out.push_str(html);
        } else if !is_comment(html) {
            escape(&mut self.out, html);
        }
    }

    pub(super) fn open_link(&mut self, link: &NodeLink) {
        let href = address::link(&link.url).filter(|_| !self.links.contains(&true));
        self.links.push(href.is_some());
        if let Some(href) = href {
            let _ = write!(self.out, "<a href=\"{href}\"");
            self.title(&link.title);
            self.out.push('>');
        }
    }

    pub(super) fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            escape(&mut self.out, title);
            self.out.push('"');
        }
    }

    /// A picture of our own is shown, another is linked to: showing it would tell its host who
    /// reads here.
    pub(super) fn picture(&mut self, link: &NodeLink) {
        self.pictures -= 1;
        if self.pictures > 0 {
            return;
        }
        let alt = std::mem::take(&mut self.alt);
        if let Some(src) = address::picture(&link.url) {
            let _ = write!(self.out, "<img src=\"{src}\" alt=\"");
            escape(&mut self.out, &alt);
            self.out.push('"');
            self.title(&link.title);
            return self.out.push_str(" loading=\"lazy\">");
        }
        let words = if alt.trim().is_empty() {
            &link.url
        } else {
            &alt
        };
        self.open_link(link);
        escape(&mut self.out, words);
        if self.links.pop() == Some(true) {
            self.out.push_str("</a>");
        }
    }
}

/// Whether it is a comment, which is for nobody to see.
pub(super) fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.ends_with("-->")
}
