//! Following a copied folder, looking at it after each step of a copying tool, and going on with it.

use std::fs;
use std::path::{Path, PathBuf};

use store::{Copied, Error, Follower, Moved, OpenError, Promotion, Store};

use crate::support::{
    Folder, add, copy_all, migration, notes, options, rotating, texts, wait_for_generation,
};

/// A folder that copies go to, and the work folder of the standby that reads it.
struct Machine {
    copied: Folder,
    work: Folder,
}

impl Machine {
    fn new() -> Self {
        Self {
            copied: Folder::new(),
            work: Folder::new(),
        }
    }

    fn take(&self, from: &Folder) {
        copy_all(from.path(), self.copied.path());
    }

    fn follow(&self) -> Follower {
        Follower::open(self.copied.path(), self.work.path(), options()).unwrap()
    }

    /// A follower that has found something, and its store.
    fn shows(&self) -> (Follower, Store) {
        let mut follower = self.follow();
        follower.look();
        let store = follower.store().unwrap();
        (follower, store)
    }

    fn promotion(&self) -> Result<Promotion, OpenError> {
        Promotion::prepare(self.copied.path(), self.work.path(), &options())
    }
}

/// How the folder is found by two looks: the first of something new may be in the midst of a copy.
fn settled(follower: &mut Follower) -> Copied {
    follower.look();
    follower.look();
    follower.standby().copied
}

/// A main server's folder that is at generation 2, with its store running.
fn at_generation_2() -> (Folder, Store) {
    let main = Folder::with(&["one"]);
    let (store, _) = main.open_with(rotating()).unwrap();
    wait_for_generation(&store, 2);
    add(&store, "two").unwrap();
    store.close();
    (main, store)
}

#[test]
fn it_shows_what_is_written_elsewhere_and_writes_nothing_into_the_copy() {
    let main = Folder::with(&["one"]);
    let there = main.open();
    let here = Machine::new();
    here.take(&main);
    let before = here.copied.content();
    let (mut follower, store) = here.shows();
    assert_eq!(texts(&store), ["one"]);
    assert_eq!(follower.look(), Moved::No);
    assert_eq!(follower.standby().copied, Copied::Whole);
    assert_eq!(here.copied.content(), before);
    let first = follower.standby().as_of.unwrap();
    for (n, text) in ["two", "three", "four"].into_iter().enumerate() {
        add(&there, text).unwrap();
        here.take(&main);
        let before = here.copied.content();
        assert_eq!(follower.look(), Moved::On, "{text}");
        assert_eq!(texts(&store).len(), n + 2);
        assert_eq!(here.copied.content(), before);
    }
    assert!(follower.standby().as_of.unwrap() >= first);
    assert_eq!(store.standby(), Some(follower.standby()));
    let refused = add(&store, "here").unwrap_err();
    assert!(matches!(refused, Error::Standby), "{refused}");
    assert_eq!(there.standby(), None);
}

#[test]
fn who_reads_keeps_his_moment_while_the_view_goes_on() {
    let main = Folder::with(&["one"]);
    let there = main.open();
    let here = Machine::new();
    here.take(&main);
    let (mut follower, store) = here.shows();
    let read = store.read_blocking(|db| {
        let before = notes(db)?;
        for text in ["two", "three"] {
            add(&there, text)?;
            here.take(&main);
            assert_eq!(follower.look(), Moved::On);
        }
        assert_eq!(texts(&store), ["one", "two", "three"]);
        Ok::<_, Error>((before, notes(db)?))
    });
    let (before, after) = read.unwrap();
    assert_eq!((before.len(), after.len()), (1, 1));
}

