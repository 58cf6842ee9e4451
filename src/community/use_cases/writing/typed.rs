//! What was typed into a step, and the change that it asks for.

use platform::{
    Result,
    error::{Check, Message},
    id::FileId,
    visibility::Visibility,
};
use serde_json::{Map, Value};

use super::steps::Step;
use crate::use_cases::types::{Categories, Content, Industries, Patch, Word, Words, minor_digits};

/// The fields of a form as text, in their order; rows repeat their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::use_cases) struct Typed(Vec<(String, String)>);

impl Typed {
    /// What came with a form.
    pub(in crate::use_cases) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The first value of a field; empty when it was not there.
    pub(in crate::use_cases) fn value(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Every value of a repeated field.
    pub(in crate::use_cases) fn values(&self, name: &str) -> Vec<&str> {
        let all = self.0.iter().filter(|(n, _)| n == name);
        all.map(|(_, value)| value.as_str()).collect()
    }

    /// The fields of a step as they stand in a use case.
    pub(in crate::use_cases) fn of(step: Step, content: &Content) -> Self {
        let mut typed = Self::default();
        match step {
            Step::Basics => typed.basics(content),
            Step::Story => {
                typed.put("challenge", &content.challenge);
                typed.put("solution", &content.solution);
            }
            Step::Work => typed.work(content),
            Step::Results => typed.results(content),
            Step::Place => typed.place(content),
            Step::Preview => {}
        }
        typed
    }

    fn put(&mut self, name: &str, value: impl ToString) {
        self.0.push((name.to_owned(), value.to_string()));
    }

    fn put_some(&mut self, name: &str, value: Option<impl ToString>) {
        self.put(name, value.map(|v| v.to_string()).unwrap_or_default());
    }

    fn basics(&mut self, c: &Content) {
        self.put("title_en", &c.title_en);
        self.put("title_ar", &c.title_ar);
        self.put("summary", &c.summary);
        self.put_some("category", c.category.map(Word::as_str));
        self.put_some("industry", c.industry.map(Word::as_str));
        self.put("company_name", &c.company_name);
        self.put("technologies", c.technologies.join(", "));
        self.put("tags", c.tags.join(", "));
        self.put("visibility", c.visibility);
    }

    fn work(&mut self, c: &Content) {
        for phase in &c.implementation {
            self.put("implementation.title", &phase.title);
            self.put("implementation.duration", &phase.duration);
            self.put("implementation.description", &phase.description);
        }
        self.put_some("started_on", c.started_on);
        self.put_some("finished_on", c.finished_on);
        self.put_some("team_size", c.team_size);
        self.put("vendor", &c.vendor);
        self.put("challenges_met", &c.challenges_met);
    }

    fn results(&mut self, c: &Content) {
        for metric in &c.results {
            self.put("results.name", &metric.name);
            self.put_some("results.before", metric.before);
            self.put_some("results.after", metric.after);
            self.put("results.unit", &metric.unit);
            self.put("results.note", &metric.note);
        }
        let unit = 10_f64.powi(minor_digits(&c.roi.currency) as i32);
        let major = |minor: Option<i64>| minor.map(|m| m as f64 / unit);
        self.put_some("roi.percent", c.roi.percent);
        self.put_some("roi.payback_months", c.roi.payback_months);
        self.put_some("roi.investment", major(c.roi.investment));
        self.put_some("roi.annual_saving", major(c.roi.annual_saving));
        self.put("roi.currency", &c.roi.currency);
        self.put("lessons_learned", &c.lessons_learned);
    }

    fn place(&mut self, c: &Content) {
        self.put("location.city", &c.location.city);
        self.put("location.region", &c.location.region);
        self.put("location.country", &c.location.country);
        self.put_some("location.latitude", c.location.latitude);
        self.put_some("location.longitude", c.location.longitude);
        self.put("contact.name", &c.contact.name);
        self.put("contact.email", &c.contact.email);
        self.put("contact.phone", &c.contact.phone);
        for medium in &c.media {
            self.put("media.file", medium.file);
            self.put("media.caption", &medium.caption);
            self.put("media.alt", &medium.alt);
        }
    }

    /// The change that a step asks for; 422 names what is no number, day or word.
    pub(in crate::use_cases) fn patch(&self, step: Step) -> Result<Patch> {
        let mut asked = Asked {
            typed: self,
            fields: Map::new(),
            check: Check::default(),
        };
        match step {
            Step::Basics => asked.basics(),
            Step::Story => asked.texts(&["challenge", "solution"]),
            Step::Work => asked.work(),
            Step::Results => asked.results(),
            Step::Place => asked.place(),
            Step::Preview => {}
        }
        asked.check.done()?;
        Ok(Patch::of_checked(asked.fields))
    }
}

/// A change under construction.
struct Asked<'a> {
    typed: &'a Typed,
    fields: Map<String, Value>,
    check: Check,
}

