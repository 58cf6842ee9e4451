//! People beside what they wrote or take part in: the few facts that a card shows, loaded for a whole
//! page at once. Every room that names people shows them by this.

pub(crate) mod queries;

use std::collections::HashMap;

use platform::{
    Language, Result,
    id::{FileId, OrganizationId, PersonId},
};
use serde::Serialize;
use store::Reader;
use utoipa::ToSchema;
use web::Shell;

/// A person's card.
#[derive(Clone, Debug)]
pub struct Card {
    /// Who.
    pub id: PersonId,
    /// The name; empty when the account was removed.
    pub name: String,
    /// His picture.
    pub avatar: Option<FileId>,
    /// His organisation.
    pub organization: OrganizationId,
    /// Its name in English and in Arabic; one may be empty.
    pub organization_names: [String; 2],
}

impl Card {
    /// The name as pages show it.
    pub fn shown(&self, language: Language) -> &str {
        if self.name.is_empty() {
            language.t("removed-member")
        } else {
            &self.name
        }
    }

    /// The organisation's name in a language, or in the other when it has none.
    pub fn organization_name(&self, language: Language) -> &str {
        let [en, ar] = &self.organization_names;
        match language {
            Language::Ar if !ar.is_empty() => ar,
            Language::En if !en.is_empty() => en,
            _ if en.is_empty() => ar,
            _ => en,
        }
    }

    /// The address of the small picture.
    pub fn avatar_url(&self) -> Option<String> {
        self.avatar.map(web::session::picture_url)
    }
}

/// A person, as programs get him.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonJson {
    #[schema(value_type = String)]
    id: PersonId,
    /// Empty when the account was removed.
    display_name: String,
    avatar_url: Option<String>,
    #[schema(value_type = String)]
    organization_id: OrganizationId,
    organization_name_en: String,
    organization_name_ar: String,
}

impl From<&Card> for PersonJson {
    fn from(card: &Card) -> Self {
        let [en, ar] = card.organization_names.clone();
        Self {
            id: card.id,
            display_name: card.name.clone(),
            avatar_url: card.avatar_url(),
            organization_id: card.organization,
            organization_name_en: en,
            organization_name_ar: ar,
        }
    }
}

/// The people of a page or an answer.
#[derive(Clone, Debug, Default)]
pub struct Cards(HashMap<PersonId, Card>);

impl Cards {
    /// Loads them in one query.
    pub fn load(db: &Reader<'_>, ids: impl IntoIterator<Item = PersonId>) -> Result<Self> {
        let mut ids: Vec<PersonId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let found = queries::cards(db, &ids)?;
        Ok(Self(
            found.into_iter().map(|card| (card.id, card)).collect(),
        ))
    }

    /// One of them.
    pub fn get(&self, id: PersonId) -> Option<&Card> {
        self.0.get(&id)
    }

    /// One of them for programs.
    pub fn json(&self, id: PersonId) -> Option<PersonJson> {
        self.get(id).map(PersonJson::from)
    }
}

/// A person as templates take him, in the reader's language.
#[derive(Clone, Debug)]
pub struct By {
    /// Who.
    pub id: PersonId,
    /// His name, or that he is gone.
    pub name: String,
    /// The address of the small picture.
    pub avatar_url: Option<String>,
    /// The name of his organisation.
    pub organization: String,
}

impl By {
    /// What a card shows.
    pub fn of(card: &Card, shell: &Shell) -> Self {
        Self {
            id: card.id,
            name: card.shown(shell.language).to_owned(),
            avatar_url: card.avatar_url(),
            organization: card.organization_name(shell.language).to_owned(),
        }
    }

    /// A person of the page; somebody who is gone when he is not among its people.
    pub fn find(cards: &Cards, id: PersonId, shell: &Shell) -> Self {
        let gone = || Self {
            id,
            name: shell.t("removed-member").to_owned(),
            avatar_url: None,
            organization: String::new(),
        };
        cards
            .get(id)
            .map_or_else(gone, |card| Self::of(card, shell))
    }

    /// His page.
    pub fn href(&self) -> String {
        format!("/people/{}", self.id)
    }
}
