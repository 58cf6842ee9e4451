//! Passages with the found words marked, as safe HTML.

use std::collections::{HashMap, HashSet};

use crate::analysis::{self, Token};
use crate::schema::until;

/// Passages are chosen from this much of a text.
const LOOKED_THROUGH: usize = 16_000;
/// The length of a passage in letters, about.
const LENGTH: usize = 240;

/// What to mark.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Stems and how much each is worth.
    pub stems: HashMap<String, f32>,
    /// Folded words.
    pub words: HashSet<String>,
    /// A beginning of words.
    pub start: Option<String>,
}

impl Marks {
    fn worth(&self, token: &Token, stemmed: &mut String) -> Option<f32> {
        if let Some(worth) = self.stems.get(&token.word) {
            stemmed.clone_from(&token.word);
            return Some(*worth);
        }
        if !analysis::is_stop_word(&token.word) {
            *stemmed = analysis::stem(&token.word);
            if let Some(worth) = self.stems.get(stemmed.as_str()) {
                return Some(*worth);
            }
        }
        let marked = self.words.contains(&token.word)
            || self
                .start
                .as_ref()
                .is_some_and(|start| token.word.starts_with(start.as_str()));
        marked.then(|| {
            stemmed.clone_from(&token.word);
            1.0
        })
    }

    /// A whole text with the marks in it.
    pub fn whole(&self, text: &str) -> String {
        let found = self.find(text);
        write(text, 0, text.len(), &found)
    }

    /// The passage of a text in which most of what is asked for stands close together.
    pub fn passage(&self, text: &str) -> String {
        let text = until(text, LOOKED_THROUGH);
        let found = self.find(text);
        let (start, end) = best_window(text, &found);
        let mut html = String::with_capacity(end - start + 64);
        if start > 0 {
            html.push('…');
        }
        html.push_str(&write(text, start, end, &found));
        if end < text.trim_end().len() {
            html.push('…');
        }
        html
    }

    fn find(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        let mut stemmed = String::new();
        analysis::each_token(text, |token| {
            if let Some(worth) = self.worth(&token, &mut stemmed) {
                let stem = stemmed.clone();
                found.push(Found {
                    start: token.start,
                    end: token.end,
                    worth,
                    stem,
                });
            }
        });
        found
    }
}

fn write(text: &str, start: usize, end: usize, found: &[Found]) -> String {
    let mut html = String::with_capacity(end - start + 64);
    let mut at = start;
    for mark in found
        .iter()
        .filter(|mark| mark.start >= start && mark.end <= end)
    {
        push_escaped(&text[at..mark.start], &mut html);
        html.push_str("<mark>");
        push_escaped(&text[mark.start..mark.end], &mut html);
        html.push_str("</mark>");
        at = mark.end;
    }
    push_escaped(&text[at..end], &mut html);
    html
}

struct Found {
    start: usize,
    end: usize,
    worth: f32,
    stem: String,
}

/// The stretch with the most worth, a word counted once; cut at spaces.
fn best_window(text: &str, found: &[Found]) -> (usize, usize) {
    let mut best = (0.0, 0);
    for (nth, first) in found.iter().enumerate() {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut worth = 0.0;
        for mark in found[nth..].iter().take(64) {
            if mark.end > first.start + LENGTH {
                break;
            }
            worth += if seen.insert(&mark.stem) {
                mark.worth
            } else {
                mark.worth * 0.05
            };
        }
        if worth > best.0 {
            best = (worth, first.start);
        }
    }
    let lead = best.1.saturating_sub(LENGTH / 5);
    let start = word_start(text, lead);
    let mut end = text.floor_char_boundary(start + LENGTH + LENGTH / 3);
    if end < text.len()
        && let Some(space) = text[start..end].rfind(char::is_whitespace)
        && space > LENGTH / 2
    {
        end = start + space;
    }
    (start, end)
}

/// The beginning of the word around a byte offset.
fn word_start(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    if at == 0 {
        return 0;
    }
    let before = &text[..at];
    match before.rfind(char::is_whitespace) {
        Some(space) if at - space < 60 => {
            space + before[space..].chars().next().map_or(0, char::len_utf8)
        }
        _ => at,
    }
}

/// Marks the words of a question in any text: safe HTML, everything else escaped.
pub fn highlight(text: &str, question: &str) -> String {
    let mut marks = Marks::default();
    for word in crate::query::parse(question).words {
        if !analysis::is_stop_word(&word.word) {
            marks.stems.insert(analysis::stem(&word.word), 1.0);
        }
    }
    marks.whole(text)
}

/// A text as HTML.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_escaped(text, &mut html);
    html
}

fn push_escaped(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\0' => {}
            _ => html.push(c),
        }
    }
}
