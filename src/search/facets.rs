//! Counting the values of facets over what was found.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

use crate::error::{Result, reading};
use crate::index::Live;
use crate::request::Facet;
use crate::schema::{FACET, KIND, SEPARATOR};
use crate::sets::{self, Counted};

/// Per facet at most so many values are reported.
const MOST_VALUES: usize = 100;

/// Counts the facets asked for.
pub struct Counter<'n> {
    names: &'n [String],
    /// By name and value.
    counts: HashMap<(String, String), u64>,
}

/// The counts of one segment.
pub struct SegmentCounter {
    columns: Vec<ColumnCounter>,
}

/// The counts of one column, by the number that a value has there.
struct ColumnCounter {
    /// Goes before the values of a column that holds one facet only.
    name: Option<&'static str>,
    column: StrColumn,
    counts: Vec<u32>,
    /// The documents of each value, where they are known without the column.
    sets: Vec<Arc<Counted>>,
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

    pub fn segment(&self, live: &Live, reader: &SegmentReader) -> Result<SegmentCounter> {
        let is_kind = |name: &&String| *name == KIND;
        let mut columns = Vec::new();
        // Kinds are asked for with every search: they are few, and each is a filter too.
        if self.names.iter().any(|name| is_kind(&name)) {
            let kinds = ColumnCounter::new(reader, KIND, Some(KIND))?;
            columns.extend(
                kinds
                    .map(|kinds| kinds.with_sets(live, reader))
                    .transpose()?,
            );
        }
        if !self.names.iter().all(|name| is_kind(&name)) {
            columns.extend(ColumnCounter::new(reader, FACET, None)?);
        }
        Ok(SegmentCounter { columns })
    }

    pub fn add(&mut self, segment: &SegmentCounter) -> Result<()> {
        for counter in &segment.columns {
            let mut term = String::new();
            let counted = counter
                .counts
                .iter()
                .enumerate()
                .filter(|(_, count)| **count > 0);
            for (ord, count) in counted {
                term.clear();
                counter
                    .column
                    .ord_to_str(ord as u64, &mut term)
                    .map_err(reading)?;
                let (name, value) = match counter.name {
                    Some(name) => (name, term.as_str()),
                    None => term.split_once(SEPARATOR).unwrap_or_default(),
                };
                if self.names.iter().any(|wanted| wanted == name) {
                    let key = (name.to_owned(), value.to_owned());
                    *self.counts.entry(key).or_default() += u64::from(*count);
                }
            }
        }
        Ok(())
    }

    /// The counts, facet by facet in the order asked for, highest first.
    pub fn finish(self) -> Vec<Facet> {
        let mut all = Vec::new();
        for wanted in self.names {
            let of_name = self.counts.iter().filter(|((name, _), _)| name == wanted);
            let mut values: Vec<Facet> = of_name
                .map(|((name, value), count)| Facet {
                    name: name.clone(),
                    value: value.clone(),
                    count: *count,
                })
                .collect();
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            values.truncate(MOST_VALUES);
            all.append(&mut values);
        }
        all
    }
}

impl ColumnCounter {
    fn new(
        reader: &SegmentReader,
        field: &str,
        name: Option<&'static str>,
    ) -> Result<Option<Self>> {
        let column = reader.fast_fields().str(field).map_err(reading)?;
        Ok(column.map(|column| Self {
            name,
            counts: vec![0; column.num_terms()],
            column,
            sets: Vec::new(),
        }))
    }

    /// With the sets of documents that filters by these values use.
    fn with_sets(mut self, live: &Live, reader: &SegmentReader) -> Result<Self> {
        for ord in 0..self.column.num_terms() {
            let mut value = String::new();
            let ord_to_str = self.column.ord_to_str(ord as u64, &mut value);
            ord_to_str.map_err(reading)?;
            let term = live
                .fields
                .filter_term(self.name.unwrap_or_default(), &value);
            self.sets.push(live.sets.get(reader, &term)?);
        }
        Ok(self)
    }

    fn count(&mut self, doc: DocId) {
        for ord in self.column.term_ords(doc) {
            if let Some(count) = self.counts.get_mut(ord as usize) {
                *count += 1;
            }
        }
    }
}

impl SegmentCounter {
    /// Counts one document.
    pub fn count(&mut self, doc: DocId) {
        for counter in &mut self.columns {
            counter.count(doc);
        }
    }

    /// Counts the documents of a stretch: see [`Visible::narrow`](crate::sets::Visible::narrow).
    pub fn count_all(&mut self, first: DocId, bits: &[u64]) {
        for counter in &mut self.columns {
            if counter.sets.is_empty() {
                sets::each_bit(first, bits, |doc| counter.count(doc));
            }
            for (count, set) in counter.counts.iter_mut().zip(&counter.sets) {
                *count += set.common(first, bits);
            }
        }
    }
}
