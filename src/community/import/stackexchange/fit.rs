//! Texts from elsewhere within the limits of here. What is too long is cut, what is too short is
//! filled up, and either is noted in the report: nothing is left out silently.

use platform::{Language, people::Profile};

use super::{
    records::{Answer, Comment, Post, Question, User},
    report::Report,
};
use crate::{
    forum::{PostText, Tags, Title, TopicText, tag},
    import::markdown,
};

const POSTS: &str = "Posts.xml";
const COMMENTS: &str = "Comments.xml";
const USERS: &str = "Users.xml";

const TITLE_CHARS: usize = 200;
const TOPIC_CHARS: usize = 50_000;
const POST_CHARS: usize = 20_000;
const TAG_CHARS: usize = 40;
const TAGS: usize = 8;
const NAME_CHARS: usize = 60;
const BIO_CHARS: usize = 2000;
/// What shows that a text goes on elsewhere, or that there is none.
const ELLIPSIS: &str = "…";

/// A title of 5 to 200 characters.
pub(super) fn title(question: &Question, report: &mut Report) -> String {
    let (id, given) = (question.post.id, question.title.trim());
    if let Ok(title) = Title::parse(given) {
        return title.as_str().to_owned();
    }
    let long = given.chars().count() > TITLE_CHARS;
    let fitted = if long {
        report.change("titles_cut", POSTS, id);
        cut(given, TITLE_CHARS)
    } else {
        report.change("titles_filled", POSTS, id);
        format!("{given} (question {id})")
    };
    let fallback = || format!("Question {id}");
    Title::parse(&fitted).map_or_else(|_| fallback(), |t| t.as_str().to_owned())
}

/// The text of a topic: 10 to 50,000 characters.
pub(super) fn topic_text(question: &Question, title: &str, report: &mut Report) -> String {
    let id = question.post.id;
    let text = body(&question.post, report);
    // A title that was cut stands whole above the text.
    let whole = question.title.trim();
    let text = if whole.chars().count() > TITLE_CHARS {
        let mut line = markdown::from_comment(whole);
        line.push_str("\n\n");
        line.push_str(&text);
        line
    } else {
        text
    };
    if let Ok(text) = TopicText::parse(&text) {
        return text.into_string();
    }
    if text.chars().count() > TOPIC_CHARS {
        report.change("texts_cut", POSTS, id);
        return cut(&text, TOPIC_CHARS);
    }
    report.change("texts_filled", POSTS, id);
    let line = markdown::from_comment(title);
    format!("{}\n\n{line} {ELLIPSIS}{ELLIPSIS}{ELLIPSIS}", text.trim())
        .trim()
        .to_owned()
}

/// The text of an answer: 1 to 20,000 characters.
pub(super) fn answer_text(answer: &Answer, report: &mut Report) -> String {
    let text = body(&answer.post, report);
    post_text(text, POSTS, answer.post.id, report)
}

/// The text of a comment: 1 to 20,000 characters.
pub(super) fn comment_text(comment: &Comment, report: &mut Report) -> String {
    let text = markdown::from_comment(&cut(&comment.text, POST_CHARS * 2));
    post_text(text, COMMENTS, comment.id, report)
}

fn body(post: &Post, report: &mut Report) -> String {
    let converted = markdown::from_html(&post.body);
    report.leave("pictures_linked_not_copied", converted.pictures);
    converted.text.replace('\0', "")
}

fn post_text(text: String, file: &str, id: i64, report: &mut Report) -> String {
    match PostText::parse(&text) {
        Ok(text) => text.into_string(),
        Err(_) if text.trim().is_empty() => {
            report.change("texts_filled", file, id);
            ELLIPSIS.to_owned()
        }
        Err(_) => {
            report.change("texts_cut", file, id);
            cut(&text, POST_CHARS)
        }
    }
}

/// Up to 8 tags of up to 40 characters.
pub(super) fn tags(question: &Question, report: &mut Report) -> Vec<String> {
    let id = question.post.id;
    let mut tags: Vec<String> = Vec::new();
    for given in &question.tags {
        let made = tag(given);
        let short: String = made.chars().take(TAG_CHARS).collect();
        if short.len() < made.len() {
            report.change("tags_cut", POSTS, id);
        }
        if !short.is_empty() && !tags.contains(&short) {
            tags.push(short);
        }
    }
    if tags.len() > TAGS {
        report.change("tags_beyond_the_eighth", POSTS, id);
        tags.truncate(TAGS);
    }
    Tags::parse(&tags).map_or_else(|_| Vec::new(), |t| t.as_slice().to_vec())
}

/// What a user says about himself.
pub(super) fn profile(user: &User, report: &mut Report) -> Profile {
    let name = name(user.id, &user.name);
    if user.name.trim().chars().count() > NAME_CHARS {
        report.change("names_cut", USERS, user.id);
    }
    let about = markdown::from_html(&user.about).text;
    let bio: String = about
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect();
    let bio = if bio.chars().count() > BIO_CHARS {
        report.change("profiles_cut", USERS, user.id);
        cut(&bio, BIO_CHARS)
    } else {
        bio
    };
    if user.has_more {
        report.leave("places_websites_and_pictures_of_people", 1);
    }
    let mut profile = Profile::named(&name, "", Language::En);
    profile.bio = bio;
    profile
        .checked()
        .unwrap_or_else(|_| bare_profile(user.id, None))
}

