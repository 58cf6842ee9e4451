//! Blocks: paragraphs, headings, lists, quotes, code, tables, rules.

use super::{
    Converted, guard,
    inline::{Inline, longest_run},
    tokens::{Tag, Token},
};

/// Deeper nesting is flattened.
const FRAMES_MAX: usize = 24;

/// What a block stands in.
#[derive(Debug)]
enum Frame {
    Quote {
        begun: bool,
    },
    /// `at`: the number of the next item; none for bullets.
    List {
        at: Option<u64>,
        bullet: char,
        items: usize,
        /// Whether it hangs directly on a line of the item around it.
        hangs: bool,
    },
    Item {
        marker: String,
        begun: bool,
        /// Whether the last block in it was a bare line.
        bare: bool,
    },
}

/// A table that is being collected.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<String>>,
    in_cell: bool,
}

/// Writes blocks.
#[derive(Debug)]
pub(super) struct Blocks {
    out: String,
    frames: Vec<Frame>,
    inline: Inline,
    /// Level of the heading that is open.
    heading: Option<usize>,
    /// Whether a paragraph is open, not just text in its container.
    in_paragraph: bool,
    /// Code that is being collected: its language and text.
    code: Option<(String, String)>,
    table: Option<Table>,
    /// The bullet of a list that ended just before, and how deep it stood.
    ended_list: Option<(usize, char)>,
    /// Inside of an element whose text is not for readers.
    hidden: usize,
}

impl Blocks {
    pub(super) fn new(length: usize) -> Self {
        Self {
            out: String::with_capacity(length),
            frames: Vec::new(),
            inline: Inline::default(),
            heading: None,
            in_paragraph: false,
            code: None,
            table: None,
            ended_list: None,
            hidden: 0,
        }
    }

    pub(super) fn finish(mut self) -> Converted {
        self.end_code();
        self.flush();
        self.end_table();
        Converted {
            pictures: self.inline.pictures,
            text: self.out,
        }
    }

    pub(super) fn take(&mut self, token: &Token<'_>) {
        match token {
            Token::Open(tag) if is_hidden(&tag.name) => self.hidden += 1,
            Token::Close(name) if is_hidden(name) => self.hidden = self.hidden.saturating_sub(1),
            _ if self.hidden > 0 => {}
            _ if self.code.is_some() => self.take_code(token),
            Token::Text(_) => self.inline.take(token),
            Token::Open(tag) => {
                if self.table.is_none() || !self.open_in_table(&tag.name) {
                    self.open(tag, token);
                }
            }
            Token::Close(name) => {
                if self.table.is_none() || !self.close_in_table(name) {
                    self.close(name, token);
                }
            }
        }
    }

