//! Which documents carry a term, kept per segment: rights and filters are the same few terms in
//! every request, so they are looked up once and then cost a bit test per candidate.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet as _, Searcher, SegmentReader, TERMINATED, Term};

use crate::error::{Result, reading};
use crate::schema::CREATED;

/// Beyond so much memory the kept sets are given up and found anew.
const MOST_BYTES: usize = 16 << 20;

/// A set of documents of one segment.
#[derive(Debug)]
pub enum Set {
    /// Rising ids.
    Few(Vec<DocId>),
    /// One bit per document.
    Many(Vec<u64>),
}

impl Set {
    /// The documents of a segment that carry a term.
    pub fn read(reader: &SegmentReader, term: &Term) -> Result<Self> {
        let index = reader.inverted_index(term.field()).map_err(reading)?;
        let postings = index
            .read_postings(term, IndexRecordOption::Basic)
            .map_err(reading)?;
        let Some(mut postings) = postings else {
            return Ok(Self::Few(Vec::new()));
        };
        let mut set = Self::with_room(reader, postings.doc_freq());
        let mut doc = postings.doc();
        while doc != TERMINATED {
            set.push(doc);
            doc = postings.advance();
        }
        Ok(set)
    }

    /// An empty set for about so many documents.
    pub fn with_room(reader: &SegmentReader, documents: u32) -> Self {
        if documents < reader.max_doc() / 32 {
            Self::Few(Vec::with_capacity(documents as usize))
        } else {
            Self::Many(vec![0; (reader.max_doc() as usize).div_ceil(64)])
        }
    }

    /// Adds a document; ids must rise.
    pub fn push(&mut self, doc: DocId) {
        match self {
            Self::Few(all) => all.push(doc),
            Self::Many(bits) => {
                if let Some(word) = bits.get_mut(doc as usize / 64) {
                    *word |= 1 << (doc % 64);
                }
            }
        }
    }

    pub fn contains(&self, doc: DocId) -> bool {
        match self {
            Self::Few(all) => all.binary_search(&doc).is_ok(),
            Self::Many(bits) => bits
                .get(doc as usize / 64)
                .is_some_and(|word| word >> (doc % 64) & 1 == 1),
        }
    }

    fn count(&self) -> usize {
        match self {
            Self::Few(all) => all.len(),
            Self::Many(bits) => bits.iter().map(|word| word.count_ones() as usize).sum(),
        }
    }

    /// Calls `each` for all members in order.
    fn each(&self, each: impl FnMut(DocId)) {
        match self {
            Self::Few(all) => all.iter().copied().for_each(each),
            Self::Many(bits) => each_bit(0, bits, each),
        }
    }

    /// Sets the bits of the members in a stretch: see [`Visible::narrow`].
    fn add_to(&self, first: DocId, bits: &mut [u64]) {
        match self {
            Self::Few(all) => {
                for doc in within(all, first, bits.len()) {
                    let at = (doc - first) as usize;
                    bits[at / 64] |= 1 << (at % 64);
                }
            }
            Self::Many(all) => {
                let here = all.get(first as usize / 64..).unwrap_or_default();
                bits.iter_mut().zip(here).for_each(|(to, from)| *to |= from);
            }
        }
    }

    fn bytes(&self) -> usize {
        64 + match self {
            Self::Few(all) => all.len() * 4,
            Self::Many(bits) => bits.len() * 8,
        }
    }
}

/// Those of rising ids that stand in a stretch.
fn within(all: &[DocId], first: DocId, words: usize) -> &[DocId] {
    let behind = first.saturating_add(64 * words as DocId);
    let start = all.partition_point(|doc| *doc < first);
    let end = all.partition_point(|doc| *doc < behind);
    &all[start..end]
}

/// Calls `each` for the documents of a stretch in order.
pub fn each_bit(first: DocId, bits: &[u64], mut each: impl FnMut(DocId)) {
    for (nth, word) in bits.iter().enumerate() {
        let mut left = *word;
        while left != 0 {
            each(first + nth as DocId * 64 + left.trailing_zeros());
            left &= left - 1;
        }
    }
}

type Key = (SegmentId, Vec<u8>);

/// The kept sets.
#[derive(Default)]
pub struct Sets {
    kept: RwLock<(usize, HashMap<Key, Arc<Counted>>)>,
}

impl Sets {
    /// The documents of a segment that carry a term of `access` or `filter`.
    pub fn get(&self, reader: &SegmentReader, term: &Term) -> Result<Arc<Counted>> {
        let mut key = term.field().field_id().to_le_bytes().to_vec();
        key.extend_from_slice(term.serialized_value_bytes());
        let key = (reader.segment_id(), key);
        if let Some(set) = self
            .kept
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .1
            .get(&key)
        {
            return Ok(Arc::clone(set));
        }
        let set = Counted::new(Set::read(reader, term)?);
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.0 + set.set.bytes() > MOST_BYTES {
            *kept = Default::default();
        }
        kept.0 += set.set.bytes();
        kept.1.insert(key, Arc::clone(&set));
        Ok(set)
    }

    /// Gives up the sets of segments that are gone.
    pub fn forget_all_but(&self, searcher: &Searcher) {
        let alive: HashSet<SegmentId> = searcher
            .segment_readers()
            .iter()
            .map(SegmentReader::segment_id)
            .collect();
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        kept.1.retain(|(segment, _), _| alive.contains(segment));
        kept.0 = kept.1.values().map(|set| set.set.bytes()).sum();
    }
}