/// The profile of a user of whom nothing but a name is known, if that.
pub(super) fn bare_profile(id: i64, name_in_row: Option<&str>) -> Profile {
    let named = |name: &str| Profile::named(name, "", Language::En);
    let given = named(&name(id, name_in_row.unwrap_or_default())).checked();
    given.unwrap_or_else(|_| {
        let mut plain = named(&format!("user{id}"));
        plain.display_name.clone_from(&plain.first_name);
        plain
    })
}

fn name(id: i64, given: &str) -> String {
    let clean: String = given
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let short: String = clean.trim().chars().take(NAME_CHARS).collect();
    if short.trim().is_empty() {
        format!("user{id}")
    } else {
        short
    }
}

/// The first `max` characters, the last of them an ellipsis when there are more; a cut through a
/// block of code closes it.
fn cut(text: &str, max: usize) -> String {
    if text.chars().take(max + 1).count() <= max {
        return text.to_owned();
    }
    // Room for a fence that was open.
    let room = max.saturating_sub(if max > 1000 { 24 } else { 1 });
    let mut kept: String = text.chars().take(room).collect();
    kept.truncate(kept.trim_end().len());
    let fences = kept.lines().filter(|l| l.trim_start().starts_with("```"));
    if fences.count() % 2 == 1 {
        kept.push_str("\n```\n");
    }
    kept.push_str(ELLIPSIS);
    kept
}

#[cfg(test)]
mod tests {
    use platform::Time;

    use super::super::records::By;
    use super::*;

    fn question(title: &str, body: &str) -> Question {
        Question {
            post: Post {
                id: 7,
                by: By::default(),
                created_at: Time::from_millis(0),
                edited_at: None,
                body: body.to_owned(),
            },
            title: title.to_owned(),
            tags: Vec::new(),
            views: 0,
            accepted: None,
            is_closed: false,
        }
    }

    fn fitted(title_given: &str, body: &str) -> (String, String, Report) {
        let mut report = Report::default();
        let question = question(title_given, body);
        let title = title(&question, &mut report);
        let text = topic_text(&question, &title, &mut report);
        assert!(Title::parse(&title).is_ok(), "{title}");
        assert!(TopicText::parse(&text).is_ok(), "{} characters", text.len());
        (title, text, report)
    }

    #[test]
    fn titles_and_texts_fit_whatever_they_were() {
        let (title, text, report) = fitted("Good title", "<p>A text of some length.</p>");
        assert_eq!(
            (title.as_str(), text.as_str()),
            ("Good title", "A text of some length.")
        );
        assert!(report.changed.is_empty());

        let (title, text, report) = fitted("Why", "");
        assert_eq!(title, "Why (question 7)");
        assert_eq!(text, "Why (question 7) ………");
        assert_eq!(report.changed["titles_filled"].examples, ["Posts.xml 7"]);
        assert_eq!(report.changed["texts_filled"].count, 1);

        let long = "é".repeat(300);
        let (title, text, report) = fitted(&long, &"<p>x</p>".repeat(30_000));
        assert_eq!(title.chars().count(), 200);
        assert!(
            text.starts_with(&long),
            "the whole title stands above the text"
        );
        assert!(text.chars().count() <= TOPIC_CHARS);
        assert_eq!(report.changed.len(), 2);

        for odd in [
            "",
            "\u{0}\u{1}",
            "\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}",
            "&",
            "  a  ",
        ] {
            fitted(odd, odd);
        }
    }

    #[test]
    fn a_cut_closes_its_code() {
        let text = format!("a\n\n```\n{}", "x\n".repeat(20_000));
        let short = cut(&text, POST_CHARS);
        assert!(
            short.ends_with("\n```\n…"),
            "{}",
            &short[short.len() - 20..]
        );
        assert!(short.chars().count() <= POST_CHARS);
    }

    #[test]
    fn posts_and_comments_fit() {
        let mut report = Report::default();
        let long = post_text("y".repeat(30_000), POSTS, 1, &mut report);
        assert!(PostText::parse(&long).is_ok());
        assert_eq!(post_text(" \n ".to_owned(), COMMENTS, 2, &mut report), "…");
        assert_eq!(report.changed["texts_cut"].examples, ["Posts.xml 1"]);
        assert_eq!(report.changed["texts_filled"].examples, ["Comments.xml 2"]);
    }

    #[test]
    fn tags_fit() {
        let mut report = Report::default();
        let mut many = question("A title", "");
        many.tags = (0..10).map(|n| format!("Tag {n}")).collect();
        many.tags.push("x".repeat(50));
        assert_eq!(tags(&many, &mut report).len(), 8);
        assert_eq!(report.changed.len(), 2);
    }

    #[test]
    fn everybody_has_a_name() {
        for (given, shown) in [
            ("Zoë", "Zoë"),
            ("", "user9"),
            ("\u{202e}", "user9"),
            ("a\nb", "a b"),
        ] {
            assert_eq!(
                bare_profile(9, Some(given)).display_name,
                shown,
                "{given:?}"
            );
        }
        assert_eq!(
            bare_profile(9, Some(&"x".repeat(90))).display_name.len(),
            60
        );
    }
}
