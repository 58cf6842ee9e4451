//! The API's documentation as a page: the OpenAPI document, read from top to bottom. It needs no
//! script and no other host; programs read the document itself.

mod kind;

use std::collections::BTreeMap;

use kind::Kind;
use platform::Language;
use serde_json::Value;

use crate::{openapi, routes::Access, routes::Entry};

/// Everything there is to call.
#[derive(Debug)]
pub(crate) struct Reference {
    /// The calls by what they are about.
    pub groups: Vec<Group>,
    /// What bodies and answers are made of.
    pub objects: Vec<Object>,
}

/// Calls about one thing.
#[derive(Debug)]
pub(crate) struct Group {
    pub name: String,
    pub calls: Vec<Call>,
}

/// A method on a path.
#[derive(Debug)]
pub(crate) struct Call {
    pub id: String,
    pub method: String,
    pub path: &'static str,
    pub summary: String,
    pub who: String,
    /// Whether a browser can simply go there.
    pub is_plain: bool,
    /// In path and query.
    pub inputs: Vec<Field>,
    /// The body's media type and what it is.
    pub body: Option<(String, Kind)>,
    /// What the body holds.
    pub fields: Vec<Field>,
    pub answers: Vec<Answer>,
}

/// A parameter or a part of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub name: String,
    pub kind: Kind,
    pub is_required: bool,
    pub text: String,
}

/// What a call may answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: String,
    pub text: String,
    pub kind: Option<Kind>,
}

/// A named schema.
#[derive(Debug)]
pub(crate) struct Object {
    pub name: String,
    pub text: String,
    pub kind: Kind,
    pub fields: Vec<Field>,
}

impl Reference {
    /// Of the declared routes, in the reader's language where words are not the document's own.
    pub(crate) fn of(entries: &[Entry], language: Language) -> Self {
        let document = openapi::document(entries, env!("CARGO_PKG_VERSION"));
        let mut groups: BTreeMap<String, Vec<Call>> = BTreeMap::new();
        for entry in entries.iter().filter(|e| e.doc.is_some()) {
            let method = entry.method.as_str();
            let call = &document["paths"][entry.path][method.to_ascii_lowercase()];
            let group = text(&call["tags"][0]);
            let call = read(entry, call, &document, language);
            groups.entry(group).or_default().push(call);
        }
        let groups = groups
            .into_iter()
            .map(|(name, calls)| Group { name, calls });
        Self {
            groups: groups.collect(),
            objects: objects(&document),
        }
    }
}

fn read(entry: &Entry, call: &Value, document: &Value, language: Language) -> Call {
    let content = call["requestBody"]["content"].as_object();
    let body = content.and_then(|c| c.iter().next());
    let schema = body.map(|(_, media)| &media["schema"]);
    Call {
        id: text(&call["operationId"]),
        method: entry.method.to_string(),
        path: entry.path,
        summary: text(&call["summary"]),
        who: who(entry.access, language),
        is_plain: entry.method == http::Method::GET && !entry.path.contains('{'),
        inputs: list(&call["parameters"]).map(parameter).collect(),
        body: body.map(|(media_type, media)| (media_type.clone(), Kind::of(&media["schema"]))),
        fields: schema.map(|s| fields(s, document)).unwrap_or_default(),
        answers: answers(&call["responses"]),
    }
}

/// Who may call, in words.
fn who(access: Access, language: Language) -> String {
    let key = match access {
        Access::Anyone => "web-api-who-anyone",
        Access::Readers => "web-api-who-readers",
        Access::People | Access::OwnAccount => "web-api-who-people",
        Access::Holders(permission) | Access::Local(permission) => {
            let name = permission.name();
            return language.with("web-api-who-holders", &[("permission", &name)]);
        }
        Access::Hosts(permission) => {
            let name = permission.name();
            return language.with("web-api-who-hosts", &[("permission", &name)]);
        }
    };
    language.t(key).to_owned()
}

fn parameter(value: &Value) -> Field {
    Field {
        name: text(&value["name"]),
        kind: Kind::of(&value["schema"]),
        is_required: value["required"] == true,
        // A place in the path says by its name what it is.
        text: if value["in"] == "path" {
            String::new()
        } else {
            text(&value["description"])
        },
    }
}

fn answers(responses: &Value) -> Vec<Answer> {
    let all = responses.as_object().into_iter().flatten();
    let answer = |(status, said): (&String, &Value)| {
        let content = said["content"].as_object();
        let media = content.and_then(|c| c.values().next());
        let schema = media.map(|media| &media["schema"]);
        Answer {
            status: status.clone(),
            text: text(&said["description"]),
            // Calls that succeed answer in `data`; the others answer as a problem document.
            kind: schema.map(|schema| match &schema["properties"]["data"] {
                Value::Null => Kind::of(schema),
                data => Kind::of(data),
            }),
        }
    };
    all.map(answer).collect()
}

fn objects(document: &Value) -> Vec<Object> {
    let all = document["components"]["schemas"].as_object();
    let object = |(name, schema): (&String, &Value)| Object {
        name: name.clone(),
        text: text(&schema["description"]),
        kind: Kind::of(schema),
        fields: fields(schema, document),
    };
    all.into_iter().flatten().map(object).collect()
}

/// What an object holds, here or where it is named.
fn fields(schema: &Value, document: &Value) -> Vec<Field> {
    let named = kind::name_of(schema).map(|name| &document["components"]["schemas"][name]);
    let schema = named.unwrap_or(schema);
    let parts = list(&schema["allOf"]).flat_map(|part| fields(part, document));
    let required: Vec<_> = list(&schema["required"]).collect();
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.map(|(name, value)| Field {
        name: name.clone(),
        kind: Kind::of(value),
        is_required: required.iter().any(|r| *r == name.as_str()),
        text: text(&value["description"]),
    });
    parts.chain(own).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// What is said, without the marks of code, which pages do not draw.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('`', "")
}
