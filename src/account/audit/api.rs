//! The calls of `/api/v1/audit-logs`.

use axum::{
    extract::State,
    http::Method,
    response::{IntoResponse, Response},
};
use platform::{
    App, Time,
    audit::{self, ActorWord, Check, Entry, EntryId},
    id::{AnyId, OrganizationId, PersonId},
    listing::{List, Pairs},
    permission::AUDIT_LOG_READ,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use web::{
    Access, Json, Path, Query, Result, Routes, SignedIn, openapi::Doc, reply, routes::Class,
};

use super::table;

const TAG: &str = "Audit";
const ALL: &str = "/api/v1/audit-logs";
const ONE: &str = "/api/v1/audit-logs/{id}";
const EXPORT: &str = "/api/v1/audit-logs/export";
const VERIFY: &str = "/api/v1/audit-logs/verify";

pub(super) fn routes() -> Routes {
    let read = Access::Holders(AUDIT_LOG_READ);
    let one = Doc::new(TAG, "A row of the audit log.").returns::<EntryOut>(200);
    Routes::new()
        .api(Method::GET, ALL, read, doc_of_list(), list)
        .api(Method::GET, ONE, read, one, show)
        .api(Method::GET, EXPORT, read, doc_of_export(), export)
        .counted(Class::Export)
        .api(Method::POST, VERIFY, read, doc_of_verify(), verify)
        .counted(Class::Export)
}

/// A row of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
struct EntryOut {
    #[schema(value_type = String, format = "uuid")]
    id: EntryId,
    #[schema(value_type = String, format = "date-time")]
    at: Time,
    /// None for what belongs to the server itself.
    #[schema(value_type = Option<String>, format = "uuid")]
    organization_id: Option<OrganizationId>,
    actor: ActorOut,
    #[schema(example = "person.roles_changed")]
    action: String,
    #[schema(example = "person")]
    resource_type: String,
    #[schema(value_type = Option<String>, format = "uuid")]
    resource_id: Option<AnyId>,
    /// Field → [before, after]; secrets masked.
    #[schema(value_type = Object, example = json!({"roles": [["member"], ["moderator"]]}))]
    changes: Map<String, Value>,
    /// Whether the changes are left out, because you may not open the thing itself.
    changes_withheld: bool,
    #[schema(example = "192.0.2.7")]
    ip: Option<String>,
    user_agent: Option<String>,
    request_id: Option<String>,
}

/// Who did it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditActor)]
struct ActorOut {
    #[schema(value_type = String, example = "user")]
    kind: ActorWord,
    #[schema(value_type = Option<String>, format = "uuid")]
    id: Option<PersonId>,
    #[schema(example = "Sara Al-Qahtani")]
    name: Option<String>,
}

impl From<Entry> for EntryOut {
    fn from(row: Entry) -> Self {
        Self {
            id: row.id,
            at: row.at,
            organization_id: row.organization,
            actor: ActorOut {
                kind: row.actor_kind,
                id: row.actor,
                name: row.actor_name,
            },
            action: row.action,
            resource_type: row.resource_type,
            resource_id: row.resource_id,
            changes: row.changes,
            changes_withheld: row.is_withheld,
            ip: row.ip,
            user_agent: row.user_agent,
            request_id: row.request_id,
        }
    }
}

fn filtered(doc: Doc) -> Doc {
    let kinds = json!({"type": "string", "enum": ["user", "api_key", "job", "system"]});
    let scopes = json!({"type": "string", "enum": ["organization", "server"]});
    doc.query("actor", "The id of a person.")
        .param("actor_kind", "What acted.", kinds)
        .query("action", "What happened, such as person.roles_changed.")
        .query("resource_type", "The kind of thing, such as person.")
        .query("resource_id", "The id of a thing.")
        .query(
            "at[gte]",
            "From this moment or day on; also gt, lt and lte.",
        )
        .query("ip", "An address.")
        .query("request_id", "The id of a request.")
        .param(
            "scope",
            "server: the rows of no organisation, for the operator.",
            scopes,
        )
}

fn doc_of_list() -> Doc {
    let what = "Everything that was done in your organisation, newest first.";
    filtered(Doc::new(TAG, what))
        .query("sort", "at or -at.")
        .list::<EntryOut>()
}

fn doc_of_export() -> Doc {
    let what = "The same as a CSV file, in UTF-8 with its mark. It is sent while it is read, and that it was taken is noted.";
    filtered(Doc::new(TAG, what)).query("sort", "at or -at.")
}

async fn list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(pairs): Query<Pairs>,
) -> Result<Response> {
    let list = List::parse(audit::LIST, &pairs, &app.seal)?;
    let found = audit::list(&app, &actor, list).await?;
    Ok(reply::list(found.map(EntryOut::from)).into_response())
}

async fn show(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<EntryId>,
) -> Result<Response> {
    let row = audit::one(&app, &actor, id).await?;
    Ok(reply::ok(EntryOut::from(row)).into_response())
}

async fn export(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(pairs): Query<Pairs>,
) -> Result<Response> {
    let list = List::parse(audit::LIST, &pairs, &app.seal)?;
    let asked = pairs.iter().map(|(name, value)| format!("{name}={value}"));
    let asked: String = asked.collect::<Vec<_>>().join("&");
    let asked = asked.chars().take(300).collect();
    let export = audit::export(&app, &actor, list, asked).await?;
    Ok(table::send(export, app.clock.now()))
}

/// What following the chain of the log found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditCheck)]
struct CheckOut {
    #[schema(value_type = String, format = "date-time")]
    checked_at: Time,
    /// Whether every row fits the one before it.
    whole: bool,
    /// How many rows fit, from the first on.
    rows: u64,
    /// The moment of the last of them.
    #[schema(value_type = Option<String>, format = "date-time")]
    until: Option<Time>,
    /// The first row that does not fit.
    broken: Option<BrokenOut>,
    /// The file of an archived month that is missing or was changed.
    damaged_archive: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditBrokenRow)]
struct BrokenOut {
    #[schema(value_type = String, format = "uuid")]
    id: EntryId,
    #[schema(value_type = String, format = "date-time")]
    at: Time,
}

impl From<Check> for CheckOut {
    fn from(check: Check) -> Self {
        Self {
            checked_at: check.at,
            whole: check.broken.is_none() && check.damaged.is_none(),
            rows: check.rows,
            until: check.until,
            broken: check.broken.map(|(id, at)| BrokenOut { id, at }),
            damaged_archive: check.damaged,
        }
    }
}

fn doc_of_verify() -> Doc {
    let what = "Follow the whole log of your organisation: does every row carry the hash of the one before it?";
    Doc::new(TAG, what).body::<Whose>().returns::<CheckOut>(200)
}

/// Whose log.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = AuditScope)]
struct Whose {
    /// `server` for the rows of no organisation, by the operator.
    scope: Option<Scope>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AuditScopeWord)]
enum Scope {
    Organization,
    Server,
}

async fn verify(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<Whose>,
) -> Result<Response> {
    let of_server = body.scope == Some(Scope::Server);
    let check = audit::check(&app, &actor, of_server).await?;
    Ok(reply::ok(CheckOut::from(check)).into_response())
}
