//! From the tree to HTML.
//!
//! Headings start at `h3`, since the page around has its own `h1` and `h2`. Blocks of the first
//! level say `dir="auto"`; what is inside follows them. A table runs as the whole text does, and each
//! of its cells by itself: its first word is often the foreign one. Numbers of footnotes carry a mark of the
//! text, so that two texts on one page do not share ids.

use std::fmt::Write;

use comrak::{
    arena_tree::NodeEdge,
    nodes::{AstNode, ListType, NodeList, NodeValue, TableAlignment},
};
use unicode_bidi::{Direction, get_base_direction_full};

use super::{Mention, code, inline::is_comment};
use crate::secret;

/// More HTML than this for one text, in bytes, is no text for people.
const BYTES_MAX: usize = 2 * 1024 * 1024;

/// Writes the tree; `None` when it grows beyond [`BYTES_MAX`].
pub fn write<'a>(
    root: &'a AstNode<'a>,
    text: &str,
    mention: &dyn Fn(&str) -> Option<Mention>,
) -> Option<String> {
    let mut page = Page {
        out: String::with_capacity(text.len() * 2),
        key: data_encoding::HEXLOWER.encode(&secret::hash(text)[..4]),
        mention,
        links: Vec::new(),
        pictures: 0,
        alt: String::new(),
        code_left: code::BYTES_MAX,
        footnotes: 0,
        column: 0,
        is_rtl: get_base_direction_full(text) == Direction::Rtl,
    };
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => page.enter(node),
            NodeEdge::End(node) => page.leave(node),
        }
        if page.out.len() > BYTES_MAX {
            return None;
        }
    }
    if page.footnotes > 0 {
        page.out.push_str("</ol></section>\n");
    }
    Some(page.out)
}

/// A text beyond the limits, as it was typed: paragraphs and line ends, nothing else.
pub fn as_typed(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut open = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            if open {
                out.push_str("</p>\n");
            }
            open = false;
            continue;
        }
        out.push_str(if open { "<br>\n" } else { "<p dir=\"auto\">" });
        open = true;
        escape(&mut out, line);
    }
    if open {
        out.push_str("</p>\n");
    }
    out
}

/// Escapes text for an element or an attribute in double quotes.
pub fn escape(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

pub(super) struct Page<'m> {
    pub(super) out: String,
    /// The mark of this text in ids.
    pub(super) key: String,
    pub(super) mention: &'m dyn Fn(&str) -> Option<Mention>,
    /// For each link that is entered, whether its tag was written.
    pub(super) links: Vec<bool>,
    /// How deep in pictures: their content is their description.
    pub(super) pictures: usize,
    pub(super) alt: String,
    pub(super) code_left: usize,
    pub(super) footnotes: u32,
    /// Which column of its row the next cell is in.
    pub(super) column: usize,
    /// Whether the text begins in a script that runs from right to left.
    is_rtl: bool,
}

