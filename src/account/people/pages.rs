//! The pages of colleagues.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use platform::{
    Actor, App, Time,
    error::Message,
    hooks::PersonAct,
    id::PersonId,
    listing::{List, Meta, Pairs},
    people::{self, Person, PersonRow, Status},
    permission::{ROLE_MANAGE, SYSTEM_ROLES, USER_MANAGE, USER_READ_ALL},
    roles::Role,
};
use serde::Deserialize;
use web::{
    Access, Form, Page, Path, Query, Result, Routes, Shell, SignedIn, Visitor, request::Facts,
    session::picture_url,
};

use super::api::{NewUser, add_colleague};
use web::form::{self, Refusal};

use crate::{wire, words};

pub(super) fn routes() -> Routes {
    let manage = Access::Holders(USER_MANAGE);
    Routes::new()
        .page("/people", Access::People, list)
        .page("/people/new", manage, show_new)
        .form("/people/new", manage, add)
        .page("/people/{id}", Access::Readers, show)
        .form(
            "/people/{id}/roles",
            Access::Holders(ROLE_MANAGE),
            set_roles,
        )
        .form("/people/{id}/status", manage, set_status)
        .form("/people/{id}/remove", manage, remove)
}

#[derive(Template)]
#[template(path = "account/people.html")]
struct PeoplePage {
    shell: Shell,
    rows: Vec<PersonView>,
    meta: Meta,
    search: String,
    role: String,
    status: String,
    roles: Vec<(&'static str, &'static str)>,
    standings: Vec<(&'static str, &'static str)>,
    sees_all: bool,
    may_manage: bool,
    previous: Option<String>,
    next: Option<String>,
}

struct PersonView {
    id: PersonId,
    name: String,
    avatar_url: Option<String>,
    job: String,
    email: String,
    roles: Vec<&'static str>,
    standing: &'static str,
    is_active: bool,
    last_seen_at: Option<Time>,
}

impl PersonView {
    fn new(row: PersonRow, shell: &Shell) -> Self {
        let PersonRow { person, roles } = row;
        let profile = person.profile;
        let title = |key: &String| wire::role_title(key, shell.language);
        let about = [profile.job_title, profile.department];
        Self {
            id: person.id,
            name: profile.display_name,
            avatar_url: person.avatar_file_id.map(picture_url),
            job: about
                .into_iter()
                .filter(|a| !a.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            email: person.email,
            roles: roles.iter().map(title).collect(),
            standing: words::standing(person.status.as_str(), shell.language),
            is_active: person.status == Status::Active,
            last_seen_at: person.last_seen_at,
        }
    }
}

fn role_options(shell: &Shell) -> Vec<(&'static str, &'static str)> {
    let all = SYSTEM_ROLES.iter();
    all.map(|r| (r.key, wire::role_title(r.key, shell.language)))
        .collect()
}

fn standing_options(shell: &Shell) -> Vec<(&'static str, &'static str)> {
    let all = Status::ALL.iter().map(|s| s.as_str());
    all.map(|s| (s, words::standing(s, shell.language)))
        .collect()
}

async fn list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Query(mut pairs): Query<Pairs>,
) -> Result<Page<PeoplePage>> {
    pairs.retain(|(_, value)| !value.is_empty());
    let asked = |name: &str| {
        let found = pairs.iter().find(|(n, _)| n == name);
        found.map(|(_, v)| v.clone()).unwrap_or_default()
    };
    let (search, role, status) = (asked("search"), asked("role"), asked("status"));
    if !pairs.iter().any(|(name, _)| name == "page") {
        pairs.push(("page".into(), "1".into()));
    }
    let list = List::parse(people::LIST, &pairs, &app.seal)?;
    let found = people::list(&app, &actor, list).await?;
    let meta = found.meta;
    let step = |by: i64| page_address(&pairs, meta.page.map_or(1, |p| i64::from(p.page)) + by);
    Ok(Page(PeoplePage {
        rows: found
            .items
            .into_iter()
            .map(|r| PersonView::new(r, &shell))
            .collect(),
        search,
        role,
        status,
        roles: role_options(&shell),
        standings: standing_options(&shell),
        sees_all: actor.has(USER_READ_ALL),
        may_manage: actor.has(USER_MANAGE),
        previous: meta.page.filter(|p| p.has_previous).map(|_| step(-1)),
        next: meta.page.filter(|p| p.has_next).map(|_| step(1)),
        meta,
        shell,
    }))
}

fn page_address(pairs: &Pairs, page: i64) -> String {
    let kept = pairs.iter().filter(|(name, _)| name != "page");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .extend_pairs(kept)
        .append_pair("page", &page.to_string());
    format!("/people?{}", query.finish())
}

#[derive(Template)]
#[template(path = "account/person.html")]
struct PersonPage {
    shell: Shell,
    person: Person,
    avatar_url: Option<String>,
    organization: String,
    is_me: bool,
    /// What the viewer can do about him.
    acts: Vec<PersonAct>,
    /// For colleagues only.
    roles: Vec<String>,
    /// For administrators only.
    admin: Option<AdminView>,
    refusal: Refusal,
}

struct AdminView {
    /// Key, title, whether held.
    roles: Vec<(String, String, bool)>,
    standing: &'static str,
    is_active: bool,
}

