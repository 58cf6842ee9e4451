//! Every statement of searching.

use platform::{Result, actor::Scope, id::PersonId, visibility};
use store::{
    Reader, Writer, params,
    types::{ToSql, Value},
};

use super::{
    Sorted, Term,
    types::{Checked, Scoped},
};
use crate::forum::{PostId, TopicId};

/// How many people must have searched for a term before anybody else hears of it.
const PEOPLE: i64 = 3;
/// How many terms are shown.
const TERMS: i64 = 20;

/// The slug of a category that was named by its id or slug.
pub(super) fn category_slug(db: &Reader<'_>, named: &str) -> Result<Option<String>> {
    let id: Option<crate::forum::CategoryId> = named.parse().ok();
    let sql = "SELECT slug FROM forum_categories WHERE id = ?1 OR slug = ?2";
    Ok(db.optional(sql, params![id, named], |r| r.get(0))?)
}

/// What the database finds by itself: a topic, or a post with its topic.
pub(super) type Row = (TopicId, Option<PostId>);

/// Topics and posts that have all words, for answers without the index, and how many there are.
pub(super) fn without_index(
    db: &Reader<'_>,
    scope: &Scope,
    asked: &Checked,
    words: &[String],
) -> Result<(Vec<Row>, u64)> {
    let mut values: Vec<(String, Value)> = Vec::new();
    let topics = part(
        asked,
        words,
        ("t", "t.title || ' ' || t.tags || ' ' || t.content"),
        &mut values,
    );
    let posts = part(asked, words, ("p", "p.content"), &mut values);
    let visible = visibility::sql("t");
    let mut parts = Vec::new();
    if asked.scope != Scoped::Posts {
        parts.push(format!(
            "SELECT t.id AS topic, NULL AS post, t.created_at AS at, t.likes_count AS likes
             FROM forum_topics t WHERE t.deleted_at IS NULL AND {visible} {topics}"
        ));
    }
    if asked.scope != Scoped::Topics {
        parts.push(format!(
            "SELECT t.id AS topic, p.id AS post, p.created_at AS at, p.likes_count AS likes
             FROM forum_posts p JOIN forum_topics t ON t.id = p.topic_id
             WHERE t.deleted_at IS NULL AND p.deleted_at IS NULL AND {visible} {posts}"
        ));
    }
    let found = parts.join(" UNION ALL ");
    let order = if asked.sort == Sorted::Likes {
        "likes DESC, at DESC"
    } else {
        "at DESC"
    };
    let used = |sql: &str| {
        let bound = values
            .iter()
            .filter(|(name, _)| sql.contains(&format!("{name} ")));
        let mut params: Vec<(&str, &dyn ToSql)> = bound
            .map(|(name, value)| (name.as_str(), value as &dyn ToSql))
            .collect();
        params.extend(scope.bind());
        params
    };
    let count = format!("SELECT count(*) FROM ({found} )");
    let total: i64 = db.one(&count, used(&count).as_slice(), |r| r.get(0))?;
    let sql = format!(
        "SELECT topic, post FROM ({found} ) ORDER BY {order}, topic, post LIMIT {} OFFSET {}",
        asked.limit,
        (asked.page - 1) * asked.limit
    );
    let rows = db.all(&sql, used(&sql).as_slice(), |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok((rows, total.max(0) as u64))
}

/// The conditions of one kind; every bound name is followed by a space.
fn part(
    asked: &Checked,
    words: &[String],
    (alias, text): (&str, &str),
    values: &mut Vec<(String, Value)>,
) -> String {
    let mut sql = String::new();
    let mut bind = |condition: &dyn Fn(&str) -> String, value: Value| {
        let name = format!(":{alias}{}x", values.len());
        sql.push_str(" AND ");
        sql.push_str(&condition(&name));
        values.push((name, value));
    };
    for word in words {
        bind(
            &|n| format!("({text}) LIKE {n} ESCAPE '\\'"),
            Value::Text(word.clone()),
        );
    }
    if !asked.category.is_empty() {
        let slug = Value::Text(asked.category.clone());
        bind(
            &|n| format!("t.category_id = (SELECT id FROM forum_categories WHERE slug = {n} )"),
            slug,
        );
    }
    if let Some(author) = asked.author {
        let author = Value::Blob(author.bytes().to_vec());
        bind(&|n| format!("{alias}.author_id = {n} "), author);
    }
    if let Some(from) = asked.from {
        bind(
            &|n| format!("{alias}.created_at >= {n} "),
            Value::Integer(from.millis()),
        );
    }
    if let Some(before) = asked.before {
        bind(
            &|n| format!("{alias}.created_at < {n} "),
            Value::Integer(before.millis()),
        );
    }
    sql.push(' ');
    sql
}

/// Titles that begin with the words, for suggestions without the index.
pub(super) fn titles(
    db: &Reader<'_>,
    scope: &Scope,
    begin: &str,
    limit: u32,
) -> Result<Vec<TopicId>> {
    let sql = format!(
        "SELECT t.id FROM forum_topics t
         WHERE t.deleted_at IS NULL AND t.title_key >= :begin AND t.title_key < :end AND {}
         ORDER BY t.title_key, t.id LIMIT :limit",
        visibility::sql("t")
    );
    let end = format!("{begin}\u{10ffff}");
    let mut params: Vec<(&str, &dyn ToSql)> =
        vec![(":begin", &begin), (":end", &end), (":limit", &limit)];
    params.extend(scope.bind());
    Ok(db.all(&sql, params.as_slice(), |r| r.get(0))?)
}

/// Whether a person's search of a day is known.
pub(super) fn is_noted(db: &Reader<'_>, day: i64, term: &str, person: PersonId) -> Result<bool> {
    let sql = "SELECT 1 FROM forum_searches WHERE day = ?1 AND term = ?2 AND person_id = ?3";
    Ok(db.exists(sql, params![day, term, person])?)
}

/// Notes a person's search, and forgets what is older than the longest period.
pub(super) fn note(tx: &Writer<'_>, day: i64, term: &str, person: PersonId) -> Result<()> {
    tx.execute(
        "DELETE FROM forum_searches WHERE day < ?1",
        params![day - 31],
    )?;
    tx.execute(
        "INSERT INTO forum_searches (day, term, person_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![day, term, person],
    )?;
    Ok(())
}

/// What at least three people searched for since a day.
pub(super) fn trending(db: &Reader<'_>, since: i64) -> Result<Vec<Term>> {
    let sql = "SELECT term, count(DISTINCT person_id) AS people FROM forum_searches
               WHERE day >= ?1 GROUP BY term HAVING people >= ?2
               ORDER BY people DESC, term LIMIT ?3";
    let term = |r: &store::Row<'_>| {
        Ok(Term {
            term: r.get(0)?,
            people: r.get(1)?,
        })
    };
    Ok(db.all(sql, params![since, PEOPLE, TERMS], term)?)
}
