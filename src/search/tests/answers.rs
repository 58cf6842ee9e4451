//! What is found, in which order, and how it is shown.

use super::{Place, ask, found, id, topic};
use crate::{Change, Document, Index, Request, Sort};

#[test]
fn both_languages_are_found_in_one_text() {
    let place = Place::new();
    let index = place.with(vec![
        topic(
            1,
            "Pump vibration on line 3",
            "The bearings of the pump are worn. المياه مالحة.",
        ),
        topic(2, "معالجة مياه الصرف", "استخدمنا PLC من سيمنز في المحطة"),
        topic(3, "Café élève", "nothing else"),
    ]);
    for (text, expected) in [
        ("pumping", vec![1]),
        ("bearing", vec![1]),
        ("مياه", vec![2, 1]),
        ("المياة", vec![2, 1]),
        ("مُعَالَجَة", vec![2]),
        ("محطه plc", vec![2]),
        ("eleve", vec![3]),
        ("cafe", vec![3]),
        ("ÉLÈVE", vec![3]),
        ("line ٣", vec![1]),
        ("zzzzzz", vec![]),
        ("…!?", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(found(&index, text), expected, "{text}");
    }
}

#[test]
fn operators_narrow() {
    let place = Place::new();
    let mut first = topic(1, "Robot arm", "welding robot in the hall");
    first.tags = vec!["PLC".to_owned(), "machine-learning".to_owned()];
    first.category = "automation".to_owned();
    first.industry = "food_processing".to_owned();
    first.author_name = "Sara Al-Otaibi".to_owned();
    let mut second = topic(2, "Robot hand", "a hand for the welding robot");
    second.kind = "use_case";
    second.technologies = vec!["C++".to_owned()];
    second.category = "quality".to_owned();
    second.author_name = "عبد الله".to_owned();
    let index = place.with(vec![first, second]);
    for (text, expected) in [
        ("robot tag:plc", vec![1]),
        ("robot tag:c++", vec![2]),
        ("robot tag:c", vec![]),
        ("robot tag:\"machine learning\"", vec![1]),
        ("robot category:Quality", vec![2]),
        ("robot industry:food-processing", vec![1]),
        ("robot author:sara", vec![1]),
        ("robot author:\"sara otaibi\"", vec![1]),
        ("robot كاتب:عبدالله", vec![]),
        ("robot author:الله", vec![2]),
        ("robot -author:sara", vec![2]),
        ("robot in:forum", vec![1]),
        ("robot in:use-cases", vec![2]),
        ("robot -hall", vec![2]),
        ("\"welding robot\" -\"robot hand\"", vec![1]),
        ("\"robot welding\"", vec![]),
        ("tag:plc", vec![1]),
        ("\"hand\"", vec![2]),
        ("rob", vec![1, 2]),
        ("roboz", vec![1, 2]),
    ] {
        let mut hits = found(&index, text);
        hits.sort_unstable();
        assert_eq!(hits, expected, "{text}");
    }
    assert_eq!(
        ask(&index, "weldng robot", &["public"]).corrected.unwrap(),
        "welding robot"
    );
    assert_eq!(ask(&index, "welding robot", &["public"]).corrected, None);
}

#[test]
fn a_put_replaces_and_a_delete_removes() {
    let place = Place::new();
    let index = place.with(vec![topic(1, "First version", "alpha")]);
    let mut post = topic(7, "", "gamma");
    post.kind = "post";
    post.parent = Some(id(1));
    index
        .apply(
            vec![topic(1, "Second version", "beta").into(), post.into()],
            5,
        )
        .unwrap();
    assert_eq!(index.position(), 5);
    assert_eq!(found(&index, "alpha"), Vec::<u8>::new());
    assert_eq!(found(&index, "beta"), vec![1]);
    assert_eq!(found(&index, "gamma"), vec![7]);
    index
        .apply(vec![Change::DeleteChildren { parent: id(1) }], 6)
        .unwrap();
    assert_eq!(found(&index, "gamma"), Vec::<u8>::new());
    index
        .apply(
            vec![Change::Delete {
                kind: "topic",
                id: id(1),
            }],
            7,
        )
        .unwrap();
    assert_eq!(found(&index, "beta"), Vec::<u8>::new());
    assert_eq!(index.documents(), 0);
}

#[test]
fn highlights_are_safe_html() {
    let place = Place::new();
    let body = "<script>alert(1)</script> \"pumps\" & 'valves' ".repeat(30);
    let index = place.with(vec![topic(1, "A <b>pump</b>", &body)]);
    let hit = ask(&index, "pump", &["public"]).hits.remove(0);
    assert_eq!(
        hit.title_highlight,
        "A &lt;b&gt;<mark>pump</mark>&lt;/b&gt;"
    );
    let plain = hit
        .excerpt_highlight
        .replace("<mark>", "")
        .replace("</mark>", "");
    assert!(
        hit.excerpt_highlight
            .contains("&quot;<mark>pumps</mark>&quot; &amp; &#39;valves")
    );
    assert!(!plain.contains(['<', '>', '"', '\'']));
    assert!(plain.len() < 900, "{}", plain.len());
}

#[test]
fn facets_sorts_dates_and_pages() {
    let place = Place::new();
    let documents: Vec<Document> = (1..=9)
        .map(|number| {
            let mut document = topic(number, "Valve", "valve");
            document.category = if number % 3 == 0 { "AI" } else { "quality" }.to_owned();
            document.boost = if number == 4 { 1.5 } else { 1.0 };
            document.facets = vec![("year", "2024".to_owned())];
            document
        })
        .collect();
    let index = place.with(documents);
    let mut request = Request {
        text: "valve".to_owned(),
        viewer_terms: vec!["public".to_owned()],
        facets: vec!["category".to_owned(), "year".to_owned()],
        sort: Sort::Date,
        limit: 2,
        offset: 1,
        ..Request::default()
    };
    let answer = index.search(&request).unwrap();
    let ids = |answer: &crate::Answer| -> Vec<u8> { answer.hits.iter().map(|h| h.id[0]).collect() };
    assert_eq!((answer.total, ids(&answer)), (9, vec![8, 7]));
    let facets: Vec<String> = answer
        .facets
        .iter()
        .map(|facet| format!("{}={}:{}", facet.name, facet.value, facet.count))
        .collect();
    assert_eq!(
        facets,
        ["category=quality:6", "category=AI:3", "year=2024:9"]
    );
    request.sort = Sort::Boost;
    request.offset = 0;
    assert_eq!(ids(&index.search(&request).unwrap())[0], 4);
    request.from = Some(3000);
    request.before = Some(5000);
    let answer = index.search(&request).unwrap();
    assert_eq!((answer.total, ids(&answer)), (2, vec![4, 3]));
    request.filters = vec![("category".to_owned(), vec!["ai".to_owned()])];
    assert_eq!(ids(&index.search(&request).unwrap()), vec![3]);
}

#[test]
fn similar_finds_the_answered_question() {
    let place = Place::new();
    let index = place.with(vec![
        topic(
            1,
            "How do I calibrate a pH sensor?",
            "Use buffer solutions.",
        ),
        topic(2, "Choosing a conveyor belt", "Rubber or PVC."),
    ]);
    let everybody = ["public".to_owned()];
    let hits = index
        .similar("calibrating pH sensors", &everybody, "topic", 3)
        .unwrap();
    assert_eq!(hits.iter().map(|id| id[0]).collect::<Vec<_>>(), vec![1]);
    assert!(
        index
            .similar("calibrating", &everybody, "use_case", 3)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn suggestions_complete_titles_and_words() {
    let place = Place::new();
    let index = place.with(vec![
        topic(1, "Conveyor belt tracking", "belts wander"),
        topic(2, "Conveyor motor", "hot motor"),
        topic(3, "صيانة المضخات", "مضخة"),
    ]);
    let everybody = ["public".to_owned()];
    let texts = |typed: &str| -> Vec<String> {
        index
            .suggest(typed, &everybody, &[], 5)
            .into_iter()
            .map(|s| s.text)
            .collect()
    };
    assert_eq!(texts("c"), ["Conveyor motor", "Conveyor belt tracking"]);
    assert_eq!(texts("conveyor b"), ["Conveyor belt tracking"]);
    assert_eq!(texts("conveyor mot"), ["Conveyor motor", "conveyor motor"]);
    assert_eq!(texts("صيا"), ["صيانة المضخات", "صيانة"]);
    assert_eq!(texts("belts"), ["belts"][..0]);
}

#[test]
fn a_word_weighs_by_the_field_it_stands_in() {
    let place = Place::new();
    let filler = "some other words of about the same length";
    let plain = |number| topic(number, "A heading", filler);
    let mut documents = vec![plain(1), plain(2), plain(3), plain(4), plain(5), plain(6)];
    documents[5].title = "A zirconia".to_owned();
    documents[4].tags = vec!["zirconia".to_owned()];
    documents[3].technologies = vec!["zirconia".to_owned()];
    documents[2].body = format!("{filler} zirconia");
    documents[1].company = "zirconia".to_owned();
    let index = place.with(documents);
    assert_eq!(found(&index, "zirconia "), vec![6, 5, 4, 3, 2]);
}

#[test]
fn engagement_is_a_mild_factor() {
    let place = Place::new();
    let mut liked = topic(2, "Pump", "pump and valve");
    liked.boost = 1.2;
    let mut broken = topic(3, "Pump", "pump and valve");
    broken.boost = f32::NAN;
    let all = "Pump repair with pump seals for every pump";
    let index = place.with(vec![
        topic(1, "Pump", "pump and valve"),
        liked,
        broken,
        topic(4, all, all),
    ]);
    assert_eq!(found(&index, "pump seals"), vec![4, 2, 1, 3]);
}

#[test]
fn quotation_marks_command_alone_and_quote_in_a_sentence() {
    let place = Place::new();
    let index = place.with(vec![
        topic(1, "Mean time", "the value that you mean did not fit"),
        topic(
            2,
            "Did you mean",
            "how the did you mean line is switched off",
        ),
    ]);
    assert_eq!(found(&index, "\"did you mean\""), vec![2]);
    assert_eq!(found(&index, "line \"value you mean\""), Vec::<u8>::new());
    let sentence = "how do I switch off the \"did you mean\" line";
    assert_eq!(found(&index, sentence), vec![2, 1]);
}

#[test]
fn corrections_are_spelt_as_people_spell() {
    let place = Place::new();
    let index = place.with(vec![topic(1, "أعطال المضخات", "صيانةٌ دورية للمضخات")]);
    let corrected = |text: &str| ask(&index, text, &["public"]).corrected.unwrap();
    assert_eq!(corrected("صيلنة"), "صيانة");
    assert_eq!(corrected("اعطالل المضخات "), "أعطال المضخات ");
    assert_eq!(found(&index, "صيلنة"), vec![1]);
}

/// Documents with words of several frequencies, of which some are hidden, deleted or old.
fn crowd(place: &Place) -> Index {
    let document = |number: u16| {
        let mut id = [0; 16];
        id[..2].copy_from_slice(&number.to_be_bytes());
        let words = [(2, "even"), (3, "third"), (50, "seldom")];
        let words = words.iter().filter(|(n, _)| number.is_multiple_of(*n));
        let words: Vec<&str> = words.map(|(_, word)| *word).collect();
        let access = if number.is_multiple_of(30) {
            "org:aa"
        } else {
            "public"
        };
        let kind = if number.is_multiple_of(4) {
            "post"
        } else {
            "topic"
        };
        Document {
            access: vec![access.to_owned()],
            body: format!("all pumps {}", words.join(" ")),
            created_at: i64::from(number),
            ..Document::new(kind, id)
        }
    };
    let index = place.with((1..=300).map(document).collect());
    let deleted = (1..=300).filter(|n| n % 7 == 0).map(document);
    let deleted = deleted.map(|d| Change::Delete {
        kind: d.kind,
        id: d.id,
    });
    index.apply(deleted.collect(), 2).unwrap();
    index
}

#[test]
fn what_is_counted_is_what_can_be_seen() {
    let place = Place::new();
    let index = crowd(&place);
    for (text, fits) in [
        ("even", (|n| n % 2 == 0) as fn(i64) -> bool),
        ("even third", |n| n % 2 == 0 || n % 3 == 0),
        ("seldom", |n| n % 50 == 0),
        ("all", |_| true),
        ("pumps even", |_| true),
        ("all -third", |n| n % 3 != 0),
        ("", |_| true),
    ] {
        for (viewer, sees) in [
            ("public", (|n| n % 30 != 0) as fn(i64) -> bool),
            ("org:aa", |n| n % 30 == 0),
            ("org:bb", |_| false),
        ] {
            for (kinds, from) in [(vec!["topic", "post"], 0), (vec!["post"], 101)] {
                let expected = (from.max(1)..=300)
                    .filter(|n| n % 7 != 0 && sees(*n) && fits(*n))
                    .filter(|n| kinds.len() == 2 || n % 4 == 0);
                let posts = expected.clone().filter(|n| n % 4 == 0).count() as u64;
                let total = expected.count() as u64;
                let answer = index
                    .search(&Request {
                        text: text.to_owned(),
                        viewer_terms: vec![viewer.to_owned()],
                        kinds: kinds.iter().map(|&kind| kind.to_owned()).collect(),
                        from: (from > 0).then_some(from),
                        facets: vec!["kind".to_owned()],
                        limit: 1000,
                        ..Request::default()
                    })
                    .unwrap();
                let counted = |kind: &str| {
                    let facet = answer.facets.iter().find(|facet| facet.value == kind);
                    facet.map_or(0, |facet| facet.count)
                };
                let seen = (answer.total, answer.hits.len() as u64);
                assert_eq!(seen, (total, total), "{text:?} by {viewer} from {from}");
                assert_eq!(counted("post"), posts, "{text:?} by {viewer}");
                assert_eq!(counted("topic"), total - posts, "{text:?} by {viewer}");
            }
        }
    }
}

#[test]
fn documents_with_all_of_common_words_come_first_and_none_is_lost_between_pages() {
    let place = Place::new();
    let index = crowd(&place);
    let page = |offset| {
        let request = Request {
            text: "pumps even".to_owned(),
            viewer_terms: vec!["public".to_owned()],
            limit: 40,
            offset,
            ..Request::default()
        };
        let hits = index.search(&request).unwrap().hits.into_iter();
        hits.map(|hit| u16::from_be_bytes([hit.id[0], hit.id[1]]))
    };
    let mut found: Vec<u16> = (0..320).step_by(40).flat_map(page).collect();
    let visible: Vec<u16> = (1..=300).filter(|n| n % 7 != 0 && n % 30 != 0).collect();
    let even = visible.iter().filter(|n| *n % 2 == 0).count();
    assert!(found[..even].iter().all(|n| n % 2 == 0), "{found:?}");
    found.sort_unstable();
    assert_eq!(found, visible);
}