/// A set and how many are in it.
#[derive(Debug)]
pub struct Counted {
    set: Set,
    len: usize,
}

impl Counted {
    pub fn new(set: Set) -> Arc<Self> {
        Arc::new(Self {
            len: set.count(),
            set,
        })
    }

    /// How many members stand in a stretch: see [`Visible::narrow`].
    pub fn common(&self, first: DocId, bits: &[u64]) -> u32 {
        match &self.set {
            Set::Few(all) => {
                let has = |doc: &&DocId| {
                    let at = (**doc - first) as usize;
                    bits[at / 64] >> (at % 64) & 1 == 1
                };
                within(all, first, bits.len()).iter().filter(has).count() as u32
            }
            Set::Many(all) => {
                let here = all.get(first as usize / 64..).unwrap_or_default();
                let both = bits.iter().zip(here);
                both.map(|(one, other)| (one & other).count_ones()).sum()
            }
        }
    }
}

/// What one viewer may see of one segment, narrowed by filters.
pub struct Visible<'s> {
    reader: &'s SegmentReader,
    /// At least one must hold.
    access: Vec<Arc<Counted>>,
    /// Of each group at least one must hold.
    all_of: Vec<Vec<Arc<Counted>>>,
    /// None may hold.
    none_of: Vec<Arc<Counted>>,
    /// Times of creation and the span they must be in.
    created: Option<(Column<i64>, Range<i64>)>,
    few: OnceLock<Option<Vec<DocId>>>,
}

impl<'s> Visible<'s> {
    /// What somebody with these access terms may see.
    pub fn new(sets: &Sets, reader: &'s SegmentReader, access: &[Term]) -> Result<Self> {
        let mut seen = Vec::with_capacity(access.len());
        for term in access {
            let set = sets.get(reader, term)?;
            if set.len > 0 {
                seen.push(set);
            }
        }
        Ok(Self {
            reader,
            access: seen,
            all_of: Vec::new(),
            none_of: Vec::new(),
            created: None,
            few: OnceLock::new(),
        })
    }

    pub fn require_any(&mut self, sets: Vec<Arc<Counted>>) {
        self.all_of.push(sets);
        self.few = OnceLock::new();
    }

    pub fn exclude(&mut self, set: Arc<Counted>) {
        self.none_of.push(set);
        self.few = OnceLock::new();
    }

    pub fn require_created(&mut self, span: Range<i64>) -> Result<()> {
        let column = self.reader.fast_fields().i64(CREATED).map_err(reading)?;
        self.created = Some((column, span));
        self.few = OnceLock::new();
        Ok(())
    }

    pub fn contains(&self, doc: DocId) -> bool {
        self.access.iter().any(|set| set.set.contains(doc))
            && self
                .all_of
                .iter()
                .all(|group| group.iter().any(|set| set.set.contains(doc)))
            && !self.none_of.iter().any(|set| set.set.contains(doc))
            && self.is_of_time(doc)
            && !self.reader.is_deleted(doc)
    }

    fn is_of_time(&self, doc: DocId) -> bool {
        self.created.as_ref().is_none_or(|(column, span)| {
            column
                .first(doc)
                .is_some_and(|created| span.contains(&created))
        })
    }

    /// Takes out of a stretch of documents, one bit each, those that [`Self::contains`] denies.
    /// `first` is the document of the first bit, a multiple of 64.
    pub fn narrow(&self, first: DocId, bits: &mut [u64]) {
        let mut room = vec![0; bits.len()];
        for group in std::iter::once(&self.access).chain(&self.all_of) {
            room.fill(0);
            for set in group {
                set.set.add_to(first, &mut room);
            }
            bits.iter_mut().zip(&room).for_each(|(to, of)| *to &= of);
        }
        room.fill(0);
        for set in &self.none_of {
            set.set.add_to(first, &mut room);
        }
        bits.iter_mut().zip(&room).for_each(|(to, of)| *to &= !of);
        if self.created.is_none() && !self.reader.has_deletes() {
            return;
        }
        room.copy_from_slice(bits);
        each_bit(first, &room, |doc| {
            if !self.is_of_time(doc) || self.reader.is_deleted(doc) {
                let at = (doc - first) as usize;
                bits[at / 64] &= !(1 << (at % 64));
            }
        });
    }

    /// Whether nothing of the segment can be seen.
    pub fn is_empty(&self) -> bool {
        self.narrowest().1 == 0
    }

    /// The group of sets that leaves the fewest, and at most how many it leaves.
    fn narrowest(&self) -> (&[Arc<Counted>], usize) {
        let groups = std::iter::once(&self.access).chain(&self.all_of);
        let counted = groups.map(|group| (group.as_slice(), group.iter().map(|set| set.len).sum()));
        counted.min_by_key(|(_, len)| *len).unwrap_or_default()
    }

    /// All visible documents in order, if they are few beside the segment: then it is faster to
    /// look each of them up than to go through the lists of common words.
    pub fn few(&self) -> Option<&[DocId]> {
        self.few.get_or_init(|| self.find_few()).as_deref()
    }

    fn find_few(&self) -> Option<Vec<DocId>> {
        let (group, len) = self.narrowest();
        if len > self.reader.max_doc() as usize / 16 {
            return None;
        }
        let mut all = Vec::with_capacity(len);
        for set in group {
            set.set.each(|doc| {
                if self.contains(doc) {
                    all.push(doc);
                }
            });
        }
        all.sort_unstable();
        all.dedup();
        Some(all)
    }

    pub fn reader(&self) -> &'s SegmentReader {
        self.reader
    }
}
