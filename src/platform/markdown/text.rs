//! The words alone: for lists, search documents, notices.

use comrak::nodes::{AstNode, NodeValue};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    address, parse,
    words::{Piece, pieces},
};
use crate::id::FileId;

/// The words of a text without its marks, one line per block, for search documents. A text beyond
/// the limits of `parse` comes back as it is.
pub fn plain(text: &str) -> String {
    parse::with_tree(text, words_of).unwrap_or_else(|| text.to_owned())
}

/// The first `max_chars` letters (as people count them) of the words, on one line, cut between
/// words, with `…` when something is left out.
pub fn excerpt(text: &str, max_chars: usize) -> String {
    // Marks make a text longer than its words; this many bytes hold any excerpt of prose.
    let enough = max_chars.saturating_mul(16).max(4096);
    let head = &text[..text.floor_char_boundary(enough)];
    let words = plain(head);
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = line.grapheme_indices(true).nth(max_chars);
    let Some((at, next)) = cut else {
        let whole = head.len() == text.len();
        return if whole || line.is_empty() {
            line
        } else {
            format!("{line}…")
        };
    };
    let kept = &line[..at];
    let kept = match kept.rfind(' ') {
        // Only a word that was cut through is left out, and never more than half of it all.
        Some(space) if next != " " && space * 2 > at => &kept[..space],
        _ => kept,
    };
    let kept = kept.trim_end_matches(|c: char| c.is_whitespace() || ",;:،؛-–".contains(c));
    format!("{kept}…")
}

/// The handles that a text mentions, without their `@`, each once, in order. Code and the texts of
/// links mention nobody.
pub fn mentions(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    parse::with_tree(text, |root| {
        for node in root.descendants() {
            let data = node.data();
            let NodeValue::Text(literal) = &data.value else {
                continue;
            };
            for piece in pieces(literal) {
                if let Piece::Mention(handle) = piece
                    && !found.iter().any(|f| f == handle)
                    && !inside_link(node)
                {
                    found.push(handle.to_owned());
                }
            }
        }
    });
    found
}

/// The files of ours that a text shows or links to, each once, in order. Whoever saves the text
/// attaches them to it.
pub fn files_in(text: &str) -> Vec<FileId> {
    let mut found = Vec::new();
    parse::with_tree(text, |root| {
        for node in root.descendants() {
            let data = node.data();
            let (NodeValue::Image(link) | NodeValue::Link(link)) = &data.value else {
                continue;
            };
            if let Some(id) = address::file(&link.url)
                && !found.contains(&id)
            {
                found.push(id);
            }
        }
    });
    found
}

fn inside_link<'a>(node: &'a AstNode<'a>) -> bool {
    node.ancestors()
        .any(|a| matches!(a.data().value, NodeValue::Link(_)))
}

fn words_of<'a>(root: &'a AstNode<'a>) -> String {
    let mut words = String::new();
    for node in root.descendants() {
        let data = node.data();
        match &data.value {
            NodeValue::Text(literal) => words.push_str(literal),
            NodeValue::Code(code) => words.push_str(&code.literal),
            NodeValue::Math(math) => words.push_str(&math.literal),
            NodeValue::CodeBlock(block) => {
                new_line(&mut words);
                words.push_str(&block.literal);
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
            NodeValue::TableCell if !words.ends_with(['\n', ' ']) => {
                words.push(' ');
            }
            NodeValue::Paragraph
            | NodeValue::Heading(_)
            | NodeValue::TableRow(_)
            | NodeValue::Item(_)
            | NodeValue::TaskItem(_)
            | NodeValue::FootnoteDefinition(_) => new_line(&mut words),
            _ => {}
        }
    }
    words.truncate(words.trim_end().len());
    words
}

fn new_line(words: &mut String) {
    if !words.is_empty() && !words.ends_with('\n') {
        words.push('\n');
    }
}
