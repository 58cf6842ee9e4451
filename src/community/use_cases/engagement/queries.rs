//! Every statement about likes, saves and views.

use platform::{
    Result, Time,
    hooks::Counter,
    id::{AnyId, PersonId},
};
use store::{Reader, Writer, params};

use crate::use_cases::{rules::Sight, types::UseCaseId};

/// What one person did with a use case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::use_cases) struct Mine {
    /// Whether he likes it.
    pub(in crate::use_cases) liked: bool,
    /// In which folder he saved it; empty for none, absent when he did not.
    pub(in crate::use_cases) folder: Option<String>,
}

/// A folder of saved use cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::use_cases) struct Folder {
    /// Its name; empty for what lies in none.
    pub(in crate::use_cases) name: String,
    /// How many the person can open.
    pub(in crate::use_cases) count: i64,
}

/// What a person did with it.
pub(super) fn mine(db: &Reader<'_>, person: PersonId, id: UseCaseId) -> Result<Mine> {
    Ok(db.one(
        "SELECT EXISTS (SELECT 1 FROM use_case_likes WHERE use_case_id = ?1 AND person_id = ?2),
                (SELECT folder FROM use_case_saves WHERE use_case_id = ?1 AND person_id = ?2)",
        params![id, person],
        |r| {
            Ok(Mine {
                liked: r.get(0)?,
                folder: r.get(1)?,
            })
        },
    )?)
}

/// Takes a like away or puts it; answers whether it stands and how many there are.
pub(super) fn toggle_like(
    tx: &Writer<'_>,
    id: UseCaseId,
    person: PersonId,
    now: Time,
) -> Result<(bool, i64)> {
    let taken = tx.execute(
        "DELETE FROM use_case_likes WHERE use_case_id = ?1 AND person_id = ?2",
        params![id, person],
    )?;
    if taken == 0 {
        tx.execute(
            "INSERT INTO use_case_likes (use_case_id, person_id, at) VALUES (?1, ?2, ?3)",
            params![id, person, now],
        )?;
    }
    let step = if taken == 0 { 1 } else { -1 };
    tx.execute(
        "UPDATE use_cases SET likes = likes + ?2 WHERE id = ?1",
        params![id, step],
    )?;
    let likes = tx.one(
        "SELECT likes FROM use_cases WHERE id = ?1",
        params![id],
        |r| r.get(0),
    )?;
    Ok((taken == 0, likes))
}

/// Saves into a folder, or moves it there.
pub(super) fn put_save(
    tx: &Writer<'_>,
    id: UseCaseId,
    person: PersonId,
    folder: &str,
    now: Time,
) -> Result<i64> {
    let moved = tx.execute(
        "UPDATE use_case_saves SET folder = ?3 WHERE use_case_id = ?1 AND person_id = ?2",
        params![id, person, folder],
    )?;
    if moved == 0 {
        tx.execute(
            "INSERT INTO use_case_saves (use_case_id, person_id, folder, at) VALUES (?1, ?2, ?3, ?4)",
            params![id, person, folder, now],
        )?;
        tx.execute(
            "UPDATE use_cases SET saves = saves + 1 WHERE id = ?1",
            params![id],
        )?;
    }
    saves(tx, id)
}

/// Takes a save away.
pub(super) fn take_save(tx: &Writer<'_>, id: UseCaseId, person: PersonId) -> Result<i64> {
    let taken = tx.execute(
        "DELETE FROM use_case_saves WHERE use_case_id = ?1 AND person_id = ?2",
        params![id, person],
    )?;
    tx.execute(
        "UPDATE use_cases SET saves = saves - ?2 WHERE id = ?1",
        params![id, taken as i64],
    )?;
    saves(tx, id)
}

fn saves(db: &Reader<'_>, id: UseCaseId) -> Result<i64> {
    Ok(db.one(
        "SELECT saves FROM use_cases WHERE id = ?1",
        params![id],
        |r| r.get(0),
    )?)
}

/// A person's folders with what he can still open in them.
pub(super) fn folders(db: &Reader<'_>, sight: &Sight, person: PersonId) -> Result<Vec<Folder>> {
    let sql = format!(
        "SELECT s.folder, count(*) FROM use_case_saves s JOIN use_cases u ON u.id = s.use_case_id
         WHERE s.person_id = :me AND {} GROUP BY s.folder ORDER BY s.folder",
        Sight::sql("u")
    );
    let mut params = sight.bind();
    params.push((":me", &person));
    Ok(db.all(&sql, params.as_slice(), |r| {
        Ok(Folder {
            name: r.get(0)?,
            count: r.get(1)?,
        })
    })?)
}

/// Adds views.
pub(super) fn add_views(tx: &Writer<'_>, views: &[(AnyId, u32)]) -> Result<()> {
    for (id, more) in views {
        tx.execute(
            "UPDATE use_cases SET views = views + ?2 WHERE id = ?1",
            params![id, more],
        )?;
    }
    Ok(())
}

/// Likes and saves of use cases, compared with the people who gave them.
pub(in crate::use_cases) const COUNTER: Counter = Counter {
    what: "likes and saves of use cases",
    wrong: |db| {
        let sql = format!("SELECT count(*) FROM ({COUNTED})");
        Ok(db.one(&sql, [], |r| r.get::<_, i64>(0))? as u64)
    },
    repair: |tx| {
        let sql = format!(
            "UPDATE use_cases AS u SET likes = c.liked, saves = c.saved
             FROM ({COUNTED}) AS c WHERE u.id = c.id"
        );
        tx.execute(&sql, [])?;
        Ok(())
    },
};

/// The use cases whose numbers are wrong, with the right ones.
const COUNTED: &str = "SELECT id, liked, saved FROM (
    SELECT u.id AS id, u.likes AS likes, u.saves AS saves,
           (SELECT count(*) FROM use_case_likes l WHERE l.use_case_id = u.id) AS liked,
           (SELECT count(*) FROM use_case_saves s WHERE s.use_case_id = u.id) AS saved
    FROM use_cases u)
    WHERE likes <> liked OR saves <> saved";
