//! The order of the best candidates.
//!
//! Tantivy finds the candidates by BM25 over everything and the title, skipping whatever cannot get
//! among them. Here those few are weighed again with what would cost too much for all: the field a
//! word stands in, whether it stands there as it was written, how close the words are to each
//! other, and the engagement. The numbers were chosen by measuring: see `benches/search_quality`.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings as _, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, Searcher, Term};

use crate::collect::Ranked;
use crate::error::{Result, reading};
use crate::plan::{Asked, Plan, TITLE};
use crate::schema::{BOOST, Fields};

/// How many candidates are weighed again.
pub const CANDIDATES: usize = 100;

/// How fast repetitions of a word lose their worth, and how much the length of a text counts.
const K1: f32 = 2.0;
const B: f32 = 0.75;
/// What a word adds where it stands exactly as asked, beside its stem.
const EXACT: f32 = 0.25;
/// What neighbours in the question add where they stand near each other.
const NEAR: f32 = 0.3;
const NEAR_WORDS: u32 = 3;
/// A word counts one in the body and two in the title, as they are written into the field of all
/// stems. With the body at 5 that is 10 for the title; these make it 8, 7 and 3 for the others.
const TAG: f32 = 0.6;
const TECHNOLOGY: f32 = 0.4;
const COMPANY: f32 = -0.4;
/// Words whose positions are compared, and positions of each.
const MOST_NEAR: usize = 24;
const MOST_POSITIONS: usize = 64;

/// Orders candidates anew, the best first.
pub fn rank(
    searcher: &Searcher,
    fields: &Fields,
    plan: &Plan,
    mut candidates: Vec<Ranked>,
) -> Result<Vec<Ranked>> {
    candidates.sort_unstable_by_key(|candidate| candidate.address);
    let mut ranker = Ranker {
        searcher,
        fields,
        documents: searcher
            .segment_readers()
            .iter()
            .map(|r| r.max_doc() as f32)
            .sum(),
        scores: vec![0.0; candidates.len()],
        averages: HashMap::new(),
        candidates,
    };
    let mut before: Option<Placed> = None;
    for (nth, asked) in plan.asked.iter().enumerate() {
        ranker.add_stems(asked)?;
        ranker.add_completions(asked)?;
        let placed = ranker.add_word(asked, nth < MOST_NEAR)?;
        if let (Some(first), Some(second)) = (&before, &placed) {
            ranker.add_nearness(first, second);
        }
        before = placed;
    }
    ranker.finish()
}

/// Where a word stands in each candidate.
struct Placed {
    word: String,
    rarity: f32,
    positions: Vec<Vec<u32>>,
}

struct Ranker<'r> {
    searcher: &'r Searcher,
    fields: &'r Fields,
    documents: f32,
    /// By address.
    candidates: Vec<Ranked>,
    scores: Vec<f32>,
    averages: HashMap<Field, f32>,
}

/// A term's entries in the segments that have it.
struct Found {
    entries: Vec<(usize, Arc<InvertedIndexReader>, TermInfo)>,
    documents: f32,
}

