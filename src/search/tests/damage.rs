//! Files that are not what was written, and files that must stay.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::{Place, ask, found, topic};
use crate::{Error, Keep, Opened, Request};

fn filled(place: &Place) -> crate::Index {
    let documents = (1..=40).map(|n| topic(n, &format!("Title {n}"), "common words of a body"));
    place.with(documents.collect())
}

fn files(place: &Place) -> Vec<PathBuf> {
    let folder = place.path().join("i00000001");
    let mut all: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort();
    all
}

#[test]
fn what_was_written_is_read_again() {
    let place = Place::new();
    assert_eq!(place.open().check(), Opened::Missing);
    let index = filled(&place);
    index
        .apply(vec![topic(77, "Later", "added later").into()], 9)
        .unwrap();
    index.save().unwrap();
    drop(index);
    let index = place.open();
    assert!(!index.ready());
    assert!(matches!(
        index.search(&Request::default()),
        Err(Error::NotReady)
    ));
    assert_eq!(index.check(), Opened::Ready { position: 9 });
    assert_eq!(found(&index, "later"), vec![77]);
    index
        .apply(vec![topic(78, "Again", "added again").into()], 10)
        .unwrap();
    assert_eq!(found(&index, "again"), vec![78]);
}

/// Does one thing to every file in turn; the check must notice unless the file does not matter.
fn after(change: impl Fn(&PathBuf)) -> Vec<(String, bool)> {
    let place = Place::new();
    drop(filled(&place));
    let mut noticed = Vec::new();
    for path in files(&place) {
        let before = fs::read(&path).unwrap();
        change(&path);
        let index = place.open();
        let opened = index.check();
        let name = path.extension().map_or_else(
            || path.file_name().unwrap().to_string_lossy().into_owned(),
            |extension| extension.to_string_lossy().into_owned(),
        );
        if let Opened::Ready { .. } = opened {
            assert_eq!(ask(&index, "common", &["public"]).total, 40, "{name}");
            noticed.push((name, false));
        } else {
            assert!(!index.ready());
            let mut rebuild = index.rebuild().unwrap();
            rebuild.add(vec![topic(1, "New", "new")]).unwrap();
            rebuild.finish(3).unwrap();
            assert_eq!(found(&index, "new"), vec![1], "{name}");
            fs::remove_dir_all(place.path().join("i00000002")).unwrap();
            noticed.push((name, true));
        }
        drop(index);
        fs::write(&path, before).unwrap();
    }
    noticed
}

fn unnoticed(noticed: &[(String, bool)]) -> Vec<&str> {
    noticed
        .iter()
        .filter(|(_, noticed)| !noticed)
        .map(|(name, _)| name.as_str())
        .collect()
}

#[test]
fn a_missing_file_is_noticed() {
    let noticed = after(|path| fs::remove_file(path).unwrap());
    assert_eq!(unnoticed(&noticed), ["json~"]);
}

#[test]
fn a_shortened_file_is_noticed() {
    let noticed = after(|path| {
        let content = fs::read(path).unwrap();
        fs::write(path, &content[..content.len() / 2]).unwrap();
    });
    assert_eq!(unnoticed(&noticed), ["json~"]);
}

#[test]
fn one_flipped_bit_is_noticed_wherever_it_is() {
    for share in [0, 3, 7, 9] {
        let noticed = after(|path| {
            let mut content = fs::read(path).unwrap();
            let at = (content.len() * share / 10).min(content.len() - 1);
            content[at] ^= 0x10;
            fs::write(path, content).unwrap();
        });
        assert_eq!(unnoticed(&noticed), ["json~"], "{share}");
    }
}

#[test]
fn another_schema_is_not_read() {
    let place = Place::new();
    drop(filled(&place));
    fs::write(
        place.path().join("i00000001/complete"),
        "search index, schema 0\n",
    )
    .unwrap();
    assert_eq!(place.open().check(), Opened::OtherSchema);
}

#[test]
fn an_unfinished_rebuild_is_not_used() {
    let place = Place::new();
    let index = filled(&place);
    let mut rebuild = index.rebuild().unwrap();
    rebuild.add(vec![topic(9, "Half", "half")]).unwrap();
    rebuild.progress(1, 2);
    assert_eq!(index.progress(), Some(0.5));
    assert_eq!(found(&index, "common").len(), 20);
    drop(rebuild);
    assert_eq!(index.progress(), None);
    drop(index);
    let index = place.open();
    assert_eq!(index.check(), Opened::Ready { position: 1 });
}

