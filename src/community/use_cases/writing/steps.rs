//! The steps of writing a use case.

use crate::use_cases::types::{Content, missing};

/// A step of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::use_cases) enum Step {
    /// Titles, category, industry, company.
    Basics,
    /// Challenge and solution.
    Story,
    /// Phases, people, dates.
    Work,
    /// Figures and lessons.
    Results,
    /// Place, pictures, contact.
    Place,
    /// Everything as readers will see it.
    Preview,
}

impl Step {
    /// In their order.
    pub(in crate::use_cases) const ALL: [Self; 6] = [
        Self::Basics,
        Self::Story,
        Self::Work,
        Self::Results,
        Self::Place,
        Self::Preview,
    ];

    /// Its word in the address.
    pub(in crate::use_cases) const fn key(self) -> &'static str {
        match self {
            Self::Basics => "basics",
            Self::Story => "story",
            Self::Work => "work",
            Self::Results => "results",
            Self::Place => "place",
            Self::Preview => "preview",
        }
    }

    /// The key of its name.
    pub(in crate::use_cases) const fn label_key(self) -> &'static str {
        match self {
            Self::Basics => "use-case-step-basics",
            Self::Story => "use-case-step-story",
            Self::Work => "use-case-step-work",
            Self::Results => "use-case-step-results",
            Self::Place => "use-case-step-place",
            Self::Preview => "use-case-step-preview",
        }
    }

    /// The step of a word; the first for any other.
    pub(in crate::use_cases) fn keyed(key: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|s| s.key() == key)
            .unwrap_or(Self::Basics)
    }

    /// What follows; the last is followed by itself.
    pub(in crate::use_cases) fn next(self) -> Self {
        let at = Self::ALL.iter().position(|s| *s == self).unwrap_or(0);
        Self::ALL.get(at + 1).copied().unwrap_or(self)
    }

    /// What comes before.
    pub(in crate::use_cases) fn previous(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|s| *s == self)?;
        at.checked_sub(1).and_then(|i| Self::ALL.get(i)).copied()
    }

    /// Where a field is written.
    pub(in crate::use_cases) fn of_field(name: &str) -> Self {
        let root = name.split(['.', '[']).next().unwrap_or(name);
        match root {
            "challenge" | "solution" => Self::Story,
            "implementation" | "vendor" | "team_size" | "started_on" | "finished_on"
            | "challenges_met" => Self::Work,
            "results" | "roi" | "lessons_learned" => Self::Results,
            "location" | "media" | "contact" => Self::Place,
            _ => Self::Basics,
        }
    }

    /// Whether what belongs into it is there. The first two are done when publishing needs nothing
    /// more of them, the others when anything stands in them.
    pub(in crate::use_cases) fn is_done(self, content: &Content) -> bool {
        match self {
            Self::Basics | Self::Story => {
                let lacks = missing(content).err().map(|e| e.fields).unwrap_or_default();
                !lacks.iter().any(|f| Self::of_field(&f.name) == self)
            }
            Self::Work => !content.implementation.is_empty(),
            Self::Results => !content.results.is_empty() || !content.roi.is_empty(),
            Self::Place => !content.location.city.is_empty() || !content.media.is_empty(),
            Self::Preview => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_draft_has_no_step_done_and_fields_lead_to_their_step() {
        assert!(
            !Step::ALL
                .into_iter()
                .any(|s| s.is_done(&Content::default()))
        );
        assert_eq!(Step::of_field("results[2].before"), Step::Results);
        assert_eq!(Step::of_field("location.latitude"), Step::Place);
        assert_eq!(Step::of_field("title_en"), Step::Basics);
        assert_eq!(Step::Preview.next(), Step::Preview);
        assert_eq!(Step::Basics.previous(), None);
    }
}