#[test]
fn it_goes_over_to_a_newer_generation_and_takes_the_former_away() {
    let (main, _) = at_generation_2();
    let here = Machine::new();
    let number = |follower: &Follower| follower.standby().generation;
    // Its first generation, from the same server.
    copy_all(
        &main.file("g00000001"),
        &make(&here.copied.file("g00000001")),
    );
    let (mut follower, store) = here.shows();
    assert_eq!(
        (texts(&store), number(&follower)),
        (vec!["one".to_owned()], Some(1))
    );
    here.take(&main);
    assert_eq!(follower.look(), Moved::On);
    assert_eq!(
        (texts(&store), number(&follower)),
        (vec!["one".to_owned(), "two".to_owned()], Some(2))
    );
    follower.look();
    assert!(!here.work.has("g00000001"));
}

fn make(path: &Path) -> PathBuf {
    fs::create_dir_all(path).unwrap();
    path.to_owned()
}

/// What a generation needs, in every order in which a tool may bring it.
const ORDERS: [[&str; 3]; 6] = {
    const BASE: &str = "guildhall.db";
    const LOG: &str = "guildhall.db-wal";
    const MARKER: &str = "base.json";
    [
        [BASE, LOG, MARKER],
        [BASE, MARKER, LOG],
        [LOG, BASE, MARKER],
        [LOG, MARKER, BASE],
        [MARKER, BASE, LOG],
        [MARKER, LOG, BASE],
    ]
};

#[test]
fn a_generation_that_arrives_slowly_is_passed_over_until_it_is_whole() {
    let (main, _) = at_generation_2();
    let generation = main.file("g00000002");
    for order in ORDERS {
        let here = Machine::new();
        copy_all(
            &main.file("g00000001"),
            &make(&here.copied.file("g00000001")),
        );
        let (mut follower, store) = here.shows();
        let to = make(&here.copied.file("g00000002"));
        for name in order {
            assert_eq!(texts(&store), ["one"], "{order:?}");
            let content = fs::read(generation.join(name)).unwrap();
            for part in [0, 1, 3, 7, 8] {
                let piece = &content[..content.len() * part / 8];
                fs::write(to.join(name), piece).unwrap();
                follower.look();
                let now = texts(&store);
                assert!(
                    now == ["one"] || now == ["one", "two"],
                    "{order:?} {name} {part}"
                );
                assert!(
                    !follower.standby().copied.is_trouble(),
                    "{order:?} {name} {part}"
                );
            }
        }
        follower.look();
        assert_eq!(texts(&store), ["one", "two"], "{order:?}");
        assert_eq!(follower.standby().copied, Copied::Whole, "{order:?}");
    }
}

#[test]
fn a_log_that_is_rewritten_in_place_never_takes_the_view_back() {
    let main = Folder::with(&["one", "two"]);
    let there = main.open();
    let here = Machine::new();
    here.take(&main);
    let (mut follower, store) = here.shows();
    add(&there, "three").unwrap();
    let log = fs::read(main.file("g00000001/guildhall.db-wal")).unwrap();
    let mut seen = 2;
    for part in 0..=16 {
        let piece = &log[..log.len() * part / 16];
        fs::write(here.copied.file("g00000001/guildhall.db-wal"), piece).unwrap();
        follower.look();
        let now = texts(&store).len();
        assert!(now >= seen, "{part}");
        assert!(!follower.standby().copied.is_trouble(), "{part}");
        seen = now;
    }
    assert_eq!(texts(&store), ["one", "two", "three"]);
    assert_eq!(follower.standby().copied, Copied::Whole);
}

#[test]
fn a_damaged_copy_is_told_with_its_time_and_what_is_there_goes_on() {
    let (main, _) = at_generation_2();
    for (file, at) in [
        ("guildhall.db", 5000),
        ("guildhall.db-wal", 3),
        ("guildhall.db-wal", 100),
    ] {
        let here = Machine::new();
        copy_all(
            &main.file("g00000001"),
            &make(&here.copied.file("g00000001")),
        );
        let (mut follower, store) = here.shows();
        here.take(&main);
        here.copied.flip(&format!("g00000002/{file}"), at);
        assert_eq!(settled(&mut follower), Copied::Damaged, "{file} {at}");
        let since = follower.standby().since;
        follower.look();
        assert_eq!(follower.standby().since, since);
        assert_eq!(texts(&store), ["one"]);
        // Copied anew.
        here.take(&main);
        follower.look();
        assert_eq!(follower.standby().copied, Copied::Whole);
        assert_eq!(texts(&store), ["one", "two"]);
    }
}

