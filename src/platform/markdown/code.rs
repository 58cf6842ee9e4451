//! Highlighted code: spans with the classes `hl-comment`, `hl-string`, `hl-number`, `hl-constant`,
//! `hl-keyword`, `hl-function`, `hl-type`, `hl-tag`, `hl-attribute`, `hl-variable`, `hl-inserted`
//! and `hl-deleted`.
//!
//! The grammars are loaded at the first block of code that names a language, so that a server
//! without any starts fast and stays small.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use syntect::{
    parsing::{ParseState, Scope, ScopeStack, SyntaxSet},
    util::LinesWithEndings,
};

/// Code of one text that is highlighted, in bytes; what comes after is shown plain. Grammars are
/// regular expressions that backtrack, so their food is rationed.
pub const BYTES_MAX: usize = 30_000;
/// A block with a longer line is data, not code to be read.
const LINE_BYTES_MAX: usize = 400;

/// Grammars compile as they are used and then take several megabytes each.
static GRAMMARS: Mutex<Option<Arc<SyntaxSet>>> = Mutex::new(None);

/// Lets go of the grammars, for a time in which nobody writes code.
pub fn forget_grammars() {
    *GRAMMARS.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

fn grammars() -> Arc<SyntaxSet> {
    let mut loaded = GRAMMARS.lock().unwrap_or_else(PoisonError::into_inner);
    loaded
        .get_or_insert_with(|| Arc::new(SyntaxSet::load_defaults_newlines()))
        .clone()
}

/// Scopes and their classes; the first that fits decides.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    const PAIRS: [(&str, &str); 16] = [
        ("comment", "hl-comment"),
        ("string", "hl-string"),
        ("constant.numeric", "hl-number"),
        ("constant", "hl-constant"),
        ("keyword", "hl-keyword"),
        ("storage", "hl-keyword"),
        ("entity.name.function", "hl-function"),
        ("support.function", "hl-function"),
        ("entity.name.tag", "hl-tag"),
        ("entity.other.attribute-name", "hl-attribute"),
        ("entity.name", "hl-type"),
        ("support", "hl-type"),
        ("variable.parameter", "hl-variable"),
        ("variable.language", "hl-keyword"),
        ("markup.inserted", "hl-inserted"),
        ("markup.deleted", "hl-deleted"),
    ];
    let pair = |(scope, class): (&str, &'static str)| Some((Scope::new(scope).ok()?, class));
    PAIRS.into_iter().filter_map(pair).collect()
});

/// Highlights code, taking its bytes from what is left of [`BYTES_MAX`]; `None` when the language
/// is not known, nothing is left, or the grammar fails.
pub fn highlighted(code: &str, language: &str, left: &mut usize) -> Option<String> {
    if language.is_empty() || code.len() > *left {
        return None;
    }
    if code.lines().any(|line| line.len() > LINE_BYTES_MAX) {
        return None;
    }
    let name = name_of(language)?;
    let grammars = grammars();
    let grammar = grammars.find_syntax_by_token(&name)?;
    *left -= code.len();
    let mut html = String::with_capacity(code.len() * 2);
    let mut state = ParseState::new(grammar);
    let mut stack = ScopeStack::new();
    let mut open = None;
    for line in LinesWithEndings::from(code) {
        let mut from = 0;
        for (at, change) in state.parse_line(line, &grammars).ok()? {
            piece(&mut html, line.get(from..at)?, class_of(&stack), &mut open);
            stack.apply(&change).ok()?;
            from = at;
        }
        piece(&mut html, line.get(from..)?, class_of(&stack), &mut open);
    }
    if open.is_some() {
        html.push_str("</span>");
    }
    Some(html)
}

/// Writes a piece, within the span that is open when it has the same class.
fn piece(
    html: &mut String,
    text: &str,
    class: Option<&'static str>,
    open: &mut Option<&'static str>,
) {
    if text.is_empty() {
        return;
    }
    // Blanks need no colour of their own.
    if class != *open && !text.trim().is_empty() {
        if open.is_some() {
            html.push_str("</span>");
        }
        if let Some(class) = class {
            html.push_str("<span class=\"");
            html.push_str(class);
            html.push_str("\">");
        }
        *open = class;
    }
    super::html::escape(html, text);
}

fn class_of(stack: &ScopeStack) -> Option<&'static str> {
    let class = |scope: &Scope| {
        let fits = |(wanted, _): &&(Scope, &str)| wanted.is_prefix_of(*scope);
        CLASSES.iter().find(fits).map(|(_, class)| *class)
    };
    stack.as_slice().iter().rev().find_map(class)
}

/// The name by which the grammars know a language.
fn name_of(language: &str) -> Option<String> {
    let language = language.to_ascii_lowercase();
    let known = match language.as_str() {
        "typescript" | "ts" | "tsx" | "jsx" | "mjs" | "node" => "js",
        "shell" | "console" | "zsh" | "terminal" => "bash",
        "golang" => "go",
        "jsonc" | "json5" => "json",
        "python3" => "python",
        "text" | "plain" | "txt" | "none" => return None,
        other => other,
    };
    Some(known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_gets_classes_and_stays_escaped() {
        let mut left = BYTES_MAX;
        let html = highlighted("let a = \"<b>\"; // yes\n", "rust", &mut left);
        assert_eq!(
            html.as_deref(),
            Some(
                "<span class=\"hl-keyword\">let</span> a <span class=\"hl-keyword\">= </span>\
                 <span class=\"hl-string\">&quot;&lt;b&gt;&quot;</span>; \
                 <span class=\"hl-comment\">// yes\n</span>"
            )
        );
        assert_eq!(left, BYTES_MAX - 22);
    }

    #[test]
    fn unknown_languages_long_lines_and_too_much_code_stay_plain() {
        let mut left = 100;
        assert_eq!(highlighted("a", "klingon", &mut left), None);
        assert_eq!(highlighted(&"a".repeat(101), "rust", &mut left), None);
        let mut left = 1000;
        assert_eq!(highlighted(&"a".repeat(401), "rust", &mut left), None);
        assert_eq!(left, 1000);
    }
}