#[test]
fn nothing_vanishes_before_its_time() {
    let place = Place::new();
    let index = filled(&place);
    let mut seen = files(&place);
    for round in 0..30 {
        index
            .apply(
                vec![topic(1, "Again", &format!("round {round}")).into()],
                round,
            )
            .unwrap();
        index.save().unwrap();
        seen.extend(files(&place));
    }
    index.rest();
    assert!(seen.iter().all(|path| path.exists()));
    place.pass(3601);
    index
        .apply(vec![topic(1, "Again", "the end").into()], 99)
        .unwrap();
    index.rest();
    let left = seen.iter().filter(|path| path.exists()).count();
    assert!(left < seen.len() / 2, "{left} of {}", seen.len());
    assert_eq!(ask(&index, "common", &["public"]).total, 39);
    drop(index);
    assert_eq!(place.open().check(), Opened::Ready { position: 99 });
}

#[test]
fn the_bounds_hold() {
    let place = Place::new();
    drop(filled(&place));
    let keep = Keep {
        time: Duration::from_hours(1),
        files: 20,
        bytes: 1 << 30,
    };
    let index = place.open_keeping(keep);
    index.check();
    for round in 0..40 {
        index
            .apply(
                vec![topic(1, "Again", &format!("round {round}")).into()],
                round,
            )
            .unwrap();
        index.save().unwrap();
    }
    index.rest();
    assert!(files(&place).len() < 20 + 80, "{}", files(&place).len());
}

#[test]
fn what_merges_take_over_never_reaches_the_disk() {
    let place = Place::new();
    let index = filled(&place);
    index
        .apply(vec![topic(1, "Again", "first round").into()], 2)
        .unwrap();
    let saved = files(&place);
    for round in 3..60 {
        let text = format!("round {round}");
        index
            .apply(vec![topic(1, "Again", &text).into()], round)
            .unwrap();
        assert_eq!(found(&index, &format!("\"{text}\"")), vec![1]);
    }
    assert_eq!(files(&place), saved, "nothing is written within the time");
    place.pass(31);
    index
        .apply(vec![topic(1, "Again", "the last").into()], 60)
        .unwrap();
    let new = files(&place).len() - saved.len();
    assert!(new < 100, "{new} files for 58 commits");
}

#[test]
fn a_crash_leaves_a_whole_former_state() {
    let place = Place::new();
    let index = filled(&place);
    let copies = tempfile::tempdir().unwrap();
    let mut saved = 1;
    for round in 2..80_u64 {
        let number = (round % 50) as u8 + 1;
        let text = format!("changed to round {round}");
        index
            .apply(vec![topic(number, "Again", &text).into()], round)
            .unwrap();
        if round == 2 || round % 7 == 0 {
            place.pass(if round % 3 == 0 { 31 } else { 1 });
            index.save().unwrap();
            saved = round;
        }
        if round % 5 == 0 {
            // What a copy finds now is what a crash would leave.
            let copy = copies.path().join(round.to_string());
            fs::create_dir_all(copy.join("i00000001")).unwrap();
            for file in files(&place) {
                let to = copy.join("i00000001").join(file.file_name().unwrap());
                fs::copy(&file, to).unwrap();
            }
            let options = crate::Options::new(std::sync::Arc::new(|| Duration::ZERO));
            let opened = crate::Index::open(&copy, options).check();
            let whole =
                matches!(opened, Opened::Ready { position } if (saved..=round).contains(&position));
            assert!(whole, "round {round}, saved {saved}: {opened:?}");
        }
    }
}

