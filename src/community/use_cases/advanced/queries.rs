//! The statements beyond the list.

use platform::{Result, Time};
use store::Reader;

use super::types::CategoryStats;
use crate::use_cases::{
    queries::{CARD, FROM, card},
    rules::Sight,
    types::{Card, UseCaseId},
};

/// Published use cases of the viewer in an order, at most `limit`.
pub(super) fn featured(db: &Reader<'_>, sight: &Sight, limit: u32) -> Result<Vec<Card>> {
    let sql = format!(
        "SELECT {CARD} FROM {FROM} WHERE {} AND u.status = 'published' AND u.is_featured
         ORDER BY u.published_at DESC, u.id DESC LIMIT {limit}",
        Sight::sql("u")
    );
    Ok(db.all(&sql, sight.bind().as_slice(), card)?)
}

/// What was liked (twice) and saved (thrice) most since a moment; each like and save as it stands.
pub(super) fn trending(
    db: &Reader<'_>,
    sight: &Sight,
    since: Time,
    limit: u32,
) -> Result<Vec<Card>> {
    let sql = format!(
        "WITH lately (id, points) AS (
             SELECT use_case_id, sum(points) FROM (
                 SELECT use_case_id, 2 AS points FROM use_case_likes WHERE at >= :since
                 UNION ALL SELECT use_case_id, 3 FROM use_case_saves WHERE at >= :since)
             GROUP BY use_case_id)
         SELECT {CARD} FROM {FROM} LEFT JOIN lately l ON l.id = u.id
         WHERE {} AND u.status = 'published' AND (l.points > 0 OR u.published_at >= :since)
         ORDER BY coalesce(l.points, 0) DESC, u.published_at DESC, u.id DESC LIMIT {limit}",
        Sight::sql("u")
    );
    let mut params = sight.bind();
    params.push((":since", &since));
    Ok(db.all(&sql, params.as_slice(), card)?)
}

/// Figures of each category that the viewer can open something of.
pub(super) fn category_stats(db: &Reader<'_>, sight: &Sight) -> Result<Vec<CategoryStats>> {
    let sql = format!(
        "SELECT u.category, count(*), round(avg(u.roi_percent), 1), sum(u.views + u.likes + u.saves),
                max(u.published_at)
         FROM use_cases u WHERE {} AND u.status = 'published' AND u.category IS NOT NULL
         GROUP BY u.category ORDER BY 2 DESC, 1",
        Sight::sql("u")
    );
    let mut all = db.all(&sql, sight.bind().as_slice(), |r| {
        Ok(CategoryStats {
            category: r.get(0)?,
            count: r.get(1)?,
            mean_roi: r.get(2)?,
            engagement: r.get(3)?,
            latest: r.get(4)?,
            top_technologies: Vec::new(),
        })
    })?;
    for (category, name) in top_technologies(db, sight)? {
        if let Some(stats) = all.iter_mut().find(|s| s.category == category) {
            stats.top_technologies.push(name);
        }
    }
    Ok(all)
}

fn top_technologies(db: &Reader<'_>, sight: &Sight) -> Result<Vec<(String, String)>> {
    let sql = format!(
        "SELECT category, name FROM (
             SELECT u.category AS category, min(t.name) AS name, count(*) AS n,
                    row_number() OVER (PARTITION BY u.category ORDER BY count(*) DESC, t.key) AS place
             FROM use_cases u JOIN use_case_terms t ON t.use_case_id = u.id AND t.kind = 'technology'
             WHERE {} AND u.status = 'published' AND u.category IS NOT NULL
             GROUP BY u.category, t.key)
         WHERE place <= 5 ORDER BY category, place",
        Sight::sql("u")
    );
    Ok(db.all(&sql, sight.bind().as_slice(), |r| {
        Ok((r.get(0)?, r.get(1)?))
    })?)
}

/// Id, slug and titles of published use cases of the viewer whose title has a word that begins like
/// this; or of the given ids.
pub(super) fn titles(
    db: &Reader<'_>,
    sight: &Sight,
    pattern: Option<&str>,
    ids: &[UseCaseId],
) -> Result<Vec<(UseCaseId, String, String, String)>> {
    let ids: Vec<_> = ids
        .iter()
        .map(|id| id.as_uuid().simple().to_string())
        .collect();
    let ids = serde_json::to_string(&ids)?;
    let sql = format!(
        "SELECT u.id, u.slug, u.title_en, u.title_ar FROM use_cases u
         WHERE {} AND u.status = 'published'
           AND (u.id IN (SELECT unhex(value) FROM json_each(:ids))
                OR u.title_en LIKE :pattern || '%' ESCAPE '\\' OR u.title_en LIKE '% ' || :pattern || '%' ESCAPE '\\'
                OR u.title_ar LIKE :pattern || '%' ESCAPE '\\' OR u.title_ar LIKE '% ' || :pattern || '%' ESCAPE '\\')
         ORDER BY u.likes DESC, u.id DESC LIMIT 8",
        Sight::sql("u")
    );
    let mut params = sight.bind();
    params.push((":ids", &ids));
    params.push((":pattern", &pattern));
    Ok(db.all(&sql, params.as_slice(), |r| {
        Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
    })?)
}
