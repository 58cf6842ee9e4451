//! What a use case is made of. [`Content`] is what its author writes; it passes
//! [`Content::checked`] once, at the edge, and is whole and within its limits afterwards.

mod content;
mod limits;
mod patch;
mod publish;
mod words;

use platform::{
    Language, Time,
    id::{Id, OrganizationId, PersonId},
};

pub use content::{Contact, Content, Location, Medium, Metric, Phase, Roi};
pub use patch::Patch;
pub use publish::missing;
pub use words::{Categories, Category, Industries, Industry, Status, Statuses, Word, Words};

/// Names the kind in [`UseCaseId`].
#[derive(Debug)]
pub enum UseCaseKind {}
/// A use case's id.
pub type UseCaseId = Id<UseCaseKind>;

/// A use case.
#[derive(Clone, Debug, PartialEq)]
pub struct UseCase {
    /// Its id.
    pub id: UseCaseId,
    /// Its title in the address.
    pub slug: String,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Who wrote it.
    pub author: PersonId,
    /// Who changed its content last.
    pub changed_by: PersonId,
    /// What the author wrote.
    pub content: Content,
    /// Where it stands.
    pub status: Status,
    /// Why a moderator sent it back.
    pub rejection_reason: String,
    /// Whether a moderator checked its figures.
    pub is_verified: bool,
    /// Whether it is shown first.
    pub is_featured: bool,
    /// How often it was read.
    pub views: i64,
    /// How many people like it.
    pub likes: i64,
    /// How many people saved it.
    pub saves: i64,
    /// Grows with every published change.
    pub version: i64,
    /// Grows with every change; the ETag.
    pub revision: i64,
    /// When it was first published.
    pub published_at: Option<Time>,
    /// When it was begun.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
    /// When it was removed.
    pub deleted_at: Option<Time>,
}

/// What lists show of a use case.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its id.
    pub id: UseCaseId,
    /// Its title in the address.
    pub slug: String,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Who wrote it.
    pub author: PersonId,
    /// The author's name.
    pub author_name: String,
    /// The title in English.
    pub title_en: String,
    /// The title in Arabic.
    pub title_ar: String,
    /// The summary.
    pub summary: String,
    /// The category.
    pub category: Option<Category>,
    /// The industry.
    pub industry: Option<Industry>,
    /// The company it happened at.
    pub company_name: String,
    /// The technologies.
    pub technologies: Vec<String>,
    /// The tags.
    pub tags: Vec<String>,
    /// Return on investment.
    pub roi: Roi,
    /// The place.
    pub location: Location,
    /// The first picture.
    pub picture: Option<Medium>,
    /// Who may open it.
    pub visibility: platform::visibility::Visibility,
    /// Where it stands.
    pub status: Status,
    /// Whether a moderator checked its figures.
    pub is_verified: bool,
    /// Whether it is shown first.
    pub is_featured: bool,
    /// How often it was read.
    pub views: i64,
    /// How many people like it.
    pub likes: i64,
    /// How many people saved it.
    pub saves: i64,
    /// Its version.
    pub version: i64,
    /// When it was first published.
    pub published_at: Option<Time>,
    /// When it was begun.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

/// The title in the reader's language, else in the other one.
pub fn title_in<'a>(language: Language, en: &'a str, ar: &'a str) -> &'a str {
    match language {
        Language::Ar if !ar.is_empty() => ar,
        _ if !en.is_empty() => en,
        _ => ar,
    }
}

impl Card {
    /// The title in the reader's language.
    pub fn title(&self, language: Language) -> &str {
        title_in(language, &self.title_en, &self.title_ar)
    }
}

/// How many digits of a currency are its minor units (ISO 4217).
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        "KWD" | "BHD" | "OMR" | "JOD" | "IQD" | "TND" | "LYD" => 3,
        "JPY" | "KRW" | "VND" | "CLP" => 0,
        _ => 2,
    }
}

/// Words that mean something else at a title's place in an address.
const TAKEN: &[&str] = &[
    "edit",
    "draft",
    "pictures",
    "like",
    "save",
    "submit",
    "publish",
    "reject",
    "archive",
    "restore",
    "duplicate",
    "delete",
    "feature",
    "verify",
];

/// A title as part of an address: letters and digits of any script, in lower case, joined by
/// hyphens, at most 80 characters.
pub fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric());
    let mut slug = String::new();
    for word in words.filter(|w| !w.is_empty()) {
        let word = word.to_lowercase();
        if slug.chars().count() + word.chars().count() + 1 > 80 {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    if slug.is_empty() {
        slug.push_str("use-case");
    } else if TAKEN.contains(&slug.as_str()) {
        slug.push_str("-use-case");
    }
    slug
}

/// What a technology or tag is compared by: without regard to case, accents and Arabic spelling.
pub fn term_key(name: &str) -> String {
    search::fold(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_keeps_letters_of_every_script() {
        assert_eq!(slug("  Less Scrap, 40%! "), "less-scrap-40");
        assert_eq!(slug("خفض الهدر في الحقن"), "خفض-الهدر-في-الحقن");
        assert_eq!(slug("؟!"), "use-case");
        assert_eq!(slug("Edit"), "edit-use-case");
        assert!(slug(&"word ".repeat(100)).chars().count() <= 80);
    }

    #[test]
    fn a_title_falls_back_to_the_other_language() {
        assert_eq!(title_in(Language::Ar, "Valve", ""), "Valve");
        assert_eq!(title_in(Language::Ar, "Valve", "صمام"), "صمام");
        assert_eq!(title_in(Language::En, "", "صمام"), "صمام");
    }
}
