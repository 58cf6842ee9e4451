//! How texts are tidied and how long they, and lists and numbers, may be.

use platform::error::{Check, Message};

use super::term_key;

/// No more money than this, in minor units.
const MONEY: i64 = 1_000_000_000_000_000;

pub(super) type Name = std::borrow::Cow<'static, str>;

/// One line: control characters and double spaces go.
pub(super) fn line(check: &mut Check, name: impl Into<Name>, value: &mut String, max: usize) {
    let words: Vec<_> = value
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    *value = words.join(" ");
    long(check, name, value, max);
}

/// Several lines: line ends become `\n`, other control characters go.
pub(super) fn text(check: &mut Check, name: impl Into<Name>, value: &mut String, max: usize) {
    let unix = value.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = unix
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    kept.trim().clone_into(value);
    long(check, name, value, max);
}

pub(super) fn long(check: &mut Check, name: impl Into<Name>, value: &str, max: usize) {
    if value.chars().count() > max {
        check.fail(name, Message::new("text-too-long").arg("max", max));
    }
}

pub(super) fn too_many(check: &mut Check, name: &'static str, count: usize, max: usize) {
    if count > max {
        check.fail(name, Message::new("too-many-values").arg("max", max));
    }
}

pub(super) fn range(min: i64, max: i64) -> Message {
    Message::new("number-range").arg("min", min).arg("max", max)
}

pub(super) fn number(
    check: &mut Check,
    name: impl Into<Name>,
    value: Option<f64>,
    min: f64,
    max: f64,
) {
    if value.is_some_and(|n| !(min..=max).contains(&n)) {
        check.fail(name, range(min as i64, max as i64));
    }
}

pub(super) fn money(check: &mut Check, name: &'static str, value: Option<i64>) {
    if value.is_some_and(|n| !(0..=MONEY).contains(&n)) {
        check.fail(name, range(0, MONEY));
    }
}

/// A code of so many Latin letters, in upper case; or empty.
pub(super) fn letters(
    check: &mut Check,
    name: &'static str,
    value: &mut String,
    n: usize,
    key: &'static str,
) {
    *value = value.trim().to_ascii_uppercase();
    if !value.is_empty() && (value.len() != n || !value.bytes().all(|b| b.is_ascii_uppercase())) {
        check.fail(name, Message::new(key));
    }
}

pub(super) fn terms(
    check: &mut Check,
    name: &'static str,
    given: Vec<String>,
    max: usize,
    long: usize,
) -> Vec<String> {
    let (mut kept, mut keys) = (Vec::new(), Vec::new());
    for mut term in given {
        line(check, name, &mut term, long);
        let key = term_key(&term);
        if !key.is_empty() && !keys.contains(&key) {
            keys.push(key);
            kept.push(term);
        }
    }
    too_many(check, name, kept.len(), max);
    kept
}
