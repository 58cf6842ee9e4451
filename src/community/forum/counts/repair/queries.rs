//! Every statement that compares what is counted with what there is, and counts it anew.

use platform::{Result, hooks::Counter};
use store::{Reader, Writer};

/// The forum's counters, those of single objects before the sums over them.
pub(in crate::forum) const COUNTERS: [Counter; 3] = [
    Counter {
        what: "likes and replies of posts",
        wrong: wrong_posts,
        repair: repair_posts,
    },
    Counter {
        what: "likes and replies of topics",
        wrong: wrong_topics,
        repair: repair_topics,
    },
    Counter {
        what: "sums over topics",
        wrong: wrong_sums,
        repair: super::super::queries::recount,
    },
];

fn number(db: &Reader<'_>, sql: &str) -> Result<u64> {
    Ok(db.one(sql, [], |r| r.get::<_, i64>(0))? as u64)
}

/// The posts whose numbers are wrong, with the right ones.
const POSTS: &str = "SELECT id, likes, replies FROM (
    SELECT q.id AS id, q.likes_count AS liked, q.replies_count AS replied,
           (SELECT count(*) FROM forum_post_likes l WHERE l.post_id = q.id)
           + coalesce((SELECT i.likes FROM forum_imported_likes i WHERE i.object_id = q.id), 0) AS likes,
           (SELECT count(*) FROM forum_posts r
            WHERE r.parent_post_id = q.id AND r.is_hidden = 0) AS replies
    FROM forum_posts q WHERE q.is_hidden = 0)
    WHERE liked <> likes OR replied <> replies";

/// The same of topics.
const TOPICS: &str = "SELECT id, likes, replies FROM (
    SELECT t.id AS id, t.likes_count AS liked, t.replies_count AS replied,
           (SELECT count(*) FROM forum_topic_likes l WHERE l.topic_id = t.id)
           + coalesce((SELECT i.likes FROM forum_imported_likes i WHERE i.object_id = t.id), 0) AS likes,
           (SELECT count(*) FROM forum_posts p
            WHERE p.topic_id = t.id AND p.is_hidden = 0 AND p.deleted_at IS NULL) AS replies
    FROM forum_topics t WHERE t.deleted_at IS NULL)
    WHERE liked <> likes OR replied <> replies";

fn wrong_posts(db: &Reader<'_>) -> Result<u64> {
    number(db, &format!("SELECT count(*) FROM ({POSTS})"))
}

fn repair_posts(tx: &Writer<'_>) -> Result<()> {
    let sql = format!(
        "UPDATE forum_posts AS p SET likes_count = c.likes, replies_count = c.replies
         FROM ({POSTS}) AS c WHERE p.id = c.id"
    );
    tx.execute(&sql, [])?;
    Ok(())
}

fn wrong_topics(db: &Reader<'_>) -> Result<u64> {
    number(db, &format!("SELECT count(*) FROM ({TOPICS})"))
}

fn repair_topics(tx: &Writer<'_>) -> Result<()> {
    let sql = format!(
        "UPDATE forum_topics AS t SET likes_count = c.likes, replies_count = c.replies
         FROM ({TOPICS}) AS c WHERE t.id = c.id"
    );
    tx.execute(&sql, [])?;
    Ok(())
}

/// Sums that are not what the topics come to, and sums that are not kept.
fn wrong_sums(db: &Reader<'_>) -> Result<u64> {
    let counted = "SELECT category_id, visibility,
               CASE visibility WHEN 'public' THEN x'' ELSE organization_id END AS organization,
               CASE visibility WHEN 'private' THEN author_id ELSE x'' END AS author,
               count(*), sum(replies_count), sum(replies_count > 0),
               sum(best_answer_post_id IS NOT NULL)
        FROM forum_topics WHERE deleted_at IS NULL
        GROUP BY category_id, visibility, organization, author";
    let kept =
        "SELECT category_id, visibility, organization_id, author_id, topics, posts, answered,
                       solved
                FROM forum_counts WHERE topics <> 0 OR posts <> 0 OR answered <> 0 OR solved <> 0";
    let one = |from: &str, but: &str| {
        number(
            db,
            &format!("SELECT count(*) FROM (SELECT * FROM ({from}) EXCEPT SELECT * FROM ({but}))"),
        )
    };
    Ok(one(counted, kept)?.max(one(kept, counted)?))
}
