use super::{FilterField, MOST, Query, parse};

/// A question as one line: words, "phrases", -without, filters, in:.
fn read(text: &str) -> String {
    let Query {
        words,
        phrases,
        without,
        filters,
        sections,
        open,
    } = parse(text);
    let mut parts: Vec<String> = words.into_iter().map(|word| word.word).collect();
    parts.extend(
        phrases
            .iter()
            .map(|words| format!("\"{}\"", words.join(" "))),
    );
    parts.extend(
        without
            .iter()
            .map(|words| format!("-\"{}\"", words.join(" "))),
    );
    for filter in filters {
        let name = match filter.field {
            FilterField::Tag => "tag",
            FilterField::Category => "category",
            FilterField::Industry => "industry",
            FilterField::Author => "author",
        };
        let minus = if filter.not { "-" } else { "" };
        parts.push(format!("{minus}{name}={}", filter.value));
    }
    parts.extend(sections.into_iter().map(|section| format!("in={section}")));
    if open {
        parts.push("…".to_owned());
    }
    parts.join(" ")
}

#[test]
fn questions_are_understood() {
    for (typed, understood) in [
        ("Pump vibration", "pump vibration …"),
        ("pump ", "pump"),
        ("\"welding robot\"", "\"welding robot\""),
        ("«روبوت لحام»", "\"روبوت لحام\""),
        ("“welding robot” arm", "arm \"welding robot\" …"),
        ("\"never closed", "\"never closed\""),
        (
            "robot -hall -\"robot hand\"",
            "robot -\"hall\" -\"robot hand\"",
        ),
        ("robot - hall", "robot hall …"),
        ("read-only", "read only …"),
        ("tag:plc Category:quality", "tag=plc category=quality"),
        ("tag:\"machine learning\" x", "x tag=machine learning …"),
        ("-tag:old author:Sara", "-tag=old author=Sara"),
        ("وسم:مضخات في:forum", "tag=مضخات in=forum"),
        ("in:Use-Cases pump", "pump in=use-cases …"),
        ("tag: plc", "plc …"),
        ("password:a http://x.example", "password a http x example …"),
        ("a AND (b OR NOT c)", "a and b or not c"),
        ("/(a+)+$/ [* TO *] a^9 b~2", "a to a 9 b 2 …"),
        ("--x", "-\"x\""),
        ("-", ""),
        ("\"\"", ""),
        ("", ""),
        (
            "why does the \"did you mean\" feature fail",
            "why does the did you mean feature fail …",
        ),
    ] {
        assert_eq!(read(typed), understood, "{typed}");
    }
}

#[test]
fn places_point_into_the_text() {
    let text = "tag:x «كلمة» pump  \"two words\" of a sentence";
    for word in parse(text).words {
        assert_eq!(crate::fold(&text[word.start..word.end]), word.word);
    }
}

#[test]
fn nothing_grows_without_end() {
    let query = parse(&"w -a tag:x in:y \"q r\" ".repeat(1000));
    let most = [
        query.words.len(),
        query.without.len(),
        query.filters.len(),
        query.sections.len(),
    ];
    assert!(most.iter().all(|count| *count <= MOST), "{most:?}");
}
