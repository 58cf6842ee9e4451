//! Going through what fits.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::query::{
    BooleanQuery, BoostQuery, EnableScoring, Occur, PhraseQuery, Query, Scorer, TermQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet as _, Searcher, TERMINATED};

use crate::error::{Result, reading};
use crate::plan::Weighted;
use crate::sets::{Set, Visible};

/// A document and what it is ordered by.
#[derive(Debug, Clone, Copy)]
pub struct Ranked {
    pub score: f64,
    pub address: DocAddress,
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    /// The better is greater; among equals the one that came first.
    fn cmp(&self, other: &Self) -> Ordering {
        self.score
            .total_cmp(&other.score)
            .then_with(|| other.address.cmp(&self.address))
    }
}

/// Keeps the best so many.
pub struct Top {
    limit: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
}

impl Top {
    pub fn new(limit: usize) -> Self {
        Self {
            limit: limit.max(1),
            heap: BinaryHeap::new(),
        }
    }

    pub fn push(&mut self, ranked: Ranked) {
        if self.heap.len() < self.limit {
            self.heap.push(Reverse(ranked));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && ranked > worst.0
        {
            *worst = Reverse(ranked);
        }
    }

    /// What a score must exceed to be kept.
    pub fn threshold(&self) -> f64 {
        match self.heap.peek() {
            Some(worst) if self.heap.len() >= self.limit => worst.0.score,
            _ => f64::MIN,
        }
    }

    /// The best first.
    pub fn finish(self) -> Vec<Ranked> {
        let mut all: Vec<Ranked> = self.heap.into_iter().map(|ranked| ranked.0).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all
    }
}

/// The visible documents that the terms rank highest, of those that have any of them
/// ([`Occur::Should`]) or all ([`Occur::Must`]). Skips whatever cannot get there.
pub fn best(
    searcher: &Searcher,
    terms: &[Weighted],
    occur: Occur,
    visible: &[Visible<'_>],
    limit: usize,
) -> Result<Vec<Ranked>> {
    let mut top = Top::new(limit);
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let clauses = terms.iter().map(|weighted| {
        let term = TermQuery::new(weighted.term.clone(), IndexRecordOption::WithFreqs);
        let boosted = BoostQuery::new(Box::new(term), weighted.weight);
        (occur, Box::new(boosted) as Box<dyn Query>)
    });
    let scoring = EnableScoring::enabled_from_searcher(searcher);
    let weight = BooleanQuery::new(clauses.collect())
        .weight(scoring)
        .map_err(reading)?;
    for (ord, visible) in visible
        .iter()
        .enumerate()
        .filter(|(_, visible)| !visible.is_empty())
    {
        let mut least = top.threshold() as f32;
        let mut keep = |doc: DocId, score: f32| {
            let address = DocAddress::new(ord as u32, doc);
            top.push(Ranked {
                score: f64::from(score),
                address,
            });
            top.threshold() as f32
        };
        if let Some(few) = visible.few() {
            let mut scorer = weight.scorer(visible.reader(), 1.0).map_err(reading)?;
            meet(few, &mut scorer, |doc, scorer| {
                keep(doc, scorer.score());
                true
            });
            continue;
        }
        weight
            .for_each_pruning(least, visible.reader(), &mut |doc, score| {
                if visible.contains(doc) {
                    least = keep(doc, score);
                }
                least
            })
            .map_err(reading)?;
    }
    Ok(top.finish())
}

/// Calls `each` for those of some documents that a scorer has, until it says stop.
fn meet(
    docs: &[DocId],
    scorer: &mut Box<dyn Scorer>,
    mut each: impl FnMut(DocId, &mut Box<dyn Scorer>) -> bool,
) -> bool {
    for doc in docs {
        if scorer.doc() < *doc {
            scorer.seek(*doc);
        }
        if scorer.doc() == *doc && !each(*doc, scorer) {
            return false;
        }
    }
    true
}

/// Calls `each` for visible documents that fit the groups of terms, any of them or all, until it
/// says stop. Without groups every visible document fits.
pub fn fitting(
    searcher: &Searcher,
    groups: &[Vec<Weighted>],
    all: bool,
    visible: &[Visible<'_>],
    mut each: impl FnMut(usize, DocId) -> bool,
) -> Result<()> {
    let weight = if groups.is_empty() {
        None
    } else {
        Some(matching(searcher, groups, all)?)
    };
    for (ord, visible) in visible
        .iter()
        .enumerate()
        .filter(|(_, visible)| !visible.is_empty())
    {
        let goes_on = match (&weight, visible.few()) {
            (None, Some(few)) => few.iter().all(|doc| each(ord, *doc)),
            (None, None) => (0..visible.reader().max_doc())
                .filter(|doc| visible.contains(*doc))
                .all(|doc| each(ord, doc)),
            (Some(weight), few) => {
                let mut docs = weight.scorer(visible.reader(), 1.0).map_err(reading)?;
                match few {
                    Some(few) => meet(few, &mut docs, |doc, _| each(ord, doc)),
                    None => visible_of(&mut docs, visible, |doc| each(ord, doc)),
                }
            }
        };
        if !goes_on {
            return Ok(());
        }
    }
    Ok(())
}

fn visible_of(
    docs: &mut Box<dyn Scorer>,
    visible: &Visible<'_>,
    mut each: impl FnMut(DocId) -> bool,
) -> bool {
    let mut doc = docs.doc();
    while doc != TERMINATED {
        if visible.contains(doc) && !each(doc) {
            return false;
        }
        doc = docs.advance();
    }
    true
}

fn matching(searcher: &Searcher, groups: &[Vec<Weighted>], all: bool) -> Result<Box<dyn Weight>> {
    let basic = |weighted: &Weighted| {
        let term = TermQuery::new(weighted.term.clone(), IndexRecordOption::Basic);
        (Occur::Should, Box::new(term) as Box<dyn Query>)
    };
    let clauses = if all {
        let any_of = |group: &Vec<Weighted>| BooleanQuery::new(group.iter().map(basic).collect());
        groups
            .iter()
            .map(|group| (Occur::Must, Box::new(any_of(group)) as Box<dyn Query>))
            .collect()
    } else {
        groups.iter().flatten().map(basic).collect()
    };
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    BooleanQuery::new(clauses).weight(scoring).map_err(reading)
}

/// The documents of each segment that have the words in this order.
pub fn phrase(
    searcher: &Searcher,
    field: tantivy::schema::Field,
    words: &[String],
    visible: &Visible<'_>,
) -> Result<Set> {
    let mut terms: Vec<tantivy::Term> = words
        .iter()
        .map(|word| tantivy::Term::from_field_text(field, word))
        .collect();
    let reader = visible.reader();
    if terms.len() == 1 {
        return terms
            .pop()
            .map_or(Ok(Set::Few(Vec::new())), |term| Set::read(reader, &term));
    }
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    let weight = PhraseQuery::new(terms).weight(scoring).map_err(reading)?;
    let mut docs = weight.scorer(reader, 1.0).map_err(reading)?;
    let mut set = Vec::new();
    let mut doc = docs.doc();
    while doc != TERMINATED {
        set.push(doc);
        doc = docs.advance();
    }
    Ok(Set::Few(set))
}
