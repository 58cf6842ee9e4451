//! From the query of an address to a checked list.

use rusqlite::types::Value;
use uuid::Uuid;

use super::{Condition, DEFAULT_LIMIT, Filter, Kind, List, ListSpec, MAX_LIMIT, Op, Paging, Sort};
use crate::{
    error::{Check, Message, Result},
    secret::Seal,
    time::Time,
};

/// The query of an address as it came: repeated keys stay.
pub type Pairs = Vec<(String, String)>;

/// What cursors are sealed for.
const PURPOSE: &str = "list-cursor";
/// The longest text that a filter takes, in characters.
const TEXT_MAX: usize = 200;
/// How many values one filter takes.
const VALUES_MAX: usize = 50;

impl List {
    /// Reads a query. 422 names every unknown field, operator or sort key with what is allowed.
    pub fn parse(spec: ListSpec, pairs: &[(String, String)], seal: &Seal) -> Result<Self> {
        let mut check = Check::default();
        let mut list = Self {
            spec,
            conditions: Vec::new(),
            order: Vec::new(),
            order_text: spec.default_sort.to_owned(),
            limit: DEFAULT_LIMIT,
            paging: Paging::Cursor { after: None },
        };
        let mut cursor = None;
        for (key, value) in pairs {
            let value = value.as_str();
            let outcome = match key.as_str() {
                "limit" | "page_size" => number(value, 1, MAX_LIMIT).map(|n| list.limit = n),
                "page" => number(value, 1, 1_000_000).map(|n| list.paging = Paging::Page(n)),
                "sort" => {
                    value.clone_into(&mut list.order_text);
                    Ok(())
                }
                "cursor" => {
                    cursor = Some(value.to_owned());
                    Ok(())
                }
                _ => list.condition(key, value),
            };
            check.field(key.clone(), outcome);
        }
        let order = order(&spec, &list.order_text);
        list.order = check.field("sort", order).unwrap_or_default();
        if let Some(cursor) = cursor {
            check.field("cursor", list.resume(&cursor, seal));
        }
        check.done()?;
        Ok(list)
    }

    /// The list without anything asked.
    pub fn plain(spec: ListSpec) -> Self {
        Self {
            spec,
            conditions: Vec::new(),
            order: order(&spec, spec.default_sort).unwrap_or_default(),
            order_text: spec.default_sort.to_owned(),
            limit: DEFAULT_LIMIT,
            paging: Paging::Cursor { after: None },
        }
    }

    /// The order as it was asked for, or the usual one.
    pub fn sort(&self) -> &str {
        &self.order_text
    }

    /// The first value of a special filter that is text or a word.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values(name).first().and_then(|v| match v {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The value of a special filter that is true or false.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.values(name).first().and_then(|v| match v {
            Value::Integer(n) => Some(*n != 0),
            _ => None,
        })
    }

    /// The values of a filter, as they are bound to SQL.
    pub fn values(&self, name: &str) -> &[Value] {
        self.conditions
            .iter()
            .find(|c| c.filter.name == name)
            .map_or(&[], |c| c.values.as_slice())
    }

    /// The same list from its other end on: the lowest first.
    pub fn upwards(self) -> Self {
        self.turned(false)
    }

    /// The same list, the highest first.
    pub fn downwards(self) -> Self {
        self.turned(true)
    }

    fn turned(mut self, downwards: bool) -> Self {
        for (_, down) in &mut self.order {
            *down = downwards;
        }
        let signed = |(sort, down): &(Sort, bool)| {
            let sign = if *down { "-" } else { "" };
            format!("{sign}{}", sort.name)
        };
        self.order_text = self.order.iter().map(signed).collect::<Vec<_>>().join(",");
        self
    }

    /// Whether any filter was asked for.
    pub fn is_filtered(&self) -> bool {
        !self.conditions.is_empty()
    }

    /// Seals the place after a row whose sort keys and id are given.
    pub(super) fn seal_cursor(&self, keys: &[Value], seal: &Seal) -> String {
        let keys: Vec<_> = keys.iter().map(to_json).collect();
        let text = serde_json::json!([self.order_text, keys]).to_string();
        seal.seal(PURPOSE, &text)
    }

    fn resume(&mut self, cursor: &str, seal: &Seal) -> Result<(), Message> {
        let wrong = || Message::new("cursor-invalid");
        if matches!(self.paging, Paging::Page(_)) {
            return Err(Message::new("cursor-and-page"));
        }
        let text = seal.open(PURPOSE, cursor).ok_or_else(wrong)?;
        let (order, keys): (String, Vec<serde_json::Value>) =
            serde_json::from_str(&text).map_err(|_| wrong())?;
        // Its length is compared with the whole order when the statement is built.
        if order != self.order_text {
            return Err(Message::new("cursor-other-order"));
        }
        let after = keys
            .iter()
            .map(from_json)
            .collect::<Option<Vec<_>>>()
            .ok_or_else(wrong)?;
        self.paging = Paging::Cursor { after: Some(after) };
        Ok(())
    }

    fn condition(&mut self, key: &str, value: &str) -> Result<(), Message> {
        let (name, op) = match key.split_once('[') {
            Some((name, rest)) => (name, operator(rest)?),
            None => (key, None),
        };
        let filter = self.spec.filters.iter().find(|f| f.name == name).copied();
        let filter = filter.ok_or_else(|| {
            Message::new("unknown-filter")
                .arg("allowed", names(self.spec.filters.iter().map(|f| f.name)))
        })?;
        if filter.sql.is_none() && !matches!(op, None | Some(Op::Eq | Op::In)) {
            // The room builds these itself and compares them in one way only.
            return Err(Message::new("unknown-operator").arg("allowed", "eq, in"));
        }
        if value.is_empty() && op.is_none() {
            // An empty field of a filter form asks for nothing.
            return Ok(());
        }
        let parts: Vec<&str> = if op == Some(Op::In) {
            value.split(',').collect()
        } else {
            vec![value]
        };
        let values = parts
            .iter()
            .map(|v| parse_value(filter, v))
            .collect::<Result<Vec<_>, _>>()?;
        let joins = op.is_none() || op == Some(Op::In);
        let same = self
            .conditions
            .iter_mut()
            .find(|c| joins && c.filter.name == name && matches!(c.op, Op::Eq | Op::In));
        if let Some(condition) = same {
            condition.op = Op::In;
            condition.values.extend(values);
            if condition.values.len() > VALUES_MAX {
                return Err(Message::new("too-many-values").arg("max", VALUES_MAX));
            }
            return Ok(());
        }
        self.conditions.push(Condition {
            filter,
            op: op.unwrap_or(Op::Eq),
            values,
        });
        Ok(())
    }
}