impl Ranker<'_> {
    fn add_stems(&mut self, asked: &Asked) -> Result<()> {
        let fields = self.fields;
        for (stem, weight) in &asked.stems {
            let all = self.find(fields.stem, stem)?;
            let mut counts = self.counts(&all, fields.stem, None)?;
            for (field, share) in [
                (fields.tag, TAG),
                (fields.technology, TECHNOLOGY),
                (fields.company, COMPANY),
            ] {
                let found = self.find(field, stem)?;
                if found.documents > 0.0 {
                    let more = self.counts(&found, field, None)?;
                    counts
                        .iter_mut()
                        .zip(more)
                        .for_each(|(count, (more, _))| count.0 += share * more);
                }
            }
            self.add_counts(&all, fields.stem, &counts, *weight)?;
            let title = self.find(fields.title, stem)?;
            let counts = self.counts(&title, fields.title, None)?;
            self.add_counts(&title, fields.title, &counts, weight * TITLE)?;
        }
        Ok(())
    }

    /// The best completion counts: who has three of them is not three times as good.
    fn add_completions(&mut self, asked: &Asked) -> Result<()> {
        let field = self.fields.word;
        let mut best = vec![0.0_f32; self.candidates.len()];
        for word in &asked.completions {
            let found = self.find(field, word)?;
            let counts = self.counts(&found, field, None)?;
            let worth = self.worth(&found, field, &counts)?;
            best.iter_mut()
                .zip(worth)
                .for_each(|(best, worth)| *best = best.max(worth));
        }
        let weight = Asked::completion_weight();
        self.scores
            .iter_mut()
            .zip(best)
            .for_each(|(score, best)| *score += weight * best);
        Ok(())
    }

    fn add_word(&mut self, asked: &Asked, placed: bool) -> Result<Option<Placed>> {
        let Some(word) = &asked.word else {
            return Ok(None);
        };
        let field = self.fields.word;
        let found = self.find(field, word)?;
        let mut positions = placed.then(|| vec![Vec::new(); self.candidates.len()]);
        let counts = self.counts(&found, field, positions.as_mut())?;
        let weight = if asked.stems.is_empty() { 1.0 } else { EXACT };
        self.add_counts(&found, field, &counts, weight)?;
        let rarity = self.rarity(found.documents);
        Ok(positions.map(|positions| Placed {
            word: word.clone(),
            rarity,
            positions,
        }))
    }

    fn add_nearness(&mut self, first: &Placed, second: &Placed) {
        if first.word == second.word {
            return;
        }
        let rarity = first.rarity.min(second.rarity);
        let pairs = first.positions.iter().zip(&second.positions);
        for (score, (first, second)) in self.scores.iter_mut().zip(pairs) {
            let near = nearness(first, second);
            *score += NEAR * rarity * 2.2 * near / (near + 1.2);
        }
    }

    fn find(&self, field: Field, text: &str) -> Result<Found> {
        let term = Term::from_field_text(field, text);
        let mut found = Found {
            entries: Vec::new(),
            documents: 0.0,
        };
        for (ord, reader) in self.searcher.segment_readers().iter().enumerate() {
            let index = reader.inverted_index(field).map_err(reading)?;
            if index.total_num_tokens() == 0 {
                continue;
            }
            if let Some(entry) = index.get_term_info(&term).map_err(reading)? {
                found.documents += entry.doc_freq as f32;
                found.entries.push((ord, index, entry));
            }
        }
        Ok(found)
    }

    /// How often a term stands in each candidate, and how long the candidate's field is.
    fn counts(
        &self,
        found: &Found,
        field: Field,
        mut positions: Option<&mut Vec<Vec<u32>>>,
    ) -> Result<Vec<(f32, u32)>> {
        let mut counts = vec![(0.0, 0); self.candidates.len()];
        let option = match positions {
            Some(_) => IndexRecordOption::WithFreqsAndPositions,
            None => IndexRecordOption::WithFreqs,
        };
        for (ord, index, entry) in &found.entries {
            let of_segment = |candidate: &Ranked| candidate.address.segment_ord as usize;
            let start = self
                .candidates
                .partition_point(|candidate| of_segment(candidate) < *ord);
            let end = self
                .candidates
                .partition_point(|candidate| of_segment(candidate) <= *ord);
            if start == end {
                continue;
            }
            let lengths = self.lengths(*ord, field)?;
            let mut postings = index
                .read_postings_from_terminfo(entry, option)
                .map_err(reading)?;
            for nth in start..end {
                let doc = self.candidates[nth].address.doc_id;
                if postings.doc() < doc && postings.seek(doc) != doc || postings.doc() != doc {
                    continue;
                }
                counts[nth] = (postings.term_freq() as f32, lengths.fieldnorm(doc));
                if let Some(positions) = positions.as_mut() {
                    postings.positions(&mut positions[nth]);
                    positions[nth].truncate(MOST_POSITIONS);
                }
            }
        }
        Ok(counts)
    }

    fn lengths(&self, ord: usize, field: Field) -> Result<FieldNormReader> {
        self.searcher
            .segment_reader(ord as u32)
            .get_fieldnorms_reader(field)
            .map_err(reading)
    }

    fn rarity(&self, documents: f32) -> f32 {
        (1.0 + ((self.documents - documents).max(0.0) + 0.5) / (documents + 0.5)).ln()
    }

    fn worth(&mut self, found: &Found, field: Field, counts: &[(f32, u32)]) -> Result<Vec<f32>> {
        let average = self.average(field)?;
        let rarity = self.rarity(found.documents);
        Ok(counts
            .iter()
            .map(|(count, length)| {
                if *count <= 0.0 {
                    return 0.0;
                }
                let norm = K1 * (1.0 - B + B * *length as f32 / average);
                rarity * (K1 + 1.0) * count / (count + norm)
            })
            .collect())
    }

    fn add_counts(
        &mut self,
        found: &Found,
        field: Field,
        counts: &[(f32, u32)],
        weight: f32,
    ) -> Result<()> {
        if found.documents > 0.0 {
            let worth = self.worth(found, field, counts)?;
            self.scores
                .iter_mut()
                .zip(worth)
                .for_each(|(score, worth)| *score += weight * worth);
        }
        Ok(())
    }

    fn average(&mut self, field: Field) -> Result<f32> {
        if let Some(average) = self.averages.get(&field) {
            return Ok(*average);
        }
        let mut tokens = 0;
        for reader in self.searcher.segment_readers() {
            tokens += reader
                .inverted_index(field)
                .map_err(reading)?
                .total_num_tokens();
        }
        let average = (tokens as f32 / self.documents.max(1.0)).max(1.0);
        self.averages.insert(field, average);
        Ok(average)
    }

    fn finish(self) -> Result<Vec<Ranked>> {
        let mut ranked = Vec::with_capacity(self.candidates.len());
        for (candidate, score) in self.candidates.iter().zip(&self.scores) {
            let reader = self.searcher.segment_reader(candidate.address.segment_ord);
            let boost = reader.fast_fields().f64(BOOST).map_err(reading)?;
            let boost = boost.first(candidate.address.doc_id).unwrap_or(1.0);
            ranked.push(Ranked {
                score: f64::from(*score) * boost,
                address: candidate.address,
            });
        }
        ranked.sort_unstable_by(|a, b| b.cmp(a));
        Ok(ranked)
    }
}

/// How often and how closely the second word follows the first; the other way round is half as good.
fn nearness(first: &[u32], second: &[u32]) -> f32 {
    let mut near = 0.0;
    for one in first {
        for other in second {
            let gap = one.abs_diff(*other);
            if gap > 0 && gap <= NEAR_WORDS {
                near += if other > one { 1.0 } else { 0.5 } / gap as f32;
            }
        }
    }
    near
}
