//! What people type, made into values or refused; and what becomes of markdown.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

use platform::{
    error::Message,
    id::PersonId,
    markdown::{self, Mention},
    text,
};

/// Which way of rendering made a stored text; texts of another are rendered again when read.
pub const RENDERER: u32 = 2;

const TITLE_CHARS: (usize, usize) = (5, 200);
const TOPIC_CHARS: (usize, usize) = (10, 50_000);
const POST_CHARS: (usize, usize) = (1, 20_000);
/// The longest text of all, in characters.
pub const LONGEST: usize = TOPIC_CHARS.1;
const TAGS: usize = 8;
const TAG_CHARS: usize = 40;
const EXCERPT_CHARS: usize = 220;
const SLUG_CHARS: usize = 80;
/// How many people one text may mention.
const MENTIONS: usize = 50;

/// A topic's title: 5 to 200 characters in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    /// Reads a title. Line breaks count as spaces.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let line: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        text::line(&line, TITLE_CHARS.0, TITLE_CHARS.1).map(Self)
    }

    /// A title that was accepted before.
    pub(super) fn kept(title: String) -> Self {
        Self(title)
    }

    /// The title.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How it sorts.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// Its words for an address; `topic` when it has none.
    pub fn slug(&self) -> String {
        let words = self
            .0
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase);
        let mut slug = String::new();
        for word in words {
            if slug.chars().count() + word.chars().count() + 1 > SLUG_CHARS {
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(&word);
        }
        if slug.is_empty() {
            slug.push_str("topic");
        }
        slug
    }
}

/// Whether a text has as many characters as it may. Counting one that is far too long stops early.
fn within(text: &str, (min, max): (usize, usize)) -> Result<(), Message> {
    match text.chars().take(max + 1).count() {
        0 => Err(Message::new("required")),
        n if n < min => Err(Message::new("text-too-short").arg("min", min)),
        n if n > max => Err(Message::new("text-too-long").arg("max", max)),
        _ => Ok(()),
    }
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\0', "")
}

/// The text of a topic: markdown of 10 to 50,000 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicText(String);

impl TopicText {
    /// Reads a text.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = lines(text);
        within(text.trim(), TOPIC_CHARS)?;
        Ok(Self(text.trim_end().to_owned()))
    }

    /// A text that was accepted before.
    pub(super) fn kept(text: String) -> Self {
        Self(text)
    }

    /// The markdown.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// The text of a post: markdown of 1 to 20,000 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostText(String);

impl PostText {
    /// Reads a text.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = lines(text);
        within(text.trim(), POST_CHARS)?;
        Ok(Self(text.trim_end().to_owned()))
    }

    /// The markdown.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Up to 8 tags, each once, in lower case with hyphens between its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags(Vec<String>);

impl Tags {
    /// Reads tags.
    pub fn parse<S: AsRef<str>>(given: &[S]) -> Result<Self, Message> {
        let mut tags: Vec<String> = Vec::new();
        for text in given {
            let tag = tag(text.as_ref());
            if tag.is_empty() {
                continue;
            }
            if tag.chars().count() > TAG_CHARS {
                return Err(Message::new("text-too-long").arg("max", TAG_CHARS));
            }
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        if tags.len() > TAGS {
            return Err(Message::new("too-many-values").arg("max", TAGS));
        }
        Ok(Self(tags))
    }

    /// Reads a line of tags, separated by commas.
    pub fn parse_line(line: &str) -> Result<Self, Message> {
        Self::parse(&line.split([',', '،']).collect::<Vec<_>>())
    }

    /// Tags that were accepted before.
    pub(super) fn kept(tags: Vec<String>) -> Self {
        Self(tags)
    }

    /// The tags.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

/// One tag as it is kept: `OEE Losses` → `oee-losses`.
pub fn tag(text: &str) -> String {
    let words = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '+' | '.' | '_')))
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase);
    words.collect::<Vec<_>>().join("-")
}

/// A text with what is made of it once, when it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The markdown.
    pub content: String,
    /// Safe HTML; empty when it is made when the text is read.
    pub html: String,
    /// The beginning, plain.
    pub excerpt: String,
    /// Whom it names.
    pub mentions: Vec<PersonId>,
}

/// People that a text may name, by their handles.
pub type People = HashMap<String, (PersonId, String)>;

impl Rendered {
    /// Renders a text. Takes milliseconds for a long one: not for the async threads.
    pub fn make(content: String, people: &People) -> Self {
        Self {
            excerpt: markdown::excerpt(&content, EXCERPT_CHARS),
            ..Self::post(content, people)
        }
    }

