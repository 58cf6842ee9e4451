//! Topics and posts as search documents.

mod queries;

use ::search::{Change, Document};
use platform::{
    Result, Time,
    id::{AnyId, OrganizationId, PersonId},
    indexing::Source,
    markdown,
    visibility::{self, Visibility},
};
use store::Reader;

pub use queries::{is_public_author, posts_of, topics_of};

use super::{PostId, TopicId};

/// The kind of a topic's document.
pub const TOPIC: &str = "topic";
/// The kind of a post's document.
pub const POST: &str = "post";

/// What the forum lets people find.
pub const SOURCES: [Source; 2] = [
    Source {
        resources: &["forum_topic"],
        changes: topic_changes,
        page: topic_page,
    },
    Source {
        resources: &["forum_post"],
        changes: post_changes,
        page: post_page,
    },
];

/// What a document is made of.
struct Found {
    id: [u8; 16],
    topic: Option<[u8; 16]>,
    organization: OrganizationId,
    topic_author: PersonId,
    visibility: Visibility,
    author: PersonId,
    author_name: String,
    company: String,
    category: String,
    title: String,
    tags: Vec<String>,
    content: String,
    created_at: Time,
    likes: i64,
    replies: i64,
    answers: bool,
}

impl Found {
    fn document(self) -> Document {
        let kind = if self.topic.is_some() { POST } else { TOPIC };
        let access = visibility::terms_of_object(
            self.visibility,
            self.organization,
            Some(self.topic_author),
        );
        Document {
            parent: self.topic,
            access,
            title: self.title,
            body: markdown::plain(&self.content),
            tags: self.tags,
            company: self.company,
            author: Some(self.author.bytes()),
            author_name: self.author_name,
            category: self.category,
            created_at: self.created_at.millis(),
            boost: boost(self.likes, self.replies, self.answers),
            organization: Some(self.organization.bytes()),
            ..Document::new(kind, self.id)
        }
    }
}

/// A mild factor for engagement: 1 without any, rarely above 1.5.
fn boost(likes: i64, replies: i64, answers: bool) -> f32 {
    let engagement = likes.max(0) as f32 * 2.0 + replies.max(0) as f32;
    let answer = if answers { 0.15 } else { 0.0 };
    1.0 + engagement.ln_1p() / 12.0 + answer
}

/// A topic changed: its document, and those of its posts, which follow its visibility.
fn topic_changes(db: &Reader<'_>, _: &str, id: AnyId) -> Result<Vec<Change>> {
    let topic = TopicId::from_uuid(*id.as_uuid());
    let Some(found) = queries::topic(db, topic)? else {
        let id = topic.bytes();
        return Ok(vec![
            Change::Delete { kind: TOPIC, id },
            Change::DeleteChildren { parent: id },
        ]);
    };
    let posts = queries::posts_of_topic(db, topic)?;
    let all = std::iter::once(found).chain(posts);
    Ok(all.map(|f| f.document().into()).collect())
}

fn topic_page(db: &Reader<'_>, after: Option<AnyId>, limit: u32) -> Result<Vec<Document>> {
    let page = queries::topic_page(db, after, limit)?;
    Ok(page.into_iter().map(Found::document).collect())
}

fn post_changes(db: &Reader<'_>, _: &str, id: AnyId) -> Result<Vec<Change>> {
    let post = PostId::from_uuid(*id.as_uuid());
    Ok(vec![match queries::post(db, post)? {
        Some(found) => found.document().into(),
        None => Change::Delete {
            kind: POST,
            id: post.bytes(),
        },
    }])
}

fn post_page(db: &Reader<'_>, after: Option<AnyId>, limit: u32) -> Result<Vec<Document>> {
    let page = queries::post_page(db, after, limit)?;
    Ok(page.into_iter().map(Found::document).collect())
}
