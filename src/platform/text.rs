//! Text that people type becomes a value once: trimmed, composed (NFC), without invisible marks
//! that would make two names look alike.

use unicode_normalization::UnicodeNormalization;

use crate::error::Message;

/// One line of `min` to `max` characters. Line breaks and control characters are refused.
pub fn line(text: &str, min: usize, max: usize) -> Result<String, Message> {
    let clean = clean(text);
    if clean.chars().any(char::is_control) {
        return Err(Message::new("text-one-line"));
    }
    of_length(clean, min, max)
}

/// Lines of `min` to `max` characters together; breaks are kept as `\n`.
pub fn lines(text: &str, min: usize, max: usize) -> Result<String, Message> {
    let clean = clean(&text.replace("\r\n", "\n").replace('\r', "\n"));
    if clean
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Err(Message::new("text-control"));
    }
    of_length(clean, min, max)
}

fn of_length(text: String, min: usize, max: usize) -> Result<String, Message> {
    let length = text.chars().count();
    if length == 0 && min > 0 {
        Err(Message::new("required"))
    } else if length < min {
        Err(Message::new("text-too-short").arg("min", min))
    } else if length > max {
        Err(Message::new("text-too-long").arg("max", max))
    } else {
        Ok(text)
    }
}

fn clean(text: &str) -> String {
    let composed: String = text.nfc().filter(|c| !is_deceptive(*c)).collect();
    composed.trim().to_owned()
}

/// Marks that show nothing and turn or split what is read. The joiners that Arabic and Persian
/// writing needs (U+200C, U+200D) stay.
const fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// The form in which names and addresses are compared.
pub fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_visible_name_is_one_text() {
        assert_eq!(
            line("  Ame\u{301}lie\u{202E} ", 1, 20).as_deref(),
            Ok("Amélie")
        );
        assert_eq!(line("Ame\u{301}lie", 1, 6).as_deref(), Ok("Amélie"));
        assert_eq!(folded("ＡBC"), "abc");
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(line("سلام", 4, 4).as_deref(), Ok("سلام"));
        assert_eq!(
            line(" \u{200B} ", 1, 5).map_err(|m| m.code()),
            Err("required".into())
        );
        assert_eq!(
            line("ab", 3, 5).map_err(|m| m.code()),
            Err("text_too_short".into())
        );
        assert_eq!(
            line("abcdef", 3, 5).map_err(|m| m.code()),
            Err("text_too_long".into())
        );
    }

    #[test]
    fn control_characters_are_refused() {
        assert!(line("a\nb", 1, 5).is_err());
        assert!(line("a\0b", 1, 5).is_err());
        assert_eq!(lines("a\r\nb", 1, 5).as_deref(), Ok("a\nb"));
        assert!(lines("a\0b", 1, 5).is_err());
    }
}
