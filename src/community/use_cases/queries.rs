//! Every statement about a use case itself: load, add, change.

use jiff::civil::Date;
use platform::{
    Result,
    id::{OrganizationId, PersonId},
};
use rusqlite::types::Type;
use serde::{Serialize, de::DeserializeOwned};
use store::{Reader, Row, Writer, named_params, params};

use super::{
    rules::Sight,
    types::{Card, Contact, Content, Location, Medium, Roi, UseCase, UseCaseId, Word, term_key},
};

/// The columns that [`card`] reads, of the alias `u` joined with its author `p`.
pub(super) const CARD: &str =
    "u.id, u.slug, u.organization_id, u.author_id, p.display_name AS author_name,
    u.title_en, u.title_ar, u.summary, u.category, u.industry, u.company_name,
    u.roi_percent, u.roi_payback_months, u.roi_investment, u.roi_annual_saving, u.roi_currency,
    u.city, u.region, u.country, u.latitude, u.longitude, u.media -> 0 AS picture,
    u.visibility, u.status, u.is_verified, u.is_featured, u.views, u.likes, u.saves, u.version,
    u.published_at, u.created_at, u.updated_at,
    (SELECT json_group_array(t.name ORDER BY t.position) FROM use_case_terms t
      WHERE t.use_case_id = u.id AND t.kind = 'technology') AS technologies,
    (SELECT json_group_array(t.name ORDER BY t.position) FROM use_case_terms t
      WHERE t.use_case_id = u.id AND t.kind = 'tag') AS tags";

/// What [`CARD`] is selected from.
pub(super) const FROM: &str = "use_cases u JOIN people p ON p.id = u.author_id";

/// A use case that the viewer may open.
pub(super) fn use_case(db: &Reader<'_>, sight: &Sight, id: UseCaseId) -> Result<Option<UseCase>> {
    let sql = format!("{WHOLE} WHERE u.id = :id AND {}", Sight::sql("u"));
    let mut params = sight.bind();
    params.push((":id", &id));
    Ok(db.optional(&sql, params.as_slice(), whole)?)
}

/// A use case whoever asks, removed or not; for its own services, which check the rules.
pub(super) fn any_use_case(db: &Reader<'_>, id: UseCaseId) -> Result<Option<UseCase>> {
    Ok(db.optional(&format!("{WHOLE} WHERE u.id = ?1"), params![id], whole)?)
}

/// Every published use case in pieces, for a rebuild of the search index.
pub(super) fn published_after(
    db: &Reader<'_>,
    after: Option<UseCaseId>,
    limit: u32,
) -> Result<Vec<UseCase>> {
    let sql = format!(
        "{WHOLE} WHERE u.status = 'published' AND u.deleted_at IS NULL AND (?1 IS NULL OR u.id > ?1)
         ORDER BY u.id LIMIT ?2"
    );
    Ok(db.all(&sql, params![after, limit], whole)?)
}

const WHOLE: &str = "SELECT u.*,
    (SELECT json_group_array(t.name ORDER BY t.position) FROM use_case_terms t
      WHERE t.use_case_id = u.id AND t.kind = 'technology') AS technologies,
    (SELECT json_group_array(t.name ORDER BY t.position) FROM use_case_terms t
      WHERE t.use_case_id = u.id AND t.kind = 'tag') AS tags
    FROM use_cases u";

fn whole(r: &Row<'_>) -> rusqlite::Result<UseCase> {
    Ok(UseCase {
        id: r.get("id")?,
        slug: r.get("slug")?,
        organization: r.get("organization_id")?,
        author: r.get("author_id")?,
        changed_by: r.get("changed_by")?,
        content: content(r)?,
        status: r.get("status")?,
        rejection_reason: r.get("rejection_reason")?,
        is_verified: r.get("is_verified")?,
        is_featured: r.get("is_featured")?,
        views: r.get("views")?,
        likes: r.get("likes")?,
        saves: r.get("saves")?,
        version: r.get("version")?,
        revision: r.get("revision")?,
        published_at: r.get("published_at")?,
        created_at: r.get("created_at")?,
        updated_at: r.get("updated_at")?,
        deleted_at: r.get("deleted_at")?,
    })
}

