//! The API document (OpenAPI 3.1), made from the declared routes, so that it cannot forget one.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use crate::routes::{Access, Entry};

/// Named schemas, as JSON.
type Schemas = Vec<(String, Value)>;

/// A parameter of the query.
#[derive(Clone, Debug)]
pub struct Param {
    name: &'static str,
    description: &'static str,
    schema: Value,
}

/// The description of a call.
#[derive(Clone, Debug)]
pub struct Doc {
    tag: &'static str,
    summary: &'static str,
    params: Vec<Param>,
    body: Option<(&'static str, Value)>,
    status: u16,
    data: Option<Value>,
    is_list: bool,
    others: Vec<(u16, &'static str)>,
    errors: Vec<(u16, &'static str)>,
    schemas: Schemas,
}

impl Doc {
    /// A call of a group, said in one line. Answers 200 without data until told otherwise.
    pub fn new(tag: &'static str, summary: &'static str) -> Self {
        Self {
            tag,
            summary,
            params: Vec::new(),
            body: None,
            status: 200,
            data: None,
            is_list: false,
            others: Vec::new(),
            errors: Vec::new(),
            schemas: Vec::new(),
        }
    }

    /// A query parameter that is text.
    pub fn query(self, name: &'static str, description: &'static str) -> Self {
        self.param(name, description, json!({"type": "string"}))
    }

    /// A query parameter of any schema.
    pub fn param(mut self, name: &'static str, description: &'static str, schema: Value) -> Self {
        self.params.push(Param {
            name,
            description,
            schema,
        });
        self
    }

    /// A JSON body.
    pub fn body<T: ToSchema>(mut self) -> Self {
        self.body = Some(("application/json", self.refer::<T>()));
        self
    }

    /// A multipart body with one file in the field `file`.
    pub fn upload(mut self) -> Self {
        let file = json!({"type": "object", "required": ["file"],
            "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}}});
        self.body = Some(("multipart/form-data", file));
        self
    }

    /// Answers with one object.
    pub fn returns<T: ToSchema>(mut self, status: u16) -> Self {
        self.status = status;
        self.data = Some(self.refer::<T>());
        self
    }

    /// May succeed with another status too, without data worth a schema.
    pub fn or(mut self, status: u16, description: &'static str) -> Self {
        self.others.push((status, description));
        self
    }

    /// Answers with a list: an array in `data`, paging in `meta`.
    pub fn list<T: ToSchema>(mut self) -> Self {
        let items = self.refer::<T>();
        self.data = Some(json!({"type": "array", "items": items}));
        self.is_list = true;
        self.param(
            "limit",
            "How many, 1 to 100.",
            json!({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
        )
        .query("cursor", "Where to go on, from `meta.next_cursor`.")
        .param(
            "page",
            "The page, from 1, instead of a cursor.",
            json!({"type": "integer", "minimum": 1}),
        )
        .param(
            "page_size",
            "How many on a page, 1 to 100.",
            json!({"type": "integer", "minimum": 1, "maximum": 100}),
        )
    }

    /// Answers with an array in `data` that is not paged by cursor.
    pub fn found<T: ToSchema>(mut self) -> Self {
        let items = self.refer::<T>();
        self.data = Some(json!({"type": "array", "items": items}));
        self
    }

    /// Answers without a body.
    pub fn empty(mut self, status: u16) -> Self {
        self.status = status;
        self.data = None;
        self
    }

    /// An error that this call may answer, with its code.
    pub fn error(mut self, status: u16, code: &'static str) -> Self {
        self.errors.push((status, code));
        self
    }

    fn refer<T: ToSchema>(&mut self) -> Value {
        let name = T::name().into_owned();
        let mut found: Vec<(String, RefOr<Schema>)> = Vec::new();
        T::schemas(&mut found);
        found.push((name.clone(), <T as PartialSchema>::schema()));
        let as_json = |(name, schema)| Some((name, serde_json::to_value(schema).ok()?));
        self.schemas.extend(found.into_iter().filter_map(as_json));
        json!({"$ref": format!("#/components/schemas/{name}")})
    }
}

/// The whole document.
pub fn document(entries: &[Entry], version: &str) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut schemas: BTreeMap<String, Value> = BTreeMap::new();
    for entry in entries {
        let Some(doc) = &entry.doc else { continue };
        for (name, schema) in &doc.schemas {
            schemas.insert(name.clone(), schema.clone());
        }
        let method = entry.method.as_str().to_ascii_lowercase();
        paths
            .entry(entry.path)
            .or_default()
            .insert(method, operation(entry, doc));
    }
    schemas.insert("Problem".into(), problem_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Guildhall",
            "version": version,
            "description": "The JSON API of a Guildhall server. Pages and API share the same rules.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"}
        },
        "servers": [{"url": "/"}],
        "tags": tags(entries),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "guildhall"}
            }
        }
    })
}

fn tags(entries: &[Entry]) -> Vec<Value> {
    let mut names: Vec<_> = entries
        .iter()
        .filter_map(|e| Some(e.doc.as_ref()?.tag))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| json!({"name": name, "description": name}))
        .collect()
}

