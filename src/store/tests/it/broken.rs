//! Something of a generation is missing or changed: refused with one sentence, or accepted when
//! told to. Never silently older, never empty.

use std::fs;

use store::{OpenError, Options};

use crate::support::{Folder, add, options, texts};

const ACCEPT: &str = ", or start with --accept-changed-base to go on with what passes the checks";
const OLDER: &str = ", start with --use-generation 1 to go back to that older state";

fn accepting() -> Options {
    Options {
        accept_changed_base: true,
        ..options()
    }
}

/// Generation 2 with "one" and "two" in its base and "three" and "four" in its log.
fn used() -> Folder {
    Folder::rotated_with(&["one", "two"], &["three", "four"])
}

type Harm = fn(&Folder);

const BASE: &str = "g00000002/guildhall.db";
const LOG: &str = "g00000002/guildhall.db-wal";
const MARKER: &str = "g00000002/base.json";

const HARMS: [(Harm, &str); 11] = [
    (|f| f.remove(MARKER), "base.json is missing"),
    (|f| f.truncate(MARKER, 40), "base.json cannot be understood"),
    (|f| f.flip(BASE, 5000), "guildhall.db was changed"),
    (|f| f.flip(BASE, -1), "guildhall.db was changed"),
    (|f| f.truncate(BASE, 8192), "guildhall.db was changed"),
    (|f| f.remove(LOG), "guildhall.db-wal is missing"),
    (|f| f.truncate(LOG, 0), "guildhall.db-wal does not belong"),
    (
        |f| f.truncate(LOG, 3000),
        "guildhall.db-wal is damaged at byte 32",
    ),
    (|f| f.flip(LOG, 17), "guildhall.db-wal does not belong"),
    (|f| f.flip(LOG, 5), "guildhall.db-wal does not belong"),
    (
        |f| f.flip(LOG, 6000),
        "guildhall.db-wal is damaged at byte 4152",
    ),
];

#[test]
fn every_missing_or_changed_file_is_refused_by_name() {
    for (harm, why) in HARMS {
        let folder = used();
        harm(&folder);
        let refusal = folder.refusal();
        assert!(
            refusal.starts_with(&format!("db/g00000002/{why}")),
            "{refusal}"
        );
        let ways = format!(": put it back from another copy{OLDER}{ACCEPT}");
        assert!(refusal.ends_with(&ways), "{refusal}");
        assert_eq!(folder.refusal(), refusal, "asking twice changes nothing");
        let back = Options {
            use_generation: Some(1),
            ..options()
        };
        let (store, opened) = folder.open_with(back).unwrap();
        assert_eq!((opened.generation, opened.rotated_from), (3, Some(1)));
        assert_eq!(texts(&store), ["one", "two"]);
    }
}

#[test]
fn a_missing_base_can_only_be_put_back() {
    let folder = Folder::with(&["one"]);
    folder.remove("g00000001/guildhall.db");
    let why = "db/g00000001/guildhall.db is missing: put it back from another copy";
    assert_eq!(folder.refusal(), why);
    assert_eq!(folder.refusal_with(accepting()), why);
}

#[test]
fn a_lost_marker_is_never_taken_for_a_first_start() {
    let folder = Folder::with(&["one"]);
    folder.remove("g00000001/base.json");
    let why = format!("db/g00000001/base.json is missing: put it back from another copy{ACCEPT}");
    assert_eq!(folder.refusal(), why);
    let (store, opened) = folder.open_with(accepting()).unwrap();
    assert_eq!((opened.generation, opened.rotated_from), (2, Some(1)));
    assert_eq!(texts(&store), ["one"]);
}

#[test]
fn every_byte_of_the_log_but_the_closing_note_is_guarded() {
    let folder = Folder::with(&["one", "two", "three"]);
    let log = "g00000001/guildhall.db-wal";
    // The last commit only says that the store was closed: page 1 frame, its header.
    let guarded = folder.size(log) - 4120;
    for at in (0..guarded).step_by(997) {
        let copy = folder.copy();
        copy.flip(log, at as i64);
        let refused = copy.open_with(options()).err();
        assert!(
            matches!(refused, Some(OpenError::Broken { .. })),
            "byte {at}: {refused:?}"
        );
    }
    for at in (guarded..folder.size(log)).step_by(997) {
        let copy = folder.copy();
        copy.flip(log, at as i64);
        assert_eq!(copy.texts(), ["one", "two", "three"], "byte {at}");
    }
}

