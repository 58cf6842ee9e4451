//! Text into words, the same way when a text is stored and when it is asked for.
//!
//! A text is cut into [`Token`]s that remember where they stood, so that highlights fall on the
//! original letters. Every token has a folded form ([`fold`]: no case, no accents, one spelling of
//! the Arabic letters that people write in several) and a [`stem`], chosen by its script. Because
//! the script of each word decides, a text that mixes English and Arabic is found either way.

mod arabic;
mod english;
mod fold;
mod stop;
mod stream;

pub use fold::fold;
pub use stop::is_stop_word;
pub use stream::Analyser;

/// Longer words are cut here when stored and when asked for, so that they still meet.
pub const LONGEST_WORD: usize = 60;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Byte offset of the first letter in the original text.
    pub start: usize,
    /// Byte offset behind the last letter in the original text.
    pub end: usize,
    /// The folded form: see [`fold`].
    pub word: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Latin, Greek, Cyrillic… letters and their digits: "s7", "plc".
    Letter,
    Arabic,
    Digit,
    /// Scripts without spaces: every sign is a word.
    Ideograph,
    /// Marks and joiners belong to the word around them.
    Mark,
    Apostrophe,
    Other,
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' => Kind::Letter,
        '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' => Kind::Digit,
        '\u{0}'..='\u{26}' | '\u{28}'..='\u{7f}' => Kind::Other,
        '\'' | '\u{2019}' | '\u{2bc}' => Kind::Apostrophe,
        '\u{640}' | '\u{200c}'..='\u{200f}' | '\u{61c}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}' => {
            Kind::Mark
        }
        '\u{4e00}'..='\u{9fff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2fa1f}'
        | '\u{e00}'..='\u{e7f}' => Kind::Ideograph,
        _ if unicode_normalization::char::is_combining_mark(c) => Kind::Mark,
        '\u{600}'..='\u{6ff}'
        | '\u{750}'..='\u{77f}'
        | '\u{8a0}'..='\u{8ff}'
        | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefe}'
            if c.is_alphanumeric() =>
        {
            Kind::Arabic
        }
        _ if c.is_numeric() => Kind::Digit,
        _ if c.is_alphanumeric() => Kind::Letter,
        _ => Kind::Other,
    }
}

/// Whether a word that is under way as `word` goes on with a sign of kind `next`.
fn joins(word: Kind, next: Kind) -> bool {
    match next {
        Kind::Mark => true,
        Kind::Letter | Kind::Digit => matches!(word, Kind::Letter | Kind::Digit),
        Kind::Arabic => word == Kind::Arabic,
        Kind::Ideograph | Kind::Apostrophe | Kind::Other => false,
    }
}

/// The byte offsets of the words of a text, in order.
pub struct Spans<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Spans<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the word ends that begins at `start` with a sign of kind `word`.
    fn end(&self, start: usize, word: Kind) -> usize {
        let mut end = start;
        let mut signs = self.text[start..].chars();
        signs.next().inspect(|first| end += first.len_utf8());
        while let Some(c) = signs.next() {
            let next = kind(c);
            let stays = if next == Kind::Apostrophe {
                // "don't" and "server's" are one word; a closing quotation mark is not part of it.
                let behind = signs.clone().next().map_or(Kind::Other, kind);
                word != Kind::Ideograph && joins(word, behind)
            } else {
                joins(word, next)
            };
            if !stays {
                break;
            }
            end += c.len_utf8();
        }
        with_sharp_or_plus(self.text, start, end)
    }
}

impl Iterator for Spans<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let begins = |c: &char| !matches!(kind(*c), Kind::Other | Kind::Mark | Kind::Apostrophe);
        let mut signs = self.text[self.at..].char_indices();
        let (offset, first) = signs.find(|(_, c)| begins(c))?;
        let start = self.at + offset;
        self.at = self.end(start, kind(first));
        Some((start, self.at))
    }
}

/// Cuts a text into words, calling `found` with each in order.
pub fn each_token(text: &str, mut found: impl FnMut(Token)) {
    for (start, end) in Spans::new(text) {
        let word = fold(&text[start..end]);
        if !word.is_empty() {
            found(Token { start, end, word });
        }
    }
}

/// "C#", "F#" and "C++" are names: their signs stay.
fn with_sharp_or_plus(text: &str, start: usize, end: usize) -> usize {
    if end - start != 1 || !text.as_bytes()[start].is_ascii_alphabetic() {
        return end;
    }
    let tail = &text.as_bytes()[end..];
    let length = if tail.starts_with(b"++") {
        2
    } else {
        usize::from(tail.starts_with(b"#"))
    };
    let ends_there = tail
        .get(length)
        .is_none_or(|next| !next.is_ascii_alphanumeric());
    if ends_there { end + length } else { end }
}

/// All words of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut all = Vec::new();
    each_token(text, |token| all.push(token));
    all
}

/// The form under which related words meet: "pumps" and "pumping", «المياه» and «مياه».
///
/// Takes a folded word.
pub fn stem(word: &str) -> String {
    match word.chars().next() {
        Some(c) if kind(c) == Kind::Arabic => arabic::stem(word).to_owned(),
        Some('a'..='z') => english::stem(word),
        _ => word.to_owned(),
    }
}

/// Whether a text has anything in it that could be looked for.
pub fn has_words(text: &str) -> bool {
    text.chars()
        .any(|c| !matches!(kind(c), Kind::Other | Kind::Mark | Kind::Apostrophe))
}

#[cfg(test)]
mod tests;
