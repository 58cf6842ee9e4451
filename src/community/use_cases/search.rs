//! How a use case becomes a search document. Only what is published is found; who finds it follows
//! from its visibility.

use platform::{Result, id::AnyId, indexing::Source, visibility::terms_of_object};
use search::{Change, Document};
use store::{Id, Reader};

use super::{
    queries,
    types::{Status, UseCase, UseCaseId},
};

/// The kind of its documents.
pub(super) const KIND: &str = "use_case";

/// What the index follows.
pub(super) const SOURCE: Source = Source {
    resources: &["use_case"],
    changes,
    page,
};

fn changes(db: &Reader<'_>, _resource: &str, id: AnyId) -> Result<Vec<Change>> {
    let case = queries::any_use_case(db, Id::from_uuid(*id.as_uuid()))?;
    let found = case.filter(|c| c.status == Status::PUBLISHED && c.deleted_at.is_none());
    Ok(vec![match found {
        Some(case) => document(db, &case)?.into(),
        None => Change::Delete {
            kind: KIND,
            id: id.bytes(),
        },
    }])
}

fn page(db: &Reader<'_>, after: Option<AnyId>, limit: u32) -> Result<Vec<Document>> {
    let after = after.map(|id| UseCaseId::from_uuid(*id.as_uuid()));
    let cases = queries::published_after(db, after, limit)?;
    cases.iter().map(|case| document(db, case)).collect()
}

fn document(db: &Reader<'_>, case: &UseCase) -> Result<Document> {
    let c = &case.content;
    let titles = [c.title_en.as_str(), c.title_ar.as_str()];
    let titles: Vec<_> = titles.into_iter().filter(|t| !t.is_empty()).collect();
    let year = c.year().map(|y| ("year", y.to_string()));
    let region = Some(("region", c.location.region.clone())).filter(|(_, r)| !r.is_empty());
    Ok(Document {
        access: terms_of_object(c.visibility, case.organization, Some(case.author)),
        title: titles.join(" · "),
        body: body(case),
        tags: c.tags.clone(),
        technologies: c.technologies.clone(),
        company: c.company_name.clone(),
        author: Some(case.author.bytes()),
        author_name: queries::name_of(db, case.author)?,
        category: c.category.map_or("", |w| w.as_str()).to_owned(),
        industry: c.industry.map_or("", |w| w.as_str()).to_owned(),
        created_at: case.published_at.unwrap_or(case.created_at).millis(),
        boost: boost(case),
        organization: Some(case.organization.bytes()),
        facets: year.into_iter().chain(region).collect(),
        ..Document::new(KIND, case.id.bytes())
    })
}

/// Everything that is read, in the order of the page.
fn body(case: &UseCase) -> String {
    let c = &case.content;
    let mut parts = vec![c.summary.as_str(), &c.challenge, &c.solution];
    for phase in &c.implementation {
        parts.extend([phase.title.as_str(), &phase.description]);
    }
    for metric in &c.results {
        parts.extend([metric.name.as_str(), &metric.note]);
    }
    parts.extend([
        c.challenges_met.as_str(),
        &c.lessons_learned,
        &c.vendor,
        &c.location.city,
    ]);
    parts.retain(|p| !p.is_empty());
    parts.join("\n\n")
}

/// A mild factor for what people made of it: 1 for nothing, 1.5 at most.
fn boost(case: &UseCase) -> f32 {
    let points = case.likes as f32 * 2.0 + case.saves as f32 * 3.0 + case.views as f32 * 0.1;
    (1.0 + points.max(0.0).ln_1p() / 20.0).min(1.5)
}