impl Asked<'_> {
    fn is_there(&self, name: &str) -> bool {
        self.typed.0.iter().any(|(n, _)| n == name)
    }

    fn set(&mut self, name: &str, value: Value) {
        match name.split_once('.') {
            Some((object, field)) => {
                let inner = self
                    .fields
                    .entry(object)
                    .or_insert_with(|| Value::Object(Map::new()));
                inner[field] = value;
            }
            None => {
                self.fields.insert(name.to_owned(), value);
            }
        }
    }

    fn texts(&mut self, names: &[&str]) {
        for name in names {
            if self.is_there(name) {
                self.set(name, self.typed.value(name).into());
            }
        }
    }

    /// Checks that a value is what `parse` takes; an empty one clears the field.
    fn parsed(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Result<Value, Message>) {
        if !self.is_there(name) {
            return;
        }
        let text = self.typed.value(name).trim();
        if text.is_empty() {
            self.set(name, Value::Null);
        } else if let Some(value) = self.check.field(name, parse(text)) {
            self.set(name, value);
        }
    }

    fn list(&mut self, name: &str) {
        if self.is_there(name) {
            let parts = self.typed.value(name).split([',', '،', ';', '\n']);
            let parts = parts.map(|p| Value::from(p.trim().trim_start_matches('#')));
            let parts: Vec<_> = parts.collect();
            self.set(name, parts.into());
        }
    }

    fn basics(&mut self) {
        self.texts(&["title_en", "title_ar", "summary", "company_name"]);
        self.parsed("category", word::<Categories>);
        self.parsed("industry", word::<Industries>);
        self.parsed("visibility", |text| {
            Visibility::parse(text).map(|v| v.as_str().into())
        });
        self.list("technologies");
        self.list("tags");
    }

    fn work(&mut self) {
        let columns = ["title", "duration", "description"];
        let rows = self.rows("implementation", &columns, |_, text| Ok(text.into()));
        self.set_rows("implementation", rows);
        self.parsed("started_on", day);
        self.parsed("finished_on", day);
        self.parsed("team_size", |text| {
            let number = plain_number(text)?;
            let whole = number.fract() == 0.0 && (1.0..=100_000.0).contains(&number);
            let message = || {
                Message::new("number-range")
                    .arg("min", 1)
                    .arg("max", 100_000)
            };
            whole
                .then(|| Value::from(number as i64))
                .ok_or_else(message)
        });
        self.texts(&["vendor", "challenges_met"]);
    }

    fn results(&mut self) {
        let columns = ["name", "before", "after", "unit", "note"];
        let rows = self.rows("results", &columns, |column, text| match column {
            "before" | "after" if text.trim().is_empty() => Ok(Value::Null),
            "before" | "after" => plain_number(text).map(Value::from),
            _ => Ok(text.into()),
        });
        self.set_rows("results", rows);
        self.parsed("roi.percent", |t| plain_number(t).map(Value::from));
        self.parsed("roi.payback_months", |t| plain_number(t).map(Value::from));
        let digits = minor_digits(&self.typed.value("roi.currency").trim().to_ascii_uppercase());
        self.parsed("roi.investment", |t| minor(t, digits));
        self.parsed("roi.annual_saving", |t| minor(t, digits));
        self.texts(&["roi.currency", "lessons_learned"]);
    }

    fn place(&mut self) {
        self.texts(&["location.city", "location.region", "location.country"]);
        self.parsed("location.latitude", |t| plain_number(t).map(Value::from));
        self.parsed("location.longitude", |t| plain_number(t).map(Value::from));
        self.texts(&["contact.name", "contact.email", "contact.phone"]);
        let gone = self.typed.values("media.remove");
        let rows = self.rows("media", &["file", "caption", "alt"], |column, text| {
            if column == "file" && text.parse::<FileId>().is_err() {
                return Err(Message::new("not-an-id"));
            }
            Ok(text.into())
        });
        let kept = rows.into_iter().filter(|row| {
            let file = row.get("file").and_then(Value::as_str).unwrap_or_default();
            !gone.contains(&file)
        });
        let kept: Vec<_> = kept.collect();
        if self.is_there("media.file") {
            self.set_rows("media", kept);
        }
    }

    /// The rows of a repeated group; row `i` is made of the `i`th value of each column.
    fn rows(
        &mut self,
        group: &str,
        columns: &[&'static str],
        parse: impl Fn(&str, &str) -> Result<Value, Message>,
    ) -> Vec<Map<String, Value>> {
        let values: Vec<_> = columns
            .iter()
            .map(|c| self.typed.values(&format!("{group}.{c}")))
            .collect();
        let count = values.first().map_or(0, Vec::len).min(100);
        let mut rows = Vec::with_capacity(count);
        for i in 0..count {
            let mut row = Map::new();
            for (column, values) in columns.iter().zip(&values) {
                let text = values.get(i).copied().unwrap_or_default();
                let parsed = parse(column, text);
                if let Some(value) = self.check.field(format!("{group}[{i}].{column}"), parsed) {
                    row.insert((*column).to_owned(), value);
                }
            }
            rows.push(row);
        }
        rows
    }

    fn set_rows(&mut self, group: &str, rows: Vec<Map<String, Value>>) {
        self.set(
            group,
            Value::Array(rows.into_iter().map(Value::Object).collect()),
        );
    }
}

