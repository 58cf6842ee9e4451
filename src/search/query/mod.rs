//! What people type into the search box.
//!
//! | typed | means |
//! |---|---|
//! | `pump vibration` | either word; both is better |
//! | `"exact words"` | exactly these words in this order |
//! | `-word`, `-"two words"`, `-tag:old` | without it |
//! | `tag:plc`, `category:quality`, `industry:plastics`, `author:sara` | only those |
//! | `in:forum`, `in:use-cases`, `in:people` | only there |
//!
//! In a sentence of [`SENTENCE`] words or more beside the quoted ones, quotation marks quote: the
//! words are looked for like the others, near each other if possible.
//!
//! Everything is a question: there are no syntax errors. What looks like an operator and is none
//! (`password:x`, `(`, `a*`, `/x/`) is read as words.

mod parse;

pub use parse::parse;

/// At most so much of a text is looked at.
pub const LONGEST: usize = 4096;
/// At most so many words, phrases, exclusions and filters count, each.
pub const MOST: usize = 64;

/// So many words beside quoted ones make a sentence.
pub const SENTENCE: usize = 4;

/// A question, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Words to look for, best all of them.
    pub words: Vec<Word>,
    /// Word sequences that must occur; one quoted word is a sequence of one.
    pub phrases: Vec<Vec<String>>,
    /// Word sequences that must not occur.
    pub without: Vec<Vec<String>>,
    /// Conditions on tag, category…
    pub filters: Vec<Filter>,
    /// Values of `in:`, folded.
    pub sections: Vec<String>,
    /// Whether the last word may still be going on: nothing stands behind it.
    pub open: bool,
}

/// A word of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded.
    pub word: String,
    /// Byte offset of its first letter in the text.
    pub start: usize,
    /// Byte offset behind its last letter.
    pub end: usize,
}

/// A condition on a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Which field.
    pub field: FilterField,
    /// As typed.
    pub value: String,
    /// Whether it must not hold.
    pub not: bool,
}

/// The fields that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterField {
    /// `tag:`, and technologies too.
    Tag,
    /// `category:`
    Category,
    /// `industry:`
    Industry,
    /// `author:`, words of the name.
    Author,
}

impl Query {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        let lists = self.filters.is_empty() && self.sections.is_empty();
        lists && self.words.is_empty() && self.phrases.is_empty()
    }
}

#[cfg(test)]
mod tests;
