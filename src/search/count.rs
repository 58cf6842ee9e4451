//! Counting what fits without looking at each document by itself.
//!
//! A common word stands in hundreds of thousands of documents. The lists of the words are laid over
//! each other as bits, a stretch of the segment at a time, and the sets of what is visible over
//! those: what is left is counted 64 documents at once.

use tantivy::DocSet as _;
use tantivy::Searcher;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;

use crate::error::{Result, reading};
use crate::facets::{Counter, SegmentCounter};
use crate::index::Live;
use crate::plan::Weighted;
use crate::request::Facet;
use crate::sets::Visible;

/// Counting ends here, and here if facets are wanted: a common word in a million posts would take
/// longer to count than everything else.
const MOST: u64 = 10_000;
const MOST_WITH_FACETS: u64 = 50_000;
/// A stretch is so many times 64 documents. Tests have a few hundred, and several stretches too.
const STRETCH: usize = if cfg!(test) { 1 } else { 1024 };

/// How many documents fit.
#[derive(Debug, Default)]
pub struct Counts {
    /// All of them, as far as they were counted.
    pub total: u64,
    /// Whether there may be more.
    pub total_is_least: bool,
    /// Of each value of the facets asked for, over as many documents as `total`.
    pub facets: Vec<Facet>,
}

/// Counts the visible documents that have one of the terms; without terms all of them.
pub fn count(
    live: &Live,
    searcher: &Searcher,
    terms: &[Weighted],
    visible: &[Visible<'_>],
    facets: &[String],
) -> Result<Counts> {
    debug_assert_eq!(searcher.segment_readers().len(), visible.len());
    let mut counter = Counter::new(facets);
    let most = if counter.is_wanted() {
        MOST_WITH_FACETS
    } else {
        MOST
    };
    let mut total = 0;
    for visible in visible.iter().filter(|visible| !visible.is_empty()) {
        if total >= most {
            break;
        }
        let mut of_segment = counter.segment(live, visible.reader())?;
        let left = most - total;
        total += match visible.few() {
            Some(few) => looked_up(visible, few, terms, left, &mut of_segment)?,
            None => laid_over(visible, terms, left, &mut of_segment)?,
        };
        counter.add(&of_segment)?;
    }
    Ok(Counts {
        total,
        total_is_least: total >= most,
        facets: counter.finish(),
    })
}

/// Of a few documents, those that have one of the terms, up to `most`.
fn looked_up(
    visible: &Visible<'_>,
    few: &[u32],
    terms: &[Weighted],
    most: u64,
    counter: &mut SegmentCounter,
) -> Result<u64> {
    let mut fits = vec![terms.is_empty(); few.len()];
    for Weighted { term, .. } in terms {
        let index = visible.reader().inverted_index(term.field());
        let list = index
            .map_err(reading)?
            .read_postings(term, IndexRecordOption::Basic)
            .map_err(reading)?;
        let Some(mut list) = list else { continue };
        for (doc, fits) in few.iter().zip(&mut fits) {
            let here = list.doc();
            *fits |= here == *doc || here < *doc && list.seek(*doc) == *doc;
        }
    }
    let fitting = few.iter().zip(fits).filter(|(_, fits)| *fits);
    let mut total = 0;
    for (doc, _) in fitting.take(usize::try_from(most).unwrap_or(usize::MAX)) {
        total += 1;
        counter.count(*doc);
    }
    Ok(total)
}

/// The visible documents that have one of the terms, up to `most`.
fn laid_over(
    visible: &Visible<'_>,
    terms: &[Weighted],
    most: u64,
    counter: &mut SegmentCounter,
) -> Result<u64> {
    let reader = visible.reader();
    let mut lists = Vec::with_capacity(terms.len());
    for Weighted { term, .. } in terms {
        let index = reader.inverted_index(term.field()).map_err(reading)?;
        let list = index.read_block_postings(term, IndexRecordOption::Basic);
        lists.extend(list.map_err(reading)?);
    }
    let mut room = [0_u64; STRETCH];
    let mut total = 0;
    for first in (0..reader.max_doc()).step_by(STRETCH * 64) {
        let words = (reader.max_doc() - first).div_ceil(64) as usize;
        let bits = &mut room[..words.min(STRETCH)];
        bits.fill(if terms.is_empty() { u64::MAX } else { 0 });
        for list in &mut lists {
            lay_over(list, first, bits);
        }
        visible.narrow(first, bits);
        total += keep_first(bits, most - total);
        counter.count_all(first, bits);
        if total >= most {
            break;
        }
    }
    Ok(total)
}

/// Sets the bits of a list's documents in a stretch, and moves on to what follows it.
fn lay_over(list: &mut BlockSegmentPostings, first: u32, bits: &mut [u64]) {
    loop {
        for doc in list.docs() {
            // Negative for what a former stretch had.
            let at = i64::from(*doc) - i64::from(first);
            if let Ok(at) = usize::try_from(at)
                && let Some(word) = bits.get_mut(at / 64)
            {
                *word |= 1 << (at % 64);
            }
        }
        let behind = u64::from(first) + 64 * bits.len() as u64;
        let last = list.docs().last();
        // A block that goes on behind the stretch belongs to the next one too.
        if last.is_none_or(|last| u64::from(*last) >= behind) {
            return;
        }
        list.advance();
    }
}

/// Keeps the first so many bits and answers how many there are.
fn keep_first(bits: &mut [u64], most: u64) -> u64 {
    let mut total = 0;
    for word in bits {
        let ones = u64::from(word.count_ones());
        for _ in most..total + ones {
            *word &= !(1 << (63 - word.leading_zeros()));
        }
        total += u64::from(word.count_ones());
    }
    total
}

#[cfg(test)]
mod tests {
    use super::keep_first;

    #[test]
    fn the_first_bits_are_kept() {
        for (most, kept) in [
            (0, [0, 0]),
            (1, [0b10, 0]),
            (2, [0b1010, 0]),
            (3, [0b1010, 1]),
            (9, [0b1010, 0b11]),
        ] {
            let mut bits = [0b1010, 0b11];
            assert_eq!(keep_first(&mut bits, most), most.min(4));
            assert_eq!(bits, kept);
        }
    }
}
