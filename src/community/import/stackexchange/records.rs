//! What the rows of a dump say, as values.

use platform::Time;

use super::rows::{Broken, Row};

/// A question, an answer, or something that is neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Post {
    pub(super) id: i64,
    pub(super) by: By,
    pub(super) created_at: Time,
    pub(super) edited_at: Option<Time>,
    pub(super) body: String,
}

/// What a question has besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) post: Post,
    pub(super) title: String,
    pub(super) tags: Vec<String>,
    pub(super) views: u32,
    pub(super) accepted: Option<i64>,
    pub(super) is_closed: bool,
}

/// An answer and the question it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) post: Post,
    pub(super) question: i64,
}

/// A short text below a question or an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    pub(super) id: i64,
    pub(super) post: i64,
    pub(super) by: By,
    pub(super) created_at: Time,
    pub(super) likes: u32,
    pub(super) text: String,
}

/// Who wrote something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct By {
    /// His number; none when his account was deleted.
    pub(super) user: Option<i64>,
    /// The name that stands in the row itself.
    pub(super) name: Option<String>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct User {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) about: String,
    pub(super) created_at: Time,
    /// Whether there is a place, a website or a picture, which profiles here do not have.
    pub(super) has_more: bool,
}

/// A vote on a question or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Vote {
    pub(super) id: i64,
    pub(super) post: i64,
    pub(super) kind: i64,
}

/// What kind of post a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PostKind {
    Question,
    Answer,
    /// The description of a tag, short or long.
    TagText,
    Other,
}

impl PostKind {
    pub(super) fn of(row: &Row<'_>) -> Result<Self, Broken> {
        Ok(match row.id("PostTypeId")? {
            1 => Self::Question,
            2 => Self::Answer,
            4 | 5 => Self::TagText,
            _ => Self::Other,
        })
    }
}

impl Question {
    pub(super) fn of(row: &Row<'_>) -> Result<Self, Broken> {
        let views = row.number("ViewCount")?.unwrap_or(0);
        Ok(Self {
            post: Post::of(row)?,
            title: text(row, "Title")?,
            tags: tags(&text(row, "Tags")?),
            views: u32::try_from(views).unwrap_or(0),
            accepted: row.number("AcceptedAnswerId")?,
            is_closed: row.text("ClosedDate")?.is_some(),
        })
    }
}

impl Answer {
    pub(super) fn of(row: &Row<'_>) -> Result<Self, Broken> {
        Ok(Self {
            post: Post::of(row)?,
            question: row.id("ParentId")?,
        })
    }
}

impl Post {
    fn of(row: &Row<'_>) -> Result<Self, Broken> {
        Ok(Self {
            id: row.id("Id")?,
            by: By {
                user: row.number("OwnerUserId")?,
                name: row.text("OwnerDisplayName")?.map(Into::into),
            },
            created_at: time(row, "CreationDate")?,
            edited_at: optional_time(row, "LastEditDate")?,
            body: text(row, "Body")?,
        })
    }
}

impl Comment {
    pub(super) fn of(row: &Row<'_>) -> Result<Self, Broken> {
        Ok(Self {
            id: row.id("Id")?,
            post: row.id("PostId")?,
            by: By {
                user: row.number("UserId")?,
                name: row.text("UserDisplayName")?.map(Into::into),
            },
            created_at: time(row, "CreationDate")?,
            likes: u32::try_from(row.number("Score")?.unwrap_or(0)).unwrap_or(0),
            text: text(row, "Text")?,
        })
    }
}

impl User {
    pub(super) fn of(row: &Row<'_>) -> Result<Self, Broken> {
        let more = ["Location", "WebsiteUrl", "ProfileImageUrl"];
        let mut has_more = false;
        for name in more {
            has_more |= row.text(name)?.is_some_and(|t| !t.is_empty());
        }
        Ok(Self {
            id: row.id("Id")?,
            name: text(row, "DisplayName")?,
            about: text(row, "AboutMe")?,
            created_at: time(row, "CreationDate")?,
            has_more,
        })
    }
}

impl Vote {
    pub(super) fn of(row: &Row<'_>) -> Result<Self, Broken> {
        Ok(Self {
            id: row.id("Id")?,
            post: row.id("PostId")?,
            kind: row.id("VoteTypeId")?,
        })
    }
}

fn text(row: &Row<'_>, name: &str) -> Result<String, Broken> {
    Ok(row.text(name)?.unwrap_or_default().into_owned())
}

/// A moment as dumps write it: UTC without saying so.
fn time(row: &Row<'_>, name: &str) -> Result<Time, Broken> {
    optional_time(row, name)?.ok_or_else(|| row.broken(format!("a row without {name}")))
}

fn optional_time(row: &Row<'_>, name: &str) -> Result<Option<Time>, Broken> {
    let Some(text) = row.text(name)? else {
        return Ok(None);
    };
    let zoned = format!("{}Z", text.trim_end_matches('Z'));
    let time = Time::parse(&zoned).or_else(|| Time::parse(&text));
    time.map(Some)
        .ok_or_else(|| row.broken(format!("{name} is not a time")))
}

/// `<a><b>` in older dumps, `|a|b|` in newer ones.
fn tags(text: &str) -> Vec<String> {
    text.split(['<', '>', '|'])
        .filter(|t| !t.trim().is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::super::rows::{Piece, Rows};
    use super::*;

    fn with_row<T>(attributes: &str, look: impl FnOnce(&Row<'_>) -> T) -> T {
        let xml = format!("<posts><row {attributes}/></posts>");
        let mut rows = Rows::new(xml.as_bytes(), "posts");
        let Some(Piece::Row(row)) = rows.next().unwrap() else {
            unreachable!("one row");
        };
        look(&row)
    }

    #[test]
    fn a_question_is_read_whole() {
        let row = r#"Id="5" PostTypeId="1" AcceptedAnswerId="9" CreationDate="2011-08-17T20:18:56.507" ViewCount="295" Body="&lt;p&gt;x" OwnerUserId="-1" LastEditDate="2017-04-13T12:38:10" Title="Où ?" Tags="&lt;a-b&gt;&lt;c#&gt;" ClosedDate="2018-01-01T00:00:00.000""#;
        let question = with_row(row, |row| {
            assert_eq!(PostKind::of(row), Ok(PostKind::Question));
            Question::of(row).unwrap()
        });
        assert_eq!(question.tags, ["a-b", "c#"]);
        assert_eq!((question.views, question.accepted), (295, Some(9)));
        assert!(question.is_closed);
        assert_eq!(question.post.by.user, Some(-1));
        assert_eq!(
            question.post.created_at.to_string(),
            "2011-08-17T20:18:56.507Z"
        );
        assert_eq!(
            question.post.edited_at.unwrap().to_string(),
            "2017-04-13T12:38:10.000Z"
        );
    }

    #[test]
    fn what_a_row_lacks_is_named() {
        let why = |attributes| with_row(attributes, |row| Answer::of(row).unwrap_err().why);
        assert_eq!(why(r#"PostTypeId="2""#), "a row without Id");
        assert_eq!(
            why(r#"Id="1" PostTypeId="2""#),
            "a row without CreationDate"
        );
        assert_eq!(
            why(r#"Id="1" CreationDate="soon""#),
            "CreationDate is not a time"
        );
        assert_eq!(
            why(r#"Id="1" CreationDate="2011-08-17T20:18:56.507""#),
            "a row without ParentId"
        );
        assert_eq!(tags("|discussion|scope|"), ["discussion", "scope"]);
    }
}
