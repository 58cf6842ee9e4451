//! What stands within a line: running text with emphasis, links, pictures and code.
//!
//! A hard line break stands as `\n` in the buffer; a soft one is a space.

use std::fmt::Write;

use super::{
    guard,
    tokens::{Tag, Token},
};

/// More marks than this inside each other mean nothing to a reader.
const MARKS_MAX: usize = 32;

/// Running text as markdown.
#[derive(Debug, Default)]
pub(super) struct Inline {
    text: String,
    marks: Vec<Mark>,
    /// Code that is being collected.
    code: Option<String>,
    /// Pictures on other servers.
    pub(super) pictures: u64,
}

/// An element that is open, and where its content begins.
#[derive(Debug)]
struct Mark {
    name: String,
    at: usize,
    href: Option<String>,
    title: Option<String>,
}

impl Inline {
    /// Takes a piece of running text. Tags that shape nothing are passed over.
    pub(super) fn take(&mut self, token: &Token<'_>) {
        match token {
            Token::Text(text) => self.add_text(text),
            Token::Open(tag) => self.open(tag),
            Token::Close(name) => self.close(name),
        }
    }

    /// The text so far, which ends here. Marks that are open begin again behind.
    pub(super) fn finish(&mut self) -> String {
        if let Some(code) = self.code.take() {
            self.add_code(&code);
        }
        let mut open = Vec::new();
        while let Some(mark) = self.marks.pop() {
            self.end(&mark);
            open.push(Mark { at: 0, ..mark });
        }
        open.reverse();
        self.marks = open;
        let text = std::mem::take(&mut self.text);
        let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
        text.to_owned()
    }

