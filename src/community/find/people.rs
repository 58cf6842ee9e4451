//! How a person becomes a search document: found by colleagues only.

use platform::{Result, id::AnyId, indexing::Source};
use search::{Change, Document};
use store::Reader;

use super::queries::{self, ShownPerson};

pub(super) const SOURCE: Source = Source {
    resources: &["person"],
    changes,
    page,
};

fn changes(db: &Reader<'_>, _resource: &str, id: AnyId) -> Result<Vec<Change>> {
    Ok(vec![match queries::any_person(db, id)? {
        Some(person) => document(person).into(),
        None => Change::Delete {
            kind: "person",
            id: id.bytes(),
        },
    }])
}

fn page(db: &Reader<'_>, after: Option<AnyId>, limit: u32) -> Result<Vec<Document>> {
    Ok(queries::people_after(db, after, limit)?
        .into_iter()
        .map(document)
        .collect())
}

fn document(person: ShownPerson) -> Document {
    let id = person.id.bytes();
    Document {
        access: vec![format!("org:{}", person.organization)],
        body: [person.job_title, person.department, person.bio].join("\n"),
        author_name: person.name.clone(),
        title: person.name,
        created_at: person.created_at.millis(),
        organization: Some(person.organization.bytes()),
        ..Document::new("person", id)
    }
}
