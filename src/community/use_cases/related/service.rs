//! Related use cases of one that the viewer may open.

use platform::{App, Error, Result, Viewer};

use super::{
    likeness::{Related, compare},
    queries,
};
use crate::use_cases::{rules::Sight, types::UseCaseId};

/// The most alike first, at most `limit`, none below `min_score`.
pub(in crate::use_cases) async fn related(
    app: &App,
    viewer: &Viewer,
    id: UseCaseId,
    min_score: f64,
    limit: usize,
) -> Result<Vec<Related>> {
    let sight = Sight::of(viewer);
    app.read(move |db| {
        let this = queries::itself(db, &sight, id)?.ok_or_else(Error::not_found)?;
        let mut all: Vec<_> = queries::candidates(db, &sight, id)?
            .into_iter()
            .map(|other| {
                let (score, reasons) = compare(&this, &other);
                Related {
                    card: other.card,
                    score,
                    reasons,
                }
            })
            .filter(|r| r.score >= min_score && !r.reasons.is_empty())
            .collect();
        all.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.card.id.cmp(&a.card.id)));
        all.truncate(limit);
        Ok(all)
    })
    .await
}
