//! Every statement on the sums.

use platform::{Result, actor::Scope, visibility};
use store::{Reader, Writer, params};

use super::Sums;
use crate::forum::{CategoryId, TopicId};

/// Adds (`sign` 1) or takes away (`sign` -1) what a topic that is not deleted contributes. Every
/// change of a topic's category, visibility, replies, best answer or deletion stands between a
/// taking away and an adding.
pub(in crate::forum) fn shift(tx: &Writer<'_>, topic: TopicId, sign: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO forum_counts (category_id, visibility, organization_id, author_id, topics,
                                   posts, answered, solved)
         SELECT category_id, visibility,
                CASE visibility WHEN 'public' THEN x'' ELSE organization_id END,
                CASE visibility WHEN 'private' THEN author_id ELSE x'' END,
                ?2, ?2 * replies_count, ?2 * (replies_count > 0),
                ?2 * (best_answer_post_id IS NOT NULL)
         FROM forum_topics WHERE id = ?1 AND deleted_at IS NULL
         ON CONFLICT DO UPDATE SET topics = topics + excluded.topics,
                posts = posts + excluded.posts, answered = answered + excluded.answered,
                solved = solved + excluded.solved",
        params![topic, sign],
    )?;
    Ok(())
}

/// Counts everything anew, for repairs and after loading in bulk.
pub(in crate::forum) fn recount(tx: &Writer<'_>) -> Result<()> {
    tx.execute("DELETE FROM forum_counts", [])?;
    tx.execute(
        "INSERT INTO forum_counts (category_id, visibility, organization_id, author_id, topics,
                                   posts, answered, solved)
         SELECT category_id, visibility,
                CASE visibility WHEN 'public' THEN x'' ELSE organization_id END AS organization,
                CASE visibility WHEN 'private' THEN author_id ELSE x'' END AS author,
                count(*), sum(replies_count), sum(replies_count > 0),
                sum(best_answer_post_id IS NOT NULL)
         FROM forum_topics WHERE deleted_at IS NULL
         GROUP BY category_id, visibility, organization, author",
        [],
    )?;
    Ok(())
}

/// The sums of everything that is visible.
pub(in crate::forum) fn sums(db: &Reader<'_>, scope: &Scope) -> Result<Sums> {
    let sql = format!(
        "SELECT coalesce(sum(c.topics), 0), coalesce(sum(c.posts), 0),
                coalesce(sum(c.answered), 0), coalesce(sum(c.solved), 0)
         FROM forum_counts c WHERE {}",
        visibility::sql("c")
    );
    Ok(db.one(&sql, scope.bind().as_slice(), row)?)
}

/// The sums of everything, whoever may see it: only for what the operator reads at the start.
pub(in crate::forum) fn sums_of_all(db: &Reader<'_>) -> Result<Sums> {
    let sql = "SELECT coalesce(sum(topics), 0), coalesce(sum(posts), 0),
                      coalesce(sum(answered), 0), coalesce(sum(solved), 0) FROM forum_counts";
    Ok(db.one(sql, [], row)?)
}

/// The sums of each category that has any visible topic.
pub(in crate::forum) fn sums_of_category(
    db: &Reader<'_>,
    scope: &Scope,
) -> Result<Vec<(CategoryId, Sums)>> {
    let sql = format!(
        "SELECT sum(c.topics), sum(c.posts), sum(c.answered), sum(c.solved), c.category_id
         FROM forum_counts c WHERE {} GROUP BY c.category_id",
        visibility::sql("c")
    );
    Ok(db.all(&sql, scope.bind().as_slice(), |r| Ok((r.get(4)?, row(r)?)))?)
}

fn row(r: &store::Row<'_>) -> rusqlite::Result<Sums> {
    let n = |i| Ok::<u64, rusqlite::Error>(r.get::<_, i64>(i)?.max(0) as u64);
    Ok(Sums {
        topics: n(0)?,
        posts: n(1)?,
        answered: n(2)?,
        solved: n(3)?,
    })
}
