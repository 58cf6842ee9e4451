//! Topics and posts as search documents.

mod queries;

use ::search::{Change, Document, Hit, Request};
use platform::{
    App, Result, Time, Viewer,
    id::{AnyId, OrganizationId, PersonId},
    indexing::{self, Found, Source},
    markdown,
    visibility::{self, Visibility},
};
use store::Reader;
use uuid::Uuid;

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

/// How many hits a list can be narrowed to.
const NARROWED: usize = 1000;

/// The topics that have the words, in their own texts or in their posts; none when the index is
/// not ready and the database has to be asked.
pub(super) async fn topics_with(
    app: &App,
    viewer: &Viewer,
    text: &str,
) -> Result<Option<Vec<TopicId>>> {
    let request = Request {
        text: text.to_owned(),
        kinds: vec![TOPIC.into(), POST.into()],
        limit: NARROWED,
        ..Request::default()
    };
    let Found::Answer(answer) = indexing::search(app, viewer, request).await? else {
        return Ok(None);
    };
    let topic = |hit: &Hit| TopicId::from_uuid(Uuid::from_bytes(hit.parent.unwrap_or(hit.id)));
    let mut topics: Vec<TopicId> = answer.hits.iter().map(topic).collect();
    topics.sort_unstable();
    topics.dedup();
    Ok(Some(topics))
}

/// The words of a search as patterns for `LIKE`, for answers without the index.
pub(super) fn patterns(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == '"');
    let plain = words.filter(|w| !w.is_empty() && !w.starts_with('-'));
    let pattern = |word: &str| {
        let word = word
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        format!("%{word}%")
    };
    plain.take(12).map(pattern).collect()
}

/// What a document is made of.
struct Row {
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

impl Row {
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
    Ok(page.into_iter().map(Row::document).collect())
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
    Ok(page.into_iter().map(Row::document).collect())
}
