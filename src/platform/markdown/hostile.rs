//! Texts that some renderers never finish.

use std::time::{Duration, Instant};

use super::{excerpt, mentions, plain, render};

/// A name, and what is repeated.
const REPEATED: &[(&str, &str)] = &[
    ("quotes", ">"),
    ("quotes spaced", "> "),
    ("brackets", "["),
    ("links", "[a]("),
    ("pictures", "!["),
    ("emphasis", "*a_"),
    ("stars", "*"),
    ("strikes", "~~a"),
    ("flat lists", "* "),
    ("cdata", "<![CDATA["),
    ("comments", "<!--"),
    ("declarations", "<!A "),
    ("instructions", "<?"),
    ("less than", "<"),
    ("entities", "&#x1F600;"),
    ("autolinks", "<http://"),
    ("www", "www."),
    ("ampersands", "&"),
    ("escaped entities", "&amp;#x1F600;"),
    ("guillemets", "«»"),
    ("mail", "a@"),
    ("lines", "\n"),
    ("tabs", "\t"),
    ("bidi", "\u{202e}\u{202d}"),
    ("one word", "a"),
    ("arabic", "نص "),
    ("mentions", "@a "),
    ("tags", "#a "),
    ("emoji", "👩\u{200d}"),
    ("dollars", "$"),
    ("fences", "```\n"),
    ("rust fences", "```rust\n"),
    ("setext", "a\n=\n"),
    ("backslashes", "\\"),
    ("at signs", "@"),
    ("kbd", "<kbd>"),
    ("sup", "a<sup>"),
];

/// Inputs that some renderers never finish, cut to `n` bytes.
fn hostile(n: usize) -> Vec<(&'static str, String)> {
    let times = |piece: &str| piece.repeat(n / piece.len() + 1);
    let mut all: Vec<(&str, String)> = REPEATED
        .iter()
        .map(|(name, piece)| (*name, times(piece)))
        .collect();
    all.extend(composed(n));
    for (_, text) in &mut all {
        text.truncate(text.floor_char_boundary(n));
    }
    all
}

fn composed(n: usize) -> Vec<(&'static str, String)> {
    let times = |piece: &str| piece.repeat(n / piece.len() + 1);
    let rows = |f: fn(usize) -> String| {
        let mut text = String::new();
        for i in 0.. {
            if text.len() >= n {
                break;
            }
            text.push_str(&f(i));
        }
        text
    };
    let wide = "|".repeat(2000);
    let dashes = "|-".repeat(2000);
    vec![
        ("pairs", "[".repeat(n / 2) + &"]".repeat(n / 2)),
        ("emphasis 2", "a**b".to_owned() + &times("c* ")),
        ("backticks", rows(|i| format!("e{}", "`".repeat(i + 1)))),
        ("lists", rows(|i| format!("{}* a\n", " ".repeat(i)))),
        (
            "references",
            rows(|i| format!("[{i}]: /u\n"))[..n / 2].to_owned() + &times("[1]"),
        ),
        (
            "nested references",
            "[a]: u\n\n".to_owned() + &times("[a] "),
        ),
        (
            "table",
            format!("{wide}\n{dashes}|\n") + &times(&format!("{wide}\n")),
        ),
        (
            "wide table",
            "a|".repeat(n / 4) + "\n" + &"-|".repeat(n / 4),
        ),
        (
            "filled table",
            "a|".repeat(1000) + "\n" + &"-|".repeat(1000) + "\n" + &times("a\n"),
        ),
        (
            "filled narrow table",
            "a|".repeat(32) + "\n" + &"-|".repeat(32) + "\n" + &times("a\n"),
        ),
        (
            "footnotes",
            rows(|i| format!("[^{i}]: x\n"))[..n / 2].to_owned() + &times("[^1]"),
        ),
        ("combining", "a".to_owned() + &times("\u{0301}")),
        (
            "code",
            "```rust\n".to_owned() + &times("fn a(b: &'a str) -> \"c\" { /* d */ }\n"),
        ),
        (
            "regex code",
            "```js\n".to_owned() + &times("a = /((((((/ (((((((\n"),
        ),
        (
            "bash code",
            "```bash\n".to_owned() + &times("${a:-\"$(b `c` <<D)\"}"),
        ),
    ]
}

/// A build without optimisation is allowed more time, since it is not what people run.
fn time_max() -> Duration {
    Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 })
}

/// The middle size is the worst that is still parsed; without optimisation it takes too long for
/// every day.
const SIZES: &[usize] = if cfg!(debug_assertions) {
    &[50_000, 1_000_000]
} else {
    &[50_000, 256_000, 1_000_000]
};

#[test]
fn hostile_texts_are_answered_in_time() {
    for &size in SIZES {
        for (name, text) in hostile(size) {
            let started = Instant::now();
            let html = render(&text);
            let rendered = started.elapsed();
            let words = plain(&text).len() + excerpt(&text, 200).len() + mentions(&text).len();
            let all = started.elapsed();
            println!(
                "{size:>9} {name:20} render {rendered:>10.2?} all {all:>10.2?} html {} words {words}",
                html.as_str().len()
            );
            assert!(all < time_max(), "{name} of {size} bytes took {all:?}");
            assert!(html.as_str().len() < 8 * 1024 * 1024, "{name}");
        }
    }
}
