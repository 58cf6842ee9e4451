//! Every statement on notifications. What a person may see of them is one condition
//! ([`Sight`]), put together from those of the registered subjects.

use std::collections::HashMap;

use platform::{
    Result, Scope, Time,
    actor::Actor,
    hooks::Hooks,
    id::{AnyId, PersonId},
    listing::{Filter, Kind as Value, List, ListSpec, Listing, Sort, Statement},
    notifying::{Kind, Telling},
    secret::Seal,
};
use rusqlite::ToSql;
use store::{Reader, Writer, named_params, params};

use super::types::{Doers, LIFE, NAMED, NotificationId, Preference, Row, Tally};

/// The words of all kinds, for the filter.
const KINDS: [&str; Kind::ALL.len()] = {
    let mut words = [""; Kind::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = Kind::ALL[at].as_str();
        at += 1;
    }
    words
};

/// What a list of notifications offers.
pub(super) const SPEC: ListSpec = ListSpec {
    filters: &[
        Filter::new("kind", "n.kind", Value::OneOf(&KINDS)),
        Filter::new("unread", "(n.read_at IS NULL)", Value::Bool),
        Filter::new("created", "n.created_at", Value::Time),
    ],
    sorts: &[Sort::new("created_at", "n.created_at")],
    default_sort: "-created_at",
    id: "n.id",
};

/// What a person's queries on notifications are held to: his own, not too old, not removed, about
/// what he may open at this moment.
pub(super) struct Sight {
    scope: Scope,
    since: Time,
    condition: String,
}

impl Sight {
    pub(super) fn new(hooks: &Hooks, actor: &Actor, now: Time) -> Self {
        let subjects = hooks.notifications.iter().flat_map(|s| s.subjects);
        let open: Vec<_> = subjects
            .map(|s| format!("(n.subject_type = '{}' AND {})", s.resource, (s.open)()))
            .collect();
        Self {
            scope: actor.scope(),
            since: now.minus(LIFE),
            condition: format!(
                "n.person_id = :scope_person AND n.removed_at IS NULL AND n.created_at >= :since
                 AND ({})",
                open.join(" OR ")
            ),
        }
    }

    fn bind(&self) -> Vec<(&'static str, &dyn ToSql)> {
        let mut all = self.scope.bind().to_vec();
        all.push((":since", &self.since));
        all
    }
}

const COLUMNS: &str =
    "n.id, n.kind, n.action, n.subject_type, n.subject_id, n.created_at, n.read_at";

fn row(r: &store::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        id: r.get(0)?,
        kind: r.get(1)?,
        action: r.get(2)?,
        subject_type: r.get(3)?,
        subject: r.get(4)?,
        created_at: r.get(5)?,
        read_at: r.get(6)?,
    })
}

pub(super) fn list(
    db: &Reader<'_>,
    seal: &Seal,
    sight: &Sight,
    list: &List,
) -> Result<Listing<Row>> {
    let statement = Statement {
        columns: COLUMNS,
        from: "notifications n",
        condition: &sight.condition,
        params: &sight.bind(),
        first: "",
    };
    list.run(db, seal, &statement, row)
}

pub(super) fn one(db: &Reader<'_>, sight: &Sight, id: NotificationId) -> Result<Option<Row>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notifications n WHERE n.id = :id AND {}",
        sight.condition
    );
    let mut params = sight.bind();
    params.push((":id", &id));
    Ok(db.optional(&sql, params.as_slice(), row)?)
}

pub(super) fn unread(db: &Reader<'_>, sight: &Sight) -> Result<u64> {
    let sql = format!(
        "SELECT count(*) FROM notifications n WHERE n.read_at IS NULL AND {}",
        sight.condition
    );
    Ok(db.one(&sql, sight.bind().as_slice(), |r| r.get::<_, i64>(0))? as u64)
}

pub(super) fn tallies(db: &Reader<'_>, sight: &Sight) -> Result<Vec<Tally>> {
    let sql = format!(
        "SELECT n.kind, count(*), count(*) FILTER (WHERE n.read_at IS NULL)
         FROM notifications n WHERE {} GROUP BY n.kind",
        sight.condition
    );
    Ok(db.all(&sql, sight.bind().as_slice(), |r| {
        Ok(Tally {
            kind: r.get(0)?,
            total: r.get::<_, i64>(1)? as u64,
            unread: r.get::<_, i64>(2)? as u64,
        })
    })?)
}

