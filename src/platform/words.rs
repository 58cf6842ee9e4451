//! Closed lists of words, the same in the API, the database and the code.

/// A closed list of words: the API's, the database's and the code's are the same.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$item_doc])* $item),+ }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$item),+];

            /// The word in the API and the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$item => $word),+ }
            }

            /// Reads the word; the message names the allowed ones.
            pub fn parse(text: &str) -> Result<Self, $crate::error::Message> {
                Self::ALL.iter().copied().find(|v| v.as_str() == text).ok_or_else(|| {
                    let allowed: Vec<_> = Self::ALL.iter().map(|v| v.as_str()).collect();
                    $crate::error::Message::new("not-one-of").arg("allowed", allowed.join(", "))
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(d)?;
                Self::parse(&text).map_err(|_| serde::de::Error::unknown_variant(&text, &[$($word),+]))
            }
        }

        impl store::types::ToSql for $name {
            fn to_sql(&self) -> Result<store::types::ToSqlOutput<'_>, rusqlite::Error> {
                Ok(self.as_str().into())
            }
        }

        impl store::types::FromSql for $name {
            fn column_result(value: store::types::ValueRef<'_>) -> store::types::FromSqlResult<Self> {
                Self::parse(value.as_str()?).map_err(|_| store::types::FromSqlError::InvalidType)
            }
        }
    };
}
pub(crate) use words;
