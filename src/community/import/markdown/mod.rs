//! From the HTML of another community to markdown that reads and renders the same here.
//!
//! | file | what |
//! |---|---|
//! | `tokens` | HTML as a flat row of tags and texts: no tree, so no depth that could hurt |
//! | `blocks` | paragraphs, lists, quotes, code, tables |
//! | `inline` | emphasis, links, code within a line |
//! | `guard` | letters that mean themselves and not markdown |
//! | `comment` | short texts that are markdown of a smaller kind already |

mod blocks;
mod comment;
mod guard;
mod inline;
mod tokens;

#[cfg(test)]
mod tests;

pub use comment::from_comment;

/// What became of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    /// Markdown.
    pub text: String,
    /// How many pictures it shows that lie on other servers.
    pub pictures: u64,
}

/// HTML as markdown. Whatever is handed in, the time is linear in its length.
pub fn from_html(html: &str) -> Converted {
    let mut writer = blocks::Blocks::new(html.len());
    for token in tokens::Tokens::new(html) {
        writer.take(&token);
    }
    writer.finish()
}
