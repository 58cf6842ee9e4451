//! Going back to the state before an upgrade.

use jiff::Timestamp;
use store::{OpenError, Options, Rollback};

use crate::support::{Folder, add, migration, options, rotating, texts, wait_for};
use crate::upgrading::before_carrying;

/// The next version: one migration more.
fn next(options: Options) -> Options {
    let mut options = Options {
        product_version: "next".to_owned(),
        ..options
    };
    let sql = "ALTER TABLE note ADD COLUMN colour TEXT";
    options.migrations.push(migration("0002_colour", sql));
    options
}

fn find(folder: &Folder) -> Result<Rollback, OpenError> {
    Rollback::find(folder.path(), Timestamp::UNIX_EPOCH)
}

#[test]
fn the_former_version_finds_its_state_and_the_newer_one_is_kept() {
    let folder = Folder::with(&["old"]);
    let (store, _) = folder.open_with(next(options())).unwrap();
    add(&store, "new").unwrap();
    assert!(matches!(find(&folder), Err(OpenError::Locked { .. })));
    store.close();
    drop(store);
    assert!(folder.refusal().contains("knows schema 1 only"));
    let rollback = find(&folder).unwrap();
    let former = rollback.former();
    assert_eq!((former.generation, former.schema_version), (1, 1));
    assert_eq!(former.upgraded_by, "next");
    let aside = Folder::new();
    rollback.run(aside.path()).unwrap();
    assert_eq!(folder.texts(), ["old"]);
    let (store, _) = aside.open_with(next(options())).unwrap();
    assert_eq!(texts(&store), ["old", "new"]);
    drop(store);
    // And again: the folder can be upgraded once more.
    let (store, opened) = folder.open_with(next(options())).unwrap();
    assert_eq!((opened.generation, opened.rotated_from), (2, Some(1)));
    assert_eq!(texts(&store), ["old"]);
}

#[test]
fn it_leads_past_generations_that_the_newer_version_began() {
    let folder = Folder::with(&["old"]);
    let (store, _) = folder.open_with(next(rotating())).unwrap();
    for text in ["new", "newer", "newest"] {
        add(&store, text).unwrap();
    }
    // Three notes may be more than one rotation.
    wait_for("a rotation", || store.facts().generation > 2);
    drop(store);
    let aside = Folder::new();
    let former = find(&folder).unwrap().run(aside.path()).unwrap();
    assert_eq!(former.generation, 1);
    assert!(aside.has("g00000002") && aside.has("g00000003"));
    assert_eq!(folder.texts(), ["old"]);
}

#[test]
fn a_folder_of_an_earlier_version_is_gone_back_to_as_it_was() {
    let folder = before_carrying();
    let before = folder.content();
    let (store, _) = folder.open_with(next(options())).unwrap();
    add(&store, "four").unwrap();
    drop(store);
    let aside = Folder::new();
    let former = find(&folder).unwrap().run(aside.path()).unwrap();
    assert_eq!(former.generation, 2);
    for (path, bytes) in before {
        let is_kept = std::fs::read(&path).unwrap() == bytes;
        assert!(is_kept || path.ends_with("guildhall.db-shm"), "{path:?}");
    }
    assert_eq!(folder.texts(), ["one", "two", "three"]);
}

#[test]
fn without_an_upgrade_or_its_former_state_there_is_no_way_back() {
    let folder = Folder::with(&["old"]);
    assert!(matches!(find(&folder), Err(OpenError::NoFormer { .. })));
    let none = find(&Folder::new());
    assert!(matches!(none, Err(OpenError::NoDatabase { .. })));
    folder.open_with(next(options())).unwrap();
    folder.flip("g00000001/guildhall.db", 5000);
    assert!(matches!(find(&folder), Err(OpenError::NoFormer { .. })));
}
