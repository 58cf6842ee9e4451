//! What use cases look like to programs.

use platform::{
    Time,
    id::{FileId, OrganizationId, PersonId},
    visibility::Visibility,
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use web::extract::parse_json;

use super::{
    browse::Facet,
    engagement::Mine,
    related::{Reason, Related},
    service::Read,
    types::{
        Card, Category, Contact, Content, Industry, Location, Medium, Metric, Patch, Phase, Roi,
        Status, UseCase, UseCaseId,
    },
};

/// Reads a change: 422 names the field whose type does not fit.
pub(super) fn patch(fields: Map<String, Value>) -> web::Result<Patch> {
    let shape = Patch::shape(&fields).to_string();
    parse_json::<Content>(shape.as_bytes())?;
    Ok(Patch::of_checked(fields))
}

/// Who wrote it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UseCaseAuthor)]
pub(super) struct AuthorOut {
    #[schema(value_type = String)]
    id: PersonId,
    name: String,
}

/// A picture.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UseCaseMedium)]
pub(super) struct MediumOut {
    #[schema(value_type = String)]
    file: FileId,
    /// Where it is read.
    url: String,
    /// Where it is read in small.
    thumbnail_url: String,
    caption: String,
    alt: String,
}

impl From<Medium> for MediumOut {
    fn from(medium: Medium) -> Self {
        Self {
            url: format!("/api/v1/files/{}/content", medium.file),
            thumbnail_url: format!("/api/v1/files/{}/content?size=thumbnail", medium.file),
            file: medium.file,
            caption: medium.caption,
            alt: medium.alt,
        }
    }
}

/// Where pages show a picture.
pub(super) fn picture_url(file: FileId) -> String {
    format!("/files/{file}/picture")
}

/// Where pages show a picture in small.
pub(super) fn thumbnail_url(file: FileId) -> String {
    format!("/files/{file}/thumbnail")
}

/// A use case, whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UseCase)]
pub(super) struct UseCaseOut {
    #[schema(value_type = String)]
    id: UseCaseId,
    slug: String,
    #[schema(value_type = String)]
    organization_id: OrganizationId,
    author: AuthorOut,
    title_en: String,
    title_ar: String,
    summary: String,
    #[schema(value_type = Option<String>)]
    category: Option<Category>,
    #[schema(value_type = Option<String>)]
    industry: Option<Industry>,
    company_name: String,
    technologies: Vec<String>,
    tags: Vec<String>,
    challenge: String,
    solution: String,
    implementation: Vec<Phase>,
    results: Vec<Metric>,
    roi: Roi,
    challenges_met: String,
    lessons_learned: String,
    vendor: String,
    team_size: Option<u32>,
    #[schema(value_type = Option<String>)]
    started_on: Option<jiff::civil::Date>,
    #[schema(value_type = Option<String>)]
    finished_on: Option<jiff::civil::Date>,
    location: Location,
    media: Vec<MediumOut>,
    /// Null for guests.
    contact: Option<Contact>,
    #[schema(value_type = String)]
    visibility: Visibility,
    #[schema(value_type = String)]
    status: Status,
    /// Why a moderator sent it back; for those who see it then.
    rejection_reason: Option<String>,
    is_verified: bool,
    is_featured: bool,
    views: i64,
    likes: i64,
    saves: i64,
    version: i64,
    #[schema(value_type = Option<String>)]
    published_at: Option<Time>,
    #[schema(value_type = String)]
    created_at: Time,
    #[schema(value_type = String)]
    updated_at: Time,
}

impl UseCaseOut {
    /// `author` is the author's name; `with_contact` says whether the viewer is signed in.
    pub(super) fn new(case: UseCase, author: String, with_contact: bool) -> Self {
        let c = case.content;
        Self {
            id: case.id,
            slug: case.slug,
            organization_id: case.organization,
            author: AuthorOut {
                id: case.author,
                name: author,
            },
            title_en: c.title_en,
            title_ar: c.title_ar,
            summary: c.summary,
            category: c.category,
            industry: c.industry,
            company_name: c.company_name,
            technologies: c.technologies,
            tags: c.tags,
            challenge: c.challenge,
            solution: c.solution,
            implementation: c.implementation,
            results: c.results,
            roi: c.roi,
            challenges_met: c.challenges_met,
            lessons_learned: c.lessons_learned,
            vendor: c.vendor,
            team_size: c.team_size,
            started_on: c.started_on,
            finished_on: c.finished_on,
            location: c.location,
            media: c.media.into_iter().map(MediumOut::from).collect(),
            contact: Some(c.contact).filter(|_| with_contact),
            visibility: c.visibility,
            status: case.status,
            rejection_reason: Some(case.rejection_reason).filter(|r| !r.is_empty()),
            is_verified: case.is_verified,
            is_featured: case.is_featured,
            views: case.views,
            likes: case.likes,
            saves: case.saves,
            version: case.version,
            published_at: case.published_at,
            created_at: case.created_at,
            updated_at: case.updated_at,
        }
    }
}

/// Totals.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UseCaseEngagement)]
pub(super) struct EngagementOut {
    views: i64,
    likes: i64,
    saves: i64,
}

/// A use case as it is read: with what is like it, and what the viewer did.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UseCaseDetail)]
pub(super) struct DetailOut {
    #[serde(flatten)]
    use_case: UseCaseOut,
    related: Vec<RelatedOut>,
    engagement: EngagementOut,
    /// Whether the viewer likes it.
    liked: bool,
    /// Whether the viewer saved it.
    saved: bool,
    /// In which folder; empty for none, null when not saved.
    saved_folder: Option<String>,
}

impl DetailOut {
    pub(super) fn new(read: Read, with_contact: bool) -> Self {
        let Read {
            case,
            author,
            mine,
            related,
            ..
        } = read;
        let Mine { liked, folder } = mine;
        Self {
            engagement: EngagementOut {
                views: case.views,
                likes: case.likes,
                saves: case.saves,
            },
            use_case: UseCaseOut::new(case, author, with_contact),
            related: related.into_iter().map(RelatedOut::from).collect(),
            liked,
            saved: folder.is_some(),
            saved_folder: folder,
        }
    }
}

/// A use case in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UseCaseCard)]
pub(super) struct CardOut {
    #[schema(value_type = String)]
    id: UseCaseId,
    slug: String,
    #[schema(value_type = String)]
    organization_id: OrganizationId,
    author: AuthorOut,
    title_en: String,
    title_ar: String,
    summary: String,
    #[schema(value_type = Option<String>)]
    category: Option<Category>,
    #[schema(value_type = Option<String>)]
    industry: Option<Industry>,
    company_name: String,
    technologies: Vec<String>,
    tags: Vec<String>,
    roi: Roi,
    location: Location,
    /// The first picture.
    picture: Option<MediumOut>,
    #[schema(value_type = String)]
    visibility: Visibility,
    #[schema(value_type = String)]
    status: Status,
    is_verified: bool,
    is_featured: bool,
    views: i64,
    likes: i64,
    saves: i64,
    version: i64,
    #[schema(value_type = Option<String>)]
    published_at: Option<Time>,
    #[schema(value_type = String)]
    created_at: Time,
    #[schema(value_type = String)]
    updated_at: Time,
}

impl From<Card> for CardOut {
    fn from(card: Card) -> Self {
        Self {
            id: card.id,
            slug: card.slug,
            organization_id: card.organization,
            author: AuthorOut {
                id: card.author,
                name: card.author_name,
            },
            title_en: card.title_en,
            title_ar: card.title_ar,
            summary: card.summary,
            category: card.category,
            industry: card.industry,
            company_name: card.company_name,
            technologies: card.technologies,
            tags: card.tags,
            roi: card.roi,
            location: card.location,
            picture: card.picture.map(MediumOut::from),
            visibility: card.visibility,
            status: card.status,
            is_verified: card.is_verified,
            is_featured: card.is_featured,
            views: card.views,
            likes: card.likes,
            saves: card.saves,
            version: card.version,
            published_at: card.published_at,
            created_at: card.created_at,
            updated_at: card.updated_at,
        }
    }
}

/// A use case like another one.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RelatedUseCase)]
pub(super) struct RelatedOut {
    use_case: CardOut,
    /// How much alike, 0 to 1.
    score: f64,
    /// Why, the strongest first.
    reasons: Vec<Reason>,
}

impl From<Related> for RelatedOut {
    fn from(related: Related) -> Self {
        Self {
            use_case: related.card.into(),
            score: related.score,
            reasons: related.reasons,
        }
    }
}

/// Facets as an object: name → values with counts.
pub(super) fn facets(facets: Vec<Facet>) -> Value {
    let by_name = facets.into_iter().map(|f| {
        let values = serde_json::to_value(f.values).unwrap_or_default();
        (f.name.to_owned(), values)
    });
    Value::Object(by_name.collect())
}
