//! `@mentions` and `#tags` inside running text.

use std::ops::Range;

/// A piece of running text.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// As it is.
    Text(&'t str),
    /// `@handle`, without its `@`.
    Mention(&'t str),
    /// `#tag`, without its `#`.
    Tag(&'t str),
}

/// Longest handle or tag, in letters.
const LETTERS_MAX: usize = 64;

/// Cuts running text into its pieces.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for (at, sign) in text.match_indices(['@', '#']) {
        if at < done || !may_start(text[..at].chars().next_back()) {
            continue;
        }
        let Some(word) = word_at(text, at + 1, sign) else {
            continue;
        };
        if done < at {
            pieces.push(Piece::Text(&text[done..at]));
        }
        done = word.end;
        pieces.push(match sign {
            "@" => Piece::Mention(&text[word]),
            _ => Piece::Tag(&text[word]),
        });
    }
    if done < text.len() {
        pieces.push(Piece::Text(&text[done..]));
    }
    pieces
}

/// In the middle of a word, an address or a chain of signs nothing starts.
fn may_start(before: Option<char>) -> bool {
    before.is_none_or(|c| !(is_letter(c) || matches!(c, '@' | '#' | '/' | '.' | '&' | '-')))
}

fn word_at(text: &str, start: usize, sign: &str) -> Option<Range<usize>> {
    let joins = |c: char| matches!(c, '_' | '-') || (sign == "@" && c == '.');
    let rest = &text[start..];
    let mut end = 0;
    for (count, (at, c)) in rest.char_indices().enumerate() {
        if !(is_letter(c) || joins(c)) {
            break;
        }
        if count >= LETTERS_MAX {
            return None;
        }
        end = at + c.len_utf8();
    }
    let word = rest[..end].trim_end_matches(joins);
    let starts_well = word.chars().next().is_some_and(is_letter);
    // `#1` is a number, not a tag.
    let has_name = word.chars().any(char::is_alphabetic);
    (starts_well && has_name).then(|| start..start + word.len())
}

/// Letters and digits of any script, with the marks that Arabic puts on them.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0300}'..='\u{036F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_and_tags_stand_alone() {
        use Piece::{Mention, Tag, Text};
        assert_eq!(
            pieces("@sara.ali, see #oee-2!"),
            [Mention("sara.ali"), Text(", see "), Tag("oee-2"), Text("!")]
        );
        assert_eq!(
            pieces("سؤال عن #جودة_المياه يا @أحمد."),
            [
                Text("سؤال عن "),
                Tag("جودة_المياه"),
                Text(" يا "),
                Mention("أحمد"),
                Text(".")
            ]
        );
        for alone in [
            "a@b.example",
            "C# and F#",
            "item #1",
            "x/#y",
            "@@a",
            "@",
            "# a",
            "&#x41",
            "a-#b",
        ] {
            assert_eq!(pieces(alone), [Text(alone)], "{alone}");
        }
        assert_eq!(pieces(&format!("#{}", "a".repeat(65))).len(), 1);
    }
}
