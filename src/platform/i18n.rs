//! Texts in the reader's language. Messages live in `locales/LANGUAGE/*.ftl`, one file per feature;
//! code and database hold keys and values only.

use std::{collections::HashMap, fmt, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast::{Entry, PatternElement};
use serde::{Deserialize, Serialize};
use store::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::error::{Arg, Message};

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../locales"]
struct Locales;

/// A language that pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Arabic, right to left.
    Ar,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Ar];

    /// The language tag: `en`, `ar`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ar => "ar",
        }
    }

    /// The direction of its script: `ltr`, `rtl`.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::En => "ltr",
            Self::Ar => "rtl",
        }
    }

    /// Reads a tag; a region after it does not matter (`ar-SA`).
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|l| l.tag().eq_ignore_ascii_case(primary))
    }

    /// The best of an `Accept-Language` header; `None` when it names no language of ours.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut wanted: Vec<(u16, usize, Self)> = header
            .split(',')
            .take(32)
            .enumerate()
            .filter_map(|(place, part)| {
                let mut pieces = part.split(';');
                let language = Self::parse(pieces.next()?)?;
                let quality = pieces
                    .find_map(|p| p.trim().strip_prefix("q=")?.parse::<f32>().ok())
                    .unwrap_or(1.0);
                (quality > 0.0).then_some(((quality.min(1.0) * 1000.0) as u16, place, language))
            })
            .collect();
        wanted.sort_by_key(|&(quality, place, _)| (std::cmp::Reverse(quality), place));
        wanted.first().map(|&(_, _, language)| language)
    }

    fn catalog(self) -> &'static Catalog {
        match self {
            Self::En => &CATALOGS[0],
            Self::Ar => &CATALOGS[1],
        }
    }

    /// The text of a key without arguments. An unknown key shows itself; a test finds it first.
    pub fn t(self, key: &str) -> &'static str {
        match self.catalog().plain.get(key) {
            Some(text) => text,
            None => Catalog::missing(key),
        }
    }

    /// The text of a key with arguments; whole numbers choose plural forms.
    pub fn with(self, key: &str, args: &[(&str, &dyn fmt::Display)]) -> String {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set((*name).to_owned(), fluent_value(&value.to_string()));
        }
        self.catalog().format(key, &values)
    }

    /// The text of an error or field message.
    pub fn message(self, message: &Message) -> String {
        let mut values = FluentArgs::with_capacity(message.args().len());
        for (name, value) in message.args() as &[Arg] {
            values.set(*name, fluent_value(value));
        }
        self.catalog().format(&message.text_key(), &values)
    }

    /// Whether a key exists.
    pub fn has(self, key: &str) -> bool {
        self.catalog().bundle.has_message(key)
    }

    /// Every key, sorted.
    pub fn keys(self) -> Vec<&'static str> {
        let mut keys: Vec<_> = self.catalog().keys.iter().map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl ToSql for Language {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>, rusqlite::Error> {
        Ok(self.tag().into())
    }
}

impl FromSql for Language {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

fn fluent_value(text: &str) -> FluentValue<'static> {
    text.parse::<i64>()
        .map_or_else(|_| FluentValue::from(text.to_owned()), FluentValue::from)
}

struct Catalog {
    bundle: FluentBundle<FluentResource>,
    /// Texts without arguments, ready to be put on a page.
    plain: HashMap<String, &'static str>,
    keys: Vec<String>,
}

static CATALOGS: LazyLock<[Catalog; 2]> = LazyLock::new(|| Language::ALL.map(Catalog::load));

impl Catalog {
    fn load(language: Language) -> Self {
        let tag = language.tag().parse().unwrap_or_default();
        let mut catalog = Self {
            bundle: FluentBundle::new_concurrent(vec![tag]),
            plain: HashMap::new(),
            keys: Vec::new(),
        };
        // Isolation marks are put by the pages (`<bdi>`, `dir="auto"`), not into every text.
        catalog.bundle.set_use_isolating(false);
        for path in Locales::iter().filter(|p| p.starts_with(&format!("{}/", language.tag()))) {
            let Some(file) = Locales::get(&path) else {
                continue;
            };
            let text = String::from_utf8_lossy(&file.data).into_owned();
            // A file with a mistake keeps its whole messages; the test of the catalogues names it.
            let resource = FluentResource::try_new(text).unwrap_or_else(|(whole, _)| whole);
            catalog.add(resource);
        }
        catalog
    }

    fn add(&mut self, resource: FluentResource) {
        for entry in resource.entries() {
            let Entry::Message(message) = entry else {
                continue;
            };
            self.keys.push(message.id.name.to_owned());
            let Some(pattern) = &message.value else {
                continue;
            };
            if let [PatternElement::TextElement { value }] = pattern.elements.as_slice() {
                // Once per process and key: leaking makes the texts free to borrow everywhere.
                self.plain
                    .insert(message.id.name.to_owned(), Box::leak(Box::from(*value)));
            } else if pattern
                .elements
                .iter()
                .all(|e| matches!(e, PatternElement::TextElement { .. }))
            {
                let text: String = pattern
                    .elements
                    .iter()
                    .filter_map(|e| match e {
                        PatternElement::TextElement { value } => Some(*value),
                        PatternElement::Placeable { .. } => None,
                    })
                    .collect();
                self.plain
                    .insert(message.id.name.to_owned(), Box::leak(text.into_boxed_str()));
            }
        }
        self.bundle.add_resource_overriding(resource);
    }

    fn missing(key: &str) -> &'static str {
        tracing::error!(key, "A message has no text, or needs arguments");
        // Bounded: the tests refuse unknown keys, so this is a fault that is seen once.
        "…"
    }

    fn format(&self, key: &str, args: &FluentArgs<'_>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|m| m.value()) else {
            return Self::missing(key).to_owned();
        };
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        if let Some(error) = errors.first() {
            tracing::error!(key, %error, "A message could not be put together");
        }
        text
    }
}

/// What is wrong with the message files, one line each; empty when all is well. For the tests.
pub fn problems() -> Vec<String> {
    let mut found = Vec::new();
    for path in Locales::iter() {
        let Some(file) = Locales::get(&path) else {
            continue;
        };
        if let Err((_, errors)) =
            FluentResource::try_new(String::from_utf8_lossy(&file.data).into_owned())
        {
            found.extend(errors.iter().map(|e| format!("{path}: {e}")));
        }
    }
    let [en, ar] = Language::ALL.map(Language::keys);
    found.extend(
        en.iter()
            .filter(|k| !ar.contains(k))
            .map(|k| format!("{k} has no Arabic text")),
    );
    found.extend(
        ar.iter()
            .filter(|k| !en.contains(k))
            .map(|k| format!("{k} has no English text")),
    );
    for keys in [&en, &ar] {
        found.extend(
            keys.windows(2)
                .filter(|w| w[0] == w[1])
                .map(|w| format!("{} is given twice", w[0])),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_files_are_whole_and_say_the_same_in_both_languages() {
        assert_eq!(problems(), Vec::<String>::new());
    }

    #[test]
    fn the_browser_is_asked_for_the_language() {
        assert_eq!(
            Language::accepted("ar-SA,ar;q=0.9,en;q=0.8"),
            Some(Language::Ar)
        );
        assert_eq!(
            Language::accepted("fr, en;q=0.5, ar;q=0.7"),
            Some(Language::Ar)
        );
        assert_eq!(Language::accepted("fr"), None);
        assert_eq!(Language::accepted("en;q=0"), None);
    }
}