impl Page<'_> {
    fn enter<'a>(&mut self, node: &'a AstNode<'a>) {
        let data = node.data();
        match &data.value {
            NodeValue::Image(_) => self.pictures += 1,
            value if self.pictures > 0 => self.describe(value),
            NodeValue::Text(text) => self.text(text),
            NodeValue::SoftBreak => self.out.push('\n'),
            NodeValue::LineBreak => self.out.push_str("<br>\n"),
            NodeValue::Code(code) => self.inline_code("", &code.literal),
            NodeValue::Math(math) if math.display_math => {
                self.inline_code(" class=\"math math--display\"", &math.literal);
            }
            NodeValue::Math(math) => self.inline_code(" class=\"math\"", &math.literal),
            NodeValue::HtmlInline(html) => self.raw(html),
            NodeValue::Link(link) => self.open_link(link),
            NodeValue::FootnoteReference(note) => {
                let (key, ix, times) = (&self.key, note.ix, note.ref_num);
                // Writing to a String cannot fail.
                let _ = write!(
                    self.out,
                    "<sup class=\"footnote-ref\"><a href=\"#fn-{key}-{ix}\" id=\"fnref-{key}-{ix}-{times}\">{ix}</a></sup>"
                );
            }
            NodeValue::HtmlBlock(block) => self.raw_block(node, &block.literal),
            NodeValue::CodeBlock(block) => self.code_block(&block.info, &block.literal),
            NodeValue::ThematicBreak => self.out.push_str("<hr>\n"),
            NodeValue::List(list) => self.open_list(node, list),
            NodeValue::Item(_) => self.out.push_str("<li>"),
            NodeValue::TaskItem(item) => self.out.push_str(if item.symbol.is_some() {
                "<li><input type=\"checkbox\" disabled checked aria-label=\"☑\"> "
            } else {
                "<li><input type=\"checkbox\" disabled aria-label=\"☐\"> "
            }),
            NodeValue::FootnoteDefinition(_) => self.open_footnote(),
            NodeValue::TableRow(head) => {
                self.column = 0;
                let second = node.previous_sibling().is_some_and(is_head);
                self.out.push_str(match (head, second) {
                    (true, _) => "<thead>\n<tr>",
                    (false, true) => "<tbody>\n<tr>",
                    (false, false) => "<tr>",
                });
            }
            NodeValue::TableCell => self.open_cell(node),
            value => {
                if let Some(tag) = tag_of(node, value) {
                    self.open(node, &tag);
                }
            }
        }
    }

    fn leave<'a>(&mut self, node: &'a AstNode<'a>) {
        let data = node.data();
        match &data.value {
            NodeValue::Image(link) => self.picture(link),
            _ if self.pictures > 0 => {}
            NodeValue::Link(_) => {
                if self.links.pop() == Some(true) {
                    self.out.push_str("</a>");
                }
            }
            NodeValue::List(list) => self.out.push_str(match list.list_type {
                ListType::Bullet => "</ul>\n",
                ListType::Ordered => "</ol>\n",
            }),
            NodeValue::Item(_) | NodeValue::TaskItem(_) => self.out.push_str("</li>\n"),
            NodeValue::FootnoteDefinition(_) => {
                let (key, ix) = (&self.key, self.footnotes);
                let _ = writeln!(
                    self.out,
                    "<a href=\"#fnref-{key}-{ix}-1\" class=\"footnote-back\">↩</a></li>"
                );
            }
            NodeValue::TableRow(head) => {
                self.out.push_str("</tr>\n");
                if *head {
                    self.out.push_str("</thead>\n");
                } else if node.next_sibling().is_none() {
                    self.out.push_str("</tbody>\n");
                }
            }
            NodeValue::TableCell => {
                let head = node.parent().is_some_and(is_head);
                self.out
                    .push_str(if head { "</bdi></th>" } else { "</bdi></td>" });
            }
            value => {
                if let Some(tag) = tag_of(node, value) {
                    let _ = write!(self.out, "</{}>", tag.name);
                    if tag.block {
                        self.out.push('\n');
                    }
                }
            }
        }
    }

    fn open<'a>(&mut self, node: &'a AstNode<'a>, tag: &Tag) {
        let attributes = match (tag.name, self.is_rtl) {
            // A wide table scrolls; the keyboard must reach it.
            ("table", false) => " dir=\"ltr\" tabindex=\"0\"",
            ("table", true) => " dir=\"rtl\" tabindex=\"0\"",
            _ if tag.block => direction(node),
            _ => "",
        };
        let _ = write!(self.out, "<{}{attributes}>", tag.name);
    }

    fn raw_block<'a>(&mut self, node: &'a AstNode<'a>, html: &str) {
        if is_comment(html) {
            return;
        }
        let _ = write!(self.out, "<p{}>", direction(node));
        escape(&mut self.out, html.trim_end());
        self.out.push_str("</p>\n");
    }

    fn code_block(&mut self, info: &str, text: &str) {
        let language = info.split_whitespace().next().unwrap_or_default();
        if language == "math" {
            self.out.push_str("<p>");
            self.inline_code(" class=\"math math--display\"", text.trim());
            return self.out.push_str("</p>\n");
        }
        // Code reads from left to right; a long line scrolls, and the keyboard must reach it.
        self.out.push_str("<pre dir=\"ltr\" tabindex=\"0\"><code>");
        match code::highlighted(text, language, &mut self.code_left) {
            Some(html) => self.out.push_str(&html),
            None => escape(&mut self.out, text),
        }
        self.out.push_str("</code></pre>\n");
    }

    fn open_list<'a>(&mut self, node: &'a AstNode<'a>, list: &NodeList) {
        let direction = direction(node);
        let tasks = if list.is_task_list {
            " class=\"contains-task-list\""
        } else {
            ""
        };
        let _ = match list.list_type {
            ListType::Bullet => writeln!(self.out, "<ul{direction}{tasks}>"),
            ListType::Ordered if list.start == 1 => writeln!(self.out, "<ol{direction}{tasks}>"),
            ListType::Ordered => {
                writeln!(self.out, "<ol{direction}{tasks} start=\"{}\">", list.start)
            }
        };
    }

    fn open_footnote(&mut self) {
        if self.footnotes == 0 {
            self.out.push_str("<section class=\"footnotes\"><ol>\n");
        }
        self.footnotes += 1;
        let (key, ix) = (&self.key, self.footnotes);
        let _ = write!(self.out, "<li id=\"fn-{key}-{ix}\" dir=\"auto\">");
    }

    fn open_cell<'a>(&mut self, node: &'a AstNode<'a>) {
        let head = node.parent().is_some_and(is_head);
        self.out
            .push_str(if head { "<th scope=\"col\"" } else { "<td" });
        let align = match alignment(node, self.column) {
            TableAlignment::Center => " class=\"align-center\"",
            TableAlignment::Right => " class=\"align-end\"",
            TableAlignment::Left | TableAlignment::None => "",
        };
        self.column += 1;
        self.out.push_str(align);
        self.out.push_str("><bdi>");
    }
}