async fn person_page(
    app: &App,
    viewer: &platform::Viewer,
    id: PersonId,
    shell: Shell,
) -> Result<PersonPage> {
    let (person, organization) = people::face(app, viewer, id).await?;
    let actor = viewer
        .actor()
        .filter(|a| a.organization == person.organization);
    let (mut held, mut admin) = (Vec::new(), None);
    if let Some(actor) = actor {
        held = people::colleague(app, actor, id).await?.1;
        if actor.has(USER_MANAGE) && actor.person != id {
            admin = Some(admin_view(app, actor, &person, &held, &shell).await?);
        }
    }
    let mut acts = Vec::new();
    if let Some(asker) = viewer.actor().cloned() {
        let hooks = app.hooks.clone();
        acts = app.read(move |db| hooks.acts_on(db, &asker, id)).await?;
    }
    Ok(PersonPage {
        acts,
        avatar_url: person.avatar_file_id.map(picture_url),
        organization: organization.name(shell.language).to_owned(),
        is_me: viewer.actor().is_some_and(|a| a.person == id),
        roles: held
            .iter()
            .map(|r| wire::role_name(r, shell.language))
            .collect(),
        admin,
        refusal: Refusal::default(),
        person,
        shell,
    })
}

async fn admin_view(
    app: &App,
    actor: &Arc<Actor>,
    person: &Person,
    held: &[Role],
    shell: &Shell,
) -> Result<AdminView> {
    let organization = actor.organization;
    let all = app
        .read(move |db| platform::roles::of_organization(db, organization))
        .await?;
    let option = |r: &Role| {
        (
            r.key.clone(),
            wire::role_name(r, shell.language),
            held.contains(r),
        )
    };
    // Only what he may give or take is offered.
    let given = all
        .iter()
        .filter(|r| r.permissions.is_subset(&actor.permissions));
    Ok(AdminView {
        roles: given.map(option).collect(),
        standing: words::standing(person.status.as_str(), shell.language),
        is_active: person.status == Status::Active,
    })
}

async fn show(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
    Path(id): Path<PersonId>,
) -> Result<Page<PersonPage>> {
    Ok(Page(person_page(&app, &viewer, id, shell).await?))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RolesForm {
    roles: Vec<String>,
}

async fn set_roles(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    visitor: Visitor,
    shell: Shell,
    Path(id): Path<PersonId>,
    Form(form): Form<RolesForm>,
) -> Result<Response> {
    let done = people::set_roles(&app, &actor, id, form.roles)
        .await
        .map(|_| ());
    answer(&app, visitor, id, shell, done, &format!("/people/{id}")).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StatusForm {
    status: String,
}

async fn set_status(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    visitor: Visitor,
    shell: Shell,
    Path(id): Path<PersonId>,
    Form(form): Form<StatusForm>,
) -> Result<Response> {
    let status = Status::parse(&form.status);
    let status = status.map_err(|m| platform::Error::invalid("status", m))?;
    let done = people::set_status(&app, &actor, id, status)
        .await
        .map(|_| ());
    answer(&app, visitor, id, shell, done, &format!("/people/{id}")).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RemoveForm {
    name: String,
}

/// The name is typed, so that nobody is removed by a slip.
async fn remove(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    visitor: Visitor,
    shell: Shell,
    Path(id): Path<PersonId>,
    Form(form): Form<RemoveForm>,
) -> Result<Response> {
    let (person, _) = people::colleague(&app, &actor, id).await?;
    let done = if form.name.trim() == person.profile.display_name {
        people::remove(&app, &actor, id).await
    } else {
        Err(platform::Error::invalid(
            "name",
            Message::new("name-differs"),
        ))
    };
    answer(&app, visitor, id, shell, done, "/people").await
}

async fn answer(
    app: &App,
    Visitor(viewer): Visitor,
    id: PersonId,
    shell: Shell,
    done: platform::Result<()>,
    next: &str,
) -> Result<Response> {
    let Err(error) = done else {
        return Ok(form::to(next));
    };
    let refusal = Refusal::of(error, shell.language)?;
    let page = person_page(app, &viewer, id, shell).await?;
    Ok(refusal.answer(&PersonPage {
        refusal: refusal.clone(),
        ..page
    }))
}

#[derive(Template)]
#[template(path = "account/person_new.html")]
struct NewPage {
    shell: Shell,
    form: NewForm,
    roles: Vec<(&'static str, &'static str)>,
    refusal: Refusal,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct NewForm {
    email: String,
    first_name: String,
    last_name: String,
    job_title: String,
    department: String,
    role: String,
}

fn new_page(actor: &Actor, shell: Shell, form: NewForm, refusal: Refusal) -> NewPage {
    let mut roles = role_options(&shell);
    roles.retain(|(key, _)| {
        let role = platform::permission::SystemRole::keyed(key);
        role.is_some_and(|r| r.permissions().is_subset(&actor.permissions))
    });
    NewPage {
        shell,
        form,
        roles,
        refusal,
    }
}

async fn show_new(SignedIn(actor): SignedIn, shell: Shell) -> Page<NewPage> {
    let form = NewForm {
        role: platform::roles::MEMBER.to_owned(),
        ..NewForm::default()
    };
    Page(new_page(&actor, shell, form, Refusal::default()))
}

async fn add(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    facts: Facts,
    shell: Shell,
    Form(form): Form<NewForm>,
) -> Result<Response> {
    let typed = form.clone();
    let body = NewUser {
        email: form.email,
        first_name: form.first_name,
        last_name: form.last_name,
        job_title: form.job_title,
        department: form.department,
        role: Some(form.role),
        password: None,
        language: Some(shell.language),
    };
    match add_colleague(&app, &actor, body, facts).await {
        Ok(user) => Ok(form::to(&format!("/people/{}", user.id)).into_response()),
        Err(error) => {
            let refusal = Refusal::of(error.0, shell.language)?;
            let page = new_page(&actor, shell, typed, refusal);
            Ok(page.refusal.answer(&page))
        }
    }
}
