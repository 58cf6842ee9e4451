//! Completion while typing.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet as _, Searcher, TERMINATED, Term};

use crate::analysis;
use crate::collect::{Ranked, Top};
use crate::dictionary::Dictionary;
use crate::error::{Result, reading};
use crate::excerpt::Marks;
use crate::find::{access_terms, hit, require, visible};
use crate::index::{Index, Live};
use crate::request::Suggestion;
use crate::schema::{BOOST, CREATED, SHORT_START, short_start, until};
use crate::sets::{Counted, Set, Visible};
use crate::surface;

/// So many words that begin like the last one take part.
const MOST_WORDS: usize = 48;
/// So many documents of a segment are looked at, the newest first.
const MOST_SCANNED: usize = 20_000;
/// So many completed words are offered beside titles.
const OFFERED_WORDS: usize = 3;
const LONGEST_TEXT: usize = 200;

impl Index {
    /// Completes what is being typed: titles of visible documents that have its words and a word
    /// that begins like the last one, then the text with its last word completed. Nothing while the
    /// index is not ready.
    pub fn suggest(
        &self,
        text: &str,
        viewer_terms: &[String],
        kinds: &[String],
        limit: usize,
    ) -> Vec<Suggestion> {
        let done = self.read(|live, searcher| {
            suggest(live, searcher, text, viewer_terms, kinds, limit.min(50))
        });
        done.unwrap_or_default()
    }
}

fn suggest(
    live: &Live,
    searcher: &Searcher,
    text: &str,
    viewer_terms: &[String],
    kinds: &[String],
    limit: usize,
) -> Result<Vec<Suggestion>> {
    let text = until(text.trim_start(), LONGEST_TEXT);
    let mut words: Vec<String> = analysis::tokens(text).into_iter().map(|t| t.word).collect();
    let Some(last) = words.pop() else {
        return Ok(Vec::new());
    };
    let access = access_terms(&live.fields, viewer_terms);
    let seen = visible(live, searcher, &access)?;
    let dictionary = Dictionary::new(live.fields.start, &seen);
    let long = last.chars().count() > SHORT_START;
    let closed = text.ends_with(char::is_whitespace);
    let mut endings = vec![last.clone()];
    if !closed && long {
        let beginning = dictionary.beginning(&last, MOST_WORDS)?;
        endings.extend(beginning.into_iter().map(|entry| entry.word));
    } else if !closed {
        endings = vec![short_start(&last, SHORT_START)];
    }
    let mut narrowed = visible(live, searcher, &access)?;
    let mut top = Top::new(limit * 2);
    for (ord, visible) in narrowed.iter_mut().enumerate() {
        if !kinds.is_empty() {
            let kinds = kinds
                .iter()
                .map(|kind| live.fields.filter_term("kind", kind));
            require(live, visible, kinds)?;
        }
        titles(live, visible, ord, &words, &endings, &mut top)?;
    }
    let mut found: Vec<Suggestion> = Vec::new();
    for ranked in top.finish() {
        let hit = hit(live, searcher, &Marks::default(), ranked)?;
        if !found.iter().any(|known| known.text == hit.title) && found.len() < limit {
            found.push(Suggestion {
                text: hit.title,
                document: Some((hit.kind, hit.id)),
            });
        }
    }
    if !closed {
        let completed = completed(live, searcher, &seen, text, &last)?;
        let room = limit.saturating_sub(completed.len());
        found.truncate(room.max(limit - limit.min(OFFERED_WORDS)));
        found.extend(
            completed
                .into_iter()
                .take(limit.saturating_sub(found.len())),
        );
    }
    Ok(found)
}

/// Collects documents of a segment whose titles have all words and one of the endings.
fn titles(
    live: &Live,
    visible: &mut Visible<'_>,
    ord: usize,
    words: &[String],
    endings: &[String],
    top: &mut Top,
) -> Result<()> {
    let reader = visible.reader();
    let index = reader.inverted_index(live.fields.start).map_err(reading)?;
    for word in words {
        let term = Term::from_field_text(live.fields.start, word);
        visible.require_any(vec![Counted::new(Set::read(reader, &term)?)]);
    }
    if visible.is_empty() {
        return Ok(());
    }
    let boost = reader.fast_fields().f64(BOOST).map_err(reading)?;
    let created = reader.fast_fields().i64(CREATED).map_err(reading)?;
    for ending in endings {
        let term = Term::from_field_text(live.fields.start, ending);
        let postings = index
            .read_postings(&term, IndexRecordOption::Basic)
            .map_err(reading)?;
        let Some(mut postings) = postings else {
            continue;
        };
        // The newest stand last: start so that no more than the bound are left.
        let skipped = (postings.doc_freq() as usize).saturating_sub(MOST_SCANNED);
        let first =
            u64::from(reader.max_doc()) * skipped as u64 / u64::from(postings.doc_freq().max(1));
        let mut doc = if first > 0 {
            postings.seek(first as u32)
        } else {
            postings.doc()
        };
        while doc != TERMINATED {
            if visible.contains(doc) {
                // The engagement decides, then the age.
                let age = created.first(doc).unwrap_or(0) as f64 / 1e17;
                let score = boost.first(doc).unwrap_or(1.0) + age;
                top.push(Ranked {
                    score,
                    address: DocAddress::new(ord as u32, doc),
                });
            }
            doc = postings.advance();
        }
    }
    Ok(())
}

/// The text with its last word completed to words of visible documents.
fn completed(
    live: &Live,
    searcher: &Searcher,
    seen: &[Visible<'_>],
    text: &str,
    last: &str,
) -> Result<Vec<Suggestion>> {
    if last.chars().count() < SHORT_START {
        return Ok(Vec::new());
    }
    let Some(token) = analysis::tokens(text).pop() else {
        return Ok(Vec::new());
    };
    let dictionary = Dictionary::new(live.fields.word, seen);
    let typed = &text[..token.start];
    let mut offered = Vec::new();
    for entry in dictionary.beginning(last, OFFERED_WORDS)? {
        let word = surface::of(live, searcher, &dictionary, &entry.word);
        offered.push(Suggestion {
            text: format!("{typed}{word}"),
            document: None,
        });
    }
    Ok(offered)
}
