//! English stemming (Snowball's "English", also called Porter2).

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// The stem of a folded word; words with digits or signs in them stay whole.
pub fn stem(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        STEMMER.stem(word).into_owned()
    } else {
        word.to_owned()
    }
}
