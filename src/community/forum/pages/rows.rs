//! A topic as a row of a list.

use std::collections::HashMap;

use web::Shell;

use super::shown::{By, Shelf, When, narrow, tags};
use crate::forum::{CategoryId, authors::Authors, categories::Category, topics::Topic};

/// See the module.
pub(super) struct Row {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) excerpt: String,
    pub(super) is_pinned: bool,
    pub(super) is_locked: bool,
    pub(super) is_answered: bool,
    pub(super) is_unread: bool,
    pub(super) narrow: Option<(&'static str, &'static str)>,
    pub(super) shelf: Option<Shelf>,
    pub(super) by: By,
    pub(super) tags: Vec<(String, String)>,
    pub(super) replies: String,
    pub(super) likes: String,
    pub(super) last: When,
}

impl Row {
    pub(super) fn of(
        topic: &Topic,
        authors: &Authors,
        categories: &HashMap<CategoryId, Category>,
        shell: &Shell,
    ) -> Self {
        Self {
            href: topic.address(),
            title: topic.title.clone(),
            excerpt: topic.excerpt.clone(),
            is_pinned: topic.is_pinned,
            is_locked: topic.is_locked,
            is_answered: topic.best_answer.is_some(),
            is_unread: topic.mine.unread,
            narrow: narrow(topic.visibility, shell),
            shelf: categories.get(&topic.category).map(|c| Shelf::of(c, shell)),
            by: By::find(authors, topic.author, shell),
            tags: tags(&topic.tags),
            replies: shell.number(topic.replies),
            likes: shell.number(topic.likes),
            last: When::of(topic.last_activity_at, shell),
        }
    }
}
