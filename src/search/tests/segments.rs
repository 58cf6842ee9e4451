//! In how many pieces an index lies.

use super::{Place, found, topic};
use crate::Index;

fn segments(index: &Index) -> usize {
    let seen = index.read(|_, searcher| Ok(searcher.segment_readers().len()));
    seen.unwrap()
}

#[test]
fn when_changes_cease_small_segments_become_one() {
    let place = Place::new();
    let index = place.with((0..60).map(|n| topic(n, "Pump", "hums")).collect());
    for number in 60..65 {
        let new = topic(number, "Valve", "leaks");
        index.apply(vec![new.into()], u64::from(number)).unwrap();
    }
    assert_eq!(segments(&index), 6);
    index.rest();
    assert_eq!(segments(&index), 6, "more changes may be on their way");
    // The large one stays apart.
    while segments(&index) > 2 {
        place.pass(31);
        index.rest();
    }
    assert_eq!(found(&index, "valve").len(), 5);
    assert_eq!(index.position(), 64);
    drop(index);
    let index = place.open();
    index.check();
    assert_eq!((segments(&index), index.position()), (2, 64));
    assert_eq!(index.documents(), 65);
}

#[test]
fn changes_go_on_while_segments_become_one() {
    let place = Place::new();
    let index = place.with(vec![topic(0, "Pump", "hums")]);
    for number in 1..40 {
        let new = topic(number, "Valve", &format!("part {number}"));
        index.apply(vec![new.into()], u64::from(number)).unwrap();
        place.pass(31);
        index.rest();
    }
    assert_eq!(index.documents(), 40);
    assert_eq!(found(&index, "\"part 39\""), vec![39]);
}
