//! What is asked and what is found.

use platform::{Time, error::Message};

/// A part of the house that a search can be held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Forum,
    UseCases,
    People,
}

impl Section {
    pub(super) const ALL: [Self; 3] = [Self::Forum, Self::UseCases, Self::People];

    /// The word in addresses and after `in:`.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Forum => "forum",
            Self::UseCases => "use-cases",
            Self::People => "people",
        }
    }

    /// The kinds of documents that belong to it.
    pub(super) const fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Forum => &["topic", "post"],
            Self::UseCases => &["use_case"],
            Self::People => &["person"],
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Message> {
        let found = Self::ALL.into_iter().find(|s| s.as_str() == text);
        found.ok_or_else(|| Message::new("not-one-of").arg("allowed", "forum, use-cases, people"))
    }
}

/// A search that was asked for, within its limits.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// What was typed, up to [`TEXT_MAX`] characters of it.
    pub(super) text: String,
    pub(super) section: Option<Section>,
    /// From 1.
    pub(super) page: u32,
    pub(super) limit: u32,
}

/// So much of what was typed is looked at.
const TEXT_MAX: usize = 500;
/// Further than this nobody pages through hits.
pub(super) const PAGES_MAX: u32 = 50;

impl Question {
    pub(super) fn new(text: &str, section: Option<Section>, page: u32, limit: u32) -> Self {
        let text = text.chars().filter(|c| *c != '\0').take(TEXT_MAX).collect();
        Self {
            text,
            section,
            page: page.clamp(1, PAGES_MAX),
            limit: limit.clamp(1, 100),
        }
    }

    pub(super) fn offset(&self) -> u32 {
        (self.page - 1) * self.limit
    }

    /// Whether it reads like a question that a passage could answer.
    pub(super) fn asks(&self) -> bool {
        const WORDS: [&str; 20] = [
            "how",
            "what",
            "why",
            "which",
            "when",
            "where",
            "who",
            "can",
            "does",
            "is",
            "should",
            "كيف",
            "ما",
            "ماذا",
            "لماذا",
            "متى",
            "أين",
            "هل",
            "من",
            "كم",
        ];
        let text = self.text.trim().to_lowercase();
        let mut words = text.split_whitespace();
        let first = words.next().unwrap_or_default();
        text.ends_with(['?', '؟'])
            || WORDS.contains(&first) && words.next().is_some()
            || text.split_whitespace().count() >= 4
    }
}

/// Something found, as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) kind: &'static str,
    pub(super) id: String,
    /// Where it is read.
    pub(super) url: String,
    /// Safe HTML.
    pub(super) title: String,
    /// Safe HTML; empty when there is none.
    pub(super) excerpt: String,
    /// The author's or the person's name.
    pub(super) author: String,
    pub(super) created_at: Time,
    pub(super) score: f32,
    /// Whether it is a best answer, or a topic with one.
    pub(super) is_answer: bool,
}

/// A passage that may answer a question.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    /// Safe HTML.
    pub(super) text: String,
    pub(super) source: String,
    pub(super) url: String,
    pub(super) author: String,
}

/// What a search came to.
#[derive(Clone, Debug, Default)]
pub(super) struct Results {
    pub(super) hits: Vec<Hit>,
    pub(super) total: u64,
    /// True when counting stopped there: there are more.
    pub(super) total_is_least: bool,
    /// How many of each section fit, in the order of [`Section::ALL`]; only without a section.
    pub(super) counts: [u64; 3],
    pub(super) corrected: Option<String>,
    pub(super) answers: Vec<Passage>,
    pub(super) took_ms: u64,
    /// True while the index is being built anew: there may be more than what is shown.
    pub(super) is_partial: bool,
}

/// A completion of what is being typed.
#[derive(Clone, Debug)]
pub(super) struct Completion {
    pub(super) text: String,
    /// Where a chosen document is read; none for a word.
    pub(super) url: Option<String>,
    pub(super) kind: Option<&'static str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_told_from_words() {
        for (text, asks) in [
            ("pump?", true),
            ("how to seal a pump", true),
            ("كيف نقلل استهلاك الهواء", true),
            ("هل", false),
            ("hydraulic pump", false),
            ("oil leaks at low temperature", true),
            ("", false),
        ] {
            assert_eq!(Question::new(text, None, 1, 20).asks(), asks, "{text}");
        }
    }
}