    fn add_text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push_str(text);
            return;
        }
        let mut words = text
            .split(|c: char| c.is_ascii_whitespace())
            .filter(|w| !w.is_empty())
            .peekable();
        let starts_apart = text.starts_with(|c: char| c.is_ascii_whitespace());
        let ends_apart = text.ends_with(|c: char| c.is_ascii_whitespace());
        if starts_apart || words.peek().is_none() {
            self.space();
        }
        while let Some(word) = words.next() {
            guard::escape_into(&mut self.text, word);
            if words.peek().is_some() || ends_apart {
                self.text.push(' ');
            }
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if self.code.is_some() {
            return;
        }
        match tag.name.as_str() {
            "br" => {
                let kept = self.text.trim_end_matches(' ').len();
                self.text.truncate(kept);
                self.text.push('\n');
            }
            "img" => self.picture(tag),
            "code" | "tt" | "samp" => self.code = Some(String::new()),
            "a" | "em" | "i" | "var" | "cite" | "strong" | "b" | "s" | "strike" | "del" | "sub"
            | "sup" | "kbd"
                if self.marks.len() < MARKS_MAX =>
            {
                self.marks.push(Mark {
                    name: tag.name.clone(),
                    at: self.text.len(),
                    href: tag.attribute("href").filter(|_| tag.name == "a"),
                    title: tag.attribute("title"),
                });
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if matches!(name, "code" | "tt" | "samp")
            && let Some(code) = self.code.take()
        {
            return self.add_code(&code);
        }
        if self.code.is_some() {
            return;
        }
        let Some(from) = self.marks.iter().rposition(|m| m.name == name) else {
            return;
        };
        // What was left open inside ends here as well.
        let closed = self.marks.split_off(from);
        for mark in closed.iter().rev() {
            self.end(mark);
        }
    }

    /// Puts the signs of a mark around what stands behind its beginning.
    fn end(&mut self, mark: &Mark) {
        let inner = self.text.split_off(mark.at.min(self.text.len()));
        let kept = inner.trim_matches(char::is_whitespace);
        let (lead, trail) = match kept {
            "" => (inner.as_str(), ""),
            kept => {
                let lead = inner.len() - inner.trim_start_matches(char::is_whitespace).len();
                (&inner[..lead], &inner[lead + kept.len()..])
            }
        };
        self.text.push_str(lead);
        match mark.name.as_str() {
            "a" => self.link(kept, mark),
            _ if kept.is_empty() => {}
            "sub" | "sup" | "kbd" => {
                let name = &mark.name;
                self.add(format_args!("<{name}>{kept}</{name}>"));
            }
            "strong" | "b" => self.wrap(kept, "**"),
            "s" | "strike" | "del" => self.wrap(kept, "~~"),
            _ => self.wrap(kept, "*"),
        }
        self.text.push_str(trail);
    }

    /// Emphasis. A sign between a letter and a punctuation mark would be shown as it is.
    fn wrap(&mut self, inner: &str, sign: &str) {
        let glued =
            self.text.ends_with(char::is_alphanumeric) && !inner.starts_with(char::is_alphanumeric);
        // Two marks of the same kind side by side would read as one of another kind.
        let doubled = inner.starts_with(sign) || self.text.ends_with('*') && sign.contains('*');
        if glued || doubled || inner.contains('\n') && sign == "~~" {
            self.text.push_str(inner);
        } else {
            self.text.push_str(sign);
            self.text.push_str(inner);
            self.text.push_str(sign);
        }
    }

    fn link(&mut self, inner: &str, mark: &Mark) {
        let Some(address) = mark.href.as_deref().and_then(absolute) else {
            return self.text.push_str(inner);
        };
        if self.text.ends_with('!') {
            self.text.pop();
            self.text.push_str("\\!");
        }
        let target = target(&address, mark.title.as_deref());
        let mut words = inner.replace('\n', " ");
        if words.is_empty() {
            guard::escape_into(&mut words, &address);
        }
        self.add(format_args!("[{words}]({target})"));
    }

    fn picture(&mut self, tag: &Tag<'_>) {
        let Some(address) = tag.attribute("src").as_deref().and_then(absolute) else {
            return;
        };
        self.pictures += 1;
        let mut words = String::new();
        let alt = tag.attribute("alt").unwrap_or_default();
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        guard::escape_into(&mut words, &alt);
        let target = target(&address, tag.attribute("title").as_deref());
        self.add(format_args!("![{words}]({target})"));
    }

    fn add(&mut self, piece: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.text.write_fmt(piece);
    }

    fn add_code(&mut self, code: &str) {
        let code = code.split(['\r', '\n']).collect::<Vec<_>>().join(" ");
        if code.trim().is_empty() {
            return self.space();
        }
        let fence = "`".repeat(longest_run(&code) + 1);
        let apart = code.starts_with('`')
            || code.ends_with('`')
            || code.starts_with(' ') && code.ends_with(' ');
        let pad = if apart { " " } else { "" };
        // A backtick of the text before would lengthen the fence; it is escaped, so it cannot.
        self.add(format_args!("{fence}{pad}{code}{pad}{fence}"));
    }
}

/// The longest run of backticks.
pub(super) fn longest_run(code: &str) -> usize {
    let runs = code.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or(0)
}

/// An address that leads somewhere from here; `None` for one that only the old site understands.
fn absolute(address: &str) -> Option<String> {
    let address = address.trim();
    if let Some(rest) = address.strip_prefix("//") {
        return Some(format!("https://{rest}"));
    }
    let (scheme, rest) = address.split_once(':')?;
    let known = ["http", "https", "mailto"];
    let fits = known.iter().any(|k| scheme.eq_ignore_ascii_case(k));
    (fits && !rest.is_empty()).then(|| address.to_owned())
}

/// An address and a title as they stand within the brackets of a link.
fn target(address: &str, title: Option<&str>) -> String {
    let mut target = String::with_capacity(address.len() + 2);
    for letter in address.chars() {
        match letter {
            '<' => target.push_str("%3C"),
            '>' => target.push_str("%3E"),
            '(' => target.push_str("%28"),
            ')' => target.push_str("%29"),
            '\\' => target.push_str("%5C"),
            c if c.is_whitespace() || c.is_control() => target.push_str("%20"),
            c => target.push(c),
        }
    }
    if let Some(title) = title.map(str::trim).filter(|t| !t.is_empty()) {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = title.replace('\\', "\\\\").replace('"', "\\\"");
        // Writing to a String cannot fail.
        let _ = write!(target, " \"{title}\"");
    }
    target
}
