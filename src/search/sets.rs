//! Which documents carry a term, kept per segment: rights and filters are the same few terms in
//! every request, so they are looked up once and then cost a bit test per candidate.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

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

    pub fn is_empty(&self) -> bool {
        match self {
            Self::Few(all) => all.is_empty(),
            Self::Many(bits) => bits.iter().all(|word| *word == 0),
        }
    }

    fn bytes(&self) -> usize {
        64 + match self {
            Self::Few(all) => all.len() * 4,
            Self::Many(bits) => bits.len() * 8,
        }
    }
}

type Key = (SegmentId, Vec<u8>);

/// The kept sets.
#[derive(Default)]
pub struct Sets {
    kept: RwLock<(usize, HashMap<Key, Arc<Set>>)>,
}

impl Sets {
    /// The documents of a segment that carry a term of `access` or `filter`.
    pub fn get(&self, reader: &SegmentReader, term: &Term) -> Result<Arc<Set>> {
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
        let set = Arc::new(Set::read(reader, term)?);
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.0 + set.bytes() > MOST_BYTES {
            *kept = Default::default();
        }
        kept.0 += set.bytes();
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
        kept.0 = kept.1.values().map(|set| set.bytes()).sum();
    }
}

/// What one viewer may see of one segment, narrowed by filters.
pub struct Visible {
    reader: SegmentReader,
    /// At least one must hold.
    access: Vec<Arc<Set>>,
    /// Of each group at least one must hold.
    all_of: Vec<Vec<Arc<Set>>>,
    /// None may hold.
    none_of: Vec<Arc<Set>>,
    /// Times of creation and the span they must be in.
    created: Option<(Column<i64>, Range<i64>)>,
}

impl Visible {
    /// What somebody with these access terms may see.
    pub fn new(sets: &Sets, reader: &SegmentReader, access: &[Term]) -> Result<Self> {
        let mut seen = Vec::with_capacity(access.len());
        for term in access {
            let set = sets.get(reader, term)?;
            if !set.is_empty() {
                seen.push(set);
            }
        }
        Ok(Self {
            reader: reader.clone(),
            access: seen,
            all_of: Vec::new(),
            none_of: Vec::new(),
            created: None,
        })
    }

    pub fn require_any(&mut self, sets: Vec<Arc<Set>>) {
        self.all_of.push(sets);
    }

    pub fn exclude(&mut self, set: Arc<Set>) {
        self.none_of.push(set);
    }

    pub fn require_created(&mut self, span: Range<i64>) -> Result<()> {
        let column = self.reader.fast_fields().i64(CREATED).map_err(reading)?;
        self.created = Some((column, span));
        Ok(())
    }

    pub fn contains(&self, doc: DocId) -> bool {
        self.access.iter().any(|set| set.contains(doc))
            && self
                .all_of
                .iter()
                .all(|group| group.iter().any(|set| set.contains(doc)))
            && !self.none_of.iter().any(|set| set.contains(doc))
            && self.created.as_ref().is_none_or(|(column, span)| {
                column
                    .first(doc)
                    .is_some_and(|created| span.contains(&created))
            })
            && !self.reader.is_deleted(doc)
    }

    /// Whether nothing of the segment can be seen.
    pub fn is_empty(&self) -> bool {
        self.access.is_empty() || self.all_of.iter().any(Vec::is_empty)
    }

    pub fn reader(&self) -> &SegmentReader {
        &self.reader
    }
}