struct Tag {
    name: &'static str,
    block: bool,
}

/// The element of a node that needs nothing but its element.
fn tag_of<'a>(node: &'a AstNode<'a>, value: &NodeValue) -> Option<Tag> {
    let (name, block) = match value {
        NodeValue::Paragraph if in_tight_list(node) => return None,
        NodeValue::Paragraph => ("p", true),
        NodeValue::BlockQuote => ("blockquote", true),
        NodeValue::Table(_) => ("table", true),
        NodeValue::Heading(heading) => match heading.level {
            1 => ("h3", true),
            2 => ("h4", true),
            3 => ("h5", true),
            _ => ("h6", true),
        },
        NodeValue::Emph => ("em", false),
        NodeValue::Strong => ("strong", false),
        NodeValue::Strikethrough => ("del", false),
        _ => return None,
    };
    Some(Tag { name, block })
}

fn direction<'a>(node: &'a AstNode<'a>) -> &'static str {
    let first_level = node
        .parent()
        .is_some_and(|p| matches!(p.data().value, NodeValue::Document));
    if first_level { " dir=\"auto\"" } else { "" }
}

fn in_tight_list<'a>(node: &'a AstNode<'a>) -> bool {
    let list = node.parent().and_then(AstNode::parent);
    list.is_some_and(|l| matches!(&l.data().value, NodeValue::List(list) if list.tight))
}

fn is_head<'a>(row: &'a AstNode<'a>) -> bool {
    matches!(row.data().value, NodeValue::TableRow(true))
}

fn alignment<'a>(cell: &'a AstNode<'a>, column: usize) -> TableAlignment {
    let table = cell.parent().and_then(AstNode::parent);
    let of_column = table.and_then(|t| match &t.data().value {
        NodeValue::Table(table) => table.alignments.get(column).copied(),
        _ => None,
    });
    of_column.unwrap_or(TableAlignment::None)
}
