//! Conversations and messages, and what people type made into values or refused.

use platform::{
    Time,
    error::Message as Said,
    id::{Id, PersonId},
    listing::{Filter, Kind as Value, ListSpec, Sort},
    text,
};
use serde::Serialize;

/// Names the kind in [`ConversationId`].
#[derive(Debug)]
pub enum ConversationKey {}
/// Names the kind in [`MessageId`].
#[derive(Debug)]
pub enum MessageKey {}

/// A conversation's id.
pub type ConversationId = Id<ConversationKey>;
/// A message's id.
pub type MessageId = Id<MessageKey>;

/// How many people a group has at most.
pub const MOST_PEOPLE: usize = 50;
/// How many characters a message has at most.
pub const LONGEST: usize = 10_000;
/// How many characters a group's title has at most.
pub const LONGEST_TITLE: usize = 120;
/// The signs that a message can be answered with.
pub const REACTIONS: [&str; 8] = ["👍", "✅", "❤️", "😄", "🎉", "😮", "😢", "🙏"];

/// Between two people, or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Between two people; there is one for each two.
    Direct,
    /// Among up to 50.
    Group,
}

impl Kind {
    /// The word in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Group => "group",
        }
    }
}

/// What somebody wrote: 1 to 10,000 characters of markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// Reads a text.
    pub fn parse(text: &str) -> Result<Self, Said> {
        text::lines(text, 1, LONGEST).map(Self)
    }

    /// The markdown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its words as they are searched.
    pub fn words(&self) -> String {
        words(&self.0)
    }
}

/// The words of a text in the one spelling that they are searched in.
pub fn words(text: &str) -> String {
    let tokens = search::tokens(text).into_iter().map(|token| token.word);
    tokens.collect::<Vec<_>>().join(" ")
}

/// A group's title: up to 120 characters in one line; empty for none.
pub fn title(text: &str) -> Result<String, Said> {
    text::line(text, 0, LONGEST_TITLE)
}

/// One of the [`REACTIONS`].
pub fn reaction(text: &str) -> Result<&'static str, Said> {
    let bare = |sign: &str| sign.trim().replace('\u{fe0f}', "");
    let found = REACTIONS.into_iter().find(|r| bare(r) == bare(text));
    found.ok_or_else(|| Said::new("not-one-of").arg("allowed", REACTIONS.join(" ")))
}

/// A conversation as one who takes part in it sees it.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Between two or more.
    pub kind: Kind,
    /// A group's title; may be empty.
    pub title: String,
    /// Who began it.
    pub creator: PersonId,
    /// When it began.
    pub created_at: Time,
    /// When the newest message came.
    pub last_at: Time,
    /// The number of the newest message; 0 when there is none.
    pub last_number: i64,
    /// He sees what was sent after this one.
    pub since_number: i64,
    /// Up to here he has read.
    pub read_number: i64,
    /// Whether he put it away.
    pub is_archived: bool,
    /// Whether he does not want to be told of it.
    pub is_muted: bool,
    /// How many messages of others he has not read.
    pub unread: i64,
}

/// A message as one who takes part sees it. A deleted one keeps its place and has no words.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Where it was sent.
    pub conversation: ConversationId,
    /// Its place in the conversation, from 1.
    pub number: i64,
    /// Who wrote it.
    pub author: PersonId,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
    /// When it was sent.
    pub created_at: Time,
    /// When its words were changed.
    pub edited_at: Option<Time>,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// Its words, markdown.
    pub content: String,
}

/// Somebody who takes part.
#[derive(Clone, Debug)]
pub struct Participant {
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub joined_at: Time,
    /// Up to which message he has read, when he and the one who asks both show it.
    pub read: Option<(i64, Time)>,
}

/// What a person set about messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// People of other organisations may write to him.
    pub takes_from_others: bool,
    /// Others see what he has read, and he sees it of them.
    pub shows_reads: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            takes_from_others: false,
            shows_reads: true,
        }
    }
}

/// What lists of conversations offer.
pub const CONVERSATIONS: ListSpec = ListSpec {
    filters: &[
        Filter::new("archived", "p.is_archived", Value::Bool),
        Filter::new("kind", "c.kind", Value::OneOf(&["direct", "group"])),
    ],
    sorts: &[Sort::new("last_message_at", "c.last_at")],
    default_sort: "-last_message_at",
    id: "c.id",
};

/// What lists of the messages of a conversation offer.
pub const MESSAGES: ListSpec = ListSpec {
    filters: &[],
    sorts: &[Sort::new("number", "m.number")],
    default_sort: "-number",
    id: "m.id",
};

/// What the search among one's own messages offers.
pub const SEARCH: ListSpec = ListSpec {
    filters: &[Filter::special("q")],
    sorts: &[Sort::new("created_at", "m.created_at")],
    default_sort: "-created_at",
    id: "m.id",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_their_lengths() {
        assert!(MessageText::parse(" \n ").is_err());
        assert!(MessageText::parse(&"ص".repeat(LONGEST)).is_ok());
        assert!(MessageText::parse(&"x".repeat(LONGEST + 1)).is_err());
        assert!(title("two\nlines").is_err());
        assert_eq!(title("  ").as_deref(), Ok(""));
    }

    #[test]
    fn words_are_folded_alike() {
        assert_eq!(words("  The PUMP—again! "), "the pump again");
        assert_eq!(words("الصيانةُ"), words("الصيانه"));
    }

    #[test]
    fn a_reaction_is_one_of_a_few() {
        assert_eq!(reaction("❤"), Ok("❤️"));
        assert_eq!(reaction("👍"), Ok("👍"));
        assert_eq!(
            reaction("<b>").map_err(|m| m.code()),
            Err("not_one_of".into())
        );
    }
}