#[test]
fn a_changed_base_is_accepted_when_it_passes_the_checks() {
    let folder = used();
    // Unused space at the end of a page: a change that hurts nothing.
    let base = fs::read(folder.file("g00000002/guildhall.db")).unwrap();
    folder.flip("g00000002/guildhall.db", 4096 + 200);
    assert_ne!(
        fs::read(folder.file("g00000002/guildhall.db")).unwrap(),
        base
    );
    let (store, opened) = folder.open_with(accepting()).unwrap();
    assert_eq!((opened.generation, opened.rotated_from), (3, Some(2)));
    assert_eq!(texts(&store), ["one", "two", "three", "four"]);
    drop(store);
    assert_eq!(folder.texts().len(), 4, "and the next start needs no flag");
}

#[test]
fn a_base_that_fails_the_checks_is_not_accepted() {
    // Nothing written later, so that no page of the base is hidden by a newer one in the log.
    let folder = Folder::rotated_with(&["some text"], &[]);
    let base = fs::read(folder.file(BASE)).unwrap();
    let text = base.windows(9).position(|bytes| bytes == b"some text");
    folder.flip(BASE, text.unwrap() as i64 / 4096 * 4096);
    let why = folder.refusal_with(accepting());
    assert!(
        why.starts_with("db/g00000002/guildhall.db does not pass its checks ("),
        "{why}"
    );
}

#[test]
fn accepting_a_damaged_log_keeps_what_stands_before_the_damage() {
    let folder = Folder::with(&["one", "two", "three"]);
    let log = "g00000001/guildhall.db-wal";
    folder.flip(log, folder.size(log) as i64 - 12000 - 4120);
    assert!(
        folder
            .refusal()
            .starts_with("db/g00000001/guildhall.db-wal is damaged at byte ")
    );
    let (store, _) = folder.open_with(accepting()).unwrap();
    assert_eq!(texts(&store), ["one", "two"]);
}

#[test]
fn a_lost_in_use_is_made_again() {
    let folder = used();
    folder.remove("g00000002/in-use");
    assert_eq!(folder.texts().len(), 4);
    assert!(folder.has("g00000002/in-use"));
}

#[test]
fn a_copy_that_listed_the_folder_just_before_its_marker_is_adopted() {
    let folder = used();
    folder.remove("g00000002/base.json");
    folder.remove("g00000002/in-use");
    let store = folder.open();
    assert_eq!(texts(&store), ["one", "two", "three", "four"]);
    assert_eq!(store.facts().generation, 2);
    add(&store, "five").unwrap();
    drop(store);
    assert!(folder.has("g00000002/base.json"));
    assert_eq!(folder.texts().len(), 5);
}

#[test]
fn such_a_copy_with_a_base_read_too_early_falls_back_to_the_former() {
    let folder = used();
    folder.remove("g00000002/base.json");
    folder.remove("g00000002/in-use");
    folder.truncate("g00000002/guildhall.db", 8192);
    assert_eq!(folder.texts(), ["one", "two"]);
    let first = Folder::with(&["one"]);
    first.remove("g00000001/base.json");
    first.remove("g00000001/in-use");
    first.truncate("g00000001/guildhall.db", 8192);
    assert!(
        first
            .refusal()
            .starts_with("db/g00000001/base.json is missing"),
        "never empty"
    );
}

#[test]
fn a_marker_of_another_generation_is_refused() {
    let folder = used();
    fs::copy(
        folder.file("g00000001/base.json"),
        folder.file("g00000002/base.json"),
    )
    .unwrap();
    assert!(
        folder
            .refusal()
            .starts_with("db/g00000002/base.json does not belong")
    );
}

#[test]
fn a_base_is_compared_again_in_a_copy_and_after_a_change() {
    let folder = used();
    folder.texts();
    assert!(folder.has("g00000002/checked"));
    let copy = folder.copy();
    copy.flip("g00000002/guildhall.db", 4096 + 200);
    assert!(copy.refusal().contains("was changed"));
    folder.flip("g00000002/guildhall.db", 4096 + 200);
    assert!(folder.refusal().contains("was changed"));
}

#[test]
fn a_lost_database_beside_its_keys_is_never_begun_anew() {
    let harms: [Harm; 3] = [
        |f| fs::remove_dir_all(f.path().join("db")).unwrap(),
        |f| fs::remove_dir_all(f.file("g00000001")).unwrap(),
        |f| {
            // As if a first start had been killed; but then there would be no keys yet.
            for file in ["base.json", "in-use", "guildhall.db-wal"] {
                f.remove(&format!("g00000001/{file}"));
            }
        },
    ];
    for harm in harms {
        let folder = Folder::with(&["one"]);
        fs::create_dir(folder.path().join("keys")).unwrap();
        fs::write(folder.path().join("keys/cookie"), "secret").unwrap();
        harm(&folder);
        let why = folder.refusal();
        assert!(
            why.starts_with("db holds no database, although keys shows"),
            "{why}"
        );
    }
}
