#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use rusqlite::types::Value;

use super::*;
use crate::secret::Seal;

const SPEC: ListSpec = ListSpec {
    filters: &[
        Filter::new("author", "t.author_id", Kind::Id),
        Filter::new("likes", "t.likes", Kind::Int),
        Filter::new("kind", "t.kind", Kind::OneOf(&["a", "b"])),
        Filter::special("q"),
    ],
    sorts: &[
        Sort::new("created_at", "t.created_at"),
        Sort::new("title", "t.title"),
    ],
    default_sort: "-created_at",
    id: "t.id",
};

fn parse(query: &[(&str, &str)]) -> Result<List, String> {
    let pairs: Vec<_> = query
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    List::parse(SPEC, &pairs, &Seal::new(&[1; 32])).map_err(|e| e.to_string())
}

#[test]
fn whatever_is_not_offered_is_refused() {
    for (query, code) in [
        (("secret", "x"), "unknown_filter"),
        (("likes[near]", "3"), "unknown_operator"),
        (("sort", "-password"), "unknown_sort"),
        (("limit", "0"), "number_range"),
        (("limit", "101"), "number_range"),
        (("page", "x"), "number_range"),
        (("likes", "many"), "not_a_number"),
        (("author", "me"), "not_an_id"),
        (("kind", "c"), "not_one_of"),
        (("cursor", "AAAA.BBBB"), "cursor_invalid"),
    ] {
        let answer = parse(&[query]).unwrap_err();
        assert!(answer.contains(code), "{query:?} gave {answer}");
    }
}

#[test]
fn a_cursor_continues_only_the_order_it_was_made_for() {
    let seal = Seal::new(&[1; 32]);
    let cursor =
        List::plain(SPEC).seal_cursor(&[Value::Integer(5), Value::Blob(vec![1; 16])], &seal);
    let list = parse(&[("cursor", &cursor)]).unwrap();
    assert_eq!(
        list.paging,
        Paging::Cursor {
            after: Some(vec![Value::Integer(5), Value::Blob(vec![1; 16])])
        }
    );
    assert!(
        parse(&[("cursor", &cursor), ("sort", "title")])
            .unwrap_err()
            .contains("cursor_other_order")
    );
    assert!(parse(&[("cursor", &cursor), ("page", "2")]).is_err());
    assert!(parse(&[("cursor", &format!("{cursor}x"))]).is_err());
}

#[test]
fn repeated_fields_mean_any_of_them() {
    let list = parse(&[("kind[]", "a"), ("kind", "b"), ("q", "")]).unwrap();
    assert_eq!(list.values("kind").len(), 2);
    assert_eq!(list.text("q"), None);
}
