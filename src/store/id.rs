//! Typed ids: a UUIDv7 that remembers what it is the id of.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The id of a `K`: a UUID, stored as a 16-byte blob, written as hyphenated lower-case text.
///
/// `K` is only a name; it needs no value and no trait. Ids are made by the caller's id source
/// (see [`Id::from_uuid`]), never here, so that tests own them.
pub struct Id<K: ?Sized> {
    uuid: Uuid,
    kind: PhantomData<fn() -> Box<K>>,
}

impl<K: ?Sized> Id<K> {
    /// The id with this UUID.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self {
            uuid,
            kind: PhantomData,
        }
    }

    /// The UUID inside.
    pub const fn as_uuid(&self) -> &Uuid {
        &self.uuid
    }

    /// Hyphenated lower-case text, the form of every id outside the database.
    pub fn to_text(&self) -> String {
        self.uuid.hyphenated().to_string()
    }

    /// The 16 bytes as they stand in the database.
    pub const fn bytes(&self) -> [u8; 16] {
        *self.uuid.as_bytes()
    }
}

impl<K: ?Sized> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K: ?Sized> Copy for Id<K> {}
impl<K: ?Sized> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K: ?Sized> Eq for Id<K> {}
impl<K: ?Sized> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K: ?Sized> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<K: ?Sized> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<K: ?Sized> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<K: ?Sized> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.hyphenated().fmt(f)
    }
}

/// The text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: 32 hexadecimal digits with hyphens are expected")]
pub struct NotAnId;

impl<K: ?Sized> FromStr for Id<K> {
    type Err = NotAnId;

    /// Reads the hyphenated form only (either case), so that one thing has one address.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 36 {
            return Err(NotAnId);
        }
        Uuid::try_parse(text)
            .map(Self::from_uuid)
            .map_err(|_| NotAnId)
    }
}

impl<K: ?Sized> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut buffer = [0; uuid::fmt::Hyphenated::LENGTH];
        serializer.serialize_str(self.uuid.hyphenated().encode_lower(&mut buffer))
    }
}

impl<'de, K: ?Sized> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<K: ?Sized>(PhantomData<fn() -> Box<K>>);
        impl<K: ?Sized> serde::de::Visitor<'_> for Text<K> {
            type Value = Id<K>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id as hyphenated text")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Id<K>, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text(PhantomData))
    }
}

impl<K: ?Sized> ToSql for Id<K> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.uuid.as_bytes())))
    }
}

impl<K: ?Sized> FromSql for Id<K> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        Uuid::from_slice(bytes)
            .map(Self::from_uuid)
            .map_err(|_| FromSqlError::InvalidBlobSize {
                expected_size: 16,
                blob_size: bytes.len(),
            })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
    use super::*;

    struct Topic;
    const TEXT: &str = "0198c0de-0000-7000-8000-0123456789ab";

    #[test]
    fn text_json_and_blob_come_back_the_same() {
        let id: Id<Topic> = TEXT.parse().unwrap();
        assert_eq!(id.to_text(), TEXT);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{TEXT}\""));
        assert_eq!(
            serde_json::from_str::<Id<Topic>>(&format!("\"{TEXT}\"")).unwrap(),
            id
        );
        let db = rusqlite::Connection::open_in_memory().unwrap();
        let row = db.query_row("SELECT ?1, typeof(?1), length(?1)", [id], |row| {
            Ok((
                row.get::<_, Id<Topic>>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, i64>(2)?,
            ))
        });
        assert_eq!(row.unwrap(), (id, "blob".to_owned(), 16));
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "",
            "0198c0de000070008000 0123456789ab",
            "0198c0de00007000800001234567890a",
        ] {
            assert_eq!(text.parse::<Id<Topic>>(), Err(NotAnId), "{text}");
        }
        let db = rusqlite::Connection::open_in_memory().unwrap();
        assert!(
            db.query_row("SELECT x'00'", [], |row| row.get::<_, Id<Topic>>(0))
                .is_err()
        );
    }
}
