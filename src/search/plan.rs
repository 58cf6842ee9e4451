//! From a question to what is looked for.

use tantivy::Term;

use crate::analysis;
use crate::dictionary::{Dictionary, Entry};
use crate::error::Result;
use crate::excerpt::Marks;
use crate::query::{Query, Word};
use crate::schema::Fields;

/// Questions of more words than this are sentences: nobody expects their last word completed.
const SHORT_QUESTION: usize = 3;
/// So many completions of a last word take part.
const MOST_COMPLETIONS: usize = 16;
/// What a completed word is worth beside one that was written out.
const COMPLETION: f32 = 0.3;
/// So many unknown words are corrected.
const MOST_CORRECTED: usize = 8;
/// What the likeliest and the other corrections are worth.
const CORRECTIONS: [f32; 3] = [0.8, 0.3, 0.3];
/// What a word in the title adds to what it is worth anyway.
pub const TITLE: f32 = 0.35;

/// A word of the question with everything that stands for it.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Stems and what each is worth: one for a known word, some for an unknown one.
    pub stems: Vec<(String, f32)>,
    /// The word itself, or its likeliest correction.
    pub word: Option<String>,
    /// Longer words that it may be the beginning of.
    pub completions: Vec<String>,
}

/// A term and what it is worth.
#[derive(Debug, Clone)]
pub struct Weighted {
    pub term: Term,
    pub weight: f32,
}

impl Asked {
    /// A word of which only the stem matters.
    pub fn stem(stem: String) -> Self {
        Self {
            stems: vec![(stem, 1.0)],
            ..Self::default()
        }
    }

    /// The terms by which documents are found at all.
    pub fn terms(&self, fields: &Fields) -> Vec<Weighted> {
        let mut terms = Vec::with_capacity(2 * self.stems.len() + self.completions.len() + 1);
        let mut add = |field, text: &str, weight| {
            terms.push(Weighted {
                term: Term::from_field_text(field, text),
                weight,
            });
        };
        for (stem, weight) in &self.stems {
            add(fields.stem, stem, *weight);
            add(fields.title, stem, *weight * TITLE);
        }
        if let Some(word) = &self.word
            && self.stems.is_empty()
        {
            add(fields.word, word, 1.0);
        }
        for word in &self.completions {
            add(fields.word, word, COMPLETION);
        }
        terms
    }

    /// What a completion is worth.
    pub fn completion_weight() -> f32 {
        COMPLETION
    }
}

/// What will be looked for.
#[derive(Debug, Default)]
pub struct Plan {
    pub asked: Vec<Asked>,
    pub marks: Marks,
    /// Parts of the text and the words that should stand there.
    pub corrections: Vec<Correction>,
}

/// A word of the text that should be another one.
#[derive(Debug, Clone)]
pub struct Correction {
    pub start: usize,
    pub end: usize,
    /// Folded.
    pub word: String,
}

/// Makes the plan of a question for a viewer, whose view the dictionaries have.
pub struct Planner<'v, 's> {
    pub stems: Dictionary<'v, 's>,
    pub words: Dictionary<'v, 's>,
}

impl Planner<'_, '_> {
    pub fn plan(&self, query: &Query) -> Result<Plan> {
        let mut plan = Plan::default();
        let mut all = query
            .words
            .iter()
            .map(|w| &w.word)
            .chain(query.phrases.iter().flatten());
        let only_stop_words = all.all(|word| analysis::is_stop_word(word));
        let last = query.words.len().saturating_sub(1);
        for (nth, word) in query.words.iter().enumerate() {
            let completed = query.open && nth == last && query.words.len() <= SHORT_QUESTION;
            if only_stop_words {
                plan.add_plain(&word.word);
            } else if !analysis::is_stop_word(&word.word) {
                self.add_word(word, completed, &mut plan)?;
                continue;
            }
            if completed {
                let completions = self.completions(&word.word, &mut plan)?;
                plan.asked.push(Asked {
                    completions,
                    ..Asked::default()
                });
            }
        }
        for word in query.phrases.iter().flatten() {
            if only_stop_words {
                plan.add_plain(word);
            } else if !analysis::is_stop_word(word) {
                let word = word.clone();
                plan.asked.push(Asked {
                    word: Some(word.clone()),
                    ..Asked::stem(analysis::stem(&word))
                });
                plan.marks.add_word(&word);
            }
        }
        plan.asked.retain(|asked| !asked.terms_are_empty());
        Ok(plan)
    }