fn content(r: &Row<'_>) -> rusqlite::Result<Content> {
    Ok(Content {
        title_en: r.get("title_en")?,
        title_ar: r.get("title_ar")?,
        summary: r.get("summary")?,
        category: r.get("category")?,
        industry: r.get("industry")?,
        company_name: r.get("company_name")?,
        technologies: json(r, "technologies")?,
        tags: json(r, "tags")?,
        challenge: r.get("challenge")?,
        solution: r.get("solution")?,
        implementation: json(r, "implementation")?,
        results: json(r, "results")?,
        roi: roi(r)?,
        challenges_met: r.get("challenges_met")?,
        lessons_learned: r.get("lessons_learned")?,
        vendor: r.get("vendor")?,
        team_size: r.get("team_size")?,
        started_on: date(r, "started_on")?,
        finished_on: date(r, "finished_on")?,
        location: location(r)?,
        media: json(r, "media")?,
        contact: json::<Contact>(r, "contact")?,
        visibility: r.get("visibility")?,
    })
}

/// Reads [`CARD`].
pub(super) fn card(r: &Row<'_>) -> rusqlite::Result<Card> {
    let picture: Option<String> = r.get("picture")?;
    Ok(Card {
        id: r.get("id")?,
        slug: r.get("slug")?,
        organization: r.get("organization_id")?,
        author: r.get("author_id")?,
        author_name: r.get("author_name")?,
        title_en: r.get("title_en")?,
        title_ar: r.get("title_ar")?,
        summary: r.get("summary")?,
        category: r.get("category")?,
        industry: r.get("industry")?,
        company_name: r.get("company_name")?,
        technologies: json(r, "technologies")?,
        tags: json(r, "tags")?,
        roi: roi(r)?,
        location: location(r)?,
        picture: picture.map(|text| from_json::<Medium>(&text)).transpose()?,
        visibility: r.get("visibility")?,
        status: r.get("status")?,
        is_verified: r.get("is_verified")?,
        is_featured: r.get("is_featured")?,
        views: r.get("views")?,
        likes: r.get("likes")?,
        saves: r.get("saves")?,
        version: r.get("version")?,
        published_at: r.get("published_at")?,
        created_at: r.get("created_at")?,
        updated_at: r.get("updated_at")?,
    })
}

fn roi(r: &Row<'_>) -> rusqlite::Result<Roi> {
    Ok(Roi {
        percent: r.get("roi_percent")?,
        payback_months: r.get("roi_payback_months")?,
        investment: r.get("roi_investment")?,
        annual_saving: r.get("roi_annual_saving")?,
        currency: r.get("roi_currency")?,
    })
}

fn location(r: &Row<'_>) -> rusqlite::Result<Location> {
    Ok(Location {
        city: r.get("city")?,
        region: r.get("region")?,
        country: r.get("country")?,
        latitude: r.get("latitude")?,
        longitude: r.get("longitude")?,
    })
}

fn json<T: DeserializeOwned>(r: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    from_json(&r.get::<_, String>(column)?)
}

fn from_json<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(unreadable)
}

fn date(r: &Row<'_>, column: &str) -> rusqlite::Result<Option<Date>> {
    let text: Option<String> = r.get(column)?;
    text.map(|t| t.parse().map_err(unreadable)).transpose()
}

fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
}

/// Adds a use case and its terms.
pub(super) fn insert(tx: &Writer<'_>, case: &UseCase) -> Result<()> {
    tx.execute(
        "INSERT INTO use_cases (id, slug, organization_id, author_id, changed_by, visibility, status, version,
             revision, published_at, created_at, updated_at)
         VALUES (:id, :slug, :organization, :author, :changed_by, :visibility, :status, :version,
             :revision, :published_at, :created_at, :updated_at)",
        named_params! {
            ":id": case.id, ":slug": case.slug, ":organization": case.organization,
            ":author": case.author, ":changed_by": case.changed_by, ":visibility": case.content.visibility,
            ":status": case.status.as_str(), ":version": case.version, ":revision": case.revision,
            ":published_at": case.published_at, ":created_at": case.created_at,
            ":updated_at": case.updated_at,
        },
    )?;
    write_content(tx, case)
}

