//! The words that a viewer knows: those in documents that he may see.

use std::collections::HashMap;

use tantivy::postings::SegmentPostings;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet as _, TERMINATED, Term};

use crate::error::{Result, reading};
use crate::sets::Visible;

/// At most so many entries of a dictionary are looked at for one beginning.
const MOST_SCANNED: usize = 4096;
/// At most so many similar words are weighed for one unknown word.
const MOST_SIMILAR: usize = 512;

/// So many words are tried for being visible, the most frequent first.
const MOST_TRIED: usize = 256;

/// A word of the dictionary and in how many documents it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub word: String,
    pub documents: u64,
}

/// The dictionary of one field as one viewer sees it.
pub struct Dictionary<'v, 's> {
    field: Field,
    visible: &'v [Visible<'s>],
}

impl<'v, 's> Dictionary<'v, 's> {
    pub fn new(field: Field, visible: &'v [Visible<'s>]) -> Self {
        Self { field, visible }
    }

    /// Whether a visible document has the word.
    pub fn knows(&self, word: &str) -> Result<bool> {
        Ok(self.document_with(word)?.is_some())
    }

    /// A visible document that has the word.
    pub fn document_with(&self, word: &str) -> Result<Option<DocAddress>> {
        let term = Term::from_field_text(self.field, word);
        for (ord, visible) in self
            .visible
            .iter()
            .enumerate()
            .filter(|(_, v)| !v.is_empty())
        {
            let index = visible
                .reader()
                .inverted_index(self.field)
                .map_err(reading)?;
            let found = index
                .read_postings(&term, IndexRecordOption::Basic)
                .map_err(reading)?;
            if let Some(doc) = found.and_then(|postings| first_visible(postings, visible)) {
                return Ok(Some(DocAddress::new(ord as u32, doc)));
            }
        }
        Ok(None)
    }

    /// Visible words that begin so, the most frequent first. The word itself is not among them.
    pub fn beginning(&self, start: &str, limit: usize) -> Result<Vec<Entry>> {
        let mut found: HashMap<String, u64> = HashMap::new();
        for visible in self.visible.iter().filter(|visible| !visible.is_empty()) {
            let index = visible
                .reader()
                .inverted_index(self.field)
                .map_err(reading)?;
            let mut stream = index
                .terms()
                .range()
                .gt(start)
                .into_stream()
                .map_err(reading)?;
            let mut scanned = 0;
            while stream.advance() && scanned < MOST_SCANNED {
                let Ok(word) = std::str::from_utf8(stream.key()) else {
                    continue;
                };
                if !word.starts_with(start) {
                    break;
                }
                scanned += 1;
                *found.entry(word.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
        }
        self.keep_visible(sorted(found), limit)
    }

    /// Visible words that differ from an unknown one by up to `edits` letters, changed, missing,
    /// added or swapped; the most frequent first.
    pub fn similar(&self, word: &str, edits: u8, limit: usize) -> Result<Vec<Entry>> {
        let query = FuzzyTermQuery::new(Term::from_field_text(self.field, word), edits, true);
        let mut found: HashMap<String, u64> = HashMap::new();
        for visible in self.visible.iter().filter(|visible| !visible.is_empty()) {
            let index = visible
                .reader()
                .inverted_index(self.field)
                .map_err(reading)?;
            let automaton = query.automaton().map_err(reading)?;
            let mut stream = index
                .terms()
                .search(automaton)
                .into_stream()
                .map_err(reading)?;
            while stream.advance() && found.len() < MOST_SIMILAR {
                if let Ok(similar) = std::str::from_utf8(stream.key()) {
                    *found.entry(similar.to_owned()).or_default() +=
                        u64::from(stream.value().doc_freq);
                }
            }
        }
        self.keep_visible(sorted(found), limit)
    }

    fn keep_visible(&self, entries: Vec<Entry>, limit: usize) -> Result<Vec<Entry>> {
        let mut seen = Vec::new();
        for entry in entries.into_iter().take(MOST_TRIED) {
            if seen.len() == limit {
                break;
            }
            if self.knows(&entry.word)? {
                seen.push(entry);
            }
        }
        Ok(seen)
    }
}

fn first_visible(mut postings: SegmentPostings, visible: &Visible<'_>) -> Option<DocId> {
    if let Some(few) = visible.few() {
        return few.iter().copied().find(|doc| {
            *doc >= postings.doc() && (*doc == postings.doc() || postings.seek(*doc) == *doc)
        });
    }
    let mut doc = postings.doc();
    while doc != TERMINATED && !visible.contains(doc) {
        doc = postings.advance();
    }
    (doc != TERMINATED).then_some(doc)
}

fn sorted(found: HashMap<String, u64>) -> Vec<Entry> {
    let mut all: Vec<Entry> = found
        .into_iter()
        .map(|(word, documents)| Entry { word, documents })
        .collect();
    all.sort_by(|a, b| {
        b.documents
            .cmp(&a.documents)
            .then_with(|| a.word.cmp(&b.word))
    });
    all
}
