//! How people, categories and posts are shown, as templates take them.

use platform::{Time, id::PersonId, visibility::Visibility};
use web::Shell;

use crate::forum::{
    authors::{Author, Authors},
    categories::Category,
};

/// A person beside a text.
#[derive(Clone, Debug)]
pub(super) struct By {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) avatar_url: Option<String>,
    pub(super) organization: String,
}

impl By {
    pub(super) fn of(author: &Author, shell: &Shell) -> Self {
        Self {
            id: author.id.to_string(),
            name: author.shown(shell.language).to_owned(),
            avatar_url: author.avatar_url(),
            organization: author.organization_name(shell.language).to_owned(),
        }
    }

    /// A person of the page; somebody who is gone when he is not among its people.
    pub(super) fn find(authors: &Authors, id: PersonId, shell: &Shell) -> Self {
        authors.get(id).map_or_else(
            || Self {
                id: id.to_string(),
                name: shell.t("forum-removed-member").to_owned(),
                avatar_url: None,
                organization: String::new(),
            },
            |author| Self::of(author, shell),
        )
    }

    pub(super) fn href(&self) -> String {
        format!("/people/{}", self.id)
    }
}

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
