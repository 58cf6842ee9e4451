//! The calls about organisations.

use axum::{
    extract::State,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use platform::{
    App, Time,
    id::OrganizationId,
    listing::{List, Pairs},
    organizations::{self, Fields, Industry, Size, Stats, Status},
    permission::{ORGANIZATION_MANAGE, ORGANIZATION_STATS, SERVER_OPERATE},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Access, Json, Path, Query, Result, Routes, SignedIn, Upload, openapi::Doc, reply};

use crate::{
    pictures::{self, Portrait},
    wire::{OrganizationCard, OrganizationOut, PlanOut},
};

const TAG: &str = "Organisations";
const ALL: &str = "/api/v1/organizations";
const MINE: &str = "/api/v1/organizations/me";
const ONE: &str = "/api/v1/organizations/{id}";
const LOGO: &str = "/api/v1/organizations/me/logo";

pub(super) fn routes() -> Routes {
    let shown = Doc::new(TAG, "Your organisation.").returns::<OrganizationOut>(200);
    let changed = Doc::new(TAG, "Change your organisation's profile.")
        .body::<Changes>()
        .returns::<OrganizationOut>(200);
    let without = Doc::new(TAG, "Take the logo away.").empty(204);
    let figures = Doc::new(TAG, "Your organisation in figures.").returns::<Figures>(200);
    let known = Doc::new(TAG, "What everybody may know of an organisation.")
        .returns::<OrganizationCard>(200);
    let manage = Access::Holders(ORGANIZATION_MANAGE);
    let see = Access::Holders(ORGANIZATION_STATS);
    Routes::new()
        .api(Method::GET, MINE, Access::OwnAccount, shown, mine)
        .api(Method::PATCH, MINE, manage, changed, change)
        .api(Method::POST, LOGO, manage, doc_of_logo(), set_logo)
        .api(Method::DELETE, LOGO, manage, without, forget_logo)
        .api(
            Method::GET,
            "/api/v1/organizations/stats",
            see,
            figures,
            stats,
        )
        .api(Method::GET, ONE, Access::Anyone, known, card)
        .merge(operator_routes())
}

fn operator_routes() -> Routes {
    let listed = Doc::new(TAG, "Every organisation of the server, for the operator.")
        .query("status", "trial, active, inactive or suspended.")
        .query("industry", "An industry.")
        .query("plan", "The name of a plan.")
        .list::<Listed>();
    let standing = "Change how an organisation stands, or its plan. Another plan ends the trial.";
    let standing = Doc::new(TAG, standing)
        .body::<Standing>()
        .returns::<OrganizationOut>(200)
        .error(409, "own_account");
    let operate = Access::Holders(SERVER_OPERATE);
    Routes::new()
        .api(Method::GET, ALL, operate, listed, all)
        .api(Method::PATCH, ONE, operate, standing, set_standing)
}

async fn mine(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    let organization = organizations::mine(&app, &actor).await?;
    Ok(reply::ok(OrganizationOut::from(organization)).into_response())
}

async fn card(State(app): State<App>, Path(id): Path<OrganizationId>) -> Result<Response> {
    let card = organizations::card(&app, id).await?;
    Ok(reply::ok(OrganizationCard::from(card)).into_response())
}

/// Changes to an organisation's profile; absent fields stay.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrganizationChanges)]
struct Changes {
    name_en: Option<String>,
    name_ar: Option<String>,
    domain: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    website: Option<String>,
    address_line: Option<String>,
    city: Option<String>,
    region: Option<String>,
    country: Option<String>,
    postal_code: Option<String>,
    registration_number: Option<String>,
    tax_id: Option<String>,
    #[schema(value_type = Option<String>)]
    industry: Option<Industry>,
    #[schema(value_type = Option<String>)]
    size: Option<Size>,
    about_en: Option<String>,
    about_ar: Option<String>,
}

impl Changes {
    fn onto(self, f: Fields) -> Fields {
        Fields {
            name_en: self.name_en.unwrap_or(f.name_en),
            name_ar: self.name_ar.unwrap_or(f.name_ar),
            domain: self.domain.unwrap_or(f.domain),
            email: self.email.unwrap_or(f.email),
            phone: self.phone.unwrap_or(f.phone),
            website: self.website.unwrap_or(f.website),
            address_line: self.address_line.unwrap_or(f.address_line),
            city: self.city.unwrap_or(f.city),
            region: self.region.unwrap_or(f.region),
            country: self.country.unwrap_or(f.country),
            postal_code: self.postal_code.unwrap_or(f.postal_code),
            registration_number: self.registration_number.unwrap_or(f.registration_number),
            tax_id: self.tax_id.unwrap_or(f.tax_id),
            industry: self.industry.unwrap_or(f.industry),
            size: self.size.unwrap_or(f.size),
            about_en: self.about_en.unwrap_or(f.about_en),
            about_ar: self.about_ar.unwrap_or(f.about_ar),
        }
    }
}

async fn change(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<Changes>,
) -> Result<Response> {
    let changed = organizations::update(&app, &actor, |f| Ok(body.onto(f))).await?;
    Ok(reply::ok(OrganizationOut::from(changed)).into_response())
}

fn doc_of_logo() -> Doc {
    Doc::new(TAG, "Set your organisation's logo; it is cut to a square.")
        .upload()
        .returns::<OrganizationOut>(200)
        .error(402, "plan_limit")
        .error(413, "file_too_large")
        .error(415, "file_type_not_allowed")
}

async fn set_logo(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    upload: Upload,
) -> Result<Response> {
    pictures::take(&app, &actor, upload, Portrait::Organization).await?;
    let organization = organizations::mine(&app, &actor).await?;
    Ok(reply::ok(OrganizationOut::from(organization)).into_response())
}

async fn forget_logo(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<StatusCode> {
    pictures::forget(&app, &actor, Portrait::Organization).await?;
    Ok(reply::gone())
}

/// An organisation in figures.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrganizationFigures)]
struct Figures {
    users: UserFigures,
    files: FileFigures,
    storage: StorageFigures,
    plan: PlanOut,
    #[schema(value_type = String)]
    status: Status,
    #[schema(value_type = Option<String>, format = "date-time")]
    trial_ends_at: Option<Time>,
    topics: u64,
    posts: u64,
    use_cases: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct UserFigures {
    total: u64,
    active: u64,
    admin: u64,
    member: u64,
    pending: u64,
    inactive: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct FileFigures {
    count: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct StorageFigures {
    bytes: u64,
    mb: f64,
    gb: f64,
    /// Of what the plan allows; none without a limit.
    percent: Option<f64>,
}

impl From<Stats> for Figures {
    fn from(s: Stats) -> Self {
        let count = |name| {
            s.counts
                .iter()
                .find(|(n, _)| *n == name)
                .map_or(0, |(_, n)| *n)
        };
        Self {
            users: UserFigures {
                total: s.users_total,
                active: s.users_active,
                admin: s.users_admin,
                member: s.users_member,
                pending: s.users_pending,
                inactive: s.users_inactive,
            },
            files: FileFigures {
                count: s.files_count,
            },
            storage: storage(s.storage_bytes, s.plan.max_storage_bytes),
            topics: count("topics"),
            posts: count("posts"),
            use_cases: count("use_cases"),
            plan: s.plan.into(),
            status: s.status,
            trial_ends_at: s.trial_ends_at,
        }
    }
}

fn storage(bytes: u64, limit: Option<u64>) -> StorageFigures {
    let round = |n: f64| (n * 100.0).round() / 100.0;
    let all = bytes as f64;
    StorageFigures {
        bytes,
        mb: round(all / (1024.0 * 1024.0)),
        gb: round(all / (1024.0 * 1024.0 * 1024.0)),
        percent: limit
            .filter(|l| *l > 0)
            .map(|l| round(all * 100.0 / l as f64)),
    }
}

async fn stats(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    let stats = organizations::stats(&app, &actor).await?;
    Ok(reply::ok(Figures::from(stats)).into_response())
}

/// An organisation of the operator's list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedOrganization)]
struct Listed {
    #[serde(flatten)]
    organization: OrganizationOut,
    plan: String,
    users: u64,
}

async fn all(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(pairs): Query<Pairs>,
) -> Result<Response> {
    let list = List::parse(organizations::LIST, &pairs, &app.seal)?;
    let found = organizations::all(&app, &actor, list).await?;
    let listed = found.map(|row| Listed {
        organization: row.organization.into(),
        plan: row.plan,
        users: row.people,
    });
    Ok(reply::list(listed).into_response())
}

/// How an organisation stands.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrganizationStanding)]
struct Standing {
    #[schema(value_type = Option<String>, example = "suspended")]
    status: Option<Status>,
    #[schema(example = "standard")]
    plan: Option<String>,
}

async fn set_standing(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<OrganizationId>,
    Json(body): Json<Standing>,
) -> Result<Response> {
    let changed = organizations::set_standing(&app, &actor, id, body.status, body.plan).await?;
    Ok(reply::ok(OrganizationOut::from(changed)).into_response())
}
