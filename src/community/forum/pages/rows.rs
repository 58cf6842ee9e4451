//! A topic as a row of a list.

use std::collections::HashMap;

use web::Shell;

use super::shown::{Shelf, When, narrow, tags};
use crate::forum::{CategoryId, categories::Category, topics::Topic};
use crate::people::{By, Cards};

/// As many letters of a text as a row has room for: it shows one line.
const LINE: usize = 140;

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
        authors: &Cards,
        categories: &HashMap<CategoryId, Category>,
        shell: &Shell,
    ) -> Self {
        Self {
            href: topic.address(),
            title: topic.title.clone(),
            excerpt: one_line(&topic.excerpt),
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

/// The beginning of a text that fills a line, cut between words.
fn one_line(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LINE) else {
        return text.to_owned();
    };
    let line = text[..end]
        .rsplit_once(' ')
        .map_or(&text[..end], |(line, _)| line);
    format!(
        "{}…",
        line.trim_end_matches(|c: char| c.is_ascii_punctuation())
    )
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_row_holds_one_line() {
        let short = "Two words…";
        assert_eq!(one_line(short), short);
        let long = "كلمة، ".repeat(40);
        let line = one_line(&long);
        assert!(line.chars().count() <= 141, "{line}");
        assert!(line.ends_with("كلمة،…"), "{line}");
        let unbroken = "x".repeat(400);
        assert_eq!(one_line(&unbroken), format!("{}…", "x".repeat(140)));
    }
}
