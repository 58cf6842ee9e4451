//! Settings of the server.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use platform::{
    Actor, App,
    error::{Check, Error, Message},
    journal::{self, Action, Changes},
    mail::Email,
    permission::SERVER_OPERATE,
    settings::{self, Registration, Settings},
    text,
    visibility::Visibility,
};
use serde::Deserialize;
use web::{Access, Form, Page, Query, Result, Routes, Shell, SignedIn};

use web::form::{self, Refusal};

use crate::certificate::CertificateView;

const UPDATED: Action = Action::new("settings", "updated");

pub(super) fn routes() -> Routes {
    let operate = Access::Holders(SERVER_OPERATE);
    Routes::new()
        .page("/operator/settings", operate, show)
        .form("/operator/settings", operate, save)
}

#[derive(Template)]
#[template(path = "account/operator_settings.html")]
struct SettingsPage {
    shell: Shell,
    form: SettingsForm,
    refusal: Refusal,
    is_saved: bool,
    certificate: Option<CertificateView>,
}

/// The settings as they are typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SettingsForm {
    site_name: String,
    guest_read: Option<String>,
    default_visibility: String,
    review_use_cases: Option<String>,
    registration: String,
    registration_domains: String,
    require_verified_email: Option<String>,
}

impl From<&Settings> for SettingsForm {
    fn from(s: &Settings) -> Self {
        let on = |is_on: bool| is_on.then(|| "on".to_owned());
        Self {
            site_name: s.site_name.clone(),
            guest_read: on(s.guest_read),
            default_visibility: s.default_visibility.as_str().to_owned(),
            review_use_cases: on(s.review_use_cases),
            registration: mode_word(s.registration).to_owned(),
            registration_domains: s.registration_domains.join("\n"),
            require_verified_email: on(s.require_verified_email),
        }
    }
}

const fn mode_word(mode: Registration) -> &'static str {
    match mode {
        Registration::Open => "open",
        Registration::Invitation => "invitation",
        Registration::Domain => "domain",
        Registration::Closed => "closed",
    }
}

fn mode(word: &str) -> Result<Registration, Message> {
    use Registration::{Closed, Domain, Invitation, Open};
    let all = [Open, Invitation, Domain, Closed];
    let found = all.into_iter().find(|m| mode_word(*m) == word);
    found.ok_or_else(|| Message::new("not-one-of").arg("allowed", all.map(mode_word).join(", ")))
}

impl SettingsForm {
    /// The settings with what was typed; 422 with all that needs mending.
    fn checked(&self) -> Result<Settings, Error> {
        let mut check = Check::default();
        let name = check.field("site_name", text::line(&self.site_name, 1, 60));
        let visibility = check.field(
            "default_visibility",
            Visibility::parse(&self.default_visibility),
        );
        let mode = check.field("registration", mode(&self.registration));
        let domains = domains(&self.registration_domains);
        let domains = check
            .field("registration_domains", domains)
            .unwrap_or_default();
        if mode == Some(Registration::Domain) && domains.is_empty() {
            check.fail("registration_domains", Message::new("domains-needed"));
        }
        let taken = check.take(name.zip(visibility).zip(mode))?;
        let ((site_name, default_visibility), registration) = taken;
        Ok(Settings {
            site_name,
            guest_read: self.guest_read.is_some(),
            default_visibility,
            review_use_cases: self.review_use_cases.is_some(),
            registration,
            registration_domains: domains,
            require_verified_email: self.require_verified_email.is_some(),
        })
    }
}

fn domains(typed: &str) -> Result<Vec<String>, Message> {
    let words = typed.split(|c: char| c.is_whitespace() || c == ',');
    let words = words.filter(|w| !w.is_empty()).take(200);
    words
        .map(|w| {
            let domain = w.trim_start_matches('@').to_ascii_lowercase();
            let email = Email::parse(&format!("a@{domain}"));
            email
                .map(|_| domain)
                .map_err(|_| Message::new("domain-invalid"))
        })
        .collect()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Saved {
    saved: bool,
}

async fn show(
    State(app): State<App>,
    shell: Shell,
    Query(query): Query<Saved>,
) -> Page<SettingsPage> {
    Page(SettingsPage {
        certificate: CertificateView::of(&app, &shell),
        form: (&*app.settings.get()).into(),
        shell,
        refusal: Refusal::default(),
        is_saved: query.saved,
    })
}

async fn save(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Form(form): Form<SettingsForm>,
) -> Result<Response> {
    let changed = match form.checked() {
        Ok(wanted) => change(&app, &actor, wanted).await,
        Err(error) => Err(error),
    };
    let Err(error) = changed else {
        return Ok(form::to("/operator/settings?saved=true"));
    };
    let refusal = Refusal::of(error, shell.language)?;
    let page = SettingsPage {
        certificate: CertificateView::of(&app, &shell),
        shell,
        form,
        refusal,
        is_saved: false,
    };
    Ok(page.refusal.answer(&page))
}

async fn change(app: &App, actor: &Arc<Actor>, wanted: Settings) -> Result<(), Error> {
    let (actor, now, before) = (actor.clone(), app.clock.now(), app.settings.get());
    let kept = wanted.clone();
    app.write(move |tx| {
        settings::save(tx, &wanted, now)?;
        let changes = Changes::none()
            .field("site_name", &before.site_name, &wanted.site_name)
            .field("guest_read", before.guest_read, wanted.guest_read)
            .field(
                "default_visibility",
                before.default_visibility,
                wanted.default_visibility,
            )
            .field(
                "review_use_cases",
                before.review_use_cases,
                wanted.review_use_cases,
            )
            .field("registration", before.registration, wanted.registration)
            .field(
                "registration_domains",
                &before.registration_domains,
                &wanted.registration_domains,
            )
            .field(
                "require_verified_email",
                before.require_verified_email,
                wanted.require_verified_email,
            );
        journal::record(tx, &actor, now, UPDATED, actor.organization, changes)?;
        Ok(())
    })
    .await?;
    app.settings.set(kept);
    Ok(())
}
