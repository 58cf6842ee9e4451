//! Going through what fits.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::query::{
    BooleanQuery, BoostQuery, EnableScoring, Occur, PhraseQuery, Query, TermQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet as _, Searcher, TERMINATED};

use crate::error::{Result, reading};
use crate::plan::Group;
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

/// The visible documents that the groups rank highest. Skips whatever cannot get there.
pub fn best(
    searcher: &Searcher,
    groups: &[Group],
    visible: &[Visible],
    limit: usize,
) -> Result<Vec<Ranked>> {
    let clauses: Vec<(Occur, Box<dyn Query>)> = groups
        .iter()
        .flat_map(|group| &group.terms)
        .map(|weighted| {
            let term = TermQuery::new(weighted.term.clone(), IndexRecordOption::WithFreqs);
            let boosted = BoostQuery::new(Box::new(term), weighted.weight);
            (Occur::Should, Box::new(boosted) as Box<dyn Query>)
        })
        .collect();
    let mut top = Top::new(limit);
    if clauses.is_empty() {
        return Ok(Vec::new());
    }
    let scoring = EnableScoring::enabled_from_searcher(searcher);
    let weight = BooleanQuery::new(clauses)
        .weight(scoring)
        .map_err(reading)?;
    for (ord, visible) in visible
        .iter()
        .enumerate()
        .filter(|(_, visible)| !visible.is_empty())
    {
        let start = top.threshold() as f32;
        let mut each = |doc: DocId, score: f32| {
            if visible.contains(doc) {
                let address = DocAddress::new(ord as u32, doc);
                top.push(Ranked {
                    score: f64::from(score),
                    address,
                });
            }
            top.threshold() as f32
        };
        weight
            .for_each_pruning(start, visible.reader(), &mut each)
            .map_err(reading)?;
    }
    Ok(top.finish())
}

/// Calls `each` for visible documents that fit the groups, any of them or all, until it says stop.
/// Without groups every visible document fits.
pub fn fitting(
    searcher: &Searcher,
    groups: &[Group],
    all: bool,
    visible: &[Visible],
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
        let Some(weight) = &weight else {
            if !(0..visible.reader().max_doc())
                .filter(|doc| visible.contains(*doc))
                .all(|doc| each(ord, doc))
            {
                return Ok(());
            }
            continue;
        };
        let mut docs = weight.scorer(visible.reader(), 1.0).map_err(reading)?;
        let mut doc = docs.doc();
        while doc != TERMINATED {
            if visible.contains(doc) && !each(ord, doc) {
                return Ok(());
            }
            doc = docs.advance();
        }
    }
    Ok(())
}

fn matching(searcher: &Searcher, groups: &[Group], all: bool) -> Result<Box<dyn Weight>> {
    let occur = if all { Occur::Must } else { Occur::Should };
    let clauses = groups
        .iter()
        .map(|group| {
            let terms = group.terms.iter().map(|weighted| {
                let term = TermQuery::new(weighted.term.clone(), IndexRecordOption::Basic);
                (Occur::Should, Box::new(term) as Box<dyn Query>)
            });
            (
                occur,
                Box::new(BooleanQuery::new(terms.collect())) as Box<dyn Query>,
            )
        })
        .collect();
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    BooleanQuery::new(clauses).weight(scoring).map_err(reading)
}

/// The documents of each segment that have the words in this order.
pub fn phrase(
    searcher: &Searcher,
    field: tantivy::schema::Field,
    words: &[String],
    visible: &Visible,
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