fn operation(entry: &Entry, doc: &Doc) -> Value {
    let mut operation = json!({
        "operationId": operation_id(entry),
        "tags": [doc.tag],
        "summary": doc.summary,
        "description": doc.summary,
        "parameters": parameters(entry, doc),
        "responses": responses(entry, doc),
        "security": security(entry.access),
    });
    if let Some((media_type, schema)) = &doc.body {
        operation["requestBody"] =
            json!({"required": true, "content": {*media_type: {"schema": schema}}});
    }
    operation
}

/// `GET /api/v1/forum/topics/{id}` → `get_forum_topics_id`.
fn operation_id(entry: &Entry) -> String {
    let words = entry
        .path
        .trim_start_matches("/api/v1")
        .split(['/', '-', '{', '}', '.']);
    let words = words
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join("_");
    format!("{}_{words}", entry.method.as_str().to_ascii_lowercase())
}

fn security(access: Access) -> Value {
    match access {
        Access::Anyone => json!([]),
        Access::Readers => json!([{}, {"bearer": []}, {"cookie": []}]),
        Access::People
        | Access::OwnAccount
        | Access::Holders(_)
        | Access::Local(_)
        | Access::Hosts(_) => {
            json!([{"bearer": []}, {"cookie": []}])
        }
    }
}

fn parameters(entry: &Entry, doc: &Doc) -> Vec<Value> {
    let in_path = entry
        .path
        .split('/')
        .filter_map(|p| p.strip_prefix('{')?.strip_suffix('}'));
    let path = in_path.map(|name| {
        let schema = if name == "id" || name.ends_with("_id") {
            json!({"type": "string", "format": "uuid"})
        } else {
            json!({"type": "string"})
        };
        json!({"name": name, "in": "path", "required": true, "description": name, "schema": schema})
    });
    let query = doc.params.iter().map(|p| {
        json!({"name": p.name, "in": "query", "required": false, "description": p.description, "schema": p.schema})
    });
    path.chain(query).collect()
}

fn responses(entry: &Entry, doc: &Doc) -> Value {
    let mut all = Map::new();
    let mut success = json!({"description": "Done."});
    if let Some(data) = &doc.data {
        let mut properties =
            json!({"success": {"type": "boolean"}, "data": data, "message": {"type": "string"}});
        if doc.is_list {
            properties["meta"] = list_meta();
        } else {
            properties["meta"] = json!({"type": "object"});
        }
        let schema =
            json!({"type": "object", "required": ["success", "data"], "properties": properties});
        success["content"] = json!({"application/json": {"schema": schema}});
    }
    all.insert(doc.status.to_string(), success);
    for (status, description) in &doc.others {
        let content = json!({"application/json": {"schema": {"type": "object"}}});
        all.insert(
            status.to_string(),
            json!({"description": description, "content": content}),
        );
    }
    let mut errors: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for (status, code) in general_errors(entry, doc)
        .into_iter()
        .chain(doc.errors.iter().copied())
    {
        errors.entry(status).or_default().push(code);
    }
    for (status, codes) in errors {
        let problem = json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}});
        let said = format!("Codes: {}.", codes.join(", "));
        all.insert(
            status.to_string(),
            json!({"description": said, "content": problem}),
        );
    }
    Value::Object(all)
}

/// The errors that follow from what a route is.
fn general_errors(entry: &Entry, doc: &Doc) -> Vec<(u16, &'static str)> {
    let mut errors = vec![(429, "too_many_requests"), (503, "busy")];
    if entry.access != Access::Anyone {
        errors.push((401, "unauthenticated"));
    }
    if matches!(
        entry.access,
        Access::Holders(_) | Access::Local(_) | Access::Hosts(_)
    ) || entry.method != http::Method::GET
    {
        errors.extend([
            (403, "permission_missing"),
            (403, "trial_expired"),
            (403, "csrf"),
        ]);
    }
    if entry.path.contains('{') {
        errors.push((404, "not_found"));
    }
    if doc.body.is_some() {
        errors.extend([
            (400, "json_malformed"),
            (413, "too_large"),
            (415, "unsupported_type"),
        ]);
    }
    if doc.body.is_some() || !doc.params.is_empty() {
        errors.push((422, "invalid"));
    }
    if entry.method != http::Method::GET {
        errors.push((507, "storage_full"));
    }
    errors
}

fn list_meta() -> Value {
    json!({"type": "object", "required": ["total", "limit", "next_cursor"], "properties": {
        "total": {"type": "integer"}, "limit": {"type": "integer"},
        "next_cursor": {"type": ["string", "null"]},
        "page": {"type": "integer"}, "page_size": {"type": "integer"}, "total_pages": {"type": "integer"},
        "has_next": {"type": "boolean"}, "has_previous": {"type": "boolean"}}})
}

fn problem_schema() -> Value {
    json!({"type": "object", "description": "RFC 9457",
        "required": ["type", "title", "status", "detail", "instance", "code", "request_id", "success", "errors"],
        "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
            "detail": {"type": "string"}, "instance": {"type": "string"}, "code": {"type": "string"},
            "request_id": {"type": "string"}, "success": {"type": "boolean", "const": false},
            "errors": {"type": "array", "items": {"type": "object", "required": ["field", "code", "message"],
                "properties": {"field": {"type": "string"}, "code": {"type": "string"}, "message": {"type": "string"}}}}}})
}
