//! The calls about people and roles.

use axum::{
    extract::State,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use platform::{
    App, Error, Language,
    error::{Check, Message},
    id::PersonId,
    listing::{List, Pairs},
    mail::Email,
    passwords,
    people::{self, NewPerson, Profile, Status},
    permission::{self, ROLE_MANAGE, USER_MANAGE, USER_READ_ALL},
    roles::{self, Role},
};
use serde::Deserialize;
use utoipa::ToSchema;
use web::{
    Access, Json, Path, Query, Result, Routes, SignedIn, openapi::Doc, reply, request::Facts,
};

use super::ProfileBody;
use crate::{
    auth,
    wire::{self, PermissionOut, RoleOut, User},
};

const TAG: &str = "People";
const ROLES: &str = "Roles";
const ONE: &str = "/api/v1/users/{id}";

pub(super) fn routes() -> Routes {
    let manage = Access::Holders(USER_MANAGE);
    let shown = Doc::new(TAG, "A colleague.").returns::<User>(200);
    let removed = Doc::new(
        TAG,
        "Remove a colleague: his address is freed, his sessions end.",
    )
    .empty(204)
    .error(409, "own_account")
    .error(409, "last_admin");
    let all = Access::Holders(USER_READ_ALL);
    Routes::new()
        .api(
            Method::GET,
            "/api/v1/users/organization",
            all,
            doc_of_list(),
            list,
        )
        .api(Method::POST, "/api/v1/users", manage, doc_of_add(), add)
        .api(Method::GET, ONE, Access::People, shown, show)
        .api(Method::PATCH, ONE, Access::People, doc_of_change(), change)
        .api(Method::DELETE, ONE, manage, removed, remove)
        .merge(role_routes())
}

fn doc_of_list() -> Doc {
    Doc::new(TAG, "The people of your organisation.")
        .query("search", "Part of a name or an address.")
        .query("role", "The key of a role.")
        .query(
            "status",
            "active, inactive, suspended or pending_verification.",
        )
        .query("department", "A department.")
        .list::<User>()
}

fn doc_of_add() -> Doc {
    Doc::new(
        TAG,
        "Add a colleague. Without a password he is mailed a link to choose one.",
    )
    .body::<NewUser>()
    .returns::<User>(201)
    .error(402, "plan_limit")
    .error(403, "escalation")
    .error(409, "email_taken")
}

fn doc_of_change() -> Doc {
    Doc::new(TAG, "Change a colleague's profile or standing.")
        .body::<UserChanges>()
        .returns::<User>(200)
        .error(409, "own_account")
        .error(409, "last_admin")
}

fn role_routes() -> Routes {
    let given = Doc::new(
        ROLES,
        "Give a colleague these roles and no others, by key or id.",
    )
    .body::<RolesBody>()
    .returns::<User>(200)
    .error(403, "escalation")
    .error(409, "own_administration")
    .error(409, "last_admin");
    Routes::new()
        .api(
            Method::GET,
            "/api/v1/roles",
            Access::People,
            Doc::new(
                ROLES,
                "The roles that people of your organisation may hold.",
            )
            .returns::<Vec<RoleOut>>(200),
            list_roles,
        )
        .api(
            Method::GET,
            "/api/v1/permissions",
            Access::People,
            Doc::new(ROLES, "Every permission there is.").returns::<Vec<PermissionOut>>(200),
            list_permissions,
        )
        .api(
            Method::PUT,
            "/api/v1/users/{id}/roles",
            Access::Holders(ROLE_MANAGE),
            given,
            set_roles,
        )
}

async fn list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(pairs): Query<Pairs>,
) -> Result<Response> {
    let list = List::parse(people::LIST, &pairs, &app.seal)?;
    let found = people::list(&app, &actor, list).await?;
    Ok(reply::list(found.map(|row| User::whole(row.person, row.roles))).into_response())
}

/// A colleague to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUser {
    #[schema(example = "omar@plant.example")]
    pub(super) email: String,
    pub(super) first_name: String,
    #[serde(default)]
    pub(super) last_name: String,
    #[serde(default)]
    pub(super) job_title: String,
    #[serde(default)]
    pub(super) department: String,
    /// The key of a system role; `member` unless given.
    pub(super) role: Option<String>,
    pub(super) password: Option<String>,
    #[schema(value_type = Option<String>, example = "ar")]
    pub(super) language: Option<Language>,
}

async fn add(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    facts: Facts,
    Json(body): Json<NewUser>,
) -> Result<Response> {
    let user = add_colleague(&app, &actor, body, facts).await?;
    let location = format!("/api/v1/users/{}", user.id);
    Ok(reply::created(location, user).into_response())
}