fn word<K: Words>(text: &str) -> Result<Value, Message> {
    Word::<K>::parse(text).map(|w| w.as_str().into())
}

fn day(text: &str) -> Result<Value, Message> {
    let date = text.parse::<jiff::civil::Date>();
    date.map(|d| d.to_string().into())
        .map_err(|_| Message::new("use-case-day"))
}

/// Money as typed, in minor units.
fn minor(text: &str, digits: u32) -> Result<Value, Message> {
    let amount = plain_number(text)? * 10_f64.powi(digits as i32);
    Ok(Value::from(amount.round() as i64))
}

/// A number as people type it: Arabic digits, separators of thousands, signs.
fn plain_number(text: &str) -> Result<f64, Message> {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ',' | '٬' | ' ' | '\u{a0}' | '\u{202f}' | '_'))
        .map(|c| match c {
            '٠'..='٩' => char::from(b'0' + (c as u32 - '٠' as u32) as u8),
            '٫' => '.',
            '−' => '-',
            other => other,
        })
        .collect();
    let number = plain.parse::<f64>().ok().filter(|n| n.is_finite());
    number.ok_or_else(|| Message::new("not-a-number"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::new(
            pairs
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        assert_eq!(plain_number("420,000.5"), Ok(420_000.5));
        assert_eq!(plain_number("٤٢٠٬٠٠٠٫٥"), Ok(420_000.5));
        assert_eq!(plain_number("−3"), Ok(-3.0));
        assert!(plain_number("many").is_err());
        assert!(plain_number("inf").is_err());
    }

    #[test]
    fn a_step_comes_back_as_it_was_written() {
        let asked = typed(&[
            ("results.name", "Scrap"),
            ("results.before", "4.1"),
            ("results.after", "1"),
            ("results.unit", "%"),
            ("results.note", ""),
            ("results.name", ""),
            ("results.before", ""),
            ("results.after", ""),
            ("results.unit", ""),
            ("results.note", ""),
            ("roi.investment", "420,000.50"),
            ("roi.currency", "SAR"),
            ("roi.percent", ""),
        ]);
        let content = asked
            .patch(Step::Results)
            .unwrap()
            .apply(&Content::default())
            .unwrap();
        assert_eq!(content.results.len(), 1);
        assert_eq!(content.roi.investment, Some(42_000_050));
        let again = Typed::of(Step::Results, &content);
        assert_eq!(again.value("roi.investment"), "420000.5");
        let same = again.patch(Step::Results).unwrap().apply(&content).unwrap();
        assert_eq!(same, content);
    }

    #[test]
    fn what_is_no_number_is_named_with_its_row() {
        let asked = typed(&[
            ("results.name", "a"),
            ("results.before", "x"),
            ("roi.percent", "y"),
        ]);
        let error = asked.patch(Step::Results).unwrap_err();
        let names: Vec<_> = error.fields.iter().map(|f| f.name.as_ref()).collect();
        assert_eq!(names, ["results[0].before", "roi.percent"]);
    }
}
