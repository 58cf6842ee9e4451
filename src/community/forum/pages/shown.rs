//! How people, categories and posts are shown, as templates take them.

use platform::{Time, visibility::Visibility};
use web::Shell;

use crate::forum::categories::Category;

/// A category beside a topic.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    pub(super) href: String,
    pub(super) kind: &'static str,
    pub(super) name: String,
}

impl Shelf {
    pub(super) fn of(category: &Category, shell: &Shell) -> Self {
        Self {
            href: address("/forum", &[("category", &category.slug)]),
            kind: category.kind.as_str(),
            name: category.name(shell.language).to_owned(),
        }
    }
}

/// A moment: how long ago in words, and exactly for programs and tooltips.
#[derive(Clone, Debug)]
pub(super) struct When {
    pub(super) ago: String,
    pub(super) exact: String,
}

impl When {
    pub(super) fn of(time: Time, shell: &Shell) -> Self {
        Self {
            ago: shell.ago(&time),
            exact: time.to_string(),
        }
    }
}

/// A tag and the list of its topics.
pub(super) fn tags(tags: &[String]) -> Vec<(String, String)> {
    let link = |tag: &String| (address("/forum", &[("tag", tag)]), tag.clone());
    tags.iter().map(link).collect()
}

/// The icon and the words of a visibility; public topics carry none.
pub(super) fn narrow(
    visibility: Visibility,
    shell: &Shell,
) -> Option<(&'static str, &'static str)> {
    match visibility {
        Visibility::Public => None,
        Visibility::Organization => Some(("building-2", shell.t("forum-visibility-organization"))),
        Visibility::Private => Some(("lock", shell.t("forum-visibility-private"))),
    }
}

/// A path with a query.
pub(super) fn address(path: &str, query: &[(&str, &str)]) -> String {
    if query.is_empty() {
        return path.to_owned();
    }
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(query);
    format!("{path}?{}", text.finish())
}
