//! What one may see of shared content: one SQL fragment and one list of search terms, written once
//! and tested against each other.

use std::fmt;

use serde::{Deserialize, Serialize};
use store::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::{
    actor::Scope,
    error::Message,
    id::{OrganizationId, PersonId},
};

/// Who may open a topic or a use case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// The author and the organisation's administrators.
    Private,
    /// The organisation.
    #[default]
    Organization,
    /// Every signed-in person, and guests when the operator opened the server to them.
    Public,
}

impl Visibility {
    /// Every value, narrowest first.
    pub const ALL: [Self; 3] = [Self::Private, Self::Organization, Self::Public];

    /// The word in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Organization => "organization",
            Self::Public => "public",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Result<Self, Message> {
        Self::ALL
            .into_iter()
            .find(|v| v.as_str() == text)
            .ok_or_else(|| {
                Message::new("not-one-of").arg("allowed", "private, organization, public")
            })
    }

    /// Whether a scope reaches an object of this visibility. The same rule as [`sql`] and
    /// [`terms_of_viewer`]; rules about one loaded object use this one.
    pub fn reaches(
        self,
        scope: &Scope,
        organization: OrganizationId,
        author: Option<PersonId>,
    ) -> bool {
        let colleague = scope.organization == Some(organization);
        match self {
            Self::Public => scope.public || colleague,
            Self::Organization => colleague,
            Self::Private => {
                colleague && (scope.admin || (author.is_some() && author == scope.person))
            }
        }
    }
}

impl fmt::Display for Visibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ToSql for Visibility {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>, rusqlite::Error> {
        Ok(self.as_str().into())
    }
}

impl FromSql for Visibility {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).map_err(|_| FromSqlError::InvalidType)
    }
}

/// The condition "the viewer may open the row", for a table or alias with the columns `visibility`,
/// `organization_id` and `author_id`. Its parameters are bound by [`Scope::bind`]:
/// `:scope_person`, `:scope_organization`, `:scope_admin`, `:scope_public`.
pub fn sql(alias: &str) -> String {
    format!(
        "(({alias}.visibility = 'public' AND :scope_public)
          OR ({alias}.organization_id = :scope_organization
              AND ({alias}.visibility <> 'private' OR :scope_admin OR {alias}.author_id = :scope_person)))"
    )
}

impl Scope {
    /// The parameters of [`sql`].
    pub fn bind(&self) -> [(&'static str, &dyn ToSql); 4] {
        [
            (":scope_person", &self.person as &dyn ToSql),
            (":scope_organization", &self.organization),
            (":scope_admin", &self.admin),
            (":scope_public", &self.public),
        ]
    }
}

/// The access terms of an object's search document.
pub fn terms_of_object(
    visibility: Visibility,
    organization: OrganizationId,
    author: Option<PersonId>,
) -> Vec<String> {
    match visibility {
        Visibility::Public => vec!["public".into(), format!("org:{organization}")],
        Visibility::Organization => vec![format!("org:{organization}")],
        Visibility::Private => {
            let mut terms = vec![format!("admin:{organization}")];
            terms.extend(author.map(|a| format!("user:{organization}:{a}")));
            terms
        }
    }
}

/// The access terms that a viewer holds; a document is in reach when it carries one of them.
pub fn terms_of_viewer(scope: &Scope) -> Vec<String> {
    let mut terms = Vec::new();
    if scope.public {
        terms.push("public".to_owned());
    }
    if let Some(organization) = scope.organization {
        terms.push(format!("org:{organization}"));
        if scope.admin {
            terms.push(format!("admin:{organization}"));
        }
        if let Some(person) = scope.person {
            terms.push(format!("user:{organization}:{person}"));
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::Ids, time::Clock};

    #[test]
    fn rule_and_search_terms_agree_over_every_viewer_and_object() {
        let ids = Ids::new(Clock::system());
        let (ours, theirs) = (ids.next(), ids.next());
        let (author, colleague) = (ids.next(), ids.next());
        let scopes = [
            Scope {
                person: None,
                organization: None,
                admin: false,
                public: true,
            },
            Scope {
                person: None,
                organization: None,
                admin: false,
                public: false,
            },
            Scope {
                person: Some(author),
                organization: Some(ours),
                admin: false,
                public: true,
            },
            Scope {
                person: Some(colleague),
                organization: Some(ours),
                admin: false,
                public: true,
            },
            Scope {
                person: Some(colleague),
                organization: Some(ours),
                admin: true,
                public: true,
            },
            Scope {
                person: Some(colleague),
                organization: Some(theirs),
                admin: true,
                public: true,
            },
        ];
        for scope in scopes {
            let held = terms_of_viewer(&scope);
            for visibility in Visibility::ALL {
                let carried = terms_of_object(visibility, ours, Some(author));
                let found = carried.iter().any(|t| held.contains(t));
                assert_eq!(
                    found,
                    visibility.reaches(&scope, ours, Some(author)),
                    "{visibility} {scope:?}"
                );
            }
        }
    }
}