    /// [`Rendered::make`] for a post, of which no list shows the beginning.
    pub fn post(content: String, people: &People) -> Self {
        let named = RefCell::new(BTreeSet::new());
        let html = markdown::render_with(&content, &|handle| {
            let (id, name) = people.get(&handle.to_lowercase())?;
            named.borrow_mut().insert(*id);
            Some(Mention {
                href: format!("/people/{id}"),
                name: name.clone(),
            })
        });
        Self {
            html: html.into_string(),
            mentions: named.into_inner().into_iter().collect(),
            content,
            ..Self::default()
        }
    }

    /// A text that is rendered when it is read, for loading faster than rendering.
    pub fn later(content: String) -> Self {
        Self {
            excerpt: markdown::excerpt(&content, EXCERPT_CHARS),
            content,
            ..Self::default()
        }
    }

    /// Which way of rendering made the HTML; none when it waits to be made.
    pub(super) fn renderer(&self) -> u32 {
        if self.html.is_empty() { 0 } else { RENDERER }
    }
}

/// The handles that a text names, in lower case, each once, at most so many as one text may mention.
pub fn handles(content: &str) -> Vec<String> {
    if !content.contains('@') {
        return Vec::new();
    }
    let mut named = Vec::new();
    for handle in markdown::mentions(content) {
        let handle = handle.to_lowercase();
        if named.len() < MENTIONS && !named.contains(&handle) {
            named.push(handle);
        }
    }
    named
}

/// The handle of a name: `Sara Al-Otaibi` → `Sara.Al-Otaibi`.
pub fn handle(name: &str) -> String {
    let words = name
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
        .filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join(".")
}

/// Markdown as safe HTML, of a text that was rendered another way before.
pub fn render(content: &str) -> String {
    markdown::render(content).into_string()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_title_keeps_its_words_and_loses_what_turns_direction() {
        let title = Title::parse("  Stuck\tvalve \u{202e}in line 3 ").unwrap();
        assert_eq!(title.as_str(), "Stuck valve in line 3");
        assert_eq!(title.slug(), "stuck-valve-in-line-3");
        assert_eq!(Title::parse("صمام عالق").unwrap().slug(), "صمام-عالق");
        assert_eq!(Title::parse("?????").unwrap().slug(), "topic");
        assert_eq!(Title::parse("four").unwrap_err().code(), "text_too_short");
        assert!(Title::parse(&"x".repeat(201)).is_err());
        assert!(Title::parse(&"ص".repeat(200)).is_ok());
    }

    #[test]
    fn only_who_is_named_is_mentioned() {
        let [sara, omar] = [1, 2].map(|n| PersonId::from_uuid(uuid::Uuid::from_u128(n)));
        let people = [("sara", sara), ("omar", omar)];
        let people = people.map(|(handle, id)| (handle.to_owned(), (id, handle.to_owned())));
        let made = Rendered::make("@Sara, and `@omar` in code".to_owned(), &people.into());
        assert_eq!(made.mentions, [sara]);
    }

    #[test]
    fn texts_have_their_lengths() {
        assert!(TopicText::parse("too short").is_err());
        assert!(TopicText::parse(&"x".repeat(50_000)).is_ok());
        assert!(TopicText::parse(&"x".repeat(50_001)).is_err());
        assert!(PostText::parse("  \n ").is_err());
        assert!(PostText::parse("a").is_ok());
        assert!(PostText::parse(&"> ".repeat(500_000)).is_err());
    }

    #[test]
    fn tags_are_made_alike() {
        let tags = Tags::parse(&["OEE Losses", "#oee-losses", " ", "C++", "صيانة وقائية"]).unwrap();
        assert_eq!(tags.as_slice(), ["oee-losses", "c++", "صيانة-وقائية"]);
        assert_eq!(Tags::parse_line("a, b، c").unwrap().as_slice().len(), 3);
        let many: Vec<_> = (0..9).map(|n| n.to_string()).collect();
        assert_eq!(Tags::parse(&many).unwrap_err().code(), "too_many_values");
        assert!(Tags::parse(&["x".repeat(41)]).is_err());
    }

    #[test]
    fn people_are_named_by_their_handles() {
        assert_eq!(handle("Sara Al-Otaibi"), "Sara.Al-Otaibi");
        assert_eq!(handle("  أحمد   O'Neil "), "أحمد.O.Neil");
        assert_eq!(
            handles("hello @Sara.Ali and @sara.ali; a@b.example"),
            ["sara.ali"]
        );
        let id = "0198c0de-0000-7000-8000-0123456789ab".parse().unwrap();
        let people = People::from([("sara.ali".to_owned(), (id, "Sara Ali".to_owned()))]);
        let made = Rendered::make("ask @Sara.Ali".to_owned(), &people);
        assert!(made.html.contains("/people/0198c0de"), "{}", made.html);
        assert_eq!(made.mentions, [id]);
    }
}
