//! What a list of topics can be narrowed to, and how.

use platform::listing::{Filter, Kind, List, ListSpec, Sort};
use store::types::{ToSql, Value};

use crate::forum::categories::CategoryKind;

/// What lists of topics offer.
pub const SPEC: ListSpec = ListSpec {
    filters: &[
        Filter::special("q"),
        Filter::special("category"),
        Filter::special_of("kind", Kind::OneOf(CategoryKind::WORDS)),
        Filter::new("author", "t.author_id", Kind::Id),
        Filter::new("organization", "t.organization_id", Kind::Id),
        Filter::special("tag"),
        Filter::new("is_pinned", "t.is_pinned", Kind::Bool),
        Filter::new("is_locked", "t.is_locked", Kind::Bool),
        Filter::new(
            "has_best_answer",
            "(t.best_answer_post_id IS NOT NULL)",
            Kind::Bool,
        ),
        Filter::new("unanswered", "(t.replies_count = 0)", Kind::Bool),
        Filter::new("has_attachments", "(t.attachments_count > 0)", Kind::Bool),
        Filter::special_of("mine", Kind::Bool),
        Filter::special_of("followed", Kind::Bool),
        Filter::special_of("bookmarked", Kind::Bool),
        Filter::special_of("unread", Kind::Bool),
        Filter::new(
            "visibility",
            "t.visibility",
            Kind::OneOf(&["private", "organization", "public"]),
        ),
        Filter::new("created", "t.created_at", Kind::Time),
        Filter::new("activity", "t.last_activity_at", Kind::Time),
        Filter::special_of("min_likes", Kind::Int),
        Filter::special_of("min_replies", Kind::Int),
        Filter::special_of("min_views", Kind::Int),
    ],
    sorts: &[
        Sort::new("activity", "t.last_activity_at"),
        Sort::new("created_at", "t.created_at"),
        Sort::new("views", "t.views_count"),
        Sort::new("likes", "t.likes_count"),
        Sort::new("replies", "t.replies_count"),
        Sort::new("title", "t.title_key"),
    ],
    default_sort: USUAL_SORT,
    id: "t.id",
};

/// The order without `sort`: what happened last, pinned topics first.
pub(super) const USUAL_SORT: &str = "-activity";

/// A topic that had activity since the person read it. Before he joined, or said that all is read,
/// everything counts as read; to a guest nothing is unread.
pub(super) const UNREAD: &str = "coalesce(t.last_activity_at > max(
        coalesce((SELECT r.read_at FROM forum_reads r
                  WHERE r.person_id = :scope_person AND r.topic_id = t.id), 0),
        (SELECT max(p.created_at, coalesce(a.at, 0)) FROM people p
         LEFT JOIN forum_all_read a ON a.person_id = p.id WHERE p.id = :scope_person)), 0)";

/// Where words are looked for without the index.
const WORDS: &str = "(t.title || ' ' || t.tags || ' ' || t.content)";

/// What a search for words came to.
#[derive(Clone, Debug)]
pub(super) enum Sought {
    /// The topics that the index found, as a list for `json_each`.
    Topics(String),
    /// The index is being built: words to look for in the database.
    Words(Vec<String>),
}

/// Conditions that need more than an expression, with the values that they bind.
#[derive(Default)]
pub(super) struct Narrowing {
    pub(super) sql: String,
    values: Vec<(String, Value)>,
}

impl Narrowing {
    /// From what was asked, and what the search for `q` came to.
    pub(super) fn new(list: &List, sought: Option<Sought>) -> Self {
        let mut narrowing = Self::default();
        match sought {
            Some(Sought::Topics(ids)) => {
                let name = narrowing.bind(Value::Text(ids));
                narrowing.and(&format!(
                    "t.id IN (SELECT unhex(value) FROM json_each({name}))"
                ));
            }
            Some(Sought::Words(words)) => {
                for word in words {
                    let name = narrowing.bind(Value::Text(word));
                    narrowing.and(&format!("{WORDS} LIKE {name} ESCAPE '\\'"));
                }
            }
            None => {}
        }
        narrowing.category(list.values("category"));
        narrowing.any(list.values("kind"), |names| {
            format!("t.category_id IN (SELECT id FROM forum_categories WHERE kind IN ({names}))")
        });
        narrowing.any(&tags(list), |names| {
            format!("t.id IN (SELECT topic_id FROM forum_topic_tags WHERE tag IN ({names}))")
        });
        for (name, column) in [
            ("min_likes", "t.likes_count"),
            ("min_replies", "t.replies_count"),
            ("min_views", "t.views_count"),
        ] {
            narrowing.any(list.values(name), |bound| {
                format!("{column} >= max({bound}, 0)")
            });
        }
        for (name, mine) in [
            ("mine", "t.author_id = :scope_person".to_owned()),
            ("followed", kept("forum_follows")),
            ("bookmarked", kept("forum_bookmarks")),
            ("unread", UNREAD.to_owned()),
        ] {
            match list.flag(name) {
                Some(true) => narrowing.and(&mine),
                Some(false) => narrowing.and(&format!("NOT coalesce({mine}, 0)")),
                None => {}
            }
        }
        narrowing
    }

    /// The bound values.
    pub(super) fn params(&self) -> impl Iterator<Item = (&str, &dyn ToSql)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value as &dyn ToSql))
    }

    fn bind(&mut self, value: Value) -> String {
        let name = format!(":n{}", self.values.len());
        self.values.push((name.clone(), value));
        name
    }

    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND (");
        self.sql.push_str(condition);
        self.sql.push(')');
    }

    fn any(&mut self, values: &[Value], condition: impl Fn(&str) -> String) {
        if values.is_empty() {
            return;
        }
        let names: Vec<_> = values.iter().map(|v| self.bind(v.clone())).collect();
        self.and(&condition(&names.join(", ")));
    }

    /// A category is named by its id or by its slug.
    fn category(&mut self, values: &[Value]) {
        let as_id = |value: &Value| match value {
            Value::Text(text) => text.parse::<crate::forum::CategoryId>().ok(),
            _ => None,
        };
        let one = |n: &mut Self, value: &Value| {
            if let Some(id) = as_id(value) {
                return n.bind(Value::Blob(id.bytes().to_vec()));
            }
            let name = n.bind(value.clone());
            format!("(SELECT id FROM forum_categories WHERE slug = {name})")
        };
        match values {
            [] => {}
            // One category alone lets SQLite walk its own index in order.
            [single] => {
                let id = one(self, single);
                self.and(&format!("t.category_id = {id}"));
            }
            several => {
                let ids: Vec<_> = several.iter().map(|v| one(self, v)).collect();
                self.and(&format!("t.category_id IN ({})", ids.join(", ")));
            }
        }
    }
}

fn kept(table: &str) -> String {
    format!("t.id IN (SELECT topic_id FROM {table} WHERE person_id = :scope_person)")
}

/// The tags asked for, as they are kept.
fn tags(list: &List) -> Vec<Value> {
    let tag = |value: &Value| match value {
        Value::Text(text) => Value::Text(crate::forum::text::tag(text)),
        other => other.clone(),
    };
    list.values("tag").iter().map(tag).collect()
}
