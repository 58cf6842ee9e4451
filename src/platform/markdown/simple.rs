//! One line of plain words, as most comments are: it means itself, so it needs neither the parser
//! nor the sieve.

/// The line as a paragraph; `None` when any of its letters may mean something.
pub fn paragraph(text: &str) -> Option<String> {
    let line = text.trim_end_matches(' ');
    let begins_as_words = line.starts_with(char::is_alphabetic);
    (begins_as_words && means_itself(line)).then(|| format!("<p dir=\"auto\">{line}</p>\n"))
}

/// Whether no letter of a line that begins with a word begins anything else, and none is escaped.
fn means_itself(line: &str) -> bool {
    let letters = |c: char| c.is_alphanumeric() || " ,.;?!'\"()%/=+-".contains(c);
    // `www.` begins a link.
    line.chars().all(letters) && !line.contains("www.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::{html, parse, sieve};

    fn the_long_way(text: &str) -> Option<String> {
        let written = parse::with_tree(text, |root| html::write(root, text, &|_| None)).flatten();
        sieve::sift(&written?)
    }

    #[test]
    fn words_are_a_paragraph_and_nothing_else_is() {
        assert_eq!(
            paragraph("It's 5 % (or \"more\"), صمام عالق - a+b = c/d!? ").as_deref(),
            Some("<p dir=\"auto\">It's 5 % (or \"more\"), صمام عالق - a+b = c/d!?</p>\n")
        );
        for text in [
            "",
            " a",
            "- a",
            "1. a",
            "a\nb",
            "a  \nb",
            "a *b*",
            "a_b_",
            "a `b`",
            "a <b>",
            "a & b",
            "a @b",
            "a #b",
            "see www.a.example",
            "at http://a.example",
            "a [b]",
            "a\\b",
            "a~b~",
            "$a$",
            "a|b",
            "a\u{a0}b",
            "a\u{0}b",
            "a\tb",
        ] {
            assert_eq!(paragraph(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn it_is_what_the_parser_and_the_sieve_make_of_it(
            text in "[a-zA-Zé ,.;?!'\"()%/=+0-9صم-]{1,40}|\\PC{1,30}|w{1,4}\\.[a-z.]{1,9}"
        ) {
            if let Some(html) = paragraph(&text) {
                prop_assert_eq!(Some(html), the_long_way(&text));
            }
        }
    }
}
