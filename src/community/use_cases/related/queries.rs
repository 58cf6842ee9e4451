//! The statements that find what to compare with.

use platform::Result;
use store::{Reader, Row};

use super::likeness::Traits;
use crate::use_cases::{
    queries::{CARD, FROM, card},
    rules::Sight,
    types::{UseCaseId, term_key},
};

/// How many are compared at most, the newest first.
const COMPARED: u32 = 400;

/// The use case itself, as it is compared.
pub(super) fn itself(db: &Reader<'_>, sight: &Sight, id: UseCaseId) -> Result<Option<Traits>> {
    let sql = format!(
        "SELECT {CARD}, substr(u.challenge, 1, 600) AS beginning FROM {FROM}
         WHERE u.id = :id AND {}",
        Sight::sql("u")
    );
    let mut params = sight.bind();
    params.push((":id", &id));
    Ok(db.optional(&sql, params.as_slice(), traits)?)
}

/// Published use cases that the viewer may open and that share a category, an industry, a
/// technology, a tag or a region with this one.
pub(super) fn candidates(db: &Reader<'_>, sight: &Sight, id: UseCaseId) -> Result<Vec<Traits>> {
    let sql = format!(
        "SELECT {CARD}, substr(u.challenge, 1, 600) AS beginning FROM {FROM}, use_cases x
         WHERE x.id = :id AND u.id <> x.id AND u.status = 'published' AND {}
           AND (u.category = x.category OR u.industry = x.industry
                OR (u.region = x.region AND u.region <> '')
                OR u.id IN (SELECT t.use_case_id FROM use_case_terms o
                            JOIN use_case_terms t ON t.kind = o.kind AND t.key = o.key
                            WHERE o.use_case_id = x.id))
         ORDER BY u.published_at DESC LIMIT {COMPARED}",
        Sight::sql("u")
    );
    let mut params = sight.bind();
    params.push((":id", &id));
    Ok(db.all(&sql, params.as_slice(), traits)?)
}

fn traits(r: &Row<'_>) -> rusqlite::Result<Traits> {
    let card = card(r)?;
    let beginning: String = r.get("beginning")?;
    let text = format!(
        "{} {} {} {beginning}",
        card.title_en, card.title_ar, card.summary
    );
    let words = search::tokens(&text).into_iter().map(|t| t.word);
    let words = words.filter(|w| !search::is_stop_word(w));
    Ok(Traits {
        words: words.map(|w| search::stem(&w)).collect(),
        technologies: card.technologies.iter().map(|t| term_key(t)).collect(),
        card,
    })
}
