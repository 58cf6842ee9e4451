//! A change of a use case as JSON merge patch (RFC 7396): absent fields stay, null clears, nested
//! objects are merged, lists are replaced.

use platform::{Error, Result};
use serde_json::{Map, Value};

use super::Content;

/// Fields to change. Its types were checked when it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch(Map<String, Value>);

impl Patch {
    /// Takes fields whose types fit: [`Patch::shape`] could be read as [`Content`].
    pub fn of_checked(fields: Map<String, Value>) -> Self {
        Self(fields)
    }

    /// The fields without those that are cleared; what must be readable as [`Content`].
    pub fn shape(fields: &Map<String, Value>) -> Value {
        without_nulls(fields)
    }

    /// The content with the changes, checked.
    pub fn apply(&self, content: &Content) -> Result<Content> {
        let mut whole = serde_json::to_value(content)?;
        merge(&mut whole, &self.0);
        let merged: Content = serde_json::from_value(whole).map_err(Error::internal)?;
        merged.checked()
    }
}

fn merge(target: &mut Value, patch: &Map<String, Value>) {
    let Value::Object(fields) = target else {
        return;
    };
    for (name, value) in patch {
        match value {
            Value::Null => {
                fields.remove(name);
            }
            Value::Object(inner) => merge(
                fields.entry(name).or_insert(Value::Object(Map::new())),
                inner,
            ),
            other => {
                fields.insert(name.clone(), other.clone());
            }
        }
    }
}

fn without_nulls(fields: &Map<String, Value>) -> Value {
    let kept = fields
        .iter()
        .filter(|(_, v)| !v.is_null())
        .map(|(name, value)| {
            let value = match value {
                Value::Object(inner) => without_nulls(inner),
                other => other.clone(),
            };
            (name.clone(), value)
        });
    Value::Object(kept.collect())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
    use serde_json::json;

    use super::*;

    fn patched(content: &Content, patch: Value) -> Content {
        let Value::Object(fields) = patch else {
            unreachable!("patches are objects")
        };
        Patch::of_checked(fields).apply(content).unwrap()
    }

    #[test]
    fn absent_stays_null_clears_and_objects_merge() {
        let first = patched(
            &Content::default(),
            json!({"title_en": "A", "summary": "B", "roi": {"percent": 120, "currency": "usd"}, "tags": ["x"]}),
        );
        let second = patched(
            &first,
            json!({"summary": null, "roi": {"percent": null, "investment": 5}}),
        );
        assert_eq!(
            (second.title_en.as_str(), second.summary.as_str()),
            ("A", "")
        );
        assert_eq!((second.roi.percent, second.roi.investment), (None, Some(5)));
        assert_eq!(second.roi.currency, "USD");
        assert_eq!(second.tags, ["x"]);
    }

    #[test]
    fn every_field_beyond_its_limit_is_named_at_once() {
        let fields = json!({
            "title_en": "x".repeat(201), "roi": {"investment": -1, "currency": "RIYAL"},
            "location": {"latitude": 90.5, "longitude": 10}, "team_size": 0,
            "started_on": "2025-02-01", "finished_on": "2025-01-01",
            "results": [{"before": 1.0}], "contact": {"email": "nobody"},
            "tags": ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        });
        let Value::Object(fields) = fields else {
            unreachable!()
        };
        let error = Patch::of_checked(fields)
            .apply(&Content::default())
            .unwrap_err();
        let mut names: Vec<_> = error.fields.iter().map(|f| f.name.as_ref()).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "contact.email",
                "finished_on",
                "location.latitude",
                "results[0].name",
                "roi.currency",
                "roi.investment",
                "tags",
                "team_size",
                "title_en",
            ]
        );
    }
}
