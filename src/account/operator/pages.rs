//! The outbox of mails, and the organisations of the server.

use askama::Template;
use axum::{extract::State, response::Response};
use platform::{
    App, Time,
    id::OrganizationId,
    listing::{List, Pairs},
    mail::{self, Mail, MailId, MailStatus},
    organizations::{self, Row, Status},
    permission::SERVER_OPERATE,
    plans,
};
use serde::Deserialize;
use web::{Access, Form, Page, Path, Query, Result, Routes, Shell, SignedIn};

use web::form;

use crate::words;

/// Mails on a page.
const MAILS: u32 = 50;

pub(super) fn routes() -> Routes {
    let operate = Access::Holders(SERVER_OPERATE);
    Routes::new()
        .page("/operator", operate, start)
        .page("/operator/mail", operate, mails)
        .page("/operator/organizations", operate, organizations_page)
        .form("/operator/organizations/{id}", operate, set_standing)
}

async fn start() -> Response {
    form::to("/operator/organizations")
}

#[derive(Template)]
#[template(path = "account/operator_mail.html")]
struct MailPage {
    shell: Shell,
    mails: Vec<MailView>,
    more: Option<MailId>,
}

struct MailView {
    recipient: String,
    subject: String,
    text: String,
    /// The link that the mail is about, to be copied.
    link: Option<String>,
    created_at: Time,
    lang: &'static str,
    dir: &'static str,
    status: &'static str,
    is_waiting: bool,
}

impl MailView {
    fn new(mail: Mail, shell: &Shell) -> Self {
        let link = mail.text.lines().find(|l| l.starts_with("http"));
        Self {
            link: link.map(str::to_owned),
            recipient: mail.recipient,
            subject: mail.subject,
            created_at: mail.created_at,
            lang: mail.language.tag(),
            dir: mail.language.dir(),
            status: shell.t(match mail.status {
                MailStatus::Waiting => "mail-waiting",
                MailStatus::Sent => "mail-sent",
                MailStatus::Failed => "mail-failed",
            }),
            is_waiting: mail.status == MailStatus::Waiting,
            text: mail.text,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Before {
    before: Option<MailId>,
}

async fn mails(
    State(app): State<App>,
    shell: Shell,
    Query(query): Query<Before>,
) -> Result<Page<MailPage>> {
    let found = app
        .read(move |db| mail::newest(db, query.before, MAILS))
        .await?;
    let more = (found.len() == MAILS as usize)
        .then(|| found.last().map(|m| m.id))
        .flatten();
    Ok(Page(MailPage {
        mails: found
            .into_iter()
            .map(|m| MailView::new(m, &shell))
            .collect(),
        more,
        shell,
    }))
}

#[derive(Template)]
#[template(path = "account/operator_organizations.html")]
struct OrganizationsPage {
    shell: Shell,
    rows: Vec<OrganizationView>,
    /// Name and title.
    plans: Vec<(String, String)>,
    /// Word and title.
    standings: Vec<(&'static str, &'static str)>,
    more: Option<String>,
}

struct OrganizationView {
    id: OrganizationId,
    name: String,
    industry: &'static str,
    status: Status,
    plan: String,
    people: u64,
    trial_ends_at: Option<Time>,
    is_own: bool,
}

async fn organizations_page(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Query(pairs): Query<Pairs>,
) -> Result<Page<OrganizationsPage>> {
    let list = List::parse(organizations::LIST, &pairs, &app.seal)?;
    let found = organizations::all(&app, &actor, list).await?;
    let language = shell.language;
    let view = |row: Row| OrganizationView {
        id: row.organization.id,
        name: row.organization.name(language).to_owned(),
        industry: words::industry(row.organization.fields.industry, language),
        status: row.organization.status,
        plan: row.plan,
        people: row.people,
        trial_ends_at: row.organization.trial_ends_at,
        is_own: row.organization.id == actor.organization,
    };
    let names = app.read(plans::names).await?;
    let titled = |name: String| {
        let title = words::plan(&name, language);
        (name, title)
    };
    let standings = Status::ALL.iter();
    let cursor = found.meta.next_cursor;
    Ok(Page(OrganizationsPage {
        rows: found.items.into_iter().map(view).collect(),
        plans: names.into_iter().map(titled).collect(),
        standings: standings
            .map(|s| (s.as_str(), words::standing(s.as_str(), language)))
            .collect(),
        more: cursor.map(|c| format!("/operator/organizations?cursor={c}")),
        shell,
    }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StandingForm {
    status: String,
    plan: String,
}

async fn set_standing(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<OrganizationId>,
    Form(form): Form<StandingForm>,
) -> Result<Response> {
    let status = Status::parse(&form.status);
    let status = status.map_err(|m| platform::Error::invalid("status", m))?;
    organizations::set_standing(&app, &actor, id, Some(status), Some(form.plan)).await?;
    Ok(form::to("/operator/organizations"))
}
