//! Values that are one word out of a fixed list: the same word in the database, the API and the
//! message keys.

use std::{borrow::Cow, fmt, marker::PhantomData};

use platform::error::Message;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use store::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};

/// A list of words.
pub trait Words {
    /// All of them, in the order in which they are offered.
    const ALL: &'static [&'static str];
    /// The key of a word's label.
    fn label_key(word: &str) -> String;
}

/// One word of the list `K`.
pub struct Word<K>(&'static str, PhantomData<fn() -> K>);

impl<K: Words> Word<K> {
    /// Reads the word.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let found = K::ALL.iter().find(|w| **w == text);
        found
            .map(|w| Self(w, PhantomData))
            .ok_or_else(|| Message::new("not-one-of").arg("allowed", K::ALL.join(", ")))
    }

    /// The word.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The key of its label.
    pub fn label_key(self) -> String {
        K::label_key(self.0)
    }
}

/// A word as a part of a message key.
fn dashed(word: &str) -> String {
    word.replace('_', "-")
}

impl<K> Clone for Word<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Word<K> {}

impl<K> PartialEq for Word<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K> Eq for Word<K> {}

impl<K> fmt::Debug for Word<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl<K> Serialize for Word<K> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.0)
    }
}

impl<'de, K: Words> Deserialize<'de> for Word<K> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).map_err(|_| de::Error::unknown_variant(&text, K::ALL))
    }
}

impl<K: Words> FromSql for Word<K> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).map_err(|_| FromSqlError::InvalidType)
    }
}

/// The list of [`Category`].
#[derive(Debug)]
pub enum Categories {}

impl Words for Categories {
    const ALL: &'static [&'static str] = &[
        "quality",
        "maintenance",
        "automation",
        "ai",
        "iot",
        "energy",
        "supply_chain",
        "safety",
        "training",
        "sustainability",
        "other",
    ];

    fn label_key(word: &str) -> String {
        format!("use-case-category-{}", dashed(word))
    }
}

/// What kind of problem it was.
pub type Category = Word<Categories>;

/// The list of [`Industry`].
#[derive(Debug)]
pub enum Industries {}

impl Words for Industries {
    const ALL: &'static [&'static str] = &[
        "electronics",
        "plastics",
        "food_processing",
        "steel_metals",
        "pharmaceuticals",
        "chemicals",
        "petrochemicals",
        "textiles",
        "automotive",
        "construction_materials",
        "packaging",
        "paper_printing",
        "furniture_wood",
        "machinery_equipment",
        "mining_minerals",
        "energy_utilities",
        "logistics",
        "other",
    ];

    fn label_key(word: &str) -> String {
        format!("industry-{}", dashed(word))
    }
}

/// In which industry.
pub type Industry = Word<Industries>;

/// The list of [`Status`].
#[derive(Debug)]
pub enum Statuses {}

impl Words for Statuses {
    const ALL: &'static [&'static str] =
        &["draft", "in_review", "published", "archived", "rejected"];

    fn label_key(word: &str) -> String {
        format!("use-case-status-{}", dashed(word))
    }
}

/// Where a use case stands.
pub type Status = Word<Statuses>;

impl Status {
    /// Being written.
    pub const DRAFT: Self = Self("draft", PhantomData);
    /// Waiting for a moderator.
    pub const IN_REVIEW: Self = Self("in_review", PhantomData);
    /// To be read.
    pub const PUBLISHED: Self = Self("published", PhantomData);
    /// Put away.
    pub const ARCHIVED: Self = Self("archived", PhantomData);
    /// Sent back by a moderator.
    pub const REJECTED: Self = Self("rejected", PhantomData);
}
