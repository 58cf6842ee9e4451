//! How many pieces the index lies in.
//!
//! Every segment is asked for every word, so a few large ones answer faster than many small ones.
//! While changes come, [`LogMergePolicy`] keeps their number in bounds and rewrites little. When
//! they have ceased, and at the end of a rebuild, [`crowd`] names what lies together better: after
//! that each segment is several times larger than all smaller ones together. A large one is so
//! rewritten only when the index has grown by a good part of it.

use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{FutureResult, IndexWriter, TantivyDocument};

use crate::error::{Result, reading, writing};

/// tantivy's least; it grows only as far as one group of changes needs.
const WRITER_MEMORY: usize = 15_000_000;
/// A segment stays by itself if it is so many times as large as all smaller ones together.
const APART: u64 = 4;

/// A merge that goes on by itself.
pub type Merging = FutureResult<Option<SegmentMeta>>;

/// A writer with one thread for adding and one for merging.
pub fn writer_of(index: &tantivy::Index) -> Result<IndexWriter> {
    let options = IndexWriterOptions::builder()
        .memory_budget_per_thread(WRITER_MEMORY)
        .num_worker_threads(1)
        .num_merge_threads(1)
        .build();
    let writer = index
        .writer_with_options::<TantivyDocument>(options)
        .map_err(writing)?;
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(0.3);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}

/// The segments that should be one; none if they lie well.
pub fn crowd(index: &tantivy::Index) -> Result<Vec<SegmentId>> {
    let mut segments = index.searchable_segment_metas().map_err(reading)?;
    segments.sort_by_key(|segment| std::cmp::Reverse(segment.num_docs()));
    let sizes: Vec<u64> = segments.iter().map(|s| u64::from(s.num_docs())).collect();
    let first = first_of_crowd(&sizes);
    Ok(segments[first..].iter().map(SegmentMeta::id).collect())
}

/// Of falling sizes, where those begin that should be one.
fn first_of_crowd(sizes: &[u64]) -> usize {
    let mut smaller: u64 = sizes.iter().sum();
    let crowded = |size: &u64| {
        smaller -= size;
        smaller > 0 && *size < APART * smaller
    };
    sizes.iter().position(crowded).unwrap_or(sizes.len())
}

/// Ends the writing of a new index with few segments.
pub fn settle(index: &tantivy::Index, writer: IndexWriter) -> Result<()> {
    writer.wait_merging_threads().map_err(writing)?;
    let crowd = crowd(index)?;
    if crowd.is_empty() {
        return Ok(());
    }
    let mut writer = writer_of(index)?;
    writer.merge(&crowd).wait().map_err(writing)?;
    writer.wait_merging_threads().map_err(writing)
}

#[cfg(test)]
mod tests {
    use super::first_of_crowd;

    #[test]
    fn a_segment_stays_apart_when_it_is_much_larger_than_all_smaller_ones() {
        for (sizes, first) in [
            (vec![], 0),
            (vec![7], 1),
            (vec![100, 25], 2),
            (vec![100, 26], 0),
            (vec![100, 15, 5], 1),
            (vec![1000, 100, 15, 5], 2),
            (vec![9, 9, 9], 0),
        ] {
            assert_eq!(first_of_crowd(&sizes), first, "{sizes:?}");
        }
    }
}
