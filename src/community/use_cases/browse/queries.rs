//! The statements of lists and facets.

use platform::{
    Result,
    listing::{List, Listing, Statement},
    secret::Seal,
};
use rusqlite::{ToSql, types::Value};
use store::Reader;

use super::{
    facets::{Facet, FacetValue},
    filter::{Conditions, Shelf},
    sought::Sought,
};
use crate::use_cases::{queries, rules::Sight, types::Card};

/// What is looked through, by whom.
pub(super) struct Look<'a> {
    pub(super) sight: &'a Sight,
    pub(super) shelf: Shelf,
    pub(super) conditions: &'a Conditions,
    /// `[[hex id, score], …]` of what the search found.
    pub(super) found: Option<&'a Value>,
}

impl Look<'_> {
    fn from(&self) -> String {
        let mut from = queries::FROM.to_owned();
        if self.shelf == Shelf::Saved {
            from.push_str(" JOIN use_case_saves s ON s.use_case_id = u.id");
        }
        if self.found.is_some() {
            from.push_str(
                " JOIN (SELECT unhex(value ->> 0) AS id, CAST(value ->> 1 AS REAL) AS score
                        FROM json_each(:found)) m ON m.id = u.id",
            );
        }
        from
    }

    /// The condition without those of one facet, and all its parameters.
    fn condition(&self, facet: &str) -> (String, Vec<(&str, &dyn ToSql)>) {
        let (sql, values) = self.conditions.without(facet);
        let mut params = self.sight.bind();
        params.extend(
            values
                .into_iter()
                .map(|(name, value)| (name, value as &dyn ToSql)),
        );
        params.extend(self.found.map(|found| (":found", found as &dyn ToSql)));
        (format!("{}{sql}", Sight::sql("u")), params)
    }
}

/// What the search found, as the statement takes it.
pub(super) fn found(sought: &Sought) -> Option<Value> {
    let Sought::Found { hits, .. } = sought else {
        return None;
    };
    let rows: Vec<_> = hits
        .iter()
        .map(|hit| serde_json::json!([hit.id.as_uuid().simple().to_string(), hit.score]))
        .collect();
    Some(Value::Text(serde_json::Value::Array(rows).to_string()))
}

/// One part of the list.
pub(super) fn cards(
    db: &Reader<'_>,
    seal: &Seal,
    list: &List,
    look: &Look<'_>,
) -> Result<Listing<Card>> {
    let (condition, params) = look.condition("");
    let statement = Statement {
        columns: queries::CARD,
        from: &look.from(),
        condition: &condition,
        params: &params,
        first: "",
    };
    list.run(db, seal, &statement, queries::card)
}

/// The values of a facet with how many use cases of the list have them, were that facet not asked
/// for: so its other values can be added.
pub(super) fn facet(db: &Reader<'_>, look: &Look<'_>, name: &'static str) -> Result<Facet> {
    let (condition, params) = look.condition(name);
    let (value, join) = match name {
        "technologies" => (
            "min(t.name)",
            " JOIN use_case_terms t ON t.use_case_id = u.id AND t.kind = 'technology'",
        ),
        "category" => ("u.category", ""),
        "industry" => ("u.industry", ""),
        "year" => ("CAST(u.year AS TEXT)", ""),
        _ => ("min(u.region)", ""),
    };
    let group = match name {
        "technologies" => "t.key",
        "region" => "lower(u.region)",
        _ => value,
    };
    let order = if name == "year" {
        "1 DESC"
    } else {
        "2 DESC, 1"
    };
    let sql = format!(
        "SELECT {value}, count(*) FROM {}{join} WHERE {condition} AND coalesce({group}, '') <> ''
         GROUP BY {group} ORDER BY {order} LIMIT 40",
        look.from()
    );
    let values = db.all(&sql, params.as_slice(), |r| {
        Ok(FacetValue {
            value: r.get(0)?,
            count: r.get(1)?,
        })
    })?;
    Ok(Facet { name, values })
}