#[test]
fn damage_in_what_a_log_gained_is_told_too() {
    let main = Folder::with(&["one"]);
    let here = Machine::new();
    here.take(&main);
    let (mut follower, store) = here.shows();
    let from = main.size("g00000001/guildhall.db-wal");
    let there = main.open();
    for text in ["two", "three", "four"] {
        add(&there, text).unwrap();
    }
    here.take(&main);
    here.copied
        .flip("g00000001/guildhall.db-wal", from as i64 + 200);
    assert_eq!(settled(&mut follower), Copied::Damaged);
    assert_eq!(texts(&store), ["one"]);
    here.take(&main);
    assert_eq!(settled(&mut follower), Copied::Whole);
    assert_eq!(texts(&store), ["one", "two", "three", "four"]);
}

#[test]
fn an_older_folder_copied_over_it_is_not_followed() {
    let main = Folder::with(&["one"]);
    let here = Machine::new();
    let older = main.copy();
    let there = main.open();
    add(&there, "two").unwrap();
    here.take(&main);
    let (mut follower, store) = here.shows();
    here.take(&older);
    assert_eq!(settled(&mut follower), Copied::Older);
    assert_eq!(texts(&store), ["one", "two"]);
    // Also when it is taken away altogether, and when only an older generation is left.
    fs::remove_dir_all(here.copied.file("g00000001")).unwrap();
    assert_eq!(settled(&mut follower), Copied::Missing);
    assert_eq!(texts(&store), ["one", "two"]);
    add(&there, "three").unwrap();
    here.take(&main);
    assert_eq!(settled(&mut follower), Copied::Whole);
    assert_eq!(texts(&store), ["one", "two", "three"]);
}

#[test]
fn a_folder_of_another_server_is_not_followed() {
    let main = Folder::with(&["one"]);
    let here = Machine::new();
    here.take(&main);
    let (mut follower, store) = here.shows();
    here.take(&Folder::with(&["other", "server"]));
    assert_eq!(settled(&mut follower), Copied::Foreign);
    assert_eq!(texts(&store), ["one"]);
}

#[test]
fn what_the_main_machine_lost_in_a_power_cut_is_given_up_for_what_it_wrote_instead() {
    let main = Folder::with(&["one"]);
    let before_the_cut = main.copy();
    let there = main.open();
    add(&there, "lost").unwrap();
    let here = Machine::new();
    here.take(&main);
    let (mut follower, store) = here.shows();
    assert_eq!(texts(&store), ["one", "lost"]);
    let there = before_the_cut.open();
    for text in ["kept", "and more"] {
        add(&there, text).unwrap();
    }
    here.take(&before_the_cut);
    assert_eq!(follower.look(), Moved::Elsewhere);
    assert_eq!(texts(&store), ["one", "kept", "and more"]);
    assert_eq!(settled(&mut follower), Copied::Whole);
}

#[test]
fn it_waits_for_the_first_whole_copy() {
    let here = Machine::new();
    let mut follower = here.follow();
    assert_eq!(settled(&mut follower), Copied::Missing);
    assert!(follower.store().is_none());
    here.take(&Folder::with(&["one"]));
    follower.look();
    assert_eq!(texts(&follower.store().unwrap()), ["one"]);
}

