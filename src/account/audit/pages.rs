//! The page of the audit log.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use form_urlencoded::Serializer;
use platform::{
    Actor, App, Result as Done, Time, Viewer,
    audit::{self, Check, Entry, EntryId, Named, Part},
    id::{AnyId, PersonId},
    listing::{List, Pairs},
    people,
    permission::AUDIT_LOG_READ,
};
use serde::Deserialize;
use web::{Access, Form, Page, Query, Result, Routes, Shell, SignedIn, form, routes::Class};

use super::{
    table,
    words::{self, Change},
};

const PAGE: &str = "/audit";
const EXPORT: &str = "/audit/export";
const VERIFY: &str = "/audit/verify";
const DAY: std::time::Duration = std::time::Duration::from_hours(24);
/// How many rows a page has.
const ROWS: u32 = 30;
/// So many changed fields are told beside the sentence; of more, the details tell.
const BESIDE: usize = 2;

pub(super) fn routes() -> Routes {
    let read = Access::Holders(AUDIT_LOG_READ);
    Routes::new()
        .page(PAGE, read, show)
        .page(EXPORT, read, export)
        .counted(Class::Export)
        .form(VERIFY, read, verify)
        .counted(Class::Export)
}

/// What the page was asked for, as the form holds it.
#[derive(Clone, Debug, Default)]
struct Asked {
    person: String,
    kind: String,
    action: String,
    from: String,
    to: String,
    /// Of the links of rows.
    actor: String,
    thing: String,
    is_server: bool,
}

impl Asked {
    fn read(pairs: &Pairs) -> Self {
        let of = |name: &str| {
            let found = pairs.iter().find(|(n, _)| n == name);
            found.map(|(_, v)| v.trim().to_owned()).unwrap_or_default()
        };
        Self {
            person: of("person"),
            kind: of("kind"),
            action: of("action"),
            from: of("from"),
            to: of("to"),
            actor: of("actor"),
            thing: of("thing"),
            is_server: of("scope") == "server",
        }
    }

    fn is_filtered(&self) -> bool {
        let all = [
            &self.person,
            &self.kind,
            &self.action,
            &self.from,
            &self.to,
            &self.actor,
            &self.thing,
        ];
        all.iter().any(|text| !text.is_empty())
    }

