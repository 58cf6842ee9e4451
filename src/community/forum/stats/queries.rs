//! Every statement of the figures.

use platform::{Result, Time, actor::Scope, visibility};
use store::{Reader, types::ToSql};

/// How many people wrote something visible since a moment.
pub(super) fn active_members(db: &Reader<'_>, scope: &Scope, since: Time) -> Result<u64> {
    let visible = visibility::sql("t");
    let sql = format!(
        "SELECT count(*) FROM (
             SELECT t.author_id FROM forum_topics t
             WHERE t.created_at >= :since AND t.deleted_at IS NULL AND {visible}
             UNION
             SELECT p.author_id FROM forum_posts p JOIN forum_topics t ON t.id = p.topic_id
             WHERE p.created_at >= :since AND p.deleted_at IS NULL AND t.deleted_at IS NULL
               AND {visible})"
    );
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":since", &since)];
    params.extend(scope.bind());
    Ok(db
        .one(&sql, params.as_slice(), |r| r.get::<_, i64>(0))?
        .max(0) as u64)
}

/// The median time between a topic and the first reply of somebody else, in milliseconds; of an
/// even number the lower of the two in the middle.
pub(super) fn median_first_reply(db: &Reader<'_>, scope: &Scope) -> Result<Option<i64>> {
    let sql = format!(
        "WITH replied (ms) AS (
             SELECT t.first_reply_at - t.created_at FROM forum_topics t
             WHERE t.first_reply_at IS NOT NULL AND t.deleted_at IS NULL AND {})
         SELECT ms FROM replied ORDER BY ms
         LIMIT 1 OFFSET (SELECT max(count(*) - 1, 0) / 2 FROM replied)",
        visibility::sql("t")
    );
    Ok(db.optional(&sql, scope.bind().as_slice(), |r| r.get(0))?)
}
