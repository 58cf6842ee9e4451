//! From a checked list to SQL. Only names from code become part of the text; every value is bound.

use std::fmt::Write as _;

use rusqlite::{ToSql, types::Value};
use store::{Reader, Row};

use super::{List, Listing, Meta, Op, PageMeta, Paging};
use crate::{error::Result, secret::Seal};

/// The room's part of a list's query.
pub struct Statement<'a> {
    /// The columns, e.g. `t.id, t.title`.
    pub columns: &'a str,
    /// What follows `FROM`, with joins.
    pub from: &'a str,
    /// The room's own condition, visibility first; `:named` parameters are bound by `params`.
    pub condition: &'a str,
    /// The values of the room's own parameters.
    pub params: &'a [(&'a str, &'a dyn ToSql)],
    /// An order before the asked one, e.g. `t.is_pinned DESC`, with its key's expression: pinned
    /// rows come first on every page. Empty for none.
    pub first: &'a str,
}

impl List {
    /// Runs the list: rows, total and where to go on.
    pub fn run<T>(
        &self,
        db: &Reader<'_>,
        seal: &Seal,
        statement: &Statement<'_>,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Listing<T>> {
        self.run_counted(db, seal, statement, None, map)
    }

    /// [`List::run`] where the room knows the total already, from counters.
    pub fn run_counted<T>(
        &self,
        db: &Reader<'_>,
        seal: &Seal,
        statement: &Statement<'_>,
        total: Option<u64>,
        mut map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Listing<T>> {
        let (filters, values) = self.filters();
        let keys = self.keys(statement.first);
        let (resume, after) = self.resume_condition(&keys);
        let sql = self.select(statement, &keys, &filters, &resume);
        let filter_params = named(":f", &values);
        let after_params = named(":k", &after);
        let mut params: Vec<(&str, &dyn ToSql)> = statement.params.to_vec();
        params.extend(
            filter_params
                .iter()
                .map(|(n, v)| (n.as_str(), *v as &dyn ToSql)),
        );
        let count_params = params.clone();
        params.extend(
            after_params
                .iter()
                .map(|(n, v)| (n.as_str(), *v as &dyn ToSql)),
        );
        let mut rows = db.all(&sql, params.as_slice(), |row| {
            let columns = row.as_ref().column_count();
            let keys = (columns - keys.len()..columns)
                .map(|i| row.get(i))
                .collect::<Result<Vec<Value>, _>>()?;
            Ok((map(row)?, keys))
        })?;
        let total = match total {
            Some(total) => total,
            None => Self::count(db, statement, &filters, &count_params)?,
        };
        let more = rows.len() > self.limit as usize;
        rows.truncate(self.limit as usize);
        let next_cursor = rows
            .last()
            .filter(|_| more)
            .map(|(_, keys)| self.seal_cursor(keys, seal));
        Ok(Listing {
            items: rows.into_iter().map(|(item, _)| item).collect(),
            meta: Meta {
                total,
                limit: self.limit,
                next_cursor,
                page: self.page_meta(total),
            },
        })
    }

    fn select(
        &self,
        statement: &Statement<'_>,
        keys: &[(String, bool)],
        filters: &str,
        resume: &str,
    ) -> String {
        let wanted = self.limit + 1;
        let offset = match self.paging {
            Paging::Page(page) => (page - 1).saturating_mul(self.limit),
            Paging::Cursor { .. } => 0,
        };
        let key_columns: String = keys.iter().map(|(sql, _)| format!(", {sql}")).collect();
        let direction = |down: &bool| if *down { " DESC" } else { "" };
        let order: Vec<_> = keys
            .iter()
            .map(|(sql, down)| format!("{sql}{}", direction(down)))
            .collect();
        format!(
            "SELECT {} {key_columns} FROM {} WHERE {} {filters} {resume} ORDER BY {} LIMIT {wanted} OFFSET {offset}",
            statement.columns,
            statement.from,
            statement.condition,
            order.join(", "),
        )
    }

    fn page_meta(&self, total: u64) -> Option<PageMeta> {
        match self.paging {
            Paging::Page(page) => Some(PageMeta::new(page, self.limit, total)),
            Paging::Cursor { .. } => None,
        }
    }

    fn count(
        db: &Reader<'_>,
        statement: &Statement<'_>,
        filters: &str,
        params: &[(&str, &dyn ToSql)],
    ) -> Result<u64> {
        let sql = format!(
            "SELECT count(*) FROM {} WHERE {} {filters}",
            statement.from, statement.condition
        );
        Ok(db.one(&sql, params, |r| r.get::<_, i64>(0))? as u64)
    }

    /// ` AND (…)` for every filter on an expression, and the values of `:f0`, `:f1`, ….
    fn filters(&self) -> (String, Vec<Value>) {
        let (mut sql, mut values) = (String::new(), Vec::new());
        for condition in &self.conditions {
            let Some(expression) = condition.filter.sql else {
                continue;
            };
            let mut bind = |value: &Value| {
                values.push(value.clone());
                format!(":f{}", values.len() - 1)
            };
            let first = condition.values.first().unwrap_or(&Value::Null);
            let text = match condition.op {
                Op::Eq => format!("{expression} = {}", bind(first)),
                Op::Ne => format!("{expression} <> {}", bind(first)),
                Op::Gt => format!("{expression} > {}", bind(first)),
                Op::Gte => format!("{expression} >= {}", bind(first)),
                Op::Lt => format!("{expression} < {}", bind(first)),
                Op::Lte => format!("{expression} <= {}", bind(first)),
                Op::In => {
                    let all: Vec<_> = condition.values.iter().map(&mut bind).collect();
                    format!("{expression} IN ({})", all.join(", "))
                }
                Op::Like => format!("{expression} LIKE {} ESCAPE '\\'", bind(&contains(first))),
            };
            let _ = write!(sql, " AND ({text})");
        }
        (sql, values)
    }

    /// The full order: the room's first key, the asked ones, the id. True means downwards. The id
    /// goes the way of the last asked key, so that "newest first" also holds within one moment.
    fn keys(&self, first: &str) -> Vec<(String, bool)> {
        let mut keys = Vec::new();
        if !first.is_empty() {
            let (sql, down) = first
                .strip_suffix(" DESC")
                .map_or((first, false), |sql| (sql, true));
            keys.push((sql.to_owned(), down));
        }
        keys.extend(
            self.order
                .iter()
                .map(|(sort, down)| (sort.sql.to_owned(), *down)),
        );
        let down = keys.last().is_some_and(|(_, down)| *down);
        keys.push((self.spec.id.to_owned(), down));
        keys
    }

    /// ` AND (after the cursor)`, and the values of `:k0`, `:k1`, ….
    fn resume_condition(&self, keys: &[(String, bool)]) -> (String, Vec<Value>) {
        let Paging::Cursor { after: Some(after) } = &self.paging else {
            return (String::new(), Vec::new());
        };
        if after.len() != keys.len() {
            return (" AND 0".into(), Vec::new());
        }
        if let Some(all) = one_direction(keys) {
            return (all, after.clone());
        }
        let mut alternatives = Vec::new();
        for (i, (sql, down)) in keys.iter().enumerate() {
            let equal: String = (0..i)
                .map(|j| format!("{} = :k{j} AND ", keys[j].0))
                .collect();
            let compare = if *down { '<' } else { '>' };
            alternatives.push(format!("({equal}{sql} {compare} :k{i})"));
        }
        // The first comparison alone lets SQLite use an index for the start of the range.
        let (sql, down) = &keys[0];
        let bound = format!("{sql} {} :k0", if *down { "<=" } else { ">=" });
        (
            format!(" AND {bound} AND ({})", alternatives.join(" OR ")),
            after.clone(),
        )
    }
}

/// Keys that all go the same way are compared as one row value, which an index on them answers
/// from the first wanted row on.
fn one_direction(keys: &[(String, bool)]) -> Option<String> {
    let (_, down) = keys.first()?;
    if keys.iter().any(|(_, other)| other != down) {
        return None;
    }
    let columns: Vec<_> = keys.iter().map(|(sql, _)| sql.as_str()).collect();
    let values: Vec<_> = (0..keys.len()).map(|i| format!(":k{i}")).collect();
    let compare = if *down { '<' } else { '>' };
    Some(format!(
        " AND ({}) {compare} ({})",
        columns.join(", "),
        values.join(", ")
    ))
}

fn named<'a>(prefix: &str, values: &'a [Value]) -> Vec<(String, &'a Value)> {
    values
        .iter()
        .enumerate()
        .map(|(i, v)| (format!("{prefix}{i}"), v))
        .collect()
}

/// `%text%` with LIKE's own signs taken literally.
fn contains(value: &Value) -> Value {
    let Value::Text(text) = value else {
        return value.clone();
    };
    let escaped = text
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    Value::Text(format!("%{escaped}%"))
}