    /// The address of a page with the same filters and something more.
    fn address(&self, page: &str, more: &[(&str, &str)]) -> String {
        let scope = if self.is_server { "server" } else { "" };
        let mut query = Serializer::new(String::new());
        for (name, value) in [
            ("scope", scope),
            ("person", &self.person),
            ("kind", &self.kind),
            ("action", &self.action),
            ("from", &self.from),
            ("to", &self.to),
            ("actor", &self.actor),
            ("thing", &self.thing),
        ]
        .iter()
        .chain(more)
        {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        if query.is_empty() {
            page.to_owned()
        } else {
            format!("{page}?{query}")
        }
    }

    /// The same as filters of the list. A day that is none asks for nothing.
    async fn list(&self, app: &App, actor: &Arc<Actor>) -> Result<List> {
        let mut pairs = Pairs::new();
        let mut add = |name: &str, value: String| pairs.push((name.to_owned(), value));
        if self.is_server {
            add("scope", "server".into());
        }
        add("resource_type", self.kind.clone());
        add("action", self.action.clone());
        add("actor", self.actor.clone());
        add("resource_id", self.thing.clone());
        if let Some(from) = Time::parse(&self.from) {
            add("at[gte]", from.to_string());
        }
        if let Some(to) = Time::parse(&self.to) {
            add("at[lt]", to.plus(DAY).to_string());
        }
        if !self.person.is_empty() {
            let ids = people_named(app, actor, &self.person).await?;
            add("actor[in]", ids);
        }
        add("limit", ROWS.to_string());
        Ok(List::parse(audit::LIST, &pairs, &app.seal)?)
    }
}

/// The ids of the colleagues of this name, for a filter; one that nobody has when there is none.
async fn people_named(app: &App, actor: &Arc<Actor>, name: &str) -> Result<String> {
    let pairs = vec![
        ("search".to_owned(), name.chars().take(100).collect()),
        ("limit".to_owned(), "50".to_owned()),
    ];
    let list = List::parse(people::LIST, &pairs, &app.seal)?;
    let found = people::list(app, actor, list).await?;
    let ids: Vec<_> = found
        .items
        .iter()
        .map(|r| r.person.id.to_string())
        .collect();
    if ids.is_empty() {
        let nobody: PersonId = app.ids.next();
        return Ok(nobody.to_string());
    }
    Ok(ids.join(","))
}

#[derive(Template)]
#[template(path = "account/audit.html")]
struct AuditPage {
    shell: Shell,
    asked: Asked,
    lead: String,
    is_operator: bool,
    kinds: Vec<(&'static str, String)>,
    actions: Vec<(String, Vec<(String, String)>)>,
    /// Where it leads without them, and what they are.
    chips: Vec<(String, String)>,
    rows: Vec<RowView>,
    check: Option<Check>,
    /// The day of the last row that is in a file.
    archived: Option<String>,
    total: u64,
    export: String,
    older: Option<String>,
    newer: Option<String>,
    newest: String,
}

struct RowView {
    id: EntryId,
    at: Time,
    sentence: String,
    icon: &'static str,
    url: Option<String>,
    action: String,
    changes: Vec<Change>,
    is_short: bool,
    is_withheld: bool,
    ip: String,
    agent: String,
    request: String,
    thing: String,
    only_person: Option<String>,
    only_thing: Option<String>,
}

impl RowView {
    fn new(row: Entry, named: Option<Named>, shell: &Shell, asked: &Asked) -> Self {
        let plain = Asked {
            is_server: asked.is_server,
            ..Asked::default()
        };
        let only = |name: &str, id: Option<String>| {
            id.map(|id| plain.address(PAGE, &[(name, id.as_str())]))
        };
        let changes = words::changes(&row, shell.language);
        Self {
            id: row.id,
            at: row.at,
            sentence: words::sentence(&row, named.as_ref(), shell.language),
            icon: icon(&row.resource_type),
            only_person: only("actor", row.actor.map(|id| id.to_string())),
            only_thing: only("thing", row.resource_id.map(|id| id.to_string())),
            is_short: changes.len() <= BESIDE,
            changes,
            is_withheld: row.is_withheld,
            url: named.and_then(|n| n.url),
            action: row.action,
            ip: row.ip.unwrap_or_default(),
            agent: row.user_agent.unwrap_or_default(),
            request: row.request_id.unwrap_or_default(),
            thing: row.resource_id.map(|id| id.to_string()).unwrap_or_default(),
        }
    }
}

fn icon(kind: &str) -> &'static str {
    match kind {
        "person" => "user",
        "session" => "log-in",
        "sign_in" => "shield",
        "organization" => "building-2",
        "settings" => "settings",
        "cache" | "server" => "server",
        "snapshot" => "archive",
        "file" => "file",
        "forum_category" => "folder",
        "forum_topic" => "messages-square",
        "forum_post" => "message-square",
        "use_case" => "lightbulb",
        "conversation" | "message" => "mail",
        "audit_log" => "shield-check",
        kind if kind.ends_with("_like") => "thumbs-up",
        kind if kind.ends_with("_follow") => "bell",
        _ => "circle-dot",
    }
}

fn part(pairs: &Pairs) -> Part {
    let of = |name: &str| -> Option<EntryId> {
        let found = pairs.iter().find(|(n, _)| n == name)?;
        found.1.parse().ok()
    };
    let before = of("before").map(Part::Before);
    before
        .or_else(|| of("after").map(Part::After))
        .unwrap_or_default()
}

async fn show(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Query(pairs): Query<Pairs>,
) -> Result<Page<AuditPage>> {
    let asked = Asked::read(&pairs);
    let list = asked.list(&app, &actor).await?;
    let found = audit::around(&app, &actor, list, part(&pairs)).await?;
    let end = |row: Option<&Entry>, name: &str, is_more: bool| {
        let row = row.filter(|_| is_more)?;
        Some(asked.address(PAGE, &[(name, row.id.to_string().as_str())]))
    };
    let older = end(found.rows.last(), "before", found.has_older);
    let newer = end(found.rows.first(), "after", found.has_newer);
    let named = names(&app, &actor, &found.rows).await?;
    let language = shell.language;
    let lead = lead(&app, &actor, &shell, &asked).await?;
    let rows = found.rows.into_iter().zip(named);
    let rows: Vec<_> = rows
        .map(|(row, named)| RowView::new(row, named, &shell, &asked))
        .collect();
    Ok(Page(AuditPage {
        lead,
        is_operator: actor.is_operator(),
        kinds: words::kinds(language),
        actions: words::choices(language),
        chips: chips(&app, &actor, &shell, &asked).await?,
        rows,
        archived: audit::archived_until(&app, &actor, asked.is_server)
            .await?
            .map(|at| shell.date(&at)),
        check: audit::last_check(&app, &actor, asked.is_server)?,
        total: found.total,
        export: asked.address(EXPORT, &[]),
        older,
        newer,
        newest: asked.address(PAGE, &[]),
        asked,
        shell,
    }))
}

async fn lead(app: &App, actor: &Arc<Actor>, shell: &Shell, asked: &Asked) -> Result<String> {
    if asked.is_server {
        return Ok(shell.t("audit-lead-server").to_owned());
    }
    let organization = platform::organizations::mine(app, actor).await?;
    let name = organization.name(shell.language).to_owned();
    Ok(shell.t1("audit-lead", "name", name))
}

/// What things are called, in the order of the rows.
async fn names(app: &App, actor: &Arc<Actor>, rows: &[Entry]) -> Result<Vec<Option<Named>>> {
    let things: Vec<(String, Option<AnyId>)> = rows
        .iter()
        .map(|r| (r.resource_type.clone(), r.resource_id))
        .collect();
    let (hooks, viewer) = (app.hooks.clone(), Viewer::Person(actor.clone()));
    let found = app.read(move |db| {
        let named = things.iter().map(|(kind, id)| match id {
            Some(id) => audit::named(db, &hooks, &viewer, kind, *id),
            None => Ok(None),
        });
        named.collect::<Done<Vec<_>>>()
    });
    Ok(found.await?)
}

/// The filters that no field of the form shows.
async fn chips(
    app: &App,
    actor: &Arc<Actor>,
    shell: &Shell,
    asked: &Asked,
) -> Result<Vec<(String, String)>> {
    let mut chips = Vec::new();
    if let Ok(id) = asked.actor.parse::<PersonId>() {
        let rest = Asked {
            actor: String::new(),
            ..asked.clone()
        };
        let ours = actor.organization;
        let load = move |db: &store::Reader<'_>| people::load(db, id);
        let person = app.read(load).await?.filter(|p| p.organization == ours);
        let name = person.map(|p| p.profile.display_name);
        let name = name.unwrap_or_else(|| shell.t("audit-who-unknown").to_owned());
        chips.push((rest.address(PAGE, &[]), name));
    }
    if !asked.thing.is_empty() {
        let rest = Asked {
            thing: String::new(),
            ..asked.clone()
        };
        chips.push((
            rest.address(PAGE, &[]),
            shell.t("audit-one-thing").to_owned(),
        ));
    }
    Ok(chips)
}

async fn export(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(pairs): Query<Pairs>,
) -> Result<Response> {
    let asked = Asked::read(&pairs);
    let list = asked.list(&app, &actor).await?;
    let words = asked.address("", &[]);
    let words = words.trim_start_matches('?').chars().take(300).collect();
    let export = audit::export(&app, &actor, list, words).await?;
    Ok(table::send(export, app.clock.now()))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct VerifyForm {
    scope: String,
}

async fn verify(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Form(form): Form<VerifyForm>,
) -> Result<Response> {
    let asked = Asked {
        is_server: form.scope == "server",
        ..Asked::default()
    };
    audit::check(&app, &actor, asked.is_server).await?;
    Ok(form::to(&asked.address(PAGE, &[])))
}
