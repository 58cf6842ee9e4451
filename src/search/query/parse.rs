//! Reading a question from left to right, once.

use super::{Filter, FilterField, LONGEST, MOST, Query, SENTENCE, Word};
use crate::analysis::{each_token, fold};
use crate::schema::until;

/// Reads a question. Never fails and takes time in proportion to [`LONGEST`].
pub fn parse(text: &str) -> Query {
    let text = until(text, LONGEST);
    let mut query = Query::default();
    let mut rest = Rest {
        text,
        at: 0,
        quoted: Vec::new(),
    };
    while rest.skip_space() {
        let not = rest.take_minus();
        rest.read_part(not, &mut query);
    }
    if query.words.len() >= SENTENCE {
        query.phrases.clear();
        query.words.append(&mut rest.quoted);
        query.words.sort_by_key(|word| word.start);
        query.words.truncate(MOST);
    }
    let closed = text
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric());
    let last_ends = query.words.last().map(|word| word.end);
    query.open = !closed && last_ends == Some(text.len());
    query
}

struct Rest<'t> {
    text: &'t str,
    at: usize,
    /// Words in quotation marks that are not excluded.
    quoted: Vec<Word>,
}

impl<'t> Rest<'t> {
    fn ahead(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) -> bool {
        let ahead = self.ahead();
        self.at += ahead.len() - ahead.trim_start().len();
        self.at < self.text.len()
    }

    /// A minus directly before something excludes it; a lone one means nothing.
    fn take_minus(&mut self) -> bool {
        let mut signs = self.ahead().chars();
        let minus = signs.next() == Some('-') && signs.next().is_some_and(|c| !c.is_whitespace());
        self.at += usize::from(minus);
        minus
    }

    fn read_part(&mut self, not: bool, query: &mut Query) {
        if let Some((start, quoted)) = self.take_quoted() {
            if !not {
                keep_words(quoted, start, &mut self.quoted);
            }
            return keep_phrase(words(quoted), not, query);
        }
        let start = self.at;
        let part = self.take_until_space();
        let Some((name, operator)) = operator(part) else {
            if not {
                keep_phrase(words(part), not, query);
            } else {
                keep_words(part, start, &mut query.words);
            }
            return;
        };
        let value = match &part[name.len() + 1..] {
            "" => self.take_quoted().map_or("", |(_, value)| value),
            value => value,
        };
        keep_operator(operator, value, not, query);
    }

    /// The inside of quotation marks that open here and where it begins; without closing ones, the
    /// rest.
    fn take_quoted(&mut self) -> Option<(usize, &'t str)> {
        let ahead = self.ahead();
        let first = ahead.chars().next()?;
        let close = closing(first)?;
        let start = self.at + first.len_utf8();
        let inside = &ahead[first.len_utf8()..];
        let length = inside.find(close).unwrap_or(inside.len());
        let close_length = inside[length..].chars().next().map_or(0, char::len_utf8);
        self.at = start + length + close_length;
        Some((start, &inside[..length]))
    }

    fn take_until_space(&mut self) -> &'t str {
        let ahead = self.ahead();
        let end = ahead.find(|c: char| c.is_whitespace() || closing(c).is_some());
        // Always goes on by at least one sign.
        let least = ahead.chars().next().map_or(0, char::len_utf8);
        let part = &ahead[..end.unwrap_or(ahead.len()).max(least)];
        self.at += part.len();
        part
    }
}

fn closing(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '“' => Some('”'),
        '«' => Some('»'),
        _ => None,
    }
}

enum Operator {
    Filter(FilterField),
    In,
}

/// The operator that a part begins with, in either language.
fn operator(part: &str) -> Option<(&str, Operator)> {
    let (name, _) = part.split_once(':')?;
    if name.len() > 40 {
        return None;
    }
    let operator = match fold(name).as_str() {
        "tag" | "technology" | "وسم" => Operator::Filter(FilterField::Tag),
        "category" | "تصنيف" => Operator::Filter(FilterField::Category),
        "industry" | "قطاع" => Operator::Filter(FilterField::Industry),
        "author" | "كاتب" => Operator::Filter(FilterField::Author),
        "in" | "في" => Operator::In,
        _ => return None,
    };
    Some((name, operator))
}

fn words(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    each_token(text, |token| {
        if all.len() < MOST {
            all.push(token.word);
        }
    });
    all
}

fn keep_phrase(phrase: Vec<String>, not: bool, query: &mut Query) {
    let kept = if not {
        &mut query.without
    } else {
        &mut query.phrases
    };
    if !phrase.is_empty() && kept.len() < MOST && !kept.contains(&phrase) {
        kept.push(phrase);
    }
}

fn keep_words(part: &str, start: usize, kept: &mut Vec<Word>) {
    each_token(part, |token| {
        if kept.len() < MOST {
            let (start, end) = (start + token.start, start + token.end);
            kept.push(Word {
                word: token.word,
                start,
                end,
            });
        }
    });
}

fn keep_operator(operator: Operator, value: &str, not: bool, query: &mut Query) {
    if value.trim().is_empty() {
        return;
    }
    match operator {
        Operator::In if query.sections.len() < MOST => query.sections.push(fold(value)),
        Operator::Filter(field) if query.filters.len() < MOST => {
            query.filters.push(Filter {
                field,
                value: value.to_owned(),
                not,
            });
        }
        _ => {}
    }
}