/// Who did it, of each of the notifications: the latest, and how many.
pub(super) fn doers(
    db: &Reader<'_>,
    ids: &[NotificationId],
) -> Result<HashMap<NotificationId, Doers>> {
    let sql = "SELECT id, person_id, number FROM (
            SELECT n.id AS id, a.person_id AS person_id,
                   row_number() OVER (PARTITION BY n.id ORDER BY a.at DESC, a.person_id) AS place,
                   count(*) OVER (PARTITION BY n.id) AS number
            FROM json_each(?1) j
            CROSS JOIN notifications n ON n.id = unhex(replace(j.value, '-', ''))
            CROSS JOIN notification_actors a ON a.notification_id = n.id AND a.round = n.round)
        WHERE place <= ?2 ORDER BY id, place";
    let ids = serde_json::to_string(ids)?;
    let mut found: HashMap<NotificationId, Doers> = HashMap::new();
    let rows = db.all(sql, params![ids, NAMED as i64], |r| {
        Ok((r.get(0)?, r.get(1)?, r.get(2)?))
    })?;
    for (id, person, count) in rows {
        let doers = found.entry(id).or_default();
        doers.latest.push(person);
        doers.count = count;
    }
    Ok(found)
}

/// Whether something that the person opens holds any that he has not read.
pub(super) fn has_unread_within(db: &Reader<'_>, person: PersonId, within: AnyId) -> Result<bool> {
    let sql = "SELECT 1 FROM notifications
               WHERE person_id = ?1 AND within_id = ?2 AND read_at IS NULL AND removed_at IS NULL";
    Ok(db.exists(sql, params![person, within])?)
}

pub(super) fn read_within(
    tx: &Writer<'_>,
    person: PersonId,
    within: AnyId,
    now: Time,
) -> Result<()> {
    tx.execute(
        "UPDATE notifications SET read_at = ?3
         WHERE person_id = ?1 AND within_id = ?2 AND read_at IS NULL AND removed_at IS NULL",
        params![person, within, now],
    )?;
    Ok(())
}

pub(super) fn read_one(tx: &Writer<'_>, id: NotificationId, now: Time) -> Result<()> {
    let sql = "UPDATE notifications SET read_at = ?2 WHERE id = ?1 AND read_at IS NULL";
    tx.execute(sql, params![id, now])?;
    Ok(())
}

/// Takes all of a kind, or of every kind, as read. Also those that the person cannot open now: he
/// said that he has seen enough.
pub(super) fn read_all(
    tx: &Writer<'_>,
    person: PersonId,
    kind: Option<Kind>,
    now: Time,
) -> Result<()> {
    tx.execute(
        "UPDATE notifications SET read_at = :now
         WHERE person_id = :person AND read_at IS NULL AND removed_at IS NULL
           AND (:kind IS NULL OR kind = :kind)",
        named_params! {":person": person, ":kind": kind, ":now": now},
    )?;
    Ok(())
}

/// The person no longer wants to see it.
pub(super) fn remove(tx: &Writer<'_>, id: NotificationId, now: Time) -> Result<()> {
    let sql = "UPDATE notifications SET removed_at = ?2, read_at = coalesce(read_at, ?2)
               WHERE id = ?1";
    tx.execute(sql, params![id, now])?;
    Ok(())
}

/// Takes away some of those that are too old. Returns how many.
pub(super) fn forget_old(tx: &Writer<'_>, before: Time, limit: u32) -> Result<usize> {
    let sql = "DELETE FROM notifications WHERE id IN
               (SELECT id FROM notifications WHERE created_at < ?1 LIMIT ?2)";
    Ok(tx.execute(sql, params![before, limit])?)
}

pub(super) fn has_old(db: &Reader<'_>, before: Time) -> Result<bool> {
    let sql = "SELECT 1 FROM notifications WHERE created_at < ?1";
    Ok(db.exists(sql, params![before])?)
}

/// Whether somebody is there to be told, and wants to be told of this kind.
pub(super) fn wants(db: &Reader<'_>, person: PersonId, kind: Kind) -> Result<bool> {
    let sql = "SELECT 1 FROM people p
               WHERE p.id = ?1 AND p.deleted_at IS NULL
                 AND p.status IN ('active', 'pending_verification')
                 AND NOT EXISTS (SELECT 1 FROM notification_preferences f
                                 WHERE f.person_id = p.id AND f.kind = ?2 AND f.in_app = 0)";
    Ok(db.exists(sql, params![person, kind])?)
}