#[test]
fn after_a_restart_it_shows_what_it_had_whatever_the_copy_is_like() {
    let main = Folder::with(&["one"]);
    let here = Machine::new();
    here.take(&main);
    drop(here.shows());
    here.copied.flip("g00000001/guildhall.db", 5000);
    let second = Follower::open(here.copied.path(), here.work.path(), options());
    let mut follower = second.unwrap();
    let held = Follower::open(here.copied.path(), here.work.path(), options());
    assert!(matches!(held.err(), Some(OpenError::Locked { .. })));
    let store = follower.store().unwrap();
    assert_eq!(texts(&store), ["one"]);
    drop((follower, store));
    // What it had is damaged itself: it is copied again.
    here.take(&main);
    here.work.flip("g00000001/guildhall.db", 5000);
    let (_follower, store) = here.shows();
    assert_eq!(texts(&store), ["one"]);
}

#[test]
fn another_version_is_told_and_not_shown() {
    let main = Folder::with(&["one"]);
    let here = Machine::new();
    here.take(&main);
    let mut newer = options();
    newer.migrations.push(migration(
        "0002_more",
        "CREATE TABLE more (id INTEGER) STRICT;",
    ));
    let mut follower = Follower::open(here.copied.path(), here.work.path(), newer.clone()).unwrap();
    assert_eq!(settled(&mut follower), Copied::OlderVersion);
    drop(follower);
    let (mut follower, store) = here.shows();
    drop(main.open_with(newer).unwrap());
    here.take(&main);
    assert_eq!(settled(&mut follower), Copied::NewerVersion);
    assert_eq!(texts(&store), ["one"]);
}

#[test]
fn a_promoted_folder_has_everything_and_a_number_that_nobody_else_gives() {
    let (main, _) = at_generation_2();
    let here = Machine::new();
    here.take(&main);
    let (follower, store) = here.shows();
    let running = here.promotion();
    assert!(matches!(running.err(), Some(OpenError::Locked { .. })));
    drop((follower, store));
    let promotion = here.promotion().unwrap();
    assert_eq!(promotion.read(notes).unwrap(), ["one", "two"]);
    assert_eq!(promotion.left_out, None);
    let number = promotion.run(&options()).unwrap();
    assert_eq!(number, 1000);
    // The old machine goes on, and its folder is copied over once more.
    let there = main.open_with(rotating()).unwrap().0;
    wait_for_generation(&there, 3);
    here.take(&main);
    let store = here.copied.open();
    assert_eq!(store.facts().generation, 1000);
    add(&store, "here").unwrap();
    drop(store);
    assert_eq!(here.copied.texts(), ["one", "two", "here"]);
}

#[test]
fn what_the_standby_has_shown_is_gone_on_with_when_the_copy_is_worse() {
    let main = Folder::with(&["one"]);
    let older = main.copy();
    add(&main.open(), "two").unwrap();
    let harm: [&dyn Fn(&Machine); 3] = [
        &|here| here.copied.flip("g00000001/guildhall.db", 5000),
        &|here| here.take(&older),
        &|here| fs::remove_dir_all(here.copied.path().join("db")).unwrap(),
    ];
    for (n, harm) in harm.into_iter().enumerate() {
        let here = Machine::new();
        here.take(&main);
        drop(here.shows());
        harm(&here);
        let promotion = here.promotion().unwrap();
        assert_eq!(promotion.left_out, None, "{n}");
        promotion.run(&options()).unwrap();
        assert_eq!(here.copied.texts(), ["one", "two"], "{n}");
    }
}

#[test]
fn a_newer_generation_that_cannot_be_used_is_named_before_an_older_one_is_taken() {
    let (main, _) = at_generation_2();
    let here = Machine::new();
    here.take(&main);
    here.copied.truncate("g00000002/guildhall.db", 4096);
    let promotion = here.promotion().unwrap();
    let left_out = promotion.left_out.clone().unwrap();
    assert!(
        left_out.ends_with("g00000002/guildhall.db was changed after it was written"),
        "{left_out}"
    );
    promotion.run(&options()).unwrap();
    assert_eq!(here.copied.texts(), ["one"]);
    let empty = Machine::new();
    assert!(matches!(
        empty.promotion().err(),
        Some(OpenError::NoDatabase { .. })
    ));
}