#[test]
fn what_a_crash_in_the_middle_of_a_save_left_is_no_obstacle() {
    let change = || {
        (1..=5)
            .map(|n| topic(n, "Again", "changed").into())
            .collect()
    };
    let place = Place::new();
    let index = filled(&place);
    let before = files(&place);
    let copy = Place::new();
    fs::create_dir(copy.path().join("i00000001")).unwrap();
    for file in &before {
        let to = copy
            .path()
            .join("i00000001")
            .join(file.file_name().unwrap());
        fs::copy(file, to).unwrap();
    }
    index.apply(change(), 2).unwrap();
    index.save().unwrap();
    // The files were written, and then the power went before the list of them was.
    let written = files(&place).into_iter().filter(|f| !before.contains(f));
    let written: Vec<_> = written.collect();
    assert!(
        written
            .iter()
            .any(|f| f.extension().is_some_and(|e| e == "del"))
    );
    for file in written {
        let to = copy
            .path()
            .join("i00000001")
            .join(file.file_name().unwrap());
        fs::copy(&file, to).unwrap();
    }
    let index = copy.open();
    assert_eq!(index.check(), Opened::Ready { position: 1 });
    index.apply(change(), 2).unwrap();
    assert_eq!(ask(&index, "changed", &["public"]).total, 5);
    index.save().unwrap();
    drop(index);
    assert_eq!(copy.open().check(), Opened::Ready { position: 2 });
}

#[test]
fn a_superseded_index_goes_after_its_time() {
    let place = Place::new();
    let index = filled(&place);
    let mut rebuild = index.rebuild().unwrap();
    rebuild.add(vec![topic(1, "New", "new")]).unwrap();
    rebuild.finish(3).unwrap();
    index.rest();
    assert!(place.path().join("i00000001").exists());
    place.pass(3601);
    index.rest();
    assert!(!place.path().join("i00000001").exists());
    assert_eq!(found(&index, "new"), vec![1]);
}

#[test]
fn writers_find_their_own_words() {
    let place = Place::new();
    let index = filled(&place);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        assert!(index.reached(1, Duration::from_millis(1)).await);
        assert!(!index.reached(2, Duration::from_millis(1)).await);
        let other = index.clone();
        let writer = std::thread::spawn(move || {
            other
                .apply(vec![topic(50, "Mine", "mine").into()], 2)
                .unwrap();
        });
        assert!(index.reached(2, Duration::from_secs(20)).await);
        writer.join().unwrap();
    });
    assert_eq!(found(&index, "mine"), vec![50]);
}

#[test]
fn what_a_killed_writer_left_behind_goes() {
    let place = Place::new();
    drop(filled(&place));
    let stray = place
        .path()
        .join("i00000001/00000000000000000000000000000000.idx");
    fs::write(&stray, "half a segment").unwrap();
    let index = place.open();
    assert_eq!(index.check(), Opened::Ready { position: 1 });
    index.apply(vec![topic(2, "Two", "two").into()], 2).unwrap();
    assert!(stray.exists());
    place.pass(3601);
    index.rest();
    assert!(!stray.exists());
    assert_eq!(ask(&index, "common", &["public"]).total, 39);
}

#[test]
fn an_index_deleted_under_a_running_server_is_built_again() {
    let place = Place::new();
    let index = filled(&place);
    fs::remove_dir_all(place.path().join("i00000001")).unwrap();
    let refused = index.apply(vec![topic(60, "Sixty", "sixty").into()], 2);
    assert!(matches!(refused, Err(Error::Damaged(_))), "{refused:?}");
    assert_eq!((index.position(), index.ready()), (0, false));
    let mut rebuild = index.rebuild().unwrap();
    rebuild.add(vec![topic(60, "Sixty", "sixty")]).unwrap();
    rebuild.finish(2).unwrap();
    assert_eq!(found(&index, "sixty"), vec![60]);
}

#[test]
fn what_the_disk_refuses_waits_in_memory_until_it_is_taken() {
    let place = Place::new();
    let index = filled(&place);
    // A directory in the way of whatever is saved.
    let in_the_way = place.path().join("i00000001/meta.json~");
    fs::remove_file(&in_the_way).unwrap();
    fs::create_dir(&in_the_way).unwrap();
    index
        .apply(vec![topic(60, "Sixty", "sixty").into()], 2)
        .unwrap();
    assert!(matches!(index.save(), Err(Error::Write(_))));
    assert_eq!((index.position(), index.ready()), (2, true));
    assert_eq!(found(&index, "sixty"), vec![60]);
    fs::remove_dir(&in_the_way).unwrap();
    index.save().unwrap();
    drop(index);
    assert_eq!(place.open().check(), Opened::Ready { position: 2 });
}
