//! Which passwords are taken.

use super::MAX_BYTES;
use crate::{error::Message, text::folded};

/// At least so many characters.
const MIN_CHARS: usize = 10;

/// Refuses what is short, easily guessed, or contains the owner's address or name. `about` is the
/// address and the names.
pub fn judge(password: &str, about: &[&str]) -> Result<(), Message> {
    if password.is_empty() {
        return Err(Message::new("required"));
    }
    if password.chars().count() < MIN_CHARS {
        return Err(Message::new("password-short").arg("min", MIN_CHARS));
    }
    if password.len() > MAX_BYTES {
        return Err(Message::new("password-long"));
    }
    let known: Vec<String> = about.iter().flat_map(|a| words(a)).collect();
    let plain = folded(password);
    if known.iter().any(|word| plain.contains(word.as_str())) {
        return Err(Message::new("password-personal"));
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    if u8::from(zxcvbn::zxcvbn(password, &known).score()) < 3 {
        return Err(Message::new("password-weak"));
    }
    Ok(())
}

/// The whole, the part before the `@`, and each word of that part, of at least four characters.
fn words(about: &str) -> Vec<String> {
    let whole = folded(about.trim());
    let local = whole.split('@').next().unwrap_or_default().to_owned();
    let pieces = local.split(|c: char| !c.is_alphanumeric());
    let mut all: Vec<String> = pieces.map(str::to_owned).collect();
    all.push(local);
    all.push(whole);
    all.retain(|w| w.chars().count() >= 4);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_and_what_is_not() {
        let about = ["sara.qahtani@tirs.example", "Sara", "Al-Qahtani"];
        for (password, code) in [
            ("", "required"),
            ("short-1!", "password_short"),
            ("password1234", "password_weak"),
            ("aaaaaaaaaaaaaaaa", "password_weak"),
            ("qwertyuiop123", "password_weak"),
            ("Sara-loves-turbines", "password_personal"),
            ("x9 qahtani k2 vv", "password_personal"),
        ] {
            let said = judge(password, &about).map_err(|m| m.code());
            assert_eq!(said, Err(code.to_owned()), "{password}");
        }
        for password in [
            "correct horse battery staple",
            "brass valves of tirs.example",
            "مصنع أخضر فوق الجبل البعيد",
            "🌍🔧 seven brass valves",
        ] {
            assert_eq!(judge(password, &about), Ok(()), "{password}");
        }
        assert!(judge(&"long enough phrase ".repeat(4), &about).is_ok());
        let too_long = judge(&"ab1!".repeat(300), &about).map_err(|m| m.code());
        assert_eq!(too_long, Err("password_long".into()));
    }
}
