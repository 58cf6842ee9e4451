//! Content that comes with its own authors, times and counts: sample data and imports. It goes in
//! as it is, without the rules of people who write now; [`finish`] then brings every counter of a
//! topic up to date, and [`recount`] the sums over all topics.

mod queries;

use platform::{
    Result, Time,
    id::{OrganizationId, PersonId},
    visibility::Visibility,
};
use store::Writer;

use super::{CategoryId, PostId, Rendered, TopicId};

pub use queries::{best_answer, follow, like_post, like_topic, topic_of};

/// A topic as it is put in.
#[derive(Clone, Debug)]
pub struct LoadedTopic {
    /// Its id.
    pub id: TopicId,
    /// Its category.
    pub category: CategoryId,
    /// The organisation it belongs to.
    pub organization: OrganizationId,
    /// Who started it.
    pub author: PersonId,
    /// Who may open it.
    pub visibility: Visibility,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: Rendered,
    /// Its tags, as [`super::Tags`] makes them.
    pub tags: Vec<String>,
    /// Whether it stands on top of lists.
    pub is_pinned: bool,
    /// Whether it is locked.
    pub is_locked: bool,
    /// How often it was opened.
    pub views: u32,
    /// How many liked it elsewhere; they are nobody here.
    pub likes: u32,
    /// When it was started.
    pub created_at: Time,
    /// When its text was changed.
    pub edited_at: Option<Time>,
}

/// A post as it is put in, after the post that it answers.
#[derive(Clone, Debug)]
pub struct LoadedPost {
    /// Its id.
    pub id: PostId,
    /// Its topic.
    pub topic: TopicId,
    /// The post that it answers.
    pub parent: Option<PostId>,
    /// Who wrote it.
    pub author: PersonId,
    /// Its text.
    pub text: Rendered,
    /// How many liked it elsewhere; they are nobody here.
    pub likes: u32,
    /// When it was written.
    pub created_at: Time,
    /// When its text was changed.
    pub edited_at: Option<Time>,
}

/// Puts a topic in.
pub fn topic(tx: &Writer<'_>, topic: &LoadedTopic) -> Result<()> {
    queries::insert_topic(tx, topic)?;
    queries::add_imported_likes(tx, topic.id, topic.likes)?;
    super::topics::set_tags(tx, topic.id, &topic.tags)
}

/// Puts a post in.
pub fn post(tx: &Writer<'_>, post: &LoadedPost) -> Result<()> {
    let above = match post.parent {
        Some(parent) => queries::place(tx, parent)?,
        None => None,
    };
    queries::insert_post(tx, post, above)?;
    queries::add_imported_likes(tx, post.id, post.likes)
}

/// Notes whom a post names.
pub fn mention(
    tx: &Writer<'_>,
    topic: TopicId,
    post: PostId,
    people: &[PersonId],
    at: Time,
) -> Result<()> {
    super::mentions::note(tx, topic, Some(post), people, at)
}

/// Adds likes that came later to a topic that was put in.
pub fn more_likes_of_topic(tx: &Writer<'_>, topic: TopicId, likes: u32) -> Result<()> {
    queries::add_imported_likes(tx, topic, likes)?;
    queries::raise_topic(tx, topic, likes)
}

/// Adds likes that came later to a post that was put in.
pub fn more_likes_of_post(tx: &Writer<'_>, post: PostId, likes: u32) -> Result<()> {
    queries::add_imported_likes(tx, post, likes)?;
    queries::raise_post(tx, post, likes)
}

/// Brings everything that a topic counts up to date, after its posts and likes are in.
pub fn finish(tx: &Writer<'_>, topic: TopicId) -> Result<()> {
    queries::count_posts(tx, topic)?;
    queries::count_topic(tx, topic)?;
    super::topics::after_posts(tx, topic, None)
}

/// Counts the sums over all topics anew, once after loading. Also the repair for counters.
pub fn recount(tx: &Writer<'_>) -> Result<()> {
    super::counts::recount(tx)
}
