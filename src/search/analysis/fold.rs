//! One spelling for letters that differ in case, accents, vowel signs or keyboards.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::LONGEST_WORD;

/// The folded form of a word.
///
/// Lower case; compatibility forms and ligatures resolved; accents, tashkeel, tatweel and joiners
/// removed; alef, ya, kaf, waw and ta marbuta in one spelling each; every digit as 0–9; apostrophes
/// dropped. Cut at [`LONGEST_WORD`] letters.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word
            .chars()
            .filter(|c| *c != '\'')
            .take(LONGEST_WORD)
            .map(|c| c.to_ascii_lowercase())
            .collect();
    }
    let mut folded = String::with_capacity(word.len());
    // A hostile word may be one letter with thousands of marks: look at a bounded part of it.
    for c in word.chars().take(LONGEST_WORD * 4).nfkd() {
        if !is_combining_mark(c) {
            c.to_lowercase().for_each(|c| push_plain(c, &mut folded));
        }
    }
    if let Some((cut, _)) = folded.char_indices().nth(LONGEST_WORD) {
        folded.truncate(cut);
    }
    folded
}

/// Letters that Unicode does not decompose but people do not tell apart.
fn push_plain(c: char, folded: &mut String) {
    let plain = match c {
        '\u{640}'
        | '\u{200c}'..='\u{200f}'
        | '\u{61c}'
        | '\u{ad}'
        | '\''
        | '\u{2019}'
        | '\u{2bc}' => {
            return;
        }
        // Alef with wasla, and the alefs that other keyboards produce.
        '\u{671}' | '\u{672}' | '\u{673}' | '\u{675}' => 'ا',
        // Dotless and Persian ya.
        'ى' | '\u{6cc}' | '\u{6d2}' => 'ي',
        'ة' | '\u{6c1}' | '\u{6be}' | '\u{6d5}' | '\u{6c3}' => 'ه',
        '\u{6a9}' => 'ك',
        '\u{660}'..='\u{669}' => digit(c, '\u{660}'),
        '\u{6f0}'..='\u{6f9}' => digit(c, '\u{6f0}'),
        'ß' => return folded.push_str("ss"),
        'æ' => return folded.push_str("ae"),
        'œ' => return folded.push_str("oe"),
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'þ' => return folded.push_str("th"),
        'ı' => 'i',
        _ if is_combining_mark(c) => return,
        _ => c,
    };
    folded.push(plain);
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}
