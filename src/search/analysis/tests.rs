use super::{LONGEST_WORD, fold, has_words, is_stop_word, stem, tokens};

fn words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.word).collect()
}

#[test]
fn one_spelling_for_what_people_write_differently() {
    for (written, folded) in [
        ("PLC", "plc"),
        ("élève", "eleve"),
        ("E\u{301}LE\u{300}VE", "eleve"),
        ("Straße", "strasse"),
        ("Ærø", "aero"),
        ("don’t", "dont"),
        ("ﬁlter", "filter"),
        ("İzmir", "izmir"),
        // Tashkeel and tatweel.
        ("مُحَمَّدٌ", "محمد"),
        ("صيـــانة", "صيانه"),
        // Alef, hamza carriers, ya, ta marbuta, kaf.
        ("أإآٱا", "ااااا"),
        ("مؤسسة", "موسسه"),
        ("هيئة", "هييه"),
        ("مستشفى", "مستشفي"),
        ("کی", "كي"),
        // Presentation forms and ligatures.
        ("ﻻ", "لا"),
        // Digits.
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("۴۵۶", "456"),
    ] {
        assert_eq!(fold(written), folded, "{written}");
    }
    assert_eq!(fold(&"a".repeat(10_000)).len(), LONGEST_WORD);
    assert_eq!(fold(&format!("e{}", "\u{301}".repeat(10_000))), "e");
}

#[test]
fn related_words_have_one_stem() {
    for family in [
        &["pump", "pumps", "pumping", "pumped"][..],
        &["vibration", "vibrations"],
        &["مياه", "المياه", "والمياه", "بالمياه"],
        &["محطة", "المحطة", "محطات", "المحطات", "للمحطة", "لمحطة"],
        &["بطارية", "البطارية", "بطاريات", "ببطارية"],
        &["بيان", "بيانات", "البيانات", "لبيانات"],
        &[
            "مهندس",
            "المهندسين",
            "مهندسون",
            "مهندسة",
            "ومهندس",
            "مهندسيهم",
        ],
        &["جودة", "الجودة", "بجودة", "لجودة"],
        &["صيانة", "صيانه", "الصيانة", "صيانتها"],
    ] {
        let stems: Vec<String> = family.iter().map(|word| stem(&fold(word))).collect();
        assert!(
            stems.iter().all(|stem| *stem == stems[0]),
            "{family:?}: {stems:?}"
        );
    }
    for (one, other) in [
        ("مضخة", "مصنع"),
        ("ماء", "مال"),
        ("pump", "pulp"),
        ("c", "c++"),
    ] {
        assert_ne!(stem(&fold(one)), stem(&fold(other)));
    }
    // Codes and short words stay as they are.
    for whole in ["s7", "iso9001", "c++", "c#", "ال", "من"] {
        assert_eq!(stem(whole), whole);
    }
}

#[test]
fn words_end_where_people_think() {
    for (text, expected) in [
        ("read-your-write", &["read", "your", "write"][..]),
        (
            "the server's 'quoted' word",
            &["the", "servers", "quoted", "word"],
        ),
        (
            "C++, C# and F#; c+1, a++b",
            &["c++", "c#", "and", "f#", "c", "1", "a", "b"],
        ),
        ("S7-1200 v2.5 H2O", &["s7", "1200", "v2", "5", "h2o"]),
        ("الـPLC308نقطة", &["ال", "plc308", "نقطه"]),
        ("٢٠٢٤م", &["2024", "م"]),
        ("泵振动", &["泵", "振", "动"]),
        ("a\0b_c\u{ffff}d", &["a", "b", "c", "d"]),
        ("…!? ()\"", &[]),
        ("'''", &[]),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
    assert!(!has_words("…!? ()\""));
    assert!(has_words("٣"));
}

#[test]
fn places_are_those_of_the_original() {
    let text = "Die «مُعَالَجَة» of Élèves’";
    let parts: Vec<&str> = tokens(text)
        .iter()
        .map(|token| &text[token.start..token.end])
        .collect();
    assert_eq!(parts, ["Die", "مُعَالَجَة", "of", "Élèves"]);
}

#[test]
fn stop_words_are_folded() {
    for word in ["the", "don't", "في", "على", "إلى", "هذه", "التي"] {
        assert!(is_stop_word(&fold(word)), "{word}");
    }
    assert!(!is_stop_word("pump"));
}
