//! Use cases that come with their own authors, times and counts: sample data. They go in published
//! and as they are, without the rules of people who write now; [`finish`] then brings the counters
//! up to date.

mod queries;

use platform::{
    Result, Time,
    id::{OrganizationId, PersonId},
};
use store::Writer;

use super::types::{Status, UseCase, slug};

pub use super::types::{Content, Medium, UseCaseId};
pub use queries::{finish, like, save};

/// A use case as it is put in.
#[derive(Clone, Debug)]
pub struct LoadedCase {
    /// Its id.
    pub id: UseCaseId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Who wrote it.
    pub author: PersonId,
    /// What he wrote, checked.
    pub content: Content,
    /// Whether its figures were checked.
    pub is_verified: bool,
    /// Whether it is shown first.
    pub is_featured: bool,
    /// How often it was read.
    pub views: u32,
    /// When it was published.
    pub published_at: Time,
}

/// Puts a use case in.
pub fn use_case(tx: &Writer<'_>, loaded: LoadedCase) -> Result<()> {
    let (id, at) = (loaded.id, loaded.published_at);
    let case = UseCase {
        id,
        slug: slug(loaded.content.any_title()),
        organization: loaded.organization,
        author: loaded.author,
        changed_by: loaded.author,
        content: loaded.content,
        status: Status::PUBLISHED,
        rejection_reason: String::new(),
        is_verified: loaded.is_verified,
        is_featured: loaded.is_featured,
        views: i64::from(loaded.views),
        likes: 0,
        saves: 0,
        version: 1,
        revision: 1,
        published_at: Some(at),
        created_at: at,
        updated_at: at,
        deleted_at: None,
    };
    super::queries::insert(tx, &case)?;
    queries::receive(tx, &case)
}