/// False when the person was told of this cause before.
pub(super) fn insert(
    tx: &Writer<'_>,
    id: NotificationId,
    telling: &Telling,
    at: Time,
) -> Result<bool> {
    let done = tx.execute(
        "INSERT INTO notifications (id, person_id, kind, action, cause, subject_type, subject_id,
                                    within_id, created_at)
         VALUES (:id, :person, :kind, :action, :cause, :type, :subject, :within, :at)
         ON CONFLICT (person_id, cause) DO NOTHING",
        named_params! {
            ":id": id, ":person": telling.person, ":kind": telling.kind, ":action": telling.action,
            ":cause": telling.cause, ":type": telling.subject.0, ":subject": telling.subject.1,
            ":within": telling.within, ":at": at,
        },
    )?;
    Ok(done > 0)
}

/// Where a cause stands with a person.
pub(super) struct Standing {
    pub(super) id: NotificationId,
    pub(super) round: i64,
    pub(super) is_open: bool,
}

pub(super) fn standing(db: &Reader<'_>, person: PersonId, cause: &str) -> Result<Option<Standing>> {
    let sql = "SELECT id, round, read_at IS NULL AND removed_at IS NULL FROM notifications
               WHERE person_id = ?1 AND cause = ?2";
    Ok(db.optional(sql, params![person, cause], |r| {
        Ok(Standing {
            id: r.get(0)?,
            round: r.get(1)?,
            is_open: r.get(2)?,
        })
    })?)
}

/// Counts an actor; false when he was counted before. One who is not on the server any more is not
/// counted.
pub(super) fn add_actor(
    tx: &Writer<'_>,
    id: NotificationId,
    person: PersonId,
    round: i64,
    at: Time,
) -> Result<bool> {
    let done = tx.execute(
        "INSERT INTO notification_actors (notification_id, person_id, round, at)
         SELECT ?1, p.id, ?3, ?4 FROM people p WHERE p.id = ?2
         ON CONFLICT (notification_id, person_id) DO NOTHING",
        params![id, person, round, at],
    )?;
    Ok(done > 0)
}

/// One more was collected: it is as new as that, and unread.
pub(super) fn renew(tx: &Writer<'_>, id: NotificationId, round: i64, at: Time) -> Result<()> {
    tx.execute(
        "UPDATE notifications SET round = ?2, created_at = max(created_at, ?3), read_at = NULL,
                removed_at = NULL WHERE id = ?1",
        params![id, round, at],
    )?;
    Ok(())
}

/// Counts an actor no longer. With nobody left it was nothing; with nobody left but those of whom the
/// person has read, it is read as it was. Returns whether anything changed.
pub(super) fn take_actor(tx: &Writer<'_>, standing: &Standing, actor: PersonId) -> Result<bool> {
    let id = standing.id;
    let taken = tx.execute(
        "DELETE FROM notification_actors
         WHERE notification_id = ?1 AND person_id = ?2 AND round = ?3",
        params![id, actor, standing.round],
    )?;
    tx.execute(
        "DELETE FROM notifications WHERE id = ?1 AND NOT EXISTS
            (SELECT 1 FROM notification_actors a WHERE a.notification_id = ?1)",
        params![id],
    )?;
    tx.execute(
        "UPDATE notifications SET read_at = created_at,
                round = (SELECT max(a.round) FROM notification_actors a WHERE a.notification_id = ?1)
         WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM notification_actors a
                                       WHERE a.notification_id = ?1 AND a.round = ?2)",
        params![id, standing.round],
    )?;
    Ok(taken > 0)
}

pub(super) fn preferences(db: &Reader<'_>, person: PersonId) -> Result<Vec<Preference>> {
    let sql = "SELECT kind, in_app FROM notification_preferences WHERE person_id = ?1";
    Ok(db.all(sql, params![person], |r| {
        Ok(Preference {
            kind: r.get(0)?,
            in_app: r.get(1)?,
        })
    })?)
}

pub(super) fn set_preferences(
    tx: &Writer<'_>,
    person: PersonId,
    chosen: &[Preference],
) -> Result<()> {
    tx.execute(
        "DELETE FROM notification_preferences WHERE person_id = ?1",
        params![person],
    )?;
    for choice in chosen {
        tx.execute(
            "INSERT INTO notification_preferences (person_id, kind, in_app) VALUES (?1, ?2, ?3)",
            params![person, choice.kind, choice.in_app],
        )?;
    }
    Ok(())
}

/// Takes all that is older as read when it came.
pub fn read_before(tx: &Writer<'_>, person: PersonId, before: Time) -> Result<()> {
    tx.execute(
        "UPDATE notifications SET read_at = created_at
         WHERE person_id = ?1 AND created_at < ?2 AND read_at IS NULL",
        params![person, before],
    )?;
    Ok(())
}
