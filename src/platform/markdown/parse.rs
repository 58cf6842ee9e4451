//! CommonMark with our extensions, and the limits that keep it bounded.
//!
//! comrak itself is linear in the length of its input; what suffers is whoever walks its tree
//! afterwards. So the tree is measured, and one that is too deep or too large is not used.

use comrak::{Arena, Options, nodes::AstNode, parse_document};

/// A longer text is shown as it was typed: five times the longest field in four-byte letters.
const BYTES_MAX: usize = 256 * 1024;
/// Deeper trees make the HTML parser of the sieve quadratic, and no reader follows them.
const DEPTH_MAX: usize = 60;
/// More nodes than any text of [`BYTES_MAX`] needs that was written by a person.
const NODES_MAX: usize = 60_000;
/// Most cells that rows of a table may be filled up with, estimated from the text: columns of the
/// widest line times lines.
const CELLS_MAX: usize = 200_000;

fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.math_dollars = true;
    extension.math_code = true;
    options
}

/// Parses and hands the tree to `use_tree`; `None` when the text or its tree is beyond the limits.
pub fn with_tree<T>(text: &str, use_tree: impl for<'a> FnOnce(&'a AstNode<'a>) -> T) -> Option<T> {
    if text.len() > BYTES_MAX || filled_up_cells(text) > CELLS_MAX {
        return None;
    }
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options());
    within_limits(root).then(|| use_tree(root))
}

fn filled_up_cells(text: &str) -> usize {
    let (mut lines, mut widest) = (0_usize, 0_usize);
    for line in text.lines() {
        lines += 1;
        widest = widest.max(line.bytes().filter(|b| *b == b'|').count());
    }
    // A narrow table may have as many rows as the text has room for.
    if widest <= 32 { 0 } else { widest * lines }
}

fn within_limits<'a>(root: &'a AstNode<'a>) -> bool {
    let (mut depth, mut count) = (0_usize, 0_usize);
    let mut node = root;
    // A walk without a stack: down to the first child, else on to the next sibling of the nearest
    // ancestor that has one.
    loop {
        count += 1;
        if depth > DEPTH_MAX || count > NODES_MAX {
            return false;
        }
        if let Some(child) = node.first_child() {
            node = child;
            depth += 1;
            continue;
        }
        while node.next_sibling().is_none() {
            match node.parent() {
                Some(parent) if depth > 0 => {
                    node = parent;
                    depth -= 1;
                }
                _ => return true,
            }
        }
        if depth == 0 {
            return true;
        }
        if let Some(next) = node.next_sibling() {
            node = next;
        }
    }
}
