//! The ids of the forum.

use platform::id::Id;

/// Names the kind in [`CategoryId`].
#[derive(Debug)]
pub enum CategoryKey {}
/// Names the kind in [`TopicId`].
#[derive(Debug)]
pub enum TopicKey {}
/// Names the kind in [`PostId`].
#[derive(Debug)]
pub enum PostKey {}

/// A category's id.
pub type CategoryId = Id<CategoryKey>;
/// A topic's id.
pub type TopicId = Id<TopicKey>;
/// A post's id.
pub type PostId = Id<PostKey>;
