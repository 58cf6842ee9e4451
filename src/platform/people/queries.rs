//! Every statement on people.

use store::{Reader, Row, Writer, named_params, params};

use super::{Account, NewPerson, Person, PersonRow, Profile, Status};
use crate::{
    error::Result,
    id::{FileId, OrganizationId, PersonId},
    listing::{Filter, Kind, List, ListSpec, Listing, Sort, Statement},
    secret::Seal,
    time::Time,
};

const COLUMNS: &str = "id, organization_id, email, email_verified_at, first_name, last_name,
    display_name, job_title, department, phone, bio, language, theme, timezone, avatar_file_id, status,
    last_seen_at, created_at, updated_at, deleted_at";

pub(super) fn insert(tx: &Writer<'_>, id: PersonId, new: &NewPerson) -> Result<()> {
    let p = &new.profile;
    let email = new.email.as_ref();
    tx.execute(
        "INSERT INTO people (id, organization_id, email, email_key, password_hash, first_name, last_name,
            display_name, job_title, department, phone, bio, language, theme, timezone, status,
            created_at, updated_at)
         VALUES (:id, :organization, :email, :key, :hash, :first, :last, :display, :title, :department,
            :phone, :bio, :language, :theme, :timezone, :status, :now, :now)",
        named_params! {
            ":id": id, ":organization": new.organization, ":email": email.map_or("", |e| e.as_str()),
            ":key": email.map(crate::mail::Email::key), ":hash": new.password_hash,
            ":first": p.first_name, ":last": p.last_name, ":display": p.display_name,
            ":title": p.job_title, ":department": p.department, ":phone": p.phone, ":bio": p.bio,
            ":language": p.language, ":theme": p.theme, ":timezone": p.timezone, ":status": new.status,
            ":now": new.created_at,
        },
    )?;
    Ok(())
}

pub(super) fn update(tx: &Writer<'_>, id: PersonId, p: &Profile, now: Time) -> Result<()> {
    tx.execute(
        "UPDATE people SET first_name = :first, last_name = :last, display_name = :display,
            job_title = :title, department = :department, phone = :phone, bio = :bio,
            language = :language, theme = :theme, timezone = :timezone, updated_at = :now
         WHERE id = :id",
        named_params! {
            ":id": id, ":first": p.first_name, ":last": p.last_name, ":display": p.display_name,
            ":title": p.job_title, ":department": p.department, ":phone": p.phone, ":bio": p.bio,
            ":language": p.language, ":theme": p.theme, ":timezone": p.timezone, ":now": now,
        },
    )?;
    Ok(())
}

/// A person by his id, also one who was removed. No scope: callers compare the organisation.
pub fn load(db: &Reader<'_>, id: PersonId) -> Result<Option<Person>> {
    let sql = format!("SELECT {COLUMNS} FROM people WHERE id = ?1");
    Ok(db.optional(&sql, params![id], person)?)
}

/// A person of one organisation who was not removed.
pub(super) fn colleague(
    db: &Reader<'_>,
    organization: OrganizationId,
    id: PersonId,
) -> Result<Option<Person>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM people WHERE id = ?1 AND organization_id = ?2 AND deleted_at IS NULL"
    );
    Ok(db.optional(&sql, params![id, organization], person)?)
}

/// Whose address it is, in the form of [`crate::mail::Email::key`].
pub fn by_email(db: &Reader<'_>, key: &str) -> Result<Option<PersonId>> {
    let sql = "SELECT id FROM people WHERE email_key = ?1";
    Ok(db.optional(sql, params![key], |r| r.get(0))?)
}

/// Whether there is anybody who could sign in.
pub fn anybody(db: &Reader<'_>) -> Result<bool> {
    Ok(db.exists(
        "SELECT 1 FROM people WHERE email_key IS NOT NULL LIMIT 1",
        [],
    )?)
}

pub(super) fn set_status(tx: &Writer<'_>, id: PersonId, status: Status, now: Time) -> Result<()> {
    let sql = "UPDATE people SET status = ?2, updated_at = ?3 WHERE id = ?1";
    tx.execute(sql, params![id, status, now])?;
    Ok(())
}

pub(super) fn set_picture(
    tx: &Writer<'_>,
    id: PersonId,
    picture: Option<FileId>,
    now: Time,
) -> Result<()> {
    let sql = "UPDATE people SET avatar_file_id = ?2, updated_at = ?3 WHERE id = ?1";
    tx.execute(sql, params![id, picture, now])?;
    Ok(())
}

