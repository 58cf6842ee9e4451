//! The rules of the house that no compiler checks.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;

/// Files that are longer than 500 lines, with the reason. May only shrink.
const LONG_FILES: &[(&str, &str)] = &[];

/// Files beside `queries.rs` that hold SQL, with the reason. May only shrink.
const SQL_ELSEWHERE: &[(&str, &str)] = &[
    (
        "src/platform/visibility.rs",
        "the one condition that all shared content is read through",
    ),
    (
        "src/platform/listing/statement.rs",
        "puts lists together from the rooms' own parts",
    ),
    (
        "src/platform/settings.rs",
        "a room under 300 lines is one file",
    ),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file with one of these endings below a folder, with its path from the root.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path: PathBuf = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if endings.iter().any(|e| path.to_string_lossy().ends_with(e)) {
                let name = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn without_tests(source: &str) -> &str {
    source.split("#[cfg(test)]").next().unwrap_or_default()
}

#[test]
fn sql_stands_in_queries_and_migrations_only() {
    let sql =
        Regex::new(r#"(?m)"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\s"#).unwrap();
    let found: Vec<_> = files("src", &[".rs"])
        .into_iter()
        .filter(|(name, _)| !name.starts_with("src/store/"))
        .filter(|(name, _)| !name.ends_with("queries.rs") && !name.contains("/queries/"))
        .filter(|(_, text)| sql.is_match(without_tests(text)))
        .map(|(name, _)| name)
        .filter(|name| !SQL_ELSEWHERE.iter().any(|(file, _)| file == name))
        .collect();
    assert_eq!(
        found,
        Vec::<String>::new(),
        "move the statements into the room's queries.rs"
    );
}

/// What gives another value wherever or whenever a statement is run again.
fn chance() -> Regex {
    Regex::new(
        r"(?ix)
        \b(random|randomblob|last_insert_rowid|total_changes|changes|sqlite_offset)\s*\(
        | \b(date|time|datetime|julianday|unixepoch|timediff)\s*\(\s*(\)|'now')
        | \bstrftime\s*\(\s*'[^']*'\s*(\)|,\s*'now')
        | \bcurrent_(date|time|timestamp)\b
        ",
    )
    .unwrap()
}

#[test]
fn writing_sql_is_deterministic() {
    let chance = chance();
    let has_sql = |name: &str| {
        name.ends_with("queries.rs")
            || name.contains("/queries/")
            || SQL_ELSEWHERE.iter().any(|(file, _)| *file == name)
    };
    let sources = files("src", &[".rs"]).into_iter();
    let sources = sources.filter(|(name, _)| has_sql(name));
    for (name, text) in sources.chain(files("migrations", &[".sql"])) {
        let found = chance.find(&text).map(|found| found.as_str());
        assert_eq!(found, None, "{name}: ids, times and chance come from Rust");
    }
}

#[test]
fn chance_in_sql_is_known_by_its_words() {
    let chance = chance();
    for sql in [
        "SELECT random()",
        "INSERT INTO a VALUES (RANDOMBLOB(16))",
        "SELECT last_insert_rowid()",
        "UPDATE a SET at = datetime('now')",
        "UPDATE a SET at = datetime ( 'now', 'utc')",
        "UPDATE a SET at = julianday()",
        "UPDATE a SET at = unixepoch('now')",
        "UPDATE a SET at = strftime('%s', 'now')",
        "CREATE TABLE a (at TEXT DEFAULT CURRENT_TIMESTAMP)",
        "SELECT changes()",
    ] {
        assert!(chance.is_match(sql), "{sql}");
    }
    for sql in [
        "UPDATE a SET at = ?1",
        "SELECT strftime('%Y', created_at / 1000, 'unixepoch')",
        "SELECT date(created_at / 1000, 'unixepoch')",
        "SELECT changes FROM journal",
    ] {
        assert!(!chance.is_match(sql), "{sql}");
    }
}

#[test]
fn no_file_is_longer_than_a_person_reads() {
    let long: Vec<_> = files("src", &[".rs"])
        .into_iter()
        .chain(files("tests/it", &[".rs"]))
        .filter(|(_, text)| text.lines().count() > 500)
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(name, _)| !LONG_FILES.iter().any(|(file, _)| file == name))
        .collect();
    assert_eq!(long, Vec::new(), "split by noun");
    for (file, _) in LONG_FILES {
        let lines = fs::read_to_string(root().join(file)).map_or(0, |t| t.lines().count());
        assert!(lines > 500, "{file} is short by now; take it off the list");
    }
}

#[test]
fn every_module_folder_says_what_it_is_for() {
    for (name, text) in files("src", &["mod.rs", "lib.rs"]) {
        assert!(
            text.starts_with("//! "),
            "{name} must begin with what it is for"
        );
    }
}

#[test]
fn every_message_is_used_and_every_used_message_exists() {
    let known: BTreeSet<_> = platform::Language::En.keys().into_iter().collect();
    let comments = Regex::new(r"(?s)\{#.*?#\}").unwrap();
    let mut sources = String::new();
    for (_, text) in files("src", &[".rs"])
        .into_iter()
        .chain(files("templates", &[".html", ".txt"]))
    {
        sources.push_str(&comments.replace_all(&text, ""));
    }
    // Some keys are put together: `status-404`, `error-…` from an error's key, `role-…`, `permission-…`.
    let quoted: BTreeSet<_> = Regex::new(r#""([a-z0-9]+(?:-[a-z0-9]+)*)""#)
        .unwrap()
        .captures_iter(&sources)
        .map(|c| c.get(1).unwrap().as_str())
        .collect();
    let prefixes: Vec<_> = Regex::new(r#""([a-z0-9-]+-)\{"#)
        .unwrap()
        .captures_iter(&sources)
        .map(|c| c.get(1).unwrap().as_str().to_owned())
        .filter(|p| p != "error-")
        .collect();
    let unused: Vec<_> = known
        .iter()
        .filter(|key| {
            let by_name = quoted.contains(**key);
            let by_error = key
                .strip_prefix("error-")
                .is_some_and(|k| quoted.contains(k));
            !by_name && !by_error && !prefixes.iter().any(|p| key.starts_with(p.as_str()))
        })
        .collect();
    assert_eq!(unused, Vec::<&&str>::new(), "messages that nothing uses");
    let asked = Regex::new(r#"\.t[12]?\(\s*"([a-z0-9-]+)""#).unwrap();
    let missing: BTreeSet<_> = asked
        .captures_iter(&sources)
        .map(|c| c.get(1).unwrap().as_str())
        .filter(|key| !known.contains(key))
        .collect();
    assert_eq!(missing, BTreeSet::new(), "messages without a text");
    let errors = Regex::new(
        r#"(?:Message::new|Error::(?:malformed|forbidden|conflict|unavailable)|(?:Error|Self)::new\([^,()]*,|too_many\()\s*\(?\s*"([a-z0-9-]+)""#,
    )
    .unwrap();
    let missing: BTreeSet<_> = errors
        .captures_iter(&sources)
        .map(|c| format!("error-{}", c.get(1).unwrap().as_str()))
        .filter(|key| !known.contains(key.as_str()))
        .collect();
    assert_eq!(missing, BTreeSet::new(), "errors without a text");
}

#[test]
fn templates_hold_no_text_of_their_own() {
    // The block `frame` holds names of classes.
    let code =
        Regex::new(r"(?s)\{#.*?#\}|\{% block frame %\}.*?\{% endblock %\}|\{%.*?%\}|\{\{.*?\}\}")
            .unwrap();
    // Attributes that a macro gives stand between code, outside any tag.
    let attributes = Regex::new(
        r#"\s(?:[a-z][a-z-]+="[^"]*"|required|checked|selected|disabled|open|multiple|hidden|data-[a-z-]+)"#,
    )
    .unwrap();
    let markup = Regex::new(r"(?s)<kbd>.*?</kbd>|<!--.*?-->|<[^>]*>").unwrap();
    let letters = Regex::new(r"[A-Za-z\p{Arabic}]{3,}").unwrap();
    for (name, text) in files("templates", &[".html"]) {
        let shown = code.replace_all(&text, " ");
        let shown = markup.replace_all(&shown, " ");
        let shown = attributes.replace_all(&shown, " ");
        let shown = shown
            // A language is named in itself, whatever the page's language is.
            .replace("English", "")
            .replace("العربية", "")
            .replace("&nbsp;", " ")
            .replace("&middot;", " ")
            .replace("&hellip;", " ");
        if let Some(word) = letters.find(&shown) {
            panic!("{name}: “{}” must come from locales/", word.as_str());
        }
    }
}

#[test]
fn templates_keep_to_the_content_security_policy() {
    let inline = Regex::new(r#"(?i)<style|\sstyle="|\son(click|load|error|change|input|submit|key\w+|mouse\w+|focus|blur)=""#).unwrap();
    let script = Regex::new(r"(?i)<script[^>]*>").unwrap();
    for (name, text) in files("templates", &[".html"]) {
        assert!(
            !inline.is_match(&text),
            "{name} has inline styles or handlers"
        );
        for tag in script.find_iter(&text) {
            assert!(tag.as_str().contains("src="), "{name} has an inline script");
        }
    }
}

#[test]
fn the_repository_speaks_of_the_product_alone() {
    let folders = [
        "src",
        "templates",
        "migrations",
        "locales",
        "tests/it",
        "benches",
        "packaging",
    ];
    // Words for what is not finished, and paths of somebody's own machine.
    let words =
        Regex::new(r"\b(TO[D]O|FIX[M]E|X[X]X)\b|coming [s]oon|[\s`(]/(home|root|Users)/").unwrap();
    for folder in folders {
        for (name, text) in files(folder, &[".rs", ".html", ".sql", ".ftl", ".md", ".txt"]) {
            assert!(
                !words.is_match(&text),
                "{name} has a word that does not belong there"
            );
        }
    }
}