/// Writes all that the author wrote, and what follows from it.
pub(super) fn write_content(tx: &Writer<'_>, case: &UseCase) -> Result<()> {
    let c = &case.content;
    let year = c.year().or_else(|| {
        Some(
            case.published_at?
                .stamp()
                .to_zoned(jiff::tz::TimeZone::UTC)
                .year(),
        )
    });
    tx.execute(
        "UPDATE use_cases SET slug = :slug, changed_by = :changed_by, title_en = :title_en, title_ar = :title_ar,
             summary = :summary, category = :category, industry = :industry,
             company_name = :company_name, challenge = :challenge, solution = :solution,
             implementation = :implementation, results = :results, challenges_met = :challenges_met,
             lessons_learned = :lessons_learned, vendor = :vendor, team_size = :team_size,
             started_on = :started_on, finished_on = :finished_on, year = :year, media = :media,
             contact = :contact, visibility = :visibility
         WHERE id = :id",
        named_params! {
            ":id": case.id, ":slug": case.slug, ":changed_by": case.changed_by, ":title_en": c.title_en, ":title_ar": c.title_ar,
            ":summary": c.summary, ":category": c.category.map(Word::as_str),
            ":industry": c.industry.map(Word::as_str), ":company_name": c.company_name,
            ":challenge": c.challenge, ":solution": c.solution,
            ":implementation": to_json(&c.implementation)?, ":results": to_json(&c.results)?,
            ":challenges_met": c.challenges_met, ":lessons_learned": c.lessons_learned,
            ":vendor": c.vendor, ":team_size": c.team_size,
            ":started_on": c.started_on.map(|d| d.to_string()),
            ":finished_on": c.finished_on.map(|d| d.to_string()), ":year": year,
            ":media": to_json(&c.media)?, ":contact": to_json(&c.contact)?,
            ":visibility": c.visibility,
        },
    )?;
    write_figures(tx, case)?;
    write_terms(tx, case.id, "technology", &c.technologies)?;
    write_terms(tx, case.id, "tag", &c.tags)
}

fn write_figures(tx: &Writer<'_>, case: &UseCase) -> Result<()> {
    let (roi, place) = (&case.content.roi, &case.content.location);
    tx.execute(
        "UPDATE use_cases SET roi_percent = :percent, roi_payback_months = :payback,
             roi_investment = :investment, roi_annual_saving = :saving, roi_currency = :currency,
             city = :city, region = :region, country = :country, latitude = :latitude,
             longitude = :longitude
         WHERE id = :id",
        named_params! {
            ":id": case.id, ":percent": roi.percent, ":payback": roi.payback_months,
            ":investment": roi.investment, ":saving": roi.annual_saving, ":currency": roi.currency,
            ":city": place.city, ":region": place.region, ":country": place.country,
            ":latitude": place.latitude, ":longitude": place.longitude,
        },
    )?;
    Ok(())
}

fn to_json<T: Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}

fn write_terms(tx: &Writer<'_>, id: UseCaseId, kind: &str, names: &[String]) -> Result<()> {
    tx.execute(
        "DELETE FROM use_case_terms WHERE use_case_id = ?1 AND kind = ?2",
        params![id, kind],
    )?;
    for (position, name) in names.iter().enumerate() {
        tx.execute(
            "INSERT INTO use_case_terms (use_case_id, kind, position, key, name)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![id, kind, position as i64, term_key(name), name],
        )?;
    }
    Ok(())
}

/// Writes where a use case stands.
pub(super) fn write_state(tx: &Writer<'_>, case: &UseCase) -> Result<()> {
    tx.execute(
        "UPDATE use_cases SET status = :status, rejection_reason = :reason,
             is_verified = :verified, is_featured = :featured, version = :version,
             revision = revision + 1, published_at = :published_at,
             submitted_at = CASE WHEN :status = 'in_review' THEN coalesce(submitted_at, :updated_at) END,
             updated_at = :updated_at, deleted_at = :deleted_at,
             year = coalesce(year, CAST(strftime('%Y', :published_at / 1000, 'unixepoch') AS INTEGER))
         WHERE id = :id",
        named_params! {
            ":id": case.id, ":status": case.status.as_str(), ":reason": case.rejection_reason,
            ":verified": case.is_verified, ":featured": case.is_featured,
            ":version": case.version, ":published_at": case.published_at,
            ":updated_at": case.updated_at, ":deleted_at": case.deleted_at,
        },
    )?;
    Ok(())
}

/// A person's name.
pub(super) fn name_of(db: &Reader<'_>, person: PersonId) -> Result<String> {
    let sql = "SELECT display_name FROM people WHERE id = ?1";
    Ok(db.one(sql, params![person], |r| r.get(0))?)
}

/// How many use cases an organisation has, whatever their status.
pub(super) fn count_of(db: &Reader<'_>, organization: OrganizationId) -> Result<u64> {
    let sql = "SELECT count(*) FROM use_cases WHERE organization_id = ?1 AND deleted_at IS NULL";
    Ok(db.one(sql, params![organization], |r| r.get::<_, i64>(0))? as u64)
}

/// Whether somebody published a use case for everybody.
pub(super) fn is_public_author(db: &Reader<'_>, person: PersonId) -> Result<bool> {
    Ok(db.exists(
        "SELECT 1 FROM use_cases WHERE author_id = ?1 AND visibility = 'public'
           AND status = 'published' AND deleted_at IS NULL",
        params![person],
    )?)
}

#[cfg(test)]
mod tests;
