//! The analysers as tantivy calls them while it writes.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::{Spans, fold, is_stop_word, stem};
use crate::schema::{SHORT_START, short_start};

/// What becomes of the words of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Analyser {
    /// Folded words.
    Words,
    /// Stems, without stop words.
    Stems,
    /// Folded words and their first letters behind a marker: a short beginning is one term instead
    /// of half the dictionary.
    Starts,
}

impl Analyser {
    /// Under which name tantivy knows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Stems => "stems",
            Self::Starts => "starts",
        }
    }
}

impl Tokenizer for Analyser {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let token = Token {
            position: 0,
            ..Token::default()
        };
        Stream {
            kind: *self,
            text,
            spans: Spans::new(text),
            next: 0,
            starts: Vec::new(),
            token,
        }
    }
}

/// The words of one text.
pub struct Stream<'a> {
    kind: Analyser,
    text: &'a str,
    spans: Spans<'a>,
    next: usize,
    starts: Vec<String>,
    token: Token,
}

impl Stream<'_> {
    /// The next word that is kept.
    fn word(&mut self) -> Option<String> {
        if let Some(start) = self.starts.pop() {
            return Some(start);
        }
        loop {
            let (start, end) = self.spans.next()?;
            let word = fold(&self.text[start..end]);
            match self.kind {
                _ if word.is_empty() => {}
                Analyser::Words => return Some(word),
                Analyser::Stems if is_stop_word(&word) => {}
                Analyser::Stems => return Some(stem(&word)),
                Analyser::Starts => {
                    let letters = word.chars().count().min(SHORT_START);
                    self.starts
                        .extend((1..=letters).map(|length| short_start(&word, length)));
                    return Some(word);
                }
            }
        }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.word() else {
            return false;
        };
        self.token.text = word;
        self.token.position = self.next;
        self.token.position_length = 1;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
