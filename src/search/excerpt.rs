//! Passages with the found words marked, as safe HTML.

use std::collections::HashMap;

use crate::analysis;
use crate::schema::until;

/// Passages are chosen from this much of a text.
const LOOKED_THROUGH: usize = 10_000;
/// The length of a passage in letters, about.
const LENGTH: usize = 240;

/// What to mark.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Stems, each with its number and how much it is worth.
    stems: HashMap<String, (usize, f32)>,
    /// Folded words.
    words: HashMap<String, (usize, f32)>,
    /// A beginning of words.
    start: Option<(String, usize)>,
    count: usize,
    /// The first letters of all that is marked, if it is ASCII: most words are passed over by them.
    initials: Initials,
}

#[derive(Debug, Clone, Copy, Default)]
struct Initials(u32);

impl Initials {
    fn add(&mut self, text: &str) {
        if let Some(first) = text.bytes().next() {
            self.0 |= Self::bit(first);
        }
    }

    fn bit(letter: u8) -> u32 {
        // Letters have a bit each; all else shares one.
        match letter.to_ascii_lowercase() {
            letter @ b'a'..=b'z' => 1 << (letter - b'a'),
            _ => 1 << 26,
        }
    }

    fn may_begin(self, word: &str) -> bool {
        word.bytes()
            .next()
            .is_some_and(|first| !first.is_ascii() || self.0 & Self::bit(first) != 0)
    }
}

impl Marks {
    pub fn add_stem(&mut self, stem: &str, worth: f32) {
        self.initials.add(stem);
        self.count += 1;
        self.stems
            .entry(stem.to_owned())
            .or_insert((self.count, worth));
    }

    pub fn add_word(&mut self, word: &str) {
        self.initials.add(word);
        self.count += 1;
        self.words
            .entry(word.to_owned())
            .or_insert((self.count, 1.0));
    }

    pub fn add_start(&mut self, start: &str) {
        self.initials.add(start);
        self.count += 1;
        self.start = Some((start.to_owned(), self.count));
    }

    fn mark(&self, word: &str) -> Option<(usize, f32)> {
        if let Some(mark) = self.words.get(word) {
            return Some(*mark);
        }
        if !analysis::is_stop_word(word)
            && let Some(mark) = self.stems.get(&analysis::stem(word))
        {
            return Some(*mark);
        }
        let (start, number) = self.start.as_ref()?;
        word.starts_with(start.as_str()).then_some((*number, 1.0))
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
        let (start, end) = best_window(text, &found, self.count);
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
        if self.count == 0 {
            return found;
        }
        // Words repeat within a text; theirs are the expensive steps.
        let mut known: HashMap<&str, Option<(usize, f32)>> = HashMap::new();
        for (start, end) in analysis::Spans::new(text) {
            let word = &text[start..end];
            if self.initials.may_begin(word) {
                let mark = known
                    .entry(word)
                    .or_insert_with(|| self.mark(&analysis::fold(word)));
                if let Some((number, worth)) = *mark {
                    found.push(Found {
                        start,
                        end,
                        number,
                        worth,
                    });
                }
            }
        }
        found
    }
}

struct Found {
    start: usize,
    end: usize,
    number: usize,
    worth: f32,
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

/// The stretch with the most worth, repetitions counted a little; cut at spaces.
fn best_window(text: &str, found: &[Found], marks: usize) -> (usize, usize) {
    const REPEATED: f32 = 0.05;
    let mut counts = vec![0_u32; marks + 1];
    let (mut worth, mut last) = (0.0, 0);
    let mut best = (0.0, 0);
    for (nth, first) in found.iter().enumerate() {
        while let Some(next) = found
            .get(last)
            .filter(|next| next.end <= first.start + LENGTH)
        {
            worth += if counts[next.number] == 0 {
                next.worth
            } else {
                next.worth * REPEATED
            };
            counts[next.number] += 1;
            last += 1;
        }
        if worth > best.0 + 1e-4 {
            best = (worth, first.start);
        }
        if last <= nth {
            // Longer than a passage by itself.
            last = nth + 1;
            continue;
        }
        counts[first.number] -= 1;
        let left = counts[first.number];
        worth -= if left == 0 {
            first.worth
        } else {
            first.worth * REPEATED
        };
    }
    let start = word_start(text, best.1.saturating_sub(LENGTH / 5));
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
    let query = crate::query::parse(question);
    let words = query
        .words
        .iter()
        .map(|word| &word.word)
        .chain(query.phrases.iter().flatten());
    for word in words.filter(|word| !analysis::is_stop_word(word)) {
        marks.add_stem(&analysis::stem(word), 1.0);
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
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'', '\0']) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => "",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}
