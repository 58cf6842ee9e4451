//! Which index a statement lacks, told from its plan and its text.
//!
//! A plain rule: where the plan walks through a whole table without an index, the columns that the
//! statement compares for equality come first, then one that it compares by size, or else those that
//! it orders by. It is a hint for a person who knows the statement.

/// More columns in an index seldom pay.
const COLUMNS: usize = 4;

/// Words that are no alias of a table.
const NO_ALIAS: [&str; 18] = [
    "where",
    "on",
    "join",
    "left",
    "inner",
    "cross",
    "order",
    "group",
    "limit",
    "set",
    "union",
    "using",
    "values",
    "having",
    "natural",
    "select",
    "indexed",
    "returning",
];

/// The index that a statement lacks, as the statement that makes it. `columns` tells the columns of
/// a table, none for what is no table.
pub(super) fn index(
    sql: &str,
    plan: &[String],
    mut columns: impl FnMut(&str) -> Vec<String>,
) -> Option<String> {
    let words = words(sql);
    let scanned = plan.iter().filter_map(|step| {
        let name = step.trim().strip_prefix("SCAN ")?;
        let is_walk = !name.contains(" USING ") && !name.contains(" VIRTUAL TABLE");
        is_walk.then(|| name.split_whitespace().next())?
    });
    for name in scanned {
        let Some(table) = table(&words, name) else {
            continue;
        };
        let known = columns(&table);
        let wanted = wanted(&words, name, &known);
        if !wanted.is_empty() {
            let (name, list) = (wanted.join("_"), wanted.join(", "));
            return Some(format!("CREATE INDEX {table}_{name} ON {table} ({list})"));
        }
    }
    None
}

/// Names, numbers and signs of a statement; what stands in quotes is one of them.
fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        let mut word = String::from(c);
        if c == '\'' {
            word.extend(rest.by_ref().take_while(|c| *c != '\''));
        } else if is_of_name(c) || "?:@$".contains(c) {
            while let Some(c) = rest.next_if(|c| is_of_name(*c)) {
                word.push(c);
            }
        } else if "<>=!".contains(c) {
            while let Some(c) = rest.next_if(|c| "<>=".contains(*c)) {
                word.push(c);
            }
        } else if c.is_whitespace() {
            continue;
        }
        words.push(word.to_ascii_lowercase());
    }
    words
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The table that a plan calls by this name, which may be its alias.
fn table(words: &[String], name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let starts = words.iter().enumerate();
    let starts =
        starts.filter(|(_, w)| ["from", "join", "update", "into", ","].contains(&w.as_str()));
    for (place, _) in starts {
        let table = words.get(place + 1).filter(|w| is_name(w))?;
        let next = words.get(place + 2).map_or("", String::as_str);
        let alias = match next {
            "as" => words.get(place + 3).map_or("", String::as_str),
            other if is_name(other) && !NO_ALIAS.contains(&other) => other,
            _ => "",
        };
        if *table == name || alias == name {
            return Some(table.clone());
        }
    }
    None
}

/// The columns of the table that an index should have, in order.
fn wanted(words: &[String], name: &str, columns: &[String]) -> Vec<String> {
    let name = name.to_ascii_lowercase();
    let (mut equal, mut ranged, mut ordered) = (Vec::new(), Vec::new(), Vec::new());
    let (mut in_set, mut in_order) = (false, false);
    for (place, word) in words.iter().enumerate() {
        match word.as_str() {
            "set" => in_set = true,
            "where" => (in_set, in_order) = (false, false),
            "order" => in_order = true,
            "limit" | ")" => in_order = false,
            _ => {}
        }
        if in_set || !columns.contains(word) || !is_of(words, place, &name) {
            continue;
        }
        let start = if place > 1 && words[place - 1] == "." {
            place - 2
        } else {
            place
        };
        let before = start.checked_sub(1).and_then(|p| words.get(p));
        let (before, after) = (before.map_or("", String::as_str), words.get(place + 1));
        let list = match (before, after.map_or("", String::as_str)) {
            (_, "=" | "==" | "in" | "is") | ("=" | "==", _) => &mut equal,
            (_, "<" | ">" | "<=" | ">=" | "between") => &mut ranged,
            _ if in_order => &mut ordered,
            _ => continue,
        };
        if !list.contains(word) {
            list.push(word.clone());
        }
    }
    ranged.truncate(1);
    let rest = if ranged.is_empty() { ordered } else { ranged };
    let rest: Vec<_> = rest.into_iter().filter(|c| !equal.contains(c)).collect();
    equal.into_iter().chain(rest).take(COLUMNS).collect()
}

/// Whether a column's name stands for this table's: it has the table's name before it, or none.
fn is_of(words: &[String], place: usize, name: &str) -> bool {
    match place.checked_sub(1).map(|p| words[p].as_str()) {
        Some(".") => place > 1 && words[place - 2] == name,
        _ => words.get(place + 1).is_none_or(|next| next != "."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_missing_index_is_told_from_plan_and_text() {
        let columns = |table: &str| -> Vec<String> {
            let names: &[&str] = match table {
                "topics" => &["id", "author_id", "category_id", "created_at", "likes"],
                "posts" => &["id", "topic_id", "author_id", "created_at"],
                _ => &[],
            };
            names.iter().map(ToString::to_string).collect()
        };
        for (sql, plan, index_of) in [
            (
                "SELECT * FROM topics WHERE author_id = ?1 AND created_at > ?2 ORDER BY likes",
                "SCAN topics",
                Some("CREATE INDEX topics_author_id_created_at ON topics (author_id, created_at)"),
            ),
            (
                "SELECT t.id FROM posts AS p JOIN topics t ON t.id = p.topic_id WHERE p.author_id IN (?)",
                "SCAN p",
                Some("CREATE INDEX posts_topic_id_author_id ON posts (topic_id, author_id)"),
            ),
            (
                "SELECT id FROM topics ORDER BY likes DESC, id LIMIT 20",
                "SCAN topics",
                Some("CREATE INDEX topics_likes_id ON topics (likes, id)"),
            ),
            (
                "UPDATE topics SET likes = ?1 WHERE ?2 = category_id",
                "SCAN topics",
                Some("CREATE INDEX topics_category_id ON topics (category_id)"),
            ),
            ("SELECT count(*) FROM topics", "SCAN topics", None),
            (
                "SELECT id FROM topics WHERE id = 1",
                "SCAN topics USING INDEX a",
                None,
            ),
            (
                "SELECT id FROM topics WHERE id = 1",
                "SEARCH topics USING INDEX a (id=?)",
                None,
            ),
            (
                "SELECT value FROM json_each(?1)",
                "SCAN json_each VIRTUAL TABLE INDEX 1:",
                None,
            ),
            (
                "SELECT 1 FROM (SELECT id FROM topics) s WHERE id = 2",
                "SCAN s",
                None,
            ),
            ("SELECT 'from x where", "SCAN x", None),
        ] {
            let found = index(sql, &[plan.to_owned()], columns);
            assert_eq!(found.as_deref(), index_of, "{sql}");
        }
    }
}
