//! What is searched for, and what is found.

use std::time::Duration;

use platform::{
    Time,
    error::{Check, Message},
    id::PersonId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::forum::{PostId, TopicId, topics::Topic};
use crate::people::Cards;

/// Where is searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scoped {
    /// Topics and posts.
    #[default]
    All,
    /// Topics.
    Topics,
    /// Posts.
    Posts,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sorted {
    /// The best first.
    #[default]
    Relevance,
    /// The newest first.
    Date,
    /// The most liked first.
    Likes,
}

/// How far back is looked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// Today and yesterday.
    Day,
    /// Seven days.
    #[default]
    Week,
    /// Thirty days.
    Month,
}

impl Period {
    /// In days.
    pub const fn days(self) -> i64 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
        }
    }
}

/// A search as it was asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Asked {
    /// The words.
    pub q: String,
    /// Where.
    pub scope: Scoped,
    /// The id or slug of a category.
    pub category: String,
    /// The id of an author.
    pub author: Option<PersonId>,
    /// Written at or after.
    pub date_from: String,
    /// Written at or before; of a date the whole day.
    pub date_to: String,
    /// In which order.
    pub sort: Sorted,
    /// How many, 1 to 100.
    pub limit: Option<u32>,
    /// Which page, from 1.
    pub page: Option<u32>,
}

/// The longest search, in characters.
const WORDS_MAX: usize = 500;
/// So far one can turn pages.
const HITS_MAX: u32 = 10_000;

/// A search, checked.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) q: String,
    pub(super) scope: Scoped,
    pub(super) category: String,
    pub(super) author: Option<PersonId>,
    pub(super) from: Option<Time>,
    pub(super) before: Option<Time>,
    pub(super) sort: Sorted,
    pub(super) limit: u32,
    pub(super) page: u32,
}

impl Asked {
    pub(super) fn check(self) -> platform::Result<Checked> {
        let mut check = Check::default();
        let q = self.q.trim().to_owned();
        if q.is_empty() {
            check.fail("q", Message::new("required"));
        } else if q.chars().count() > WORDS_MAX {
            check.fail("q", Message::new("text-too-long").arg("max", WORDS_MAX));
        }
        let limit = number(&mut check, "limit", self.limit, 20, 100);
        let page = number(&mut check, "page", self.page, 1, HITS_MAX / limit.max(1));
        let from = moment(&mut check, "date_from", &self.date_from, Duration::ZERO);
        let day = if self.date_to.trim().len() == 10 {
            Duration::from_hours(24)
        } else {
            Duration::from_millis(1)
        };
        let before = moment(&mut check, "date_to", &self.date_to, day);
        check.done()?;
        Ok(Checked {
            q,
            scope: self.scope,
            category: self.category.trim().to_owned(),
            author: self.author,
            from,
            before,
            sort: self.sort,
            limit,
            page,
        })
    }
}

fn number(check: &mut Check, name: &'static str, given: Option<u32>, usual: u32, max: u32) -> u32 {
    let number = given.unwrap_or(usual);
    if !(1..=max).contains(&number) {
        check.fail(
            name,
            Message::new("number-range").arg("min", 1).arg("max", max),
        );
    }
    number
}

fn moment(check: &mut Check, name: &'static str, text: &str, more: Duration) -> Option<Time> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let time = Time::parse(text).ok_or_else(|| Message::new("not-a-time"));
    check.field(name, time).map(|t| t.plus(more))
}

/// Something that was found.
#[derive(Clone, Debug)]
pub struct Item {
    /// The topic, or the topic of the post.
    pub topic: Topic,
    /// The post; none when the topic itself was found.
    pub post: Option<PostId>,
    /// Who wrote it.
    pub author: PersonId,
    /// When.
    pub created_at: Time,
    /// The title as safe HTML with the found words marked.
    pub title_html: String,
    /// The best passage as safe HTML with the found words marked.
    pub passage_html: String,
    /// Comparable within one answer.
    pub score: f32,
    /// How many people like it.
    pub likes: i64,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// The hits of this page.
    pub items: Vec<Item>,
    /// The people.
    pub authors: Cards,
    /// How many fit in all.
    pub total: u64,
    /// Hits on a page.
    pub limit: u32,
    /// Which page.
    pub page: u32,
    /// "Did you mean".
    pub corrected: Option<String>,
    /// How long it took.
    pub took: Duration,
}

/// A completion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    /// What to offer.
    pub text: String,
    /// The topic whose title it is.
    #[schema(value_type = Option<String>)]
    pub topic_id: Option<TopicId>,
    /// Its address.
    pub url: Option<String>,
}

/// A term that many people search for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Term {
    /// The words.
    pub term: String,
    /// How many people; at least three.
    pub people: i64,
}