    fn take_code(&mut self, token: &Token<'_>) {
        let Some((language, code)) = &mut self.code else {
            return;
        };
        match token {
            Token::Text(text) => code.push_str(text),
            Token::Open(tag) if tag.name == "br" => code.push('\n'),
            Token::Open(tag) if language.is_empty() => *language = language_of(tag),
            Token::Close(name) if name == "pre" => self.end_code(),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>, token: &Token<'_>) {
        match tag.name.as_str() {
            "p" | "div" | "dt" | "dd" | "details" | "summary" | "section" | "center" => {
                self.flush();
                self.in_paragraph = true;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.heading = tag.name[1..].parse().ok();
            }
            "hr" => {
                self.flush();
                self.block("***", false);
            }
            "pre" => {
                self.flush();
                self.code = Some((language_of(tag), String::new()));
            }
            "table" => {
                self.flush();
                self.table = Some(Table::default());
            }
            "blockquote" => {
                self.flush();
                self.push(Frame::Quote { begun: false });
            }
            "ul" | "ol" => self.open_list(tag),
            "li" => self.open_item(),
            _ => self.inline.take(token),
        }
    }

    fn close(&mut self, name: &str, token: &Token<'_>) {
        match name {
            "p" | "div" | "dt" | "dd" | "details" | "summary" | "section" | "center" | "h1"
            | "h2" | "h3" | "h4" | "h5" | "h6" => self.flush(),
            "blockquote" => self.pop(|f| matches!(f, Frame::Quote { .. })),
            "ul" | "ol" => self.pop(|f| matches!(f, Frame::List { .. })),
            "li" => self.close_item(),
            _ => self.inline.take(token),
        }
    }

    fn push(&mut self, frame: Frame) {
        if self.frames.len() < FRAMES_MAX {
            self.frames.push(frame);
        }
    }

    /// Ends the innermost frame of a kind, and what was left open inside of it.
    fn pop(&mut self, kind: impl Fn(&Frame) -> bool) {
        self.flush();
        if let Some(at) = self.frames.iter().rposition(kind) {
            if let Some(Frame::List { bullet, .. }) = self.frames.get(at) {
                self.ended_list = Some((at, *bullet));
            }
            self.frames.truncate(at);
        }
    }

    fn open_list(&mut self, tag: &Tag<'_>) {
        self.flush();
        let start = tag.attribute("start").and_then(|s| s.trim().parse().ok());
        let at = (tag.name == "ol").then(|| start.unwrap_or(1_u64).min(999_999));
        let usual = if at.is_some() { '.' } else { '-' };
        // Two lists side by side would be read as one.
        let follows = self.ended_list == Some((self.frames.len(), usual));
        let bullet = match (usual, follows) {
            ('.', true) => ')',
            ('-', true) => '*',
            (usual, _) => usual,
        };
        let hangs = matches!(self.frames.last(), Some(Frame::Item { bare: true, .. }));
        self.push(Frame::List {
            at,
            bullet,
            items: 0,
            hangs,
        });
    }

    fn open_item(&mut self) {
        // An item that was not closed ends where the next begins.
        if matches!(self.frames.last(), Some(Frame::Item { .. })) {
            self.close_item();
        }
        self.flush();
        let marker = match self.frames.last_mut() {
            Some(Frame::List {
                at, bullet, items, ..
            }) => {
                *items += 1;
                match at {
                    Some(number) => {
                        let marker = format!("{number}{bullet} ");
                        *number += 1;
                        marker
                    }
                    None => format!("{bullet} "),
                }
            }
            _ => return,
        };
        self.push(Frame::Item {
            marker,
            begun: false,
            bare: false,
        });
    }

    fn close_item(&mut self) {
        self.flush();
        let empty = matches!(self.frames.last(), Some(Frame::Item { begun: false, .. }));
        if empty {
            self.block("", true);
        }
        self.pop(|f| matches!(f, Frame::Item { .. }));
    }

    /// Writes the line that has come together.
    fn flush(&mut self) {
        let text = self.inline.finish();
        let in_paragraph = std::mem::take(&mut self.in_paragraph);
        let heading = self.heading.take();
        if text.is_empty() {
            return;
        }
        if let Some(table) = self.table.as_mut().filter(|t| t.in_cell) {
            return table.add(&text);
        }
        if let Some(level) = heading {
            let line = text.replace('\n', " ");
            return self.block(&format!("{} {line}", "#".repeat(level)), false);
        }
        let lines: Vec<_> = text
            .split('\n')
            .map(|l| guard::line_start(l.trim()))
            .collect();
        self.block(&lines.join("\\\n"), !in_paragraph);
    }

    /// Writes a block where it stands: behind the signs of all quotes and items around it.
    fn block(&mut self, text: &str, bare: bool) {
        self.ended_list = None;
        if !self.out.is_empty() {
            if !self.follows_closely(bare) {
                self.out.push('\n');
                let blank = self.signs_of_begun();
                self.out.push_str(blank.trim_end());
            }
            self.out.push('\n');
        }
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.out.push('\n');
            }
            let signs = self.signs();
            let keep = !line.is_empty();
            self.out
                .push_str(if keep { &signs } else { signs.trim_end() });
            self.out.push_str(line);
        }
        if let Some(Frame::Item { bare: last, .. }) = self.frames.last_mut() {
            *last = bare;
        }
    }

    /// Whether no empty line stands before the block: a bare line that begins an item.
    fn follows_closely(&self, bare: bool) -> bool {
        let [
            ..,
            Frame::List { items, hangs, .. },
            Frame::Item { begun: false, .. },
        ] = self.frames.as_slice()
        else {
            return false;
        };
        bare && (*items > 1 || *hangs)
    }

    /// The signs that begin the next line; items show their marker once.
    fn signs(&mut self) -> String {
        let mut signs = String::new();
        for frame in &mut self.frames {
            match frame {
                Frame::Quote { begun } => {
                    *begun = true;
                    signs.push_str("> ");
                }
                Frame::Item { marker, begun, .. } if *begun => {
                    signs.extend(std::iter::repeat_n(' ', marker.len()));
                }
                Frame::Item { marker, begun, .. } => {
                    *begun = true;
                    signs.push_str(marker);
                }
                Frame::List { .. } => {}
            }
        }
        signs
    }

    fn signs_of_begun(&self) -> String {
        let mut signs = String::new();
        for frame in &self.frames {
            match frame {
                Frame::Quote { begun: true } => signs.push_str("> "),
                Frame::Item {
                    marker,
                    begun: true,
                    ..
                } => signs.extend(std::iter::repeat_n(' ', marker.len())),
                Frame::List { .. } => {}
                _ => break,
            }
        }
        signs
    }

    fn end_code(&mut self) {
        let Some((language, code)) = self.code.take() else {
            return;
        };
        let code = code.replace("\r\n", "\n");
        let code = code.strip_prefix('\n').unwrap_or(&code).trim_end();
        let fence = "`".repeat((longest_run(code) + 1).max(3));
        self.block(&format!("{fence}{language}\n{code}\n{fence}"), false);
    }

    fn open_in_table(&mut self, name: &str) -> bool {
        match name {
            "tr" => {
                self.end_cell();
                self.rows(|rows| rows.push(Vec::new()));
            }
            "td" | "th" => {
                self.end_cell();
                self.rows(|rows| {
                    if rows.is_empty() {
                        rows.push(Vec::new());
                    }
                    if let Some(row) = rows.last_mut() {
                        row.push(String::new());
                    }
                });
                if let Some(table) = &mut self.table {
                    table.in_cell = true;
                }
            }
            "p" | "div" | "li" | "ul" | "ol" | "pre" | "blockquote" | "h1" | "h2" | "h3" | "h4"
            | "h5" | "h6" | "hr" => self.flush(),
            "table" | "thead" | "tbody" | "tfoot" | "caption" | "colgroup" | "col" => {}
            _ => return false,
        }
        true
    }

    fn close_in_table(&mut self, name: &str) -> bool {
        match name {
            "table" => self.end_table(),
            "td" | "th" | "tr" => self.end_cell(),
            "p" | "div" | "li" | "ul" | "ol" | "blockquote" | "h1" | "h2" | "h3" | "h4" | "h5"
            | "h6" => self.flush(),
            _ => return false,
        }
        true
    }

    fn rows(&mut self, change: impl FnOnce(&mut Vec<Vec<String>>)) {
        if let Some(table) = &mut self.table {
            change(&mut table.rows);
        }
    }

    fn end_cell(&mut self) {
        let in_cell = self.table.as_ref().is_some_and(|t| t.in_cell);
        let text = self.inline.finish();
        if let Some(table) = &mut self.table
            && in_cell
        {
            table.add(&text);
            table.in_cell = false;
        }
    }

    fn end_table(&mut self) {
        self.end_cell();
        let Some(table) = self.table.take() else {
            return;
        };
        let rows: Vec<_> = table.rows.into_iter().filter(|r| !r.is_empty()).collect();
        let Some(columns) = rows.iter().map(Vec::len).max() else {
            return;
        };
        let mut lines = Vec::with_capacity(rows.len() + 1);
        for (number, row) in rows.iter().enumerate() {
            let cells = (0..columns).map(|c| row.get(c).map_or("", String::as_str));
            lines.push(format!("| {} |", cells.collect::<Vec<_>>().join(" | ")));
            if number == 0 {
                lines.push(format!("|{}", " --- |".repeat(columns)));
            }
        }
        self.block(&lines.join("\n"), false);
    }
}

impl Table {
    /// More text for the cell that is open.
    fn add(&mut self, text: &str) {
        let Some(cell) = self.rows.last_mut().and_then(|r| r.last_mut()) else {
            return;
        };
        if !cell.is_empty() && !text.is_empty() {
            cell.push_str("<br>");
        }
        cell.push_str(&text.replace('|', "\\|").replace('\n', "<br>"));
    }
}

fn is_hidden(name: &str) -> bool {
    matches!(name, "script" | "style" | "head" | "template")
}

/// The language that the old site highlighted: `class="lang-py prettyprint-override"`.
fn language_of(tag: &Tag<'_>) -> String {
    let class = tag.attribute("class").unwrap_or_default();
    let named = class.split_whitespace().find_map(|c| {
        c.strip_prefix("lang-")
            .or_else(|| c.strip_prefix("language-"))
    });
    let named = named.filter(|l| {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-');
        l.len() <= 20 && l.chars().all(is_word) && *l != "none" && *l != "default"
    });
    named.unwrap_or_default().to_owned()
}