/// The row stays for what he wrote; address, password and picture go.
pub(super) fn remove(tx: &Writer<'_>, id: PersonId, now: Time) -> Result<()> {
    tx.execute(
        "UPDATE people SET email = '', email_key = NULL, password_hash = NULL, phone = '', bio = '',
            avatar_file_id = NULL, status = 'inactive', updated_at = ?2, deleted_at = ?2
         WHERE id = ?1",
        params![id, now],
    )?;
    Ok(())
}

fn person(r: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: r.get(0)?,
        organization: r.get(1)?,
        email: r.get(2)?,
        email_verified_at: r.get(3)?,
        profile: Profile {
            first_name: r.get(4)?,
            last_name: r.get(5)?,
            display_name: r.get(6)?,
            job_title: r.get(7)?,
            department: r.get(8)?,
            phone: r.get(9)?,
            bio: r.get(10)?,
            language: r.get(11)?,
            theme: r.get(12)?,
            timezone: r.get(13)?,
        },
        avatar_file_id: r.get(14)?,
        status: r.get(15)?,
        last_seen_at: r.get(16)?,
        created_at: r.get(17)?,
        updated_at: r.get(18)?,
        deleted_at: r.get(19)?,
    })
}

/// What the list of an organisation's people offers.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        Filter::special("search"),
        Filter::special_of(
            "role",
            Kind::OneOf(&[
                "owner",
                "admin",
                "moderator",
                "member",
                "viewer",
                "auditor",
                "data_input",
                "employee",
                "report_creator",
                "automation_owner",
            ]),
        ),
        Filter::new(
            "status",
            "p.status",
            Kind::OneOf(&["active", "inactive", "suspended", "pending_verification"]),
        ),
        Filter::new("department", "p.department", Kind::Text),
    ],
    sorts: &[
        Sort::new("name", "p.display_name"),
        Sort::new("created_at", "p.created_at"),
        Sort::new("last_seen_at", "coalesce(p.last_seen_at, 0)"),
    ],
    default_sort: "name",
    id: "p.id",
};

/// The people of an organisation. With `by_email` the search looks at addresses too.
pub(super) fn list(
    db: &Reader<'_>,
    organization: OrganizationId,
    list: &List,
    seal: &Seal,
    by_email: bool,
) -> Result<Listing<PersonRow>> {
    let columns: Vec<_> = COLUMNS
        .split(',')
        .map(|c| format!("p.{}", c.trim()))
        .collect();
    let roles = "(SELECT coalesce(group_concat(r.key), '') FROM person_roles pr
                  JOIN roles r ON r.id = pr.role_id WHERE pr.person_id = p.id)";
    let search = list.text("search").map(|s| s.trim().to_ascii_lowercase());
    let statement = Statement {
        columns: &format!("{}, {roles}", columns.join(", ")),
        from: "people p",
        condition: "p.organization_id = :organization AND p.deleted_at IS NULL
            AND (:search IS NULL OR instr(lower(p.display_name || char(10) || p.first_name || ' '
                || p.last_name), :search) OR (:by_email AND instr(coalesce(p.email_key, ''), :search)))
            AND (:role IS NULL OR EXISTS (SELECT 1 FROM person_roles pr JOIN roles r ON r.id = pr.role_id
                WHERE pr.person_id = p.id AND r.key = :role))",
        params: named_params! {
            ":organization": organization, ":search": search, ":by_email": by_email,
            ":role": list.text("role"),
        },
        first: "",
    };
    list.run(db, seal, &statement, |r| {
        let roles: String = r.get(20)?;
        Ok(PersonRow {
            person: person(r)?,
            roles: roles
                .split(',')
                .filter(|k| !k.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    })
}

/// Everybody on the server, for the operator's command line.
pub fn accounts(db: &Reader<'_>) -> Result<Vec<Account>> {
    let sql = "SELECT p.email, p.display_name, o.slug, p.status, p.last_seen_at,
                      coalesce((SELECT group_concat(r.key, ', ') FROM person_roles pr
                                JOIN roles r ON r.id = pr.role_id WHERE pr.person_id = p.id), '')
               FROM people p JOIN organizations o ON o.id = p.organization_id
               WHERE p.deleted_at IS NULL ORDER BY o.slug, p.display_name, p.id";
    Ok(db.all(sql, [], |r| {
        Ok(Account {
            email: r.get(0)?,
            name: r.get(1)?,
            organization: r.get(2)?,
            status: r.get(3)?,
            last_seen_at: r.get(4)?,
            roles: r.get(5)?,
        })
    })?)
}
