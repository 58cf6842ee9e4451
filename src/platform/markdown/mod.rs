//! What people write, made into HTML that may stand on any page.
//!
//! Invariants: the result never holds a script, an event handler, a style or an address that runs
//! code; pictures come from our own files alone; whatever is handed in is answered within a bounded
//! time and memory, if need be as plain text.
//!
//! | file | what |
//! |---|---|
//! | `parse` | CommonMark with our extensions, and the limits that keep it bounded |
//! | `html`, `inline` | from the tree to HTML: blocks, and what stands inside a line |
//! | `words` | `@mentions` and `#tags` inside running text |
//! | `address` | which addresses may stand behind a link |
//! | `code` | highlighted code |
//! | `sieve` | the last look at the HTML |
//! | `simple` | a line of plain words, which needs none of these |
//! | `text` | the words alone, for lists and search |

mod address;
mod code;
mod html;
mod inline;
mod parse;
mod sieve;
mod simple;
mod text;
mod words;

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;

use std::fmt;

pub use code::forget_grammars;
pub use text::{excerpt, files_in, mentions, plain};

/// HTML that may stand on any page; templates write it with `|safe`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML, owned.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether nothing is to be shown.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whom an `@mention` means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where the link leads, e.g. `/people/ID`.
    pub href: String,
    /// The name that is shown after the `@`.
    pub name: String,
}

/// Renders markdown; mentions stay plain text.
pub fn render(text: &str) -> Html {
    render_with(text, &|_| None)
}

/// Renders markdown; `mention` says whom a handle (without its `@`) means. A text beyond the limits
/// of [`parse`] is shown as it was typed.
pub fn render_with(text: &str, mention: &dyn Fn(&str) -> Option<Mention>) -> Html {
    if let Some(paragraph) = simple::paragraph(text) {
        return Html(paragraph);
    }
    let written = parse::with_tree(text, |root| html::write(root, text, mention)).flatten();
    let sifted = written.and_then(|html| sieve::sift(&html));
    // What is shown as typed is escaped letter by letter and needs no sieve.
    Html(sifted.unwrap_or_else(|| html::as_typed(text)))
}
