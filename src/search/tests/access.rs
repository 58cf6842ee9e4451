//! Nobody learns anything about a document that he may not see.

use super::{Place, ask, topic};
use crate::{Change, Request};

fn two_worlds(place: &Place) -> crate::Index {
    let mut secret = topic(2, "Project zirconium reactor", "zirconium alloys welding");
    secret.access = vec!["org:aa".to_owned(), "user:bb".to_owned()];
    secret.category = "hidden".to_owned();
    let mut nobodys = topic(3, "Zirconium", "zirconium");
    nobodys.access = Vec::new();
    place.with(vec![
        topic(1, "Open welding", "welding in public, zircon sand"),
        secret,
        nobodys,
    ])
}

fn ids(index: &crate::Index, text: &str, viewer: &[&str]) -> Vec<u8> {
    ask(index, text, viewer)
        .hits
        .iter()
        .map(|hit| hit.id[0])
        .collect()
}

#[test]
fn one_common_term_makes_visible() {
    let place = Place::new();
    let index = two_worlds(&place);
    assert_eq!(ids(&index, "zirconium", &["public"]), Vec::<u8>::new());
    assert_eq!(ids(&index, "zirconium", &[]), Vec::<u8>::new());
    assert_eq!(ids(&index, "zirconium", &["public", "org:aa"]), vec![2]);
    assert_eq!(ids(&index, "zirconium", &["user:bb"]), vec![2]);
    assert_eq!(ids(&index, "zirconium", &["user:b"]), Vec::<u8>::new());
    assert_eq!(
        ids(&index, "\"zirconium alloys\"", &["public"]),
        Vec::<u8>::new()
    );
}

#[test]
fn counts_and_facets_hold_only_what_is_visible() {
    let place = Place::new();
    let index = two_worlds(&place);
    let mut request = Request {
        text: "welding".to_owned(),
        viewer_terms: vec!["public".to_owned()],
        facets: vec!["category".to_owned(), "kind".to_owned()],
        limit: 5,
        ..Request::default()
    };
    let answer = index.search(&request).unwrap();
    assert_eq!((answer.total, answer.facets.len()), (1, 1));
    request.viewer_terms.push("org:aa".to_owned());
    let answer = index.search(&request).unwrap();
    assert_eq!((answer.total, answer.facets.len()), (2, 2));
}

#[test]
fn corrections_and_completions_come_from_visible_documents() {
    let place = Place::new();
    let index = two_worlds(&place);
    let everybody = ["public".to_owned()];
    let colleague = ["public".to_owned(), "org:aa".to_owned()];
    // The nearest word, zirconium, is a secret: strangers are offered nothing.
    assert_eq!(ask(&index, "zirconiun", &["public"]).corrected, None);
    assert_eq!(
        ask(&index, "zirconiun", &["org:aa"]).corrected.unwrap(),
        "zirconium"
    );
    for typed in [
        "zir",
        "zirc",
        "zirco",
        "zirconi",
        "project z",
        "reac",
        "r",
        "z",
    ] {
        let offered = index.suggest(typed, &everybody, &[], 10);
        let leak = offered.iter().find(|offer| {
            let text = offer.text.to_lowercase();
            text.contains("zirconium") || text.contains("reactor")
        });
        assert_eq!(leak, None, "{typed}");
    }
    let offered = index.suggest("zirconi", &colleague, &[], 10);
    assert_eq!(offered[0].text, "Project zirconium reactor");
    assert!(
        index
            .similar("zirconium reactor", &everybody, "topic", 5)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_word_of_secrets_only_is_treated_like_any_unknown_word() {
    let place = Place::new();
    let index = two_worlds(&place);
    // Both questions differ by a word that no visible document has: the answers do not.
    let secret = ask(&index, "reactor welding", &["public"]);
    let unknown = ask(&index, "qqqqqqq welding", &["public"]);
    assert_eq!(secret.hits, unknown.hits);
    assert_eq!(
        (secret.total, &secret.corrected),
        (unknown.total, &unknown.corrected)
    );
}

#[test]
fn taking_rights_away_takes_effect() {
    let place = Place::new();
    let index = two_worlds(&place);
    assert_eq!(ids(&index, "open", &["public"]), vec![1]);
    let mut closed = topic(1, "Open welding", "welding");
    closed.access = vec!["org:aa".to_owned()];
    index.apply(vec![Change::from(closed)], 2).unwrap();
    assert_eq!(ids(&index, "open", &["public"]), Vec::<u8>::new());
    assert_eq!(ids(&index, "open", &["org:aa"]), vec![1]);
}
