//! Questions that are made to hurt.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{Place, ask, topic};
use crate::query::parse;

fn questions() -> Vec<String> {
    let numbered: Vec<String> = (0..5000).map(|n| format!("w{n}")).collect();
    vec![
        "a".repeat(10_000),
        numbered.join(" "),
        "(".repeat(5000),
        "\"".repeat(5001),
        "a AND (b OR (c AND NOT ".repeat(500),
        "* ".repeat(500),
        "a* ".repeat(500),
        "abcdef~2 ".repeat(500),
        "a^99999999999 b^1e400".to_owned(),
        "[* TO *] {a TO z}".to_owned(),
        "password:a OR id:1 OR _id:*".to_owned(),
        "/(a+)+$/ /.*/".to_owned(),
        "-a ".repeat(1000),
        "a\0b".to_owned(),
        "ال".repeat(3000),
        "\u{fffd}\u{ffff}".to_owned(),
        format!("e{}", "\u{301}".repeat(5000)),
        "\"a b\" ".repeat(500),
        "tag:x ".repeat(500),
        "in:forum in:people -in:forum tag: author:\"".to_owned(),
    ]
}

#[test]
fn every_question_is_answered() {
    let place = Place::new();
    let documents = (1..=50).map(|n| topic(n, &format!("a w{n}"), "a b c and or not ab abc"));
    let index = place.with(documents.collect());
    for question in questions() {
        let start = Instant::now();
        ask(&index, &question, &["public"]);
        index.suggest(&question, &["public".to_owned()], &[], 10);
        index
            .similar(&question, &["public".to_owned()], "topic", 10)
            .unwrap();
        assert!(start.elapsed() < Duration::from_secs(1));
        assert!(index.ready());
    }
}

proptest! {
    #[test]
    fn reading_a_question_never_fails(text in "\\PC{0,200}") {
        let query = parse(&text);
        for word in &query.words {
            prop_assert!(text.get(word.start..word.end).is_some());
        }
    }

    #[test]
    fn neither_does_one_made_of_operators(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("\""), Just("-"), Just("tag:"), Just("in:"), Just(" "), Just("«"), Just("”"),
                Just("word"), Just("كلمة"), Just("author:\"a b"), Just("'"), Just("c++"), Just("\0"),
                Just("\u{301}"), Just("ـ"), Just(":")
            ],
            0..60,
        )
    ) {
        let text = parts.concat();
        let query = parse(&text);
        prop_assert!(query.words.len() <= crate::query::MOST);
        let marked = crate::highlight(&text, &text);
        let plain = marked.replace("<mark>", "").replace("</mark>", "");
        let has_markup = plain.contains(['<', '>', '"']);
        prop_assert!(!has_markup);
    }
}
