//! Joining, changing and leaving.

use std::sync::Arc;

use store::{Reader, Writer};

use super::{
    CREATED, DELETED, NewPerson, Person, PersonRow, Profile, ROLES_CHANGED, Status, UPDATED,
    queries, rules,
};
use crate::{
    actor::{Actor, Viewer},
    app::App,
    error::{Error, Result},
    files,
    id::{FileId, Ids, PersonId},
    journal::{self, Changes},
    listing::{List, Listing},
    organizations::{self, Organization},
    permission::{USER_MANAGE, USER_READ_ALL},
    plans,
    roles::{self, Role},
    sessions,
    time::Time,
};

/// Puts a person in, in the transaction of whoever does so; the caller writes the journal. 409
/// `email_taken`; 402 when the organisation's plan is full.
pub fn create(tx: &Writer<'_>, ids: &Ids, new: &NewPerson) -> Result<PersonId> {
    if let Some(email) = &new.email
        && queries::by_email(tx, &email.key())?.is_some()
    {
        return Err(Error::conflict("email-taken"));
    }
    let plan = plans::of(tx, new.organization)?;
    let used = organizations::active_people(tx, new.organization)?;
    plans::within("users", plan.max_users, used, 1)?;
    let id = ids.next();
    queries::insert(tx, id, new)?;
    for role in &new.roles {
        roles::give(tx, id, role)?;
    }
    Ok(id)
}

/// Puts an author in who is taken over from elsewhere. Nobody can sign in as him or write to him,
/// so no plan counts him; the caller writes the journal.
pub fn adopt(tx: &Writer<'_>, ids: &Ids, new: &NewPerson) -> Result<PersonId> {
    let id = ids.next();
    let unclaimed = NewPerson {
        email: None,
        password_hash: None,
        ..new.clone()
    };
    queries::insert(tx, id, &unclaimed)?;
    Ok(id)
}

/// [`adopt`] for whoever had left already: he is shown as a removed member.
pub fn adopt_former(tx: &Writer<'_>, ids: &Ids, new: &NewPerson) -> Result<PersonId> {
    let id = adopt(tx, ids, new)?;
    queries::remove(tx, id, new.created_at)?;
    Ok(id)
}

/// Gives an author taken over from elsewhere the profile that came after him.
pub fn name_adopted(tx: &Writer<'_>, id: PersonId, profile: &Profile, now: Time) -> Result<()> {
    queries::update(tx, id, profile, now)
}

/// An administrator adds a colleague.
pub async fn add(app: &App, actor: &Arc<Actor>, new: NewPerson) -> Result<Person> {
    actor.require(USER_MANAGE)?;
    let (actor, ids, now) = (actor.clone(), app.ids.clone(), app.clock.now());
    app.write(move |tx| {
        for key in &new.roles {
            if !roles::system(tx, key)?
                .permissions
                .is_subset(&actor.permissions)
            {
                return Err(Error::forbidden("escalation"));
            }
        }
        let new = NewPerson {
            organization: actor.organization,
            ..new
        };
        let id = create(tx, &ids, &new)?;
        let changes = Changes::none().field("roles", &[][..], &new.roles[..]);
        journal::record(tx, &actor, now, CREATED, id, changes)?;
        found(tx, &actor, id)
    })
    .await
}

/// The actor himself.
pub async fn me(app: &App, actor: &Actor) -> Result<(Person, Vec<Role>)> {
    colleague(app, actor, actor.person).await
}

/// A person of the actor's organisation with his roles; 404 for anybody else.
pub async fn colleague(app: &App, actor: &Actor, id: PersonId) -> Result<(Person, Vec<Role>)> {
    let organization = actor.organization;
    app.read(move |db| {
        let person = queries::colleague(db, organization, id)?.ok_or_else(Error::not_found)?;
        Ok((person, roles::of_person(db, id)?))
    })
    .await
}

/// Colleagues, as the actor may see them: who may read everybody's data finds by address too.
pub async fn list(app: &App, actor: &Actor, list: List) -> Result<Listing<PersonRow>> {
    let (organization, by_email) = (actor.organization, actor.has(USER_READ_ALL));
    let seal = app.seal.clone();
    app.read(move |db| queries::list(db, organization, &list, &seal, by_email))
        .await
}

/// Somebody's public face: a colleague, or whoever made something public that the viewer may see.
/// 404 for anybody else.
pub async fn face(app: &App, viewer: &Viewer, id: PersonId) -> Result<(Person, Organization)> {
    let (scope, hooks) = (viewer.scope(), app.hooks.clone());
    app.read(move |db| {
        let found = queries::load(db, id)?.filter(|p| p.deleted_at.is_none());
        let person = found.ok_or_else(Error::not_found)?;
        let mut is_known = scope.organization == Some(person.organization);
        for is_author in &hooks.public_authors {
            is_known = is_known || (scope.public && is_author(db, id)?);
        }
        if !is_known {
            return Err(Error::not_found());
        }
        let organization = organizations::load(db, person.organization)?;
        Ok((person, organization.ok_or_else(Error::not_found)?))
    })
    .await
}

