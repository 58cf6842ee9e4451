//! What a value is, in the signs that programmers know: `string (uuid)`, `Topic[]`, `integer | null`.

use serde_json::Value;

/// See the module. At most one named object occurs in it, and the page links to that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kind {
    /// What stands before the name; everything when there is none.
    pub before: String,
    /// The named object.
    pub name: Option<String>,
    /// What stands after it.
    pub after: String,
}

impl Kind {
    /// Of a schema.
    pub(crate) fn of(schema: &Value) -> Self {
        if let Some(name) = name_of(schema) {
            return Self {
                name: Some(name.to_owned()),
                ..Self::default()
            };
        }
        for choice in ["oneOf", "anyOf", "allOf"] {
            if let Some(parts) = schema[choice].as_array() {
                return Self::one_of(parts);
            }
        }
        if let Some(values) = schema["enum"].as_array() {
            let all: Vec<_> = values.iter().map(Value::to_string).collect();
            return Self::plain(all.join(" | "));
        }
        if is(&schema["type"], "array") {
            let mut kind = Self::of(&schema["items"]);
            kind.append("[]");
            if is(&schema["type"], "null") {
                kind.append(" | null");
            }
            return kind;
        }
        let mut words = words(&schema["type"]);
        if let Some(format) = schema["format"].as_str() {
            words = format!("{words} ({format})");
        }
        Self::plain(words + &range(schema))
    }

    fn one_of(parts: &[Value]) -> Self {
        let mut whole = Self::default();
        for (i, part) in parts.iter().map(Self::of).enumerate() {
            if i > 0 {
                whole.append(" | ");
            }
            whole.append(&part.before);
            match part.name {
                Some(name) if whole.name.is_none() => whole.name = Some(name),
                Some(name) => whole.append(&name),
                None => {}
            }
            whole.append(&part.after);
        }
        whole
    }

    fn plain(text: String) -> Self {
        Self {
            before: text,
            ..Self::default()
        }
    }

    fn append(&mut self, text: &str) {
        if self.name.is_some() {
            self.after.push_str(text);
        } else {
            self.before.push_str(text);
        }
    }
}

/// The object that a reference names.
pub(super) fn name_of(schema: &Value) -> Option<&str> {
    let reference = schema["$ref"].as_str()?;
    reference.rsplit('/').next()
}

fn is(types: &Value, name: &str) -> bool {
    match types {
        Value::Array(all) => all.iter().any(|one| one == name),
        one => one == name,
    }
}

fn words(types: &Value) -> String {
    match types {
        Value::Array(all) => {
            let all: Vec<_> = all.iter().filter_map(Value::as_str).collect();
            all.join(" | ")
        }
        Value::String(one) => one.clone(),
        _ => "any".into(),
    }
}

/// ` 1…100` for a number that is bounded.
fn range(schema: &Value) -> String {
    match (&schema["minimum"], &schema["maximum"]) {
        (Value::Number(least), Value::Number(most)) => format!(" {least}…{most}"),
        (Value::Number(least), _) => format!(" ≥ {least}"),
        (_, Value::Number(most)) => format!(" ≤ {most}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_said_in_signs() {
        let table = [
            (json!({"type": "string", "format": "uuid"}), "string (uuid)"),
            (json!({"type": ["integer", "null"]}), "integer | null"),
            (
                json!({"type": "integer", "minimum": 1, "maximum": 100}),
                "integer 1…100",
            ),
            (json!({"enum": ["a", "b"]}), "\"a\" | \"b\""),
            (
                json!({"type": "array", "items": {"type": "string"}}),
                "string[]",
            ),
            (json!({"$ref": "#/components/schemas/Topic"}), "<Topic>"),
            (
                json!({"type": ["array", "null"], "items": {"$ref": "#/x/Topic"}}),
                "<Topic>[] | null",
            ),
            (
                json!({"oneOf": [{"type": "null"}, {"$ref": "#/x/Topic"}]}),
                "null | <Topic>",
            ),
            (json!({}), "any"),
        ];
        for (schema, said) in table {
            let kind = Kind::of(&schema);
            let name = kind.name.map(|n| format!("<{n}>")).unwrap_or_default();
            assert_eq!(format!("{}{name}{}", kind.before, kind.after), said);
        }
    }
}
