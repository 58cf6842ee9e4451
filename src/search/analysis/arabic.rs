//! Light stemming, going out from light10 (Larkey, Ballesteros, Connell: "Light Stemming for Arabic
//! Information Retrieval", 2007), over folded words: «ة» is «ه» and «ى» is «ي» already.

/// Articles with the particles that are written together with them.
const PREFIXES: [&str; 6] = ["وال", "بال", "كال", "فال", "ال", "لل"];
/// Dual, plural, feminine and possessive endings, tried in this order, each once.
const SUFFIXES: [&str; 16] = [
    "تان", "تين", "هما", "هم", "هن", "نا", "كم", "ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي", "ت",
];

/// The word without article, endings and a leading «ب» or «ل». At least three letters stay before
/// an ending and behind a particle, two behind an article.
///
/// The particles go last, from what is left: so «بيان» and «بيانات» lose the same letter.
pub fn stem(word: &str) -> &str {
    let mut rest = without_article(word);
    for suffix in SUFFIXES {
        if let Some(shorter) = rest.strip_suffix(suffix)
            && has_letters(shorter, 3)
        {
            rest = shorter;
        }
    }
    // «ببطارية» has the particle and a letter that looks like one: the latter goes with «بطارية».
    for _ in 0..2 {
        match rest.strip_prefix(['ب', 'ل']) {
            Some(shorter) if has_letters(shorter, 3) => rest = shorter,
            _ => break,
        }
    }
    rest
}

fn without_article(word: &str) -> &str {
    let word = match word.strip_prefix('و') {
        Some(rest) if has_letters(rest, 3) => rest,
        _ => word,
    };
    for prefix in PREFIXES {
        if let Some(rest) = word.strip_prefix(prefix)
            && has_letters(rest, 2)
        {
            return rest;
        }
    }
    word
}

fn has_letters(word: &str, count: usize) -> bool {
    word.chars().nth(count - 1).is_some()
}