    fn add_word(&self, word: &Word, completed: bool, plan: &mut Plan) -> Result<()> {
        let mut asked = Asked {
            word: Some(word.word.clone()),
            ..Asked::default()
        };
        if completed {
            asked.completions = self.completions(&word.word, plan)?;
        }
        let stem = analysis::stem(&word.word);
        if self.stems.knows(&stem)? {
            plan.marks.add_stem(&stem, 1.0);
            asked.stems.push((stem, 1.0));
        } else if asked.completions.is_empty() && plan.corrections.len() < MOST_CORRECTED {
            for (entry, weight) in self.corrections(&word.word)?.into_iter().zip(CORRECTIONS) {
                let stem = analysis::stem(&entry.word);
                plan.marks.add_stem(&stem, weight);
                asked.stems.push((stem, weight));
                if asked.stems.len() == 1 {
                    asked.word = Some(entry.word.clone());
                    let (start, end) = (word.start, word.end);
                    plan.corrections.push(Correction {
                        start,
                        end,
                        word: entry.word,
                    });
                }
            }
        }
        if asked.stems.is_empty() {
            asked.word = None;
        }
        plan.asked.push(asked);
        Ok(())
    }

    /// What begins like a word that may still be going on.
    fn completions(&self, start: &str, plan: &mut Plan) -> Result<Vec<String>> {
        if start.chars().count() < 2 {
            return Ok(Vec::new());
        }
        let entries = self.words.beginning(start, MOST_COMPLETIONS)?;
        if !entries.is_empty() {
            plan.marks.add_start(start);
        }
        Ok(entries.into_iter().map(|entry| entry.word).collect())
    }

    /// Words that an unknown one may have been meant to be, the likeliest first.
    fn corrections(&self, word: &str) -> Result<Vec<Entry>> {
        let letters = word.chars().count();
        if letters < 3 || word.chars().any(|c| c.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let near = self.words.similar(word, 1, CORRECTIONS.len())?;
        if near.is_empty() && letters >= 5 {
            self.words.similar(word, 2, CORRECTIONS.len())
        } else {
            Ok(near)
        }
    }
}

impl Asked {
    fn terms_are_empty(&self) -> bool {
        self.stems.is_empty() && self.completions.is_empty() && self.word.is_none()
    }
}

impl Plan {
    fn add_plain(&mut self, word: &str) {
        self.marks.add_word(word);
        self.asked.push(Asked {
            word: Some(word.to_owned()),
            ..Asked::default()
        });
    }

    /// The terms by which documents are found at all.
    pub fn terms(&self, fields: &Fields) -> Vec<Weighted> {
        self.asked
            .iter()
            .flat_map(|asked| asked.terms(fields))
            .collect()
    }

    /// Of each word the term that documents with all words have; none if a word has no such one
    /// term, because it was corrected or is only the beginning of others.
    pub fn each(&self, fields: &Fields) -> Option<Vec<Weighted>> {
        let term = |asked: &Asked| match asked.stems.as_slice() {
            [(stem, weight)] => Some(Weighted {
                term: Term::from_field_text(fields.stem, stem),
                weight: *weight,
            }),
            _ => None,
        };
        self.asked.iter().map(term).collect()
    }

    /// The text with its corrections, which come in order.
    pub fn corrected(&self, text: &str, write: impl Fn(&str) -> String) -> Option<String> {
        if self.corrections.is_empty() {
            return None;
        }
        let mut better = String::with_capacity(text.len());
        let mut at = 0;
        for correction in &self.corrections {
            better.push_str(text.get(at..correction.start)?);
            better.push_str(&write(&correction.word));
            at = correction.end;
        }
        better.push_str(text.get(at..)?);
        Some(better)
    }
}
