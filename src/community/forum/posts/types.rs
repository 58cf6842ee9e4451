//! A post, and what lists of posts offer.

use platform::{
    Time,
    id::PersonId,
    listing::{Filter, Kind, ListSpec, Sort},
};

use crate::forum::{PostId, TopicId};

/// A post as it is read. A deleted one keeps its place and loses its text and author.
#[derive(Clone, Debug)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// The topic it belongs to.
    pub topic: TopicId,
    /// The post it answers; none for one that answers the topic.
    pub parent: Option<PostId>,
    /// The top of its thread.
    pub root: PostId,
    /// How many posts stand above it.
    pub depth: i64,
    /// Who wrote it.
    pub author: PersonId,
    /// How many people like it.
    pub likes: i64,
    /// How many posts answer it directly.
    pub replies: i64,
    /// When it was written.
    pub created_at: Time,
    /// When its text was changed.
    pub edited_at: Option<Time>,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// Grows with every change of its text.
    pub revision: i64,
    /// Whether it is the topic's best answer.
    pub is_best: bool,
    /// Whether the one who asks likes it.
    pub liked: bool,
    /// Its markdown; empty where it is not asked for.
    pub content: String,
    /// Its safe HTML; empty where it is not shown.
    pub html: String,
}

/// How deep and how far threads are read.
#[derive(Clone, Copy, Debug)]
pub struct Depth {
    /// The deepest level, 0 for the top.
    pub levels: i64,
    /// How many posts below the top ones at most.
    pub posts: u32,
}

impl Depth {
    /// Everything, for programs.
    pub const WHOLE: Self = Self {
        levels: i64::MAX,
        posts: 10_000,
    };
}

const SORTS: &[Sort] = &[
    Sort::new("created_at", "p.created_at"),
    Sort::new("likes", "p.likes_count"),
];

/// What flat lists of posts offer.
pub const SPEC: ListSpec = ListSpec {
    filters: &[
        Filter::special_of("topic_id", Kind::Id),
        Filter::new("author", "p.author_id", Kind::Id),
        Filter::new("created", "p.created_at", Kind::Time),
    ],
    sorts: SORTS,
    default_sort: "created_at",
    id: "p.id",
};

/// What lists of top-level posts and of replies offer.
pub const TOP_SPEC: ListSpec = ListSpec {
    filters: &[Filter::special_of("topic_id", Kind::Id)],
    sorts: SORTS,
    default_sort: "created_at",
    id: "p.id",
};