/// The operator in `field[op]`; `field[]` repeats.
fn operator(rest: &str) -> Result<Option<Op>, Message> {
    Ok(Some(match rest.trim_end_matches(']') {
        "" => return Ok(None),
        "eq" => Op::Eq,
        "ne" => Op::Ne,
        "gt" => Op::Gt,
        "gte" => Op::Gte,
        "lt" => Op::Lt,
        "lte" => Op::Lte,
        "in" => Op::In,
        "like" => Op::Like,
        _ => {
            let allowed = "eq, ne, gt, gte, lt, lte, in, like";
            return Err(Message::new("unknown-operator").arg("allowed", allowed));
        }
    }))
}

fn order(spec: &ListSpec, text: &str) -> Result<Vec<(Sort, bool)>, Message> {
    let mut keys = Vec::new();
    for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (name, down) = part
            .strip_prefix('-')
            .map_or((part, false), |name| (name, true));
        let sort = spec
            .sorts
            .iter()
            .find(|s| s.name == name)
            .copied()
            .ok_or_else(|| {
                Message::new("unknown-sort")
                    .arg("allowed", names(spec.sorts.iter().map(|s| s.name)))
            })?;
        keys.push((sort, down));
    }
    keys.truncate(4);
    Ok(keys)
}

fn names<'a>(all: impl Iterator<Item = &'a str>) -> String {
    all.collect::<Vec<_>>().join(", ")
}

fn number(text: &str, min: u32, max: u32) -> Result<u32, Message> {
    let number = text.parse().ok().filter(|n| (min..=max).contains(n));
    number.ok_or_else(|| Message::new("number-range").arg("min", min).arg("max", max))
}

fn parse_value(filter: Filter, text: &str) -> Result<Value, Message> {
    let text = text.trim();
    match filter.kind {
        Kind::Text if text.chars().count() > TEXT_MAX => {
            Err(Message::new("text-too-long").arg("max", TEXT_MAX))
        }
        Kind::Text => Ok(Value::Text(text.to_owned())),
        Kind::Int => text
            .parse()
            .map(Value::Integer)
            .map_err(|_| Message::new("not-a-number")),
        Kind::Real => match text.parse::<f64>() {
            Ok(n) if n.is_finite() => Ok(Value::Real(n)),
            _ => Err(Message::new("not-a-number")),
        },
        Kind::Bool => match text {
            "true" | "1" | "on" => Ok(Value::Integer(1)),
            "false" | "0" => Ok(Value::Integer(0)),
            _ => Err(Message::new("not-one-of").arg("allowed", "true, false")),
        },
        Kind::Time => {
            let time = Time::parse(text).ok_or_else(|| Message::new("not-a-time"))?;
            Ok(Value::Integer(time.millis()))
        }
        Kind::Id => {
            let id = Uuid::try_parse(text).map_err(|_| Message::new("not-an-id"))?;
            Ok(Value::Blob(id.as_bytes().to_vec()))
        }
        Kind::OneOf(words) if words.contains(&text) => Ok(Value::Text(text.to_owned())),
        Kind::OneOf(words) => Err(Message::new("not-one-of").arg("allowed", words.join(", "))),
    }
}

fn to_json(value: &Value) -> serde_json::Value {
    use data_encoding::HEXLOWER;
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Integer(n) => serde_json::json!({"i": n}),
        Value::Real(n) => serde_json::json!({"r": n}),
        Value::Text(t) => serde_json::json!({"t": t}),
        Value::Blob(b) => serde_json::json!({"b": HEXLOWER.encode(b)}),
    }
}

fn from_json(value: &serde_json::Value) -> Option<Value> {
    let (kind, inner) = value.as_object()?.iter().next()?;
    Some(match kind.as_str() {
        "i" => Value::Integer(inner.as_i64()?),
        "r" => Value::Real(inner.as_f64()?),
        "t" => Value::Text(inner.as_str()?.to_owned()),
        "b" => Value::Blob(
            data_encoding::HEXLOWER
                .decode(inner.as_str()?.as_bytes())
                .ok()?,
        ),
        _ => return None,
    })
}
