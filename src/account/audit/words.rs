//! Rows in plain words.

use platform::{
    Language,
    audit::{ActorWord, Entry, Named},
};
use serde_json::Value;

use super::known::ACTIONS;
use crate::{wire, words};

/// The longest value that a page shows, in characters.
const SHOWN: usize = 300;

fn dashed(word: &str) -> String {
    word.replace(['_', '.'], "-")
}

/// "Sara changed the roles of Omar".
pub(super) fn sentence(row: &Entry, named: Option<&Named>, language: Language) -> String {
    let who = match (&row.actor_name, row.actor_kind) {
        (Some(name), _) => name.as_str(),
        (None, ActorWord::System | ActorWord::Job) => language.t("audit-who-server"),
        (None, _) => language.t("audit-who-unknown"),
    };
    let what = thing(&row.resource_type, named, language);
    done(&row.action, &isolated(who, language), &what, language)
}

/// A name in the other script, kept from turning the order of the sentence round.
fn isolated(name: &str, language: Language) -> String {
    let is_arabic = name.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
    if is_arabic == (language == Language::Ar) {
        name.to_owned()
    } else {
        format!("\u{2068}{name}\u{2069}")
    }
}

fn done(action: &str, who: &str, what: &str, language: Language) -> String {
    let key = format!("audit-act-{}", dashed(action));
    if language.has(&key) {
        return language.with(&key, &[("who", &who), ("what", &what)]);
    }
    language.with(
        "audit-act-other",
        &[("who", &who), ("action", &action), ("what", &what)],
    )
}

/// The thing by its name, or "a topic".
fn thing(kind: &str, named: Option<&Named>, language: Language) -> String {
    let kind = dashed(kind);
    let the = format!("audit-the-{kind}");
    if let Some(named) = named
        && language.has(&the)
    {
        return language.with(&the, &[("title", &isolated(&named.title, language))]);
    }
    let key = format!("audit-a-{kind}");
    let key = if language.has(&key) {
        &key
    } else {
        "audit-a-other"
    };
    language.t(key).to_owned()
}

/// The title of a kind of thing.
pub(super) fn kind(word: &str, language: Language) -> String {
    let key = format!("audit-kind-{}", dashed(word));
    if language.has(&key) {
        language.t(&key).to_owned()
    } else {
        word.to_owned()
    }
}

/// What can be done, by kind: title of the kind, then word and title of each.
pub(super) fn choices(language: Language) -> Vec<(String, Vec<(String, String)>)> {
    let of = |(resource, verbs): &(&str, &[&str])| {
        let what = thing(resource, None, language);
        let one = |verb: &&str| {
            let word = format!("{resource}.{verb}");
            let title = done(&word, "…", &what, language);
            (word, title)
        };
        (kind(resource, language), verbs.iter().map(one).collect())
    };
    ACTIONS.iter().map(of).collect()
}

/// Word and title of every kind.
pub(super) fn kinds(language: Language) -> Vec<(&'static str, String)> {
    let all = ACTIONS.iter();
    all.map(|(word, _)| (*word, kind(word, language))).collect()
}

/// A field that changed.
pub(super) struct Change {
    /// Its title.
    pub(super) field: String,
    pub(super) before: String,
    pub(super) after: String,
    /// Whether there was nothing before: what a thing began with.
    pub(super) is_first: bool,
}

/// The fields that changed, in words.
pub(super) fn changes(row: &Entry, language: Language) -> Vec<Change> {
    let all = row.changes.iter().map(|(name, values)| {
        let at = |n: usize| values.get(n).unwrap_or(&Value::Null);
        Change {
            field: field(name, language),
            before: value(name, at(0), language),
            after: value(name, at(1), language),
            is_first: is_nothing(at(0)),
        }
    });
    all.collect()
}

fn field(name: &str, language: Language) -> String {
    let key = format!("audit-field-{}", dashed(name));
    if language.has(&key) {
        language.t(&key).to_owned()
    } else {
        name.replace('_', " ")
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(all) => all.is_empty(),
        _ => false,
    }
}

fn value(field: &str, value: &Value, language: Language) -> String {
    let text = match value {
        Value::Bool(true) => language.t("audit-value-yes").to_owned(),
        Value::Bool(false) => language.t("audit-value-no").to_owned(),
        Value::String(word) => titled(field, word, language),
        Value::Array(all) => {
            let all = all.iter().map(|v| self::value(field, v, language));
            all.collect::<Vec<_>>().join(", ")
        }
        Value::Null => String::new(),
        other => other.to_string(),
    };
    if text.is_empty() {
        return language.t("audit-value-none").to_owned();
    }
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

/// Words of closed lists have titles.
fn titled(field: &str, word: &str, language: Language) -> String {
    let standing = format!("standing-{}", dashed(word));
    let visibility = format!("operator-visibility-{word}");
    match field {
        "visibility" | "default_visibility" if language.has(&visibility) => {
            language.t(&visibility).to_owned()
        }
        "roles" => wire::role_title(word, language).to_owned(),
        "status" if language.has(&standing) => words::standing(word, language).to_owned(),
        _ => word.to_owned(),
    }
}