/// Adds a colleague; without a password he is mailed a link.
pub(super) async fn add_colleague(
    app: &App,
    actor: &std::sync::Arc<platform::Actor>,
    body: NewUser,
    facts: Facts,
) -> Result<User> {
    let mut check = Check::default();
    let profile = Profile {
        job_title: body.job_title,
        department: body.department,
        ..Profile::named(
            &body.first_name,
            &body.last_name,
            body.language.unwrap_or(facts.language),
        )
    };
    let profile = profile.check_into(&mut check);
    let about = [body.email.as_str(), &body.first_name, &body.last_name];
    if let Some(password) = &body.password {
        check.field("password", passwords::judge(password, &about));
    }
    let email = check.field("email", Email::parse(&body.email));
    let role = check.field(
        "role",
        system_role(body.role.as_deref().unwrap_or(roles::MEMBER)),
    );
    let (email, role) = check.take(email.zip(role))?;
    let password_hash = match &body.password {
        Some(password) => Some(app.passwords.hash(password).await?),
        None => None,
    };
    let is_invited = password_hash.is_none();
    let new = NewPerson {
        organization: actor.organization,
        email: Some(email),
        password_hash,
        profile,
        status: Status::Active,
        roles: vec![role],
        created_at: app.clock.now(),
    };
    let person = people::add(app, actor, new).await?;
    if is_invited {
        auth::invite(app, person.clone(), facts.origin).await?;
    }
    Ok(User::whole(person, vec![role.to_owned()]))
}

fn system_role(key: &str) -> Result<&'static str, Message> {
    let all = permission::SYSTEM_ROLES;
    let found = all.iter().find(|r| r.key == key).map(|r| r.key);
    found.ok_or_else(|| {
        let keys: Vec<_> = all.iter().map(|r| r.key).collect();
        Message::new("not-one-of").arg("allowed", keys.join(", "))
    })
}

async fn show(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PersonId>,
) -> Result<Response> {
    let (person, roles) = people::colleague(&app, &actor, id).await?;
    Ok(reply::ok(User::seen_by(&actor, person, wire::keys(&roles))).into_response())
}

/// Changes to a colleague.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserChanges {
    first_name: Option<String>,
    last_name: Option<String>,
    display_name: Option<String>,
    job_title: Option<String>,
    department: Option<String>,
    phone: Option<String>,
    #[schema(value_type = Option<String>, example = "inactive")]
    status: Option<Status>,
}

async fn change(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PersonId>,
    Json(body): Json<UserChanges>,
) -> Result<Response> {
    if let Some(status) = body.status {
        people::set_status(&app, &actor, id, status).await?;
    }
    let changes = ProfileBody {
        first_name: body.first_name,
        last_name: body.last_name,
        display_name: body.display_name,
        job_title: body.job_title,
        department: body.department,
        phone: body.phone,
        ..ProfileBody::default()
    };
    people::update(&app, &actor, id, |p| Ok(changes.onto(p))).await?;
    let (person, roles) = people::colleague(&app, &actor, id).await?;
    Ok(reply::ok(User::seen_by(&actor, person, wire::keys(&roles))).into_response())
}

async fn remove(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PersonId>,
) -> Result<StatusCode> {
    people::remove(&app, &actor, id).await?;
    Ok(reply::gone())
}

/// Roles, by key or id.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RolesBody {
    #[schema(example = json!(["member", "moderator"]))]
    roles: Vec<String>,
}

async fn set_roles(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<PersonId>,
    Json(body): Json<RolesBody>,
) -> Result<Response> {
    if body.roles.is_empty() {
        return Err(Error::invalid("roles", Message::new("required")).into());
    }
    people::set_roles(&app, &actor, id, body.roles).await?;
    let (person, roles) = people::colleague(&app, &actor, id).await?;
    Ok(reply::ok(User::seen_by(&actor, person, wire::keys(&roles))).into_response())
}

async fn list_roles(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    facts: Facts,
) -> Result<Response> {
    let organization = actor.organization;
    let all: Vec<Role> = app
        .read(move |db| roles::of_organization(db, organization))
        .await?;
    let all: Vec<_> = all
        .iter()
        .map(|r| RoleOut::new(r, facts.language))
        .collect();
    Ok(reply::ok(all).into_response())
}

async fn list_permissions(_: SignedIn, facts: Facts) -> Result<Response> {
    let all = permission::ALL
        .iter()
        .map(|p| PermissionOut::new(*p, facts.language));
    Ok(reply::ok(all.collect::<Vec<_>>()).into_response())
}
