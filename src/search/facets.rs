//! Counting the values of facets over what was found.

use std::collections::HashMap;

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

use crate::error::{Result, reading};
use crate::request::Facet;
use crate::schema::{FACET, SEPARATOR};

/// Per facet at most so many values are reported.
const MOST_VALUES: usize = 100;

/// Counts the facets asked for.
pub struct Counter<'n> {
    names: &'n [String],
    counts: HashMap<String, u64>,
}

/// The counts of one segment, by the number that a value has there.
pub struct SegmentCounter {
    column: Option<StrColumn>,
    counts: Vec<u64>,
}

impl<'n> Counter<'n> {
    pub fn new(names: &'n [String]) -> Self {
        Self {
            names,
            counts: HashMap::new(),
        }
    }

    pub fn is_wanted(&self) -> bool {
        !self.names.is_empty()
    }

    pub fn segment(&self, reader: &SegmentReader) -> Result<SegmentCounter> {
        let column = if self.is_wanted() {
            reader.fast_fields().str(FACET).map_err(reading)?
        } else {
            None
        };
        let values = column.as_ref().map_or(0, |column| column.num_terms());
        Ok(SegmentCounter {
            column,
            counts: vec![0; values],
        })
    }

    pub fn add(&mut self, segment: &SegmentCounter) -> Result<()> {
        let Some(column) = &segment.column else {
            return Ok(());
        };
        let mut term = String::new();
        for (ord, count) in segment
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
        {
            term.clear();
            column.ord_to_str(ord as u64, &mut term).map_err(reading)?;
            let wanted = term
                .split_once(SEPARATOR)
                .is_some_and(|(name, _)| self.names.iter().any(|wanted| wanted == name));
            if wanted {
                *self.counts.entry(term.clone()).or_default() += count;
            }
        }
        Ok(())
    }

    /// The counts, facet by facet in the order asked for, highest first.
    pub fn finish(self) -> Vec<Facet> {
        let mut all = Vec::new();
        for wanted in self.names {
            let mut values: Vec<Facet> = self
                .counts
                .iter()
                .filter_map(|(term, count)| {
                    let (name, value) = term.split_once(SEPARATOR)?;
                    (name == wanted).then(|| Facet {
                        name: name.to_owned(),
                        value: value.to_owned(),
                        count: *count,
                    })
                })
                .collect();
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            values.truncate(MOST_VALUES);
            all.append(&mut values);
        }
        all
    }
}

impl SegmentCounter {
    pub fn count(&mut self, doc: DocId) {
        if let Some(column) = &self.column {
            for ord in column.term_ords(doc) {
                if let Some(count) = self.counts.get_mut(ord as usize) {
                    *count += 1;
                }
            }
        }
    }
}
