//! What the forum notes in the journal.

use platform::journal::Action;

pub(super) const CATEGORY_CREATED: Action = Action::new("forum_category", "created");
pub(super) const CATEGORY_UPDATED: Action = Action::new("forum_category", "updated");
pub(super) const CATEGORY_DELETED: Action = Action::new("forum_category", "deleted");
pub(super) const CATEGORIES_ORDERED: Action = Action::new("forum_category", "ordered");

pub(super) const TOPIC_CREATED: Action = Action::new("forum_topic", "created");
pub(super) const TOPIC_UPDATED: Action = Action::new("forum_topic", "updated");
pub(super) const TOPIC_DELETED: Action = Action::new("forum_topic", "deleted");
pub(super) const TOPIC_RESTORED: Action = Action::new("forum_topic", "restored");
pub(super) const TOPIC_PINNED: Action = Action::new("forum_topic", "pinned");
pub(super) const TOPIC_UNPINNED: Action = Action::new("forum_topic", "unpinned");
pub(super) const TOPIC_LOCKED: Action = Action::new("forum_topic", "locked");
pub(super) const TOPIC_UNLOCKED: Action = Action::new("forum_topic", "unlocked");
pub(super) const TOPIC_ANSWERED: Action = Action::new("forum_topic", "answered");
pub(super) const TOPIC_UNANSWERED: Action = Action::new("forum_topic", "unanswered");

pub(super) const POST_CREATED: Action = Action::new("forum_post", "created");
pub(super) const POST_UPDATED: Action = Action::new("forum_post", "updated");
pub(super) const POST_DELETED: Action = Action::new("forum_post", "deleted");

// A resource of its own: a like changes nothing that is searched for.
pub(super) const TOPIC_LIKED: Action = Action::new("forum_topic_like", "added");
pub(super) const TOPIC_UNLIKED: Action = Action::new("forum_topic_like", "removed");
pub(super) const POST_LIKED: Action = Action::new("forum_post_like", "added");
pub(super) const POST_UNLIKED: Action = Action::new("forum_post_like", "removed");

// As with likes.
pub(super) const TOPIC_FOLLOWED: Action = Action::new("forum_topic_follow", "added");
pub(super) const TOPIC_UNFOLLOWED: Action = Action::new("forum_topic_follow", "removed");
