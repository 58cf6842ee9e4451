//! A topic and what may be said about one.

use platform::{
    Result, Time,
    error::Check,
    id::{FileId, OrganizationId, PersonId},
    visibility::Visibility,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::forum::{CategoryId, PostId, Tags, Title, TopicId, TopicText};

/// A topic as it is read.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Its id.
    pub id: TopicId,
    /// Its title's words for the address.
    pub slug: String,
    /// Its category.
    pub category: CategoryId,
    /// The organisation it belongs to.
    pub organization: OrganizationId,
    /// Who started it.
    pub author: PersonId,
    /// Who may open it.
    pub visibility: Visibility,
    /// Whether it stands on top of lists.
    pub is_pinned: bool,
    /// Whether only moderators may still write.
    pub is_locked: bool,
    /// The post that answers it.
    pub best_answer: Option<PostId>,
    /// How often it was opened.
    pub views: i64,
    /// How many people like it.
    pub likes: i64,
    /// How many posts it has.
    pub replies: i64,
    /// How many files hang on it.
    pub attachments: i64,
    /// When something happened last.
    pub last_activity_at: Time,
    /// Who wrote the last post.
    pub last_post_author: Option<PersonId>,
    /// When it was started.
    pub created_at: Time,
    /// When anything about it was changed.
    pub updated_at: Time,
    /// When its text was changed.
    pub edited_at: Option<Time>,
    /// When it was deleted.
    pub deleted_at: Option<Time>,
    /// Grows with every change of its text.
    pub revision: i64,
    /// Its title.
    pub title: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its beginning, plain.
    pub excerpt: String,
    /// What it is to the one who asks.
    pub mine: Mine,
    /// Its markdown; empty where a list does not need it.
    pub content: String,
    /// Its safe HTML; empty where it is not shown.
    pub html: String,
}

impl Topic {
    /// Its page.
    pub fn address(&self) -> String {
        format!("/forum/t/{}/{}", self.id, self.slug)
    }

    /// The people that it names.
    pub fn people(&self) -> impl Iterator<Item = PersonId> + use<> {
        std::iter::once(self.author).chain(self.last_post_author)
    }
}

/// What a topic is to the one who asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mine {
    /// He likes it.
    pub liked: bool,
    /// He follows it.
    pub followed: bool,
    /// He has a bookmark on it.
    pub bookmarked: bool,
    /// Something happened since he read it.
    pub unread: bool,
}

/// A topic about to be started, checked.
#[derive(Clone, Debug)]
pub struct NewTopic {
    /// Its category.
    pub category: CategoryId,
    /// Its title.
    pub title: Title,
    /// Its text.
    pub text: TopicText,
    /// Its tags.
    pub tags: Tags,
    /// Who may open it.
    pub visibility: Visibility,
    /// Files that hang on it.
    pub attachments: Vec<FileId>,
}

/// What is asked to be set of a topic. For a new one category, title and content are required; for
/// a change what is absent stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicChange {
    /// The category.
    #[schema(value_type = Option<String>)]
    pub category_id: Option<CategoryId>,
    /// 5 to 200 characters.
    pub title: Option<String>,
    /// Markdown, 10 to 50,000 characters.
    pub content: Option<String>,
    /// Up to 8.
    pub tags: Option<Vec<String>>,
    /// `private`, `organization` or `public`.
    pub visibility: Option<String>,
    /// Ids of uploaded files.
    #[schema(value_type = Option<Vec<String>>)]
    pub attachments: Option<Vec<FileId>>,
}

/// A change of a topic, checked.
#[derive(Clone, Debug, Default)]
pub(in crate::forum) struct Checked {
    pub(super) category: Option<CategoryId>,
    pub(super) title: Option<Title>,
    pub(super) text: Option<TopicText>,
    pub(super) tags: Option<Tags>,
    pub(super) visibility: Option<Visibility>,
    pub(super) attachments: Option<Vec<FileId>>,
}

impl TopicChange {
    /// 422 names every field that does not fit.
    pub(super) fn check(self) -> Result<Checked> {
        let mut check = Check::default();
        let checked = self.checked(&mut check);
        check.done()?;
        Ok(checked)
    }

    fn checked(self, check: &mut Check) -> Checked {
        let visibility = self.visibility.as_deref().map(Visibility::parse);
        let tags = self.tags.as_deref().map(Tags::parse);
        Checked {
            category: self.category_id,
            title: self
                .title
                .and_then(|t| check.field("title", Title::parse(&t))),
            text: self
                .content
                .and_then(|t| check.field("content", TopicText::parse(&t))),
            tags: tags.and_then(|t| check.field("tags", t)),
            visibility: visibility.and_then(|v| check.field("visibility", v)),
            attachments: self.attachments,
        }
    }

    /// As a new topic, with the visibility that new topics start with.
    pub fn into_new(self, usual: Visibility) -> Result<NewTopic> {
        let mut check = Check::default();
        let required = || platform::error::Message::new("required");
        for (name, missing) in [
            ("category_id", self.category_id.is_none()),
            ("title", self.title.is_none()),
            ("content", self.content.is_none()),
        ] {
            if missing {
                check.fail(name, required());
            }
        }
        let checked = self.checked(&mut check);
        let new = checked.category.zip(checked.title).zip(checked.text);
        let ((category, title), text) = check.take(new)?;
        Ok(NewTopic {
            category,
            title,
            text,
            tags: checked.tags.unwrap_or_default(),
            visibility: checked.visibility.unwrap_or(usual),
            attachments: checked.attachments.unwrap_or_default(),
        })
    }
}
