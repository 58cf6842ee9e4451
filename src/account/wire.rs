//! What programs read and write: the JSON shapes of accounts.

use platform::{
    Actor, Language, Time,
    id::{OrganizationId, PersonId, RoleId, SessionId},
    organizations::{self, Industry, Organization, Size},
    people::{self, Person, Theme},
    permission::Permission,
    plans::Plan,
    roles::Role,
    sessions::SessionRow,
    tokens,
};
use serde::Serialize;
use utoipa::ToSchema;
use web::session::picture_url;

/// A person. Address, standing and last visit stand in it for himself and for administrators only.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct User {
    #[schema(value_type = String, format = "uuid")]
    pub id: PersonId,
    #[schema(value_type = String, format = "uuid")]
    pub organization_id: OrganizationId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    pub first_name: String,
    pub last_name: String,
    pub display_name: String,
    pub job_title: String,
    pub department: String,
    pub phone: String,
    pub bio: String,
    #[schema(value_type = String, example = "en")]
    pub language: Language,
    pub timezone: String,
    pub avatar_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "active")]
    pub status: Option<people::Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "auto")]
    pub theme: Option<Theme>,
    pub roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub last_seen_at: Option<Time>,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Time,
}

impl User {
    /// As the person himself and administrators see him.
    pub(crate) fn whole(person: Person, roles: Vec<String>) -> Self {
        let mut user = Self::public(person.clone(), roles);
        user.email = Some(person.email);
        user.email_verified = Some(person.email_verified_at.is_some());
        user.status = Some(person.status);
        user.theme = Some(person.profile.theme);
        user.last_seen_at = person.last_seen_at;
        user
    }

    /// As colleagues see him.
    pub(crate) fn public(person: Person, roles: Vec<String>) -> Self {
        let profile = person.profile;
        Self {
            id: person.id,
            organization_id: person.organization,
            email: None,
            email_verified: None,
            first_name: profile.first_name,
            last_name: profile.last_name,
            display_name: profile.display_name,
            job_title: profile.job_title,
            department: profile.department,
            phone: profile.phone,
            bio: profile.bio,
            language: profile.language,
            timezone: profile.timezone,
            avatar_url: person.avatar_file_id.map(picture_url),
            status: None,
            theme: None,
            roles,
            last_seen_at: None,
            created_at: person.created_at,
            updated_at: person.updated_at,
        }
    }

    /// As this actor may see him.
    pub(crate) fn seen_by(actor: &Actor, person: Person, roles: Vec<String>) -> Self {
        let sees_all = actor.has(platform::permission::USER_READ_ALL) || actor.person == person.id;
        if sees_all {
            Self::whole(person, roles)
        } else {
            Self::public(person, roles)
        }
    }
}

/// The keys of roles.
pub(crate) fn keys(roles: &[Role]) -> Vec<String> {
    roles.iter().map(|r| r.key.clone()).collect()
}

/// An organisation, as its people see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Organization)]
pub(crate) struct OrganizationOut {
    #[schema(value_type = String, format = "uuid")]
    pub id: OrganizationId,
    pub slug: String,
    pub name_en: String,
    pub name_ar: String,
    pub domain: String,
    pub email: String,
    pub phone: String,
    pub website: String,
    pub address_line: String,
    pub city: String,
    pub region: String,
    pub country: String,
    pub postal_code: String,
    pub registration_number: String,
    pub tax_id: String,
    #[schema(value_type = String)]
    pub industry: Industry,
    #[schema(value_type = String)]
    pub size: Size,
    #[schema(value_type = String)]
    pub account_type: organizations::AccountType,
    pub about_en: String,
    pub about_ar: String,
    pub logo_url: Option<String>,
    #[schema(value_type = String)]
    pub status: organizations::Status,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub trial_ends_at: Option<Time>,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Time,
}

impl From<Organization> for OrganizationOut {
    fn from(o: Organization) -> Self {
        let f = o.fields;
        Self {
            id: o.id,
            slug: o.slug,
            name_en: f.name_en,
            name_ar: f.name_ar,
            domain: f.domain,
            email: f.email,
            phone: f.phone,
            website: f.website,
            address_line: f.address_line,
            city: f.city,
            region: f.region,
            country: f.country,
            postal_code: f.postal_code,
            registration_number: f.registration_number,
            tax_id: f.tax_id,
            industry: f.industry,
            size: f.size,
            account_type: o.account_type,
            about_en: f.about_en,
            about_ar: f.about_ar,
            logo_url: o.logo_file_id.map(picture_url),
            status: o.status,
            trial_ends_at: o.trial_ends_at,
            created_at: o.created_at,
            updated_at: o.updated_at,
        }
    }
}

