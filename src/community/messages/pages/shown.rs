//! Conversations and messages as pages show them.

use platform::{Actor, Time, id::PersonId, markdown};
use web::Shell;

use crate::messages::{
    conversations::View as Conversation,
    message::{Reaction, View as Message},
    rules,
    types::{ConversationId, Kind, MessageId, REACTIONS},
};
use crate::people::{By, Cards};

/// How many characters of a message stand in a list.
const EXCERPT: usize = 90;
/// Names that a group without title goes by.
const NAMES: usize = 3;
/// Messages of one person within this time stand under one head.
const TOGETHER: std::time::Duration = std::time::Duration::from_mins(5);

/// A moment: how long ago in words, and exactly for programs and tooltips.
#[derive(Clone, Debug)]
pub(super) struct When {
    pub(super) ago: String,
    pub(super) exact: String,
}

impl When {
    fn of(time: Time, shell: &Shell) -> Self {
        Self {
            ago: shell.ago(&time),
            exact: time.to_string(),
        }
    }
}

/// A conversation in the list.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) id: ConversationId,
    pub(super) title: String,
    /// Whose picture stands for it.
    pub(super) face: By,
    pub(super) is_group: bool,
    pub(super) excerpt: String,
    /// Whether the one who looks said it.
    pub(super) is_mine: bool,
    pub(super) at: When,
    pub(super) unread: i64,
    pub(super) is_muted: bool,
    /// Whether it is the one that is open.
    pub(super) is_here: bool,
}

impl Line {
    pub(super) fn of(view: &Conversation, cards: &Cards, me: PersonId, shell: &Shell) -> Self {
        let others = others(view, cards, me, shell);
        let alone = || By::find(cards, me, shell);
        let excerpt = view.last.as_ref().map(|last| {
            if last.is_deleted {
                return shell.t("messages-deleted").to_owned();
            }
            markdown::excerpt(&last.content, EXCERPT)
        });
        Self {
            id: view.conversation.id,
            title: title(view, &others, shell),
            face: others.first().cloned().unwrap_or_else(alone),
            is_group: view.conversation.kind == Kind::Group,
            excerpt: excerpt.unwrap_or_default(),
            is_mine: view
                .last
                .as_ref()
                .is_some_and(|m| m.author == me && !m.is_deleted),
            at: When::of(view.conversation.last_at, shell),
            unread: view.conversation.unread,
            is_muted: view.conversation.is_muted,
            is_here: false,
        }
    }
}

/// Who takes part besides the one who looks.
pub(super) fn others(view: &Conversation, cards: &Cards, me: PersonId, shell: &Shell) -> Vec<By> {
    let all = view.participants.iter().map(|p| p.person);
    all.filter(|p| *p != me)
        .map(|p| By::find(cards, p, shell))
        .collect()
}

/// A conversation's title: its own, or the names of the others.
pub(super) fn title(view: &Conversation, others: &[By], shell: &Shell) -> String {
    if !view.conversation.title.is_empty() {
        return view.conversation.title.clone();
    }
    let names: Vec<_> = others.iter().take(NAMES).map(|w| w.name.as_str()).collect();
    let comma = shell.t("messages-comma");
    let named = names.join(&format!("{comma} "));
    match others.len() {
        0 => shell.t("messages-alone").to_owned(),
        n if n > NAMES => shell.t2("messages-and-more", "names", named, "n", n - NAMES),
        _ => named,
    }
}

/// A message on the page.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: MessageId,
    pub(super) conversation: ConversationId,
    pub(super) by: By,
    pub(super) is_own: bool,
    pub(super) is_deleted: bool,
    pub(super) is_edited: bool,
    /// Whether it goes on what the same person said just before.
    pub(super) is_continued: bool,
    /// Whether unread messages begin with it.
    pub(super) is_first_new: bool,
    /// The day, where it is another than that of the message before.
    pub(super) day: Option<String>,
    pub(super) at: When,
    pub(super) clock: String,
    pub(super) html: String,
    pub(super) answers: Option<(String, String)>,
    pub(super) reactions: Vec<Reaction>,
    /// The signs that it can be answered with.
    pub(super) signs: [&'static str; 8],
    /// Before this number ends the page that shows it among others.
    pub(super) around: i64,
    pub(super) may_write: bool,
    pub(super) may_edit: bool,
}

impl Entry {
    pub(super) fn of(view: &Message, cards: &Cards, actor: &Actor, shell: &Shell) -> Self {
        let message = &view.message;
        let answers = view.answers.as_ref().map(|m| {
            let words = if m.is_deleted {
                shell.t("messages-deleted").to_owned()
            } else {
                markdown::excerpt(&m.content, EXCERPT)
            };
            (By::find(cards, m.author, shell).name, words)
        });
        let is_own = message.author == actor.person;
        let at = message.created_at.stamp();
        let at = at.to_zoned(jiff::tz::TimeZone::UTC);
        Self {
            id: message.id,
            conversation: message.conversation,
            by: By::find(cards, message.author, shell),
            is_own,
            is_deleted: message.is_deleted,
            is_edited: message.edited_at.is_some() && !message.is_deleted,
            is_continued: false,
            is_first_new: false,
            day: None,
            clock: format!("{:02}:{:02}", at.hour(), at.minute()),
            at: When::of(message.created_at, shell),
            html: markdown::render(&message.content).into_string(),
            answers,
            around: message.number + 25,
            reactions: view.reactions.clone(),
            signs: REACTIONS,
            may_write: rules::may_send(actor).is_ok() && !message.is_deleted,
            may_edit: is_own && !message.is_deleted,
        }
    }

    /// The address of something that is done with it.
    pub(super) fn act(&self, what: &str) -> String {
        format!("/messages/{}/{}/{what}", self.conversation, self.id)
    }
}

/// Messages in the order in which they were sent, with the days between them, and where the unread
/// begin.
pub(super) fn entries(
    views: &[Message],
    cards: &Cards,
    actor: &Actor,
    shell: &Shell,
    read: i64,
) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::with_capacity(views.len());
    let mut is_new = false;
    for (i, view) in views.iter().enumerate() {
        let mut entry = Entry::of(view, cards, actor, shell);
        let before = i.checked_sub(1).and_then(|i| views.get(i));
        let day = shell.date(&view.message.created_at);
        if before.is_none_or(|b| shell.date(&b.message.created_at) != day) {
            entry.day = Some(day);
        }
        if !is_new && !entry.is_own && view.message.number > read {
            is_new = true;
            entry.is_first_new = true;
        }
        entry.is_continued = !entry.is_first_new
            && entry.day.is_none()
            && view.answers.is_none()
            && before.is_some_and(|b| {
                b.message.author == view.message.author
                    && view.message.created_at.since(b.message.created_at) < TOGETHER
            });
        entries.push(entry);
    }
    entries
}
