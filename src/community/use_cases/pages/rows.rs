//! The repeated rows of the form, and what is wrong with which field.

use platform::{Error, id::FileId};
use web::Shell;

use crate::use_cases::{wire::thumbnail_url, writing::Typed};

/// How many blank rows stand under the filled ones.
const BLANK: usize = 1;
/// How many rows there are at least.
const LEAST: usize = 2;

/// What is wrong, by field.
pub(super) struct Refused {
    fields: Vec<(String, String)>,
    /// What the fields are called, in the same order.
    labels: Vec<String>,
}

impl Refused {
    pub(super) fn new(shell: &Shell, error: Option<&Error>) -> Self {
        let fields = error.map(|e| e.fields.as_slice()).unwrap_or_default();
        let said =
            |f: &platform::error::Field| (f.name.to_string(), shell.language.message(&f.message));
        let labels = fields.iter().map(|f| label(shell, &f.name)).collect();
        Self {
            fields: fields.iter().map(said).collect(),
            labels,
        }
    }

    /// What is wrong with a field; empty when nothing is.
    pub(super) fn of(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, text)| text.as_str())
    }

    pub(super) fn count(&self) -> usize {
        self.fields.len()
    }

    /// The anchor of each refused field, what it is called and what is wrong.
    pub(super) fn all(&self) -> impl Iterator<Item = (String, String)> {
        let said = |((name, text), label): (&(String, String), &String)| {
            (anchor(name), format!("{label}: {text}"))
        };
        self.fields.iter().zip(&self.labels).map(said)
    }

    fn row(&self, group: &str, i: usize, column: &str) -> String {
        self.of(&format!("{group}[{i}].{column}")).to_owned()
    }
}

/// `results[2].before` stands at `#f-results.before-2`.
fn anchor(name: &str) -> String {
    let Some((group, rest)) = name.split_once('[') else {
        return format!("f-{name}");
    };
    match rest.split_once("].") {
        Some((i, column)) => format!("f-{group}.{column}-{i}"),
        None => format!("f-{group}"),
    }
}

/// What the form calls a field; a field of a row is called as its row.
fn label(shell: &Shell, name: &str) -> String {
    if let Some((group, rest)) = name.split_once('[') {
        let row = match group {
            "implementation" => "use-case-phase",
            "results" => "use-case-metric",
            _ => "use-case-picture",
        };
        let n = rest.split(']').next().and_then(|i| i.parse().ok());
        return shell.t1(row, "n", n.unwrap_or(0_usize) + 1);
    }
    let last = name.rsplit('.').next().unwrap_or(name);
    let begin = last.split('_').next().unwrap_or(last);
    let keys = [name, last, begin].map(|n| format!("use-case-{}", n.replace(['.', '_'], "-")));
    let known = keys.iter().find(|key| shell.language.has(key));
    known.map_or_else(|| name.to_owned(), |key| shell.t(key).to_owned())
}

/// A field of a row.
pub(super) struct Cell {
    pub(super) value: String,
    pub(super) error: String,
}

fn rows(
    typed: &Typed,
    refused: &Refused,
    group: &str,
    columns: &[&str],
    blank: bool,
) -> Vec<Vec<Cell>> {
    let values: Vec<_> = columns
        .iter()
        .map(|c| typed.values(&format!("{group}.{c}")))
        .collect();
    let mut filled = values.first().map_or(0, Vec::len);
    while filled > 0
        && values
            .iter()
            .all(|v| v.get(filled - 1).is_none_or(|t| t.is_empty()))
    {
        filled -= 1;
    }
    let count = if blank {
        (filled + BLANK).max(LEAST)
    } else {
        filled
    };
    let cell = |i: usize, c: usize| Cell {
        value: values[c].get(i).copied().unwrap_or_default().to_owned(),
        error: refused.row(group, i, columns[c]),
    };
    (0..count)
        .map(|i| (0..columns.len()).map(|c| cell(i, c)).collect())
        .collect()
}

fn take<const N: usize>(row: Vec<Cell>) -> [Cell; N] {
    let mut cells = row.into_iter();
    std::array::from_fn(|_| {
        cells.next().unwrap_or(Cell {
            value: String::new(),
            error: String::new(),
        })
    })
}

/// A phase of the implementation.
pub(super) struct PhaseRow {
    pub(super) title: Cell,
    pub(super) duration: Cell,
    pub(super) description: Cell,
}

impl PhaseRow {
    pub(super) fn all(typed: &Typed, refused: &Refused) -> Vec<Self> {
        let columns = ["title", "duration", "description"];
        let rows = rows(typed, refused, "implementation", &columns, true);
        let row = |row| {
            let [title, duration, description] = take(row);
            Self {
                title,
                duration,
                description,
            }
        };
        rows.into_iter().map(row).collect()
    }
}

/// A figure before and after.
pub(super) struct MetricRow {
    pub(super) name: Cell,
    pub(super) before: Cell,
    pub(super) after: Cell,
    pub(super) unit: Cell,
    pub(super) note: Cell,
}

impl MetricRow {
    pub(super) fn all(typed: &Typed, refused: &Refused) -> Vec<Self> {
        let columns = ["name", "before", "after", "unit", "note"];
        let rows = rows(typed, refused, "results", &columns, true);
        let row = |row| {
            let [name, before, after, unit, note] = take(row);
            Self {
                name,
                before,
                after,
                unit,
                note,
            }
        };
        rows.into_iter().map(row).collect()
    }
}

/// A picture.
pub(super) struct MediumRow {
    pub(super) file: String,
    pub(super) url: String,
    pub(super) caption: Cell,
    pub(super) alt: Cell,
}

impl MediumRow {
    pub(super) fn all(typed: &Typed, refused: &Refused) -> Vec<Self> {
        let rows = rows(typed, refused, "media", &["file", "caption", "alt"], false);
        let row = |row| {
            let [file, caption, alt] = take(row);
            let url = file
                .value
                .parse::<FileId>()
                .map(thumbnail_url)
                .unwrap_or_default();
            Self {
                file: file.value,
                url,
                caption,
                alt,
            }
        };
        rows.into_iter().map(row).collect()
    }
}