fn found(db: &Reader<'_>, actor: &Actor, id: PersonId) -> Result<Person> {
    queries::colleague(db, actor.organization, id)?.ok_or_else(Error::not_found)
}

/// Changes a profile. `change` gets it as it stands and answers it changed.
pub async fn update<F>(app: &App, actor: &Arc<Actor>, id: PersonId, change: F) -> Result<Person>
where
    F: FnOnce(Profile) -> Result<Profile> + Send + 'static,
{
    let (actor, now) = (actor.clone(), app.clock.now());
    let changed = app
        .write(move |tx| {
            let mut person = found(tx, &actor, id)?;
            rules::may_update(&actor, &person, &roles::of_person(tx, id)?)?;
            let before = person.profile.clone();
            person.profile = change(before.clone())?.checked()?;
            let changes = changes(&before, &person.profile);
            if !changes.is_empty() {
                person.updated_at = now;
                queries::update(tx, id, &person.profile, now)?;
                journal::record(tx, &actor, now, UPDATED, id, changes)?;
            }
            Ok(person)
        })
        .await?;
    app.sessions.forget_all();
    Ok(changed)
}

fn changes(a: &Profile, b: &Profile) -> Changes {
    Changes::none()
        .field("first_name", &a.first_name, &b.first_name)
        .field("last_name", &a.last_name, &b.last_name)
        .field("display_name", &a.display_name, &b.display_name)
        .field("job_title", &a.job_title, &b.job_title)
        .field("department", &a.department, &b.department)
        .field("phone", &a.phone, &b.phone)
        .field("bio", &a.bio, &b.bio)
        .field("language", a.language, b.language)
        .field("theme", a.theme, b.theme)
        .field("timezone", &a.timezone, &b.timezone)
}

/// Switches an account on or off. Who is switched off is signed out everywhere.
pub async fn set_status(
    app: &App,
    actor: &Arc<Actor>,
    id: PersonId,
    status: Status,
) -> Result<Person> {
    let (actor, now) = (actor.clone(), app.clock.now());
    let changed = app
        .write(move |tx| {
            let mut person = found(tx, &actor, id)?;
            if person.status == status {
                return Ok(person);
            }
            rules::may_end(&actor, &person, &roles::of_person(tx, id)?)?;
            queries::set_status(tx, id, status, now)?;
            if status != Status::Active {
                sessions::end_all(tx, id, None)?;
                roles::require_admins(tx, actor.organization)?;
            }
            let changes = Changes::none().field("status", person.status, status);
            journal::record(tx, &actor, now, UPDATED, id, changes)?;
            person.status = status;
            Ok(person)
        })
        .await?;
    app.sessions.forget_all();
    Ok(changed)
}

/// Removes a colleague: frees his address, ends his sessions, keeps what he wrote.
pub async fn remove(app: &App, actor: &Arc<Actor>, id: PersonId) -> Result<()> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.write(move |tx| {
        let person = found(tx, &actor, id)?;
        rules::may_end(&actor, &person, &roles::of_person(tx, id)?)?;
        queries::remove(tx, id, now)?;
        roles::replace(tx, id, &[])?;
        sessions::end_all(tx, id, None)?;
        roles::require_admins(tx, actor.organization)?;
        journal::record(tx, &actor, now, DELETED, id, Changes::none())?;
        Ok(())
    })
    .await?;
    app.sessions.forget_all();
    Ok(())
}

/// Gives a colleague other roles, named by key or id.
pub async fn set_roles(
    app: &App,
    actor: &Arc<Actor>,
    id: PersonId,
    names: Vec<String>,
) -> Result<Vec<Role>> {
    let (actor, now) = (actor.clone(), app.clock.now());
    let changed = app
        .write(move |tx| {
            found(tx, &actor, id)?;
            let held = roles::of_person(tx, id)?;
            let wanted = roles::named(tx, actor.organization, &names)?;
            roles::may_change(&actor, id, &held, &wanted)?;
            roles::replace(tx, id, &wanted)?;
            roles::require_admins(tx, actor.organization)?;
            let keys = |roles: &[Role]| roles.iter().map(|r| r.key.clone()).collect::<Vec<_>>();
            let changes = Changes::none().field("roles", keys(&held), keys(&wanted));
            if !changes.is_empty() {
                journal::record(tx, &actor, now, ROLES_CHANGED, id, changes)?;
            }
            Ok(wanted)
        })
        .await?;
    app.sessions.forget_all();
    Ok(changed)
}

/// Sets or takes away one's own picture, in the transaction that stores it; the one before is
/// discarded. The caller forgets the cached sessions afterwards.
pub fn set_picture(
    tx: &Writer<'_>,
    actor: &Actor,
    now: Time,
    picture: Option<FileId>,
) -> Result<()> {
    let before = found(tx, actor, actor.person)?.avatar_file_id;
    queries::set_picture(tx, actor.person, picture, now)?;
    if let Some(before) = before {
        files::discard(tx, actor, now, before)?;
    }
    let changes = Changes::none().field("picture", before, picture);
    journal::record(tx, actor, now, UPDATED, actor.person, changes)?;
    Ok(())
}
