//! The titles of closed lists, for selects.

use platform::{
    Language,
    organizations::{Industry, Size},
};

/// Word and title of every industry.
pub(crate) fn industries(language: Language) -> Vec<(&'static str, &'static str)> {
    let all = Industry::ALL.iter();
    all.map(|i| (i.as_str(), industry(*i, language))).collect()
}

/// The title of an industry.
pub(crate) fn industry(industry: Industry, language: Language) -> &'static str {
    language.t(&format!("industry-{}", industry.as_str().replace('_', "-")))
}

/// Word and title of every size.
pub(crate) fn sizes(language: Language) -> Vec<(&'static str, &'static str)> {
    let title = |s: &Size| language.t(&format!("size-{}", s.as_str().replace('_', "-")));
    Size::ALL.iter().map(|s| (s.as_str(), title(s))).collect()
}

/// The title of a person's or an organisation's standing.
pub(crate) fn standing(word: &str, language: Language) -> &'static str {
    language.t(&format!("standing-{}", word.replace('_', "-")))
}

/// The title of a plan; the name itself of one that the operator made.
pub(crate) fn plan(name: &str, language: Language) -> String {
    let key = format!("plan-{name}");
    if language.has(&key) {
        language.t(&key).to_owned()
    } else {
        name.to_owned()
    }
}
