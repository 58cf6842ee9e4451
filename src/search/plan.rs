//! From a question to the terms that are looked for.

use tantivy::Term;
use tantivy::schema::Field;

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
/// So many unknown words are corrected.
const MOST_CORRECTED: usize = 8;

/// A word of the question with everything that stands for it.
#[derive(Debug, Clone)]
pub struct Group {
    pub terms: Vec<Weighted>,
}

/// A term and what it is worth.
#[derive(Debug, Clone)]
pub struct Weighted {
    pub term: Term,
    pub weight: f32,
}

/// What will be looked for.
#[derive(Debug, Default)]
pub struct Plan {
    pub groups: Vec<Group>,
    pub marks: Marks,
    pub corrected: Option<String>,
}

/// Makes the plan of a question for a viewer, whose view the dictionaries have.
pub struct Planner<'p, 'v> {
    pub fields: &'p Fields,
    pub stems: Dictionary<'v>,
    pub words: Dictionary<'v>,
}

impl Planner<'_, '_> {
    pub fn plan(&self, text: &str, query: &Query) -> Result<Plan> {
        let mut plan = Plan::default();
        let only_stop_words = query.words.iter().all(|w| analysis::is_stop_word(&w.word))
            && query
                .phrases
                .iter()
                .flatten()
                .all(|word| analysis::is_stop_word(word));
        let mut replacements: Vec<(usize, usize, String)> = Vec::new();
        let last = query.words.len().saturating_sub(1);
        for (nth, word) in query.words.iter().enumerate() {
            let open = query.open && nth == last;
            if only_stop_words {
                self.add_plain(&word.word, &mut plan);
            } else if !analysis::is_stop_word(&word.word) {
                let correct = replacements.len() < MOST_CORRECTED;
                let completed = open && query.words.len() <= SHORT_QUESTION;
                if let Some(better) = self.add_word(word, completed, correct, &mut plan)? {
                    replacements.push((word.start, word.end, better));
                }
            } else if open {
                self.add_completions(&word.word, &mut plan)?;
            }
        }
        for word in query.phrases.iter().flatten() {
            if only_stop_words {
                self.add_plain(word, &mut plan);
            } else if !analysis::is_stop_word(word) {
                let terms = self.stem_terms(&analysis::stem(word), 1.0);
                plan.groups.push(Group { terms });
            }
            plan.marks.words.insert(word.clone());
        }
        plan.corrected = corrected(text, &replacements);
        Ok(plan)
    }

    fn add_plain(&self, word: &str, plan: &mut Plan) {
        let term = Term::from_field_text(self.fields.word, word);
        plan.groups.push(Group {
            terms: vec![Weighted { term, weight: 1.0 }],
        });
        plan.marks.words.insert(word.to_owned());
    }

    /// Adds a word; answers its correction if it is unknown and has one.
    fn add_word(
        &self,
        word: &Word,
        completed: bool,
        correct: bool,
        plan: &mut Plan,
    ) -> Result<Option<String>> {
        let stem = analysis::stem(&word.word);
        if self.stems.knows(&stem)? {
            let terms = self.stem_terms(&stem, 1.0);
            plan.marks.stems.insert(stem, 1.0);
            plan.groups.push(Group { terms });
            if completed {
                self.add_completions(&word.word, plan)?;
            }
            return Ok(None);
        }
        if completed && self.add_completions(&word.word, plan)? {
            return Ok(None);
        }
        let similar = if correct {
            self.corrections(&word.word)?
        } else {
            Vec::new()
        };
        let mut terms = Vec::new();
        for (nth, entry) in similar.iter().enumerate() {
            let stem = analysis::stem(&entry.word);
            let weight = if nth == 0 { 0.8 } else { 0.3 };
            terms.append(&mut self.stem_terms(&stem, weight));
            plan.marks.stems.insert(stem, weight);
        }
        if !terms.is_empty() {
            plan.groups.push(Group { terms });
        }
        Ok(similar.into_iter().next().map(|entry| entry.word))
    }

    fn stem_terms(&self, stem: &str, weight: f32) -> Vec<Weighted> {
        let of = |field: Field, share: f32| Weighted {
            term: Term::from_field_text(field, stem),
            weight: weight * share,
        };
        vec![
            of(self.fields.stem, 1.0),
            of(self.fields.title, 0.3),
            of(self.fields.label, 0.2),
            of(self.fields.company, 0.3),
        ]
    }

    /// Adds what begins like a word that may still be going on.
    fn add_completions(&self, start: &str, plan: &mut Plan) -> Result<bool> {
        if start.chars().count() < 2 {
            return Ok(false);
        }
        let entries = self.words.beginning(start, MOST_COMPLETIONS)?;
        let terms: Vec<Weighted> = entries
            .iter()
            .map(|entry| Weighted {
                term: Term::from_field_text(self.fields.word, &entry.word),
                weight: 0.3,
            })
            .collect();
        let any = !terms.is_empty();
        if any {
            plan.marks.start = Some(start.to_owned());
            plan.groups.push(Group { terms });
        }
        Ok(any)
    }

    /// Words that an unknown one may have been meant to be, the likeliest first.
    fn corrections(&self, word: &str) -> Result<Vec<Entry>> {
        let letters = word.chars().count();
        if letters < 3 || word.chars().any(|c| c.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let near = self.words.similar(word, 1, 3)?;
        if near.is_empty() && letters >= 5 {
            self.words.similar(word, 2, 3)
        } else {
            Ok(near)
        }
    }
}

/// The text with words replaced.
fn corrected(text: &str, replacements: &[(usize, usize, String)]) -> Option<String> {
    if replacements.is_empty() {
        return None;
    }
    let mut better = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end, word) in replacements {
        better.push_str(text.get(at..*start)?);
        better.push_str(word);
        at = *end;
    }
    better.push_str(text.get(at..)?);
    Some(better)
}