/// What everybody may know of an organisation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganizationCard {
    #[schema(value_type = String, format = "uuid")]
    pub id: OrganizationId,
    pub name_en: String,
    pub name_ar: String,
    pub logo_url: Option<String>,
    #[schema(value_type = String)]
    pub industry: Industry,
    pub city: String,
}

impl From<organizations::Card> for OrganizationCard {
    fn from(card: organizations::Card) -> Self {
        Self {
            id: card.id,
            name_en: card.name_en,
            name_ar: card.name_ar,
            logo_url: card.logo_file_id.map(picture_url),
            industry: card.industry,
            city: card.city,
        }
    }
}

/// A plan with its limits; none means no limit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Plan)]
pub(crate) struct PlanOut {
    pub name: String,
    pub max_users: Option<u64>,
    pub max_use_cases: Option<u64>,
    pub max_storage_bytes: Option<u64>,
}

impl From<Plan> for PlanOut {
    fn from(plan: Plan) -> Self {
        Self {
            name: plan.name,
            max_users: plan.max_users,
            max_use_cases: plan.max_use_cases,
            max_storage_bytes: plan.max_storage_bytes,
        }
    }
}

/// The answer of registering and signing in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Login {
    pub user: User,
    pub organization: OrganizationOut,
    #[serde(flatten)]
    pub tokens: Tokens,
}

/// A pair of tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tokens {
    pub access_token: String,
    pub refresh_token: String,
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds that the access token is good for.
    #[schema(example = 900)]
    pub expires_in: u64,
}

impl From<tokens::Pair> for Tokens {
    fn from(pair: tokens::Pair) -> Self {
        Self {
            access_token: pair.access_token,
            refresh_token: pair.refresh_token,
            token_type: "Bearer",
            expires_in: tokens::ACCESS_LIFE.as_secs(),
        }
    }
}

/// Where one is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Session {
    #[schema(value_type = String, format = "uuid")]
    pub id: SessionId,
    /// `browser` or `api`.
    pub kind: &'static str,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub is_current: bool,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
    #[schema(value_type = String, format = "date-time")]
    pub last_seen_at: Time,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: row.id,
            kind: if row.is_browser { "browser" } else { "api" },
            ip: row.ip,
            user_agent: row.user_agent,
            is_current: row.is_current,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
        }
    }
}

/// A role and what it allows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Role)]
pub(crate) struct RoleOut {
    #[schema(value_type = String, format = "uuid")]
    pub id: RoleId,
    pub key: String,
    pub name: String,
    pub is_system: bool,
    /// `platform` or `organization`.
    pub scope: &'static str,
    pub permissions: Vec<&'static str>,
}

impl RoleOut {
    pub(crate) fn new(role: &Role, language: Language) -> Self {
        Self {
            id: role.id,
            key: role.key.clone(),
            name: role_name(role, language),
            is_system: role.is_system,
            scope: if role.is_platform {
                "platform"
            } else {
                "organization"
            },
            permissions: role.permissions.iter().map(|p| p.name()).collect(),
        }
    }
}

/// The title of a role in the reader's language.
pub(crate) fn role_name(role: &Role, language: Language) -> String {
    if role.is_system {
        return role_title(&role.key, language).to_owned();
    }
    match language {
        Language::Ar if !role.name_ar.is_empty() => role.name_ar.clone(),
        _ => role.name_en.clone(),
    }
}

/// The title of a system role.
pub(crate) fn role_title(key: &str, language: Language) -> &'static str {
    language.t(&format!("role-{}", key.replace('_', "-")))
}

/// A permission with its title.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Permission)]
pub(crate) struct PermissionOut {
    #[schema(example = "forum_topic.create")]
    pub name: &'static str,
    pub title: &'static str,
}

impl PermissionOut {
    pub(crate) fn new(permission: Permission, language: Language) -> Self {
        Self {
            name: permission.name(),
            title: language.t(&permission.title_key()),
        }
    }
}
