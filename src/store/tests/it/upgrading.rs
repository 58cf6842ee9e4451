//! Folders that an earlier version wrote are gone on with.

use std::path::Path;

use store::Store;

use crate::support::{Folder, add, copy_all, options, rotating, texts, wait_for_generation};

/// Generation 2 with "one" and "two" in its base and "three" in its log, from before the notes of
/// the builder told how much was carried over.
pub fn before_carrying() -> Folder {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folder = Folder::new();
    copy_all(&fixtures.join("before_carrying"), folder.path());
    folder
}

/// What the builder notes about each generation.
fn notes(store: &Store) -> Vec<(u32, i64)> {
    let sql = "SELECT number, log_commits FROM store_generation ORDER BY number";
    let pair = |row: &store::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    store.read_blocking(|db| db.all(sql, [], pair)).unwrap()
}

#[test]
fn a_folder_from_before_logs_were_carried_over_is_taken_over_once() {
    let folder = before_carrying();
    let (store, opened) = folder.open_with(options()).unwrap();
    assert_eq!((opened.generation, opened.rotated_from), (3, Some(2)));
    assert_eq!(texts(&store), ["one", "two", "three"]);
    assert_eq!(notes(&store), [(1, 0), (2, 0), (3, 0)]);
    add(&store, "four").unwrap();
    drop(store);
    let (store, opened) = folder.open_with(rotating()).unwrap();
    assert_eq!((opened.generation, opened.rotated_from), (3, None));
    wait_for_generation(&store, 4);
    add(&store, "five").unwrap();
    drop(store);
    assert_eq!(folder.texts(), ["one", "two", "three", "four", "five"]);
    assert!(folder.has("g00000002/base.json"), "the way back");
}

#[test]
fn a_copy_of_it_that_missed_the_marker_is_too() {
    let folder = before_carrying();
    folder.remove("g00000002/base.json");
    folder.remove("g00000002/in-use");
    let (store, opened) = folder.open_with(options()).unwrap();
    assert_eq!((opened.generation, opened.rotated_from), (3, Some(2)));
    assert_eq!(texts(&store), ["one", "two", "three"]);
}
