//! Who wrote something: the few facts that stand beside a text, loaded for a whole page at once.

mod queries;

use std::collections::HashMap;

use platform::{
    Language, Result,
    id::{FileId, OrganizationId, PersonId},
};
use serde::Serialize;
use store::Reader;
use utoipa::ToSchema;

/// A person beside a text.
#[derive(Clone, Debug)]
pub struct Author {
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

impl Author {
    /// The name as pages show it.
    pub fn shown(&self, language: Language) -> &str {
        if self.name.is_empty() {
            language.t("forum-removed-member")
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

/// A person beside a text, as programs get it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuthorJson {
    #[schema(value_type = String)]
    id: PersonId,
    display_name: String,
    avatar_url: Option<String>,
    #[schema(value_type = String)]
    organization_id: OrganizationId,
    organization_name_en: String,
    organization_name_ar: String,
}

impl From<&Author> for AuthorJson {
    fn from(author: &Author) -> Self {
        let [en, ar] = author.organization_names.clone();
        Self {
            id: author.id,
            display_name: author.name.clone(),
            avatar_url: author.avatar_url(),
            organization_id: author.organization,
            organization_name_en: en,
            organization_name_ar: ar,
        }
    }
}

/// The people of a page.
#[derive(Clone, Debug, Default)]
pub struct Authors(HashMap<PersonId, Author>);

impl Authors {
    /// Loads them in one query.
    pub fn load(db: &Reader<'_>, ids: impl IntoIterator<Item = PersonId>) -> Result<Self> {
        let mut ids: Vec<PersonId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let found = queries::authors(db, &ids)?;
        Ok(Self(found.into_iter().map(|a| (a.id, a)).collect()))
    }

    /// One of them.
    pub fn get(&self, id: PersonId) -> Option<&Author> {
        self.0.get(&id)
    }

    /// One of them for programs.
    pub fn json(&self, id: PersonId) -> Option<AuthorJson> {
        self.get(id).map(AuthorJson::from)
    }
}
