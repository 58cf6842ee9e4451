//! A category and what may be said about one.

use platform::{Language, Time, error::Message};
use serde::{Deserialize, Serialize};
use store::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use utoipa::ToSchema;

use crate::forum::CategoryId;

const NAME_CHARS: usize = 80;
const DESCRIPTION_CHARS: usize = 500;
const WORD_CHARS: usize = 40;

/// The field that a category is about; it gives the category its hue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CategoryKind {
    /// Control and machines.
    Automation,
    /// Quality and standards.
    Quality,
    /// Maintenance and reliability.
    Maintenance,
    /// Data and models.
    Ai,
    /// Sensors and networks.
    Iot,
    /// Everything else.
    General,
}

impl CategoryKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Automation,
        Self::Quality,
        Self::Maintenance,
        Self::Ai,
        Self::Iot,
        Self::General,
    ];
    /// The words of all kinds.
    pub const WORDS: &[&str] = &[
        "automation",
        "quality",
        "maintenance",
        "ai",
        "iot",
        "general",
    ];

    /// The word in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automation => "automation",
            Self::Quality => "quality",
            Self::Maintenance => "maintenance",
            Self::Ai => "ai",
            Self::Iot => "iot",
            Self::General => "general",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let kind = Self::ALL.into_iter().find(|k| k.as_str() == text);
        kind.ok_or_else(|| Message::new("not-one-of").arg("allowed", Self::WORDS.join(", ")))
    }
}

impl ToSql for CategoryKind {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>, rusqlite::Error> {
        Ok(self.as_str().into())
    }
}

impl FromSql for CategoryKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).map_err(|_| FromSqlError::InvalidType)
    }
}

/// A category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Arabic.
    pub name_ar: String,
    /// What belongs here, in English.
    pub description_en: String,
    /// What belongs here, in Arabic.
    pub description_ar: String,
    /// Its field.
    pub kind: CategoryKind,
    /// The name of its icon.
    pub icon: String,
    /// The name of its colour.
    pub colour: String,
    /// Its place.
    pub position: i64,
    /// Whether new topics may be started in it.
    pub is_active: bool,
    /// When it was made.
    pub created_at: Time,
    /// When it was changed last.
    pub updated_at: Time,
}

impl Category {
    /// Its name in a language, or in the other when it has none.
    pub fn name(&self, language: Language) -> &str {
        either(language, &self.name_en, &self.name_ar)
    }

    /// Its description in a language, or in the other when it has none.
    pub fn description(&self, language: Language) -> &str {
        either(language, &self.description_en, &self.description_ar)
    }
}

fn either<'a>(language: Language, en: &'a str, ar: &'a str) -> &'a str {
    match language {
        Language::Ar if !ar.is_empty() => ar,
        Language::En if en.is_empty() => ar,
        _ => en,
    }
}

/// What may be set of a category, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCategory {
    /// Its name in addresses; made from the name when none is given.
    pub slug: String,
    /// Names in English and Arabic; at least one.
    pub names: [String; 2],
    /// Descriptions in English and Arabic.
    pub descriptions: [String; 2],
    /// Its field.
    pub kind: CategoryKind,
    /// The name of its icon.
    pub icon: String,
    /// The name of its colour.
    pub colour: String,
    /// Whether new topics may be started in it.
    pub is_active: bool,
}

/// What is asked to be set of a category; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryChange {
    /// Its name in addresses.
    pub slug: Option<String>,
    /// Its name in English.
    pub name_en: Option<String>,
    /// Its name in Arabic.
    pub name_ar: Option<String>,
    /// What belongs here, in English.
    pub description_en: Option<String>,
    /// What belongs here, in Arabic.
    pub description_ar: Option<String>,
    /// Its field.
    pub kind: Option<String>,
    /// The name of its icon.
    pub icon: Option<String>,
    /// The name of its colour.
    pub colour: Option<String>,
    /// Whether new topics may be started in it.
    pub is_active: Option<bool>,
}

impl CategoryChange {
    /// Applied to a category, or to none for a new one; 422 names every field that does not fit.
    pub fn apply(self, to: Option<&Category>) -> platform::Result<NewCategory> {
        let mut check = platform::error::Check::default();
        let kept = |f: fn(&Category) -> &String| to.map(f).cloned().unwrap_or_default();
        let mut line = |name: &'static str, given: Option<String>, kept: String, max: usize| {
            let text = given.unwrap_or(kept).trim().to_owned();
            if text.chars().count() > max {
                check.fail(name, Message::new("text-too-long").arg("max", max));
            }
            text
        };
        let names = [
            line("name_en", self.name_en, kept(|c| &c.name_en), NAME_CHARS),
            line("name_ar", self.name_ar, kept(|c| &c.name_ar), NAME_CHARS),
        ];
        let descriptions = [
            line(
                "description_en",
                self.description_en,
                kept(|c| &c.description_en),
                DESCRIPTION_CHARS,
            ),
            line(
                "description_ar",
                self.description_ar,
                kept(|c| &c.description_ar),
                DESCRIPTION_CHARS,
            ),
        ];
        let icon = line("icon", self.icon, kept(|c| &c.icon), WORD_CHARS);
        let colour = line("colour", self.colour, kept(|c| &c.colour), WORD_CHARS);
        let slug = line("slug", self.slug, kept(|c| &c.slug), NAME_CHARS);
        if names.iter().all(String::is_empty) {
            check.fail("name_en", Message::new("required"));
        }
        let word = self
            .kind
            .unwrap_or_else(|| to.map_or("general", |c| c.kind.as_str()).to_owned());
        let kind = check.field("kind", CategoryKind::parse(&word));
        let kind = check.take(kind)?;
        let from = if slug.is_empty() {
            &names[usize::from(names[0].is_empty())]
        } else {
            &slug
        };
        let slug = crate::forum::text::tag(from);
        Ok(NewCategory {
            slug: if slug.is_empty() {
                "category".into()
            } else {
                slug
            },
            names,
            descriptions,
            kind,
            icon,
            colour,
            is_active: self.is_active.unwrap_or(to.is_none_or(|c| c.is_active)),
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_category_needs_a_name_in_one_language() {
        assert!(CategoryChange::default().apply(None).is_err());
        let change = CategoryChange {
            name_ar: Some("الصيانة".into()),
            ..Default::default()
        };
        let new = change.apply(None).unwrap();
        assert_eq!(new.slug, "الصيانة");
        assert!(new.is_active);
    }

    #[test]
    fn an_unknown_kind_names_the_allowed() {
        let change = CategoryChange {
            name_en: Some("Paint".into()),
            kind: Some("art".into()),
            ..Default::default()
        };
        assert!(
            change
                .apply(None)
                .unwrap_err()
                .to_string()
                .contains("not_one_of")
        );
    }
}
