//! How a document becomes fields of the inverted index.

use tantivy::TantivyDocument;
use tantivy::Term;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::analysis::{self, Analyser};
use crate::document::{Document, Id};

/// Raised whenever analysis or fields change: an index of another version is rebuilt.
pub const VERSION: u32 = 1;

/// Bodies are looked through up to here, so that one text cannot fill the memory.
const LONGEST_BODY: usize = 200_000;

/// Separates a facet's name from its value within a term.
pub const SEPARATOR: char = ':';

/// The column of times of creation.
pub const CREATED: &str = "created";
/// The column of engagement factors.
pub const BOOST: &str = "boost";
/// The column of kinds.
pub const KIND: &str = "kind";
/// The column of all other facets' values.
pub const FACET: &str = "facet";

/// The fields of the index.
#[derive(Debug, Clone)]
pub struct Fields {
    pub schema: Schema,
    /// Kind and id: what is deleted by.
    pub key: Field,
    pub parent: Field,
    pub access: Field,
    /// "category:quality", "tag:plc", "kind:topic"…, folded: exact filters.
    pub filter: Field,
    /// The same as it was put: the values that facets count.
    pub kind: Field,
    pub facet: Field,
    /// Words of the author's name, for `author:`.
    pub author: Field,
    /// Stems of everything, with the title counted twice: what is ranked by.
    pub stem: Field,
    /// Folded words of everything with positions: phrases, prefixes, spelling.
    pub word: Field,
    /// Stems of single parts, which weigh differently.
    pub title: Field,
    pub tag: Field,
    pub technology: Field,
    pub company: Field,
    /// Words of the title and their first letters: completion while typing.
    pub start: Field,
    pub created: Field,
    pub boost: Field,
    pub stored_head: Field,
    pub stored_title: Field,
    pub stored_body: Field,
}

fn text(analyser: Analyser, record: IndexRecordOption) -> TextOptions {
    let counts = record != IndexRecordOption::Basic;
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(analyser.name())
            .set_index_option(record)
            .set_fieldnorms(counts),
    )
}

/// Makes the analysers known to an index that is written.
pub fn register(index: &tantivy::Index) {
    for analyser in [Analyser::Words, Analyser::Stems, Analyser::Starts] {
        index.tokenizers().register(analyser.name(), analyser);
    }
}

impl Fields {
    pub fn new() -> Self {
        let mut schema = Schema::builder();
        let stems = || text(Analyser::Stems, IndexRecordOption::WithFreqs);
        let words = text(Analyser::Words, IndexRecordOption::WithFreqsAndPositions);
        Self {
            key: schema.add_text_field("key", STRING),
            parent: schema.add_text_field("parent", STRING),
            access: schema.add_text_field("access", STRING),
            filter: schema.add_text_field("filter", STRING),
            kind: schema.add_text_field(KIND, FAST),
            facet: schema.add_text_field(FACET, FAST),
            author: schema
                .add_text_field("author", text(Analyser::Words, IndexRecordOption::Basic)),
            stem: schema.add_text_field("stem", stems()),
            word: schema.add_text_field("word", words),
            title: schema.add_text_field("title", stems()),
            tag: schema.add_text_field("tag", stems()),
            technology: schema.add_text_field("technology", stems()),
            company: schema.add_text_field("company", stems()),
            start: schema.add_text_field("start", text(Analyser::Starts, IndexRecordOption::Basic)),
            created: schema.add_i64_field(CREATED, FAST),
            boost: schema.add_f64_field(BOOST, FAST),
            stored_head: schema.add_bytes_field("stored_head", STORED),
            stored_title: schema.add_text_field("stored_title", STORED),
            stored_body: schema.add_text_field("stored_body", STORED),
            schema: schema.build(),
        }
    }

    pub fn key_term(&self, kind: &str, id: &Id) -> Term {
        Term::from_field_text(self.key, &format!("{kind}/{}", hex(id)))
    }

    pub fn parent_term(&self, parent: &Id) -> Term {
        Term::from_field_text(self.parent, &hex(parent))
    }

    pub fn filter_term(&self, name: &str, value: &str) -> Term {
        Term::from_field_text(self.filter, &filter_value(name, value))
    }

