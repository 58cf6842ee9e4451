//! Letters that mean themselves and not markdown.

use super::tokens;

/// Adds text to `out`, with a backslash before each letter that would mean something.
pub(super) fn escape_into(out: &mut String, text: &str) {
    let mut before = out.chars().next_back();
    for (at, letter) in text.char_indices() {
        if means_something(before, letter, &text[at..]) {
            out.push('\\');
        }
        out.push(letter);
        before = Some(letter);
    }
}

/// `rest` begins with the letter.
fn means_something(before: Option<char>, letter: char, rest: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match letter {
        '\\' | '`' | '*' | '[' | ']' | '<' | '$' | '~' => true,
        '_' => !(is_word(before) && is_word(rest.chars().nth(1))),
        '&' => begins_entity(rest),
        _ => false,
    }
}

/// Whether a text begins with something that would be shown as another letter.
pub(super) fn begins_entity(text: &str) -> bool {
    tokens::entity(text).is_some()
}

/// A line of a paragraph, so that its beginning makes it nothing but a line of a paragraph.
pub(super) fn line_start(line: &str) -> String {
    match start_that_means_something(line) {
        Some(at) => format!("{}\\{}", &line[..at], &line[at..]),
        None => line.to_owned(),
    }
}

/// Where a backslash must stand, if anywhere.
fn start_that_means_something(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let space_or_end = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    let only = |letters: &[char]| line.chars().all(|c| letters.contains(&c));
    let bare = match first {
        '>' => true,
        '#' => space_or_end(line.trim_start_matches('#')),
        '+' => space_or_end(&line[1..]),
        '-' => space_or_end(&line[1..]) || only(&['-', ' ', ':', '|']),
        '=' => only(&['=', ' ']),
        ':' | '|' => only(&['-', ' ', ':', '|']),
        // A definition of a link would not be shown at all.
        '[' => line.contains("]:"),
        _ => false,
    };
    if bare {
        return Some(0);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    let is_item = (1..=9).contains(&digits) && rest.starts_with(['.', ')']);
    (is_item && space_or_end(&rest[1..])).then_some(digits)
}
