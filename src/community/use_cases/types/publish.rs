//! What a use case must hold before others read it.

use platform::{
    Result,
    error::{Check, Message},
};

use super::Content;

/// How long challenge and solution must be at least, in characters.
pub const MIN_STORY: usize = 50;

/// 422 naming every field that publishing needs and the content lacks.
pub fn missing(content: &Content) -> Result<()> {
    let mut check = Check::default();
    if content.title_en.is_empty() && content.title_ar.is_empty() {
        check.fail("title_en", Message::new("use-case-title"));
    }
    if content.category.is_none() {
        check.fail("category", Message::new("required"));
    }
    if content.industry.is_none() {
        check.fail("industry", Message::new("required"));
    }
    for (name, text) in [
        ("challenge", &content.challenge),
        ("solution", &content.solution),
    ] {
        if text.chars().count() < MIN_STORY {
            check.fail(name, Message::new("use-case-story").arg("min", MIN_STORY));
        }
    }
    check.done()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
    use super::*;
    use crate::use_cases::types::{Category, Industry};

    #[test]
    fn an_empty_one_lacks_all_five() {
        let error = missing(&Content::default()).unwrap_err();
        let names: Vec<_> = error.fields.iter().map(|f| f.name.as_ref()).collect();
        assert_eq!(
            names,
            ["title_en", "category", "industry", "challenge", "solution"]
        );
    }

    #[test]
    fn fifty_characters_are_enough_and_an_arabic_title_is_a_title() {
        let mut content = Content {
            title_ar: "صمام".into(),
            category: Category::parse("quality").ok(),
            industry: Industry::parse("plastics").ok(),
            challenge: "ش".repeat(50),
            solution: "x".repeat(50),
            ..Content::default()
        };
        assert!(missing(&content).is_ok());
        content.solution.pop();
        assert_eq!(missing(&content).unwrap_err().fields[0].name, "solution");
    }
}