    /// The document as tantivy takes it.
    pub fn write(&self, from: &Document) -> TantivyDocument {
        let mut to = TantivyDocument::new();
        to.add_text(self.key, format!("{}/{}", from.kind, hex(&from.id)));
        if let Some(parent) = &from.parent {
            to.add_text(self.parent, hex(parent));
        }
        for term in &from.access {
            to.add_text(self.access, term);
        }
        for (name, value) in filters(from) {
            to.add_text(self.filter, filter_value(name, &value));
            if name == KIND {
                to.add_text(self.kind, value);
            } else {
                to.add_text(self.facet, format!("{name}{SEPARATOR}{value}"));
            }
        }
        self.write_words(from, &mut to);
        to.add_i64(self.created, from.created_at);
        let boost = if from.boost.is_finite() {
            from.boost.clamp(0.5, 2.0)
        } else {
            1.0
        };
        to.add_f64(self.boost, f64::from(boost));
        to.add_bytes(self.stored_head, &head(from));
        to.add_text(self.stored_title, &from.title);
        to.add_text(self.stored_body, until(&from.body, LONGEST_BODY));
        to
    }

    fn write_words(&self, from: &Document, to: &mut TantivyDocument) {
        let mut add = |fields: &[Field], text: &str| {
            if !text.is_empty() {
                for field in fields {
                    to.add_text(*field, text);
                }
            }
        };
        // Twice: what stands in a title weighs double.
        add(
            &[self.word, self.stem, self.stem, self.title, self.start],
            &from.title,
        );
        for tag in &from.tags {
            add(&[self.word, self.stem, self.tag, self.start], tag);
        }
        for technology in &from.technologies {
            add(
                &[self.word, self.stem, self.technology, self.start],
                technology,
            );
        }
        add(&[self.word, self.stem], until(&from.body, LONGEST_BODY));
        add(&[self.word, self.stem, self.company], &from.company);
        add(&[self.author], &from.author_name);
    }
}

/// Beginnings up to this many letters are terms of their own.
pub const SHORT_START: usize = 3;

/// The term under which documents with a title word that begins so are listed.
pub fn short_start(word: &str, letters: usize) -> String {
    std::iter::once('\u{1}')
        .chain(word.chars().take(letters))
        .collect()
}

/// A filter's term: values that differ in case, accents, spaces, hyphens or underscores are one.
/// Other signs count: "c++" is not "c".
pub fn filter_value(name: &str, value: &str) -> String {
    let mut term = String::with_capacity(name.len() + value.len() + 1);
    term.push_str(name);
    let value: String = value.chars().take(200).collect();
    let parts = value.split(|c: char| c.is_whitespace() || c == '-' || c == '_');
    let mut between = SEPARATOR;
    for part in parts.filter(|part| !part.is_empty()) {
        term.push(between);
        term.push_str(&analysis::fold(part));
        between = ' ';
    }
    term
}

fn filters(from: &Document) -> Vec<(&'static str, String)> {
    let mut all = vec![(KIND, from.kind.to_owned())];
    let mut add = |name, value: &str| {
        if !value.trim().is_empty() {
            all.push((name, value.to_owned()));
        }
    };
    add("category", &from.category);
    add("industry", &from.industry);
    from.tags.iter().for_each(|tag| add("tag", tag));
    from.technologies
        .iter()
        .for_each(|technology| add("technology", technology));
    from.facets
        .iter()
        .for_each(|(name, value)| add(name, value));
    if let Some(author) = &from.author {
        add("author", &hex(author));
    }
    if let Some(organization) = &from.organization {
        add("organization", &hex(organization));
    }
    all
}

/// Kind, id and parent in one stored value.
fn head(from: &Document) -> Vec<u8> {
    let mut bytes = from.id.to_vec();
    bytes.push(u8::from(from.parent.is_some()));
    bytes.extend(from.parent.unwrap_or_default());
    bytes.extend(from.created_at.to_le_bytes());
    bytes.extend(from.kind.as_bytes());
    bytes
}

/// What [`head`] wrote, or nothing if the bytes are not of that form.
pub fn read_head(bytes: &[u8]) -> Option<(String, Id, Option<Id>, i64)> {
    let (id, rest) = bytes.split_first_chunk::<16>()?;
    let (has_parent, rest) = rest.split_first()?;
    let (parent, rest) = rest.split_first_chunk::<16>()?;
    let (created, kind) = rest.split_first_chunk::<8>()?;
    let kind = String::from_utf8(kind.to_vec()).ok()?;
    Some((
        kind,
        *id,
        (*has_parent == 1).then_some(*parent),
        i64::from_le_bytes(*created),
    ))
}

/// An id as text.
pub fn hex(id: &Id) -> String {
    use std::fmt::Write as _;
    id.iter().fold(String::with_capacity(32), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// At most `bytes` bytes of a text, cut between letters.
pub fn until(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
