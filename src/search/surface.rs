//! Words as people write them. The dictionary holds folded words; «صيانه» is found under that, but
//! must be offered as «صيانة».

use tantivy::schema::Value;
use tantivy::{Searcher, TantivyDocument};

use crate::analysis::{Spans, fold};
use crate::dictionary::Dictionary;
use crate::index::Live;
use crate::schema::until;

/// So much of a text is searched for the word.
const LOOKED_THROUGH: usize = 50_000;

/// A folded word as a visible document writes it, in lower case; the word itself if none does.
pub fn of(live: &Live, searcher: &Searcher, dictionary: &Dictionary<'_, '_>, word: &str) -> String {
    // English words are their own folded form; only accents would differ, and they may.
    written(live, searcher, dictionary, word).unwrap_or_else(|| word.to_owned())
}

fn written(
    live: &Live,
    searcher: &Searcher,
    dictionary: &Dictionary<'_, '_>,
    word: &str,
) -> Option<String> {
    let address = dictionary.document_with(word).ok()??;
    let document: TantivyDocument = searcher.doc(address).ok()?;
    [live.fields.stored_title, live.fields.stored_body]
        .into_iter()
        .find_map(|field| {
            let value = document.get_first(field)?;
            find(until(value.as_str()?, LOOKED_THROUGH), word)
        })
}

fn find(text: &str, word: &str) -> Option<String> {
    let first = word.chars().next()?;
    let may_be = |part: &str| {
        let begin = part.chars().next();
        begin.is_some_and(|c| !c.is_ascii() || c.eq_ignore_ascii_case(&first))
    };
    let mut parts = Spans::new(text).map(|(start, end)| &text[start..end]);
    parts
        .find(|part| may_be(part) && fold(part) == word)
        .map(plain)
}

/// Without vowel signs and tatweel, which belong to that one text.
fn plain(part: &str) -> String {
    let dropped = |c: &char| matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}');
    part.chars()
        .filter(|c| !dropped(c))
        .flat_map(char::to_lowercase)
        .collect()
}
