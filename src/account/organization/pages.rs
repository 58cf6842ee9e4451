//! The page of one's own organisation.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use platform::{
    Actor, App, Time,
    error::Error,
    organizations::{self, Fields, Industry, Organization, Size, Stats},
};
use serde::Deserialize;
use web::{
    Access, Form, Page, Query, Result, Routes, Shell, SignedIn, Upload, session::picture_url,
};

use crate::{
    form::{self, Refusal},
    pictures::{self, Portrait},
    words,
};

pub(super) fn routes() -> Routes {
    let manage = Access::Holders(platform::permission::ORGANIZATION_MANAGE);
    Routes::new()
        .page("/organization", Access::OwnAccount, show)
        .form("/organization", manage, save)
        .form("/organization/logo", manage, set_logo)
        .form("/organization/logo/remove", manage, forget_logo)
}

#[derive(Template)]
#[template(path = "account/organization.html")]
struct OrganizationPage {
    shell: Shell,
    name: String,
    about: String,
    id: platform::id::OrganizationId,
    logo_url: Option<String>,
    standing: &'static str,
    trial_ends_at: Option<Time>,
    industry: &'static str,
    form: OrganizationForm,
    industries: Vec<(&'static str, &'static str)>,
    sizes: Vec<(&'static str, &'static str)>,
    /// For administrators.
    stats: Option<Figures>,
    may_edit: bool,
    refusal: Refusal,
    is_saved: bool,
}

/// The organisation in figures, as the page shows them.
struct Figures {
    people: String,
    admins: String,
    files: String,
    plan: String,
    max_people: Option<String>,
}

impl Figures {
    fn new(s: Stats, shell: &Shell) -> Self {
        let number = |n: u64| shell.number(n as i64);
        Self {
            people: number(s.users_total),
            admins: number(s.users_admin),
            files: number(s.files_count),
            plan: words::plan(&s.plan.name, shell.language),
            max_people: s.plan.max_users.map(number),
        }
    }
}

/// The profile as it is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OrganizationForm {
    name_en: String,
    name_ar: String,
    domain: String,
    email: String,
    phone: String,
    website: String,
    address_line: String,
    city: String,
    region: String,
    country: String,
    postal_code: String,
    registration_number: String,
    tax_id: String,
    industry: String,
    size: String,
    about_en: String,
    about_ar: String,
}

impl From<Fields> for OrganizationForm {
    fn from(f: Fields) -> Self {
        Self {
            name_en: f.name_en,
            name_ar: f.name_ar,
            domain: f.domain,
            email: f.email,
            phone: f.phone,
            website: f.website,
            address_line: f.address_line,
            city: f.city,
            region: f.region,
            country: f.country,
            postal_code: f.postal_code,
            registration_number: f.registration_number,
            tax_id: f.tax_id,
            industry: f.industry.as_str().to_owned(),
            size: f.size.as_str().to_owned(),
            about_en: f.about_en,
            about_ar: f.about_ar,
        }
    }
}

impl OrganizationForm {
    fn fields(&self) -> Result<Fields, Error> {
        Ok(Fields {
            name_en: self.name_en.clone(),
            name_ar: self.name_ar.clone(),
            domain: self.domain.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            website: self.website.clone(),
            address_line: self.address_line.clone(),
            city: self.city.clone(),
            region: self.region.clone(),
            country: self.country.clone(),
            postal_code: self.postal_code.clone(),
            registration_number: self.registration_number.clone(),
            tax_id: self.tax_id.clone(),
            industry: Industry::parse(&self.industry).map_err(|m| Error::invalid("industry", m))?,
            size: Size::parse(&self.size).map_err(|m| Error::invalid("size", m))?,
            about_en: self.about_en.clone(),
            about_ar: self.about_ar.clone(),
        })
    }
}

async fn page(app: &App, actor: &Arc<Actor>, shell: Shell) -> Result<OrganizationPage> {
    let organization: Organization = organizations::mine(app, actor).await?;
    let sees_figures = actor.has(platform::permission::ORGANIZATION_STATS);
    let stats = if sees_figures {
        Some(Figures::new(
            organizations::stats(app, actor).await?,
            &shell,
        ))
    } else {
        None
    };
    let language = shell.language;
    let is_arabic = language == platform::Language::Ar && !organization.fields.about_ar.is_empty();
    let f = &organization.fields;
    Ok(OrganizationPage {
        name: organization.name(language).to_owned(),
        about: if is_arabic {
            f.about_ar.clone()
        } else {
            f.about_en.clone()
        },
        id: organization.id,
        logo_url: organization.logo_file_id.map(picture_url),
        standing: words::standing(organization.status.as_str(), language),
        trial_ends_at: organization.trial_ends_at,
        industry: words::industry(f.industry, language),
        industries: words::industries(language),
        sizes: words::sizes(language),
        stats,
        may_edit: actor.is_admin(),
        refusal: Refusal::default(),
        is_saved: false,
        form: organization.fields.into(),
        shell,
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Saved {
    saved: bool,
}

async fn show(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Query(query): Query<Saved>,
) -> Result<Page<OrganizationPage>> {
    let page = page(&app, &actor, shell).await?;
    Ok(Page(OrganizationPage {
        is_saved: query.saved,
        ..page
    }))
}

async fn save(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    Form(form): Form<OrganizationForm>,
) -> Result<Response> {
    let saved = match form.fields() {
        Ok(fields) => organizations::update(&app, &actor, |_| Ok(fields)).await,
        Err(error) => Err(error),
    };
    let Err(error) = saved else {
        return Ok(form::to("/organization?saved=true"));
    };
    let refusal = Refusal::of(error, shell.language)?;
    let page = page(&app, &actor, shell).await?;
    let again = OrganizationPage {
        form,
        refusal: refusal.clone(),
        ..page
    };
    Ok(refusal.answer(&again))
}

async fn set_logo(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    shell: Shell,
    upload: Upload,
) -> Result<Response> {
    let Err(failure) = pictures::take(&app, &actor, upload, Portrait::Organization).await else {
        return Ok(form::to("/organization?saved=true"));
    };
    let refusal = Refusal::of(failure.0, shell.language)?;
    let page = page(&app, &actor, shell).await?;
    Ok(refusal.answer(&OrganizationPage {
        refusal: refusal.clone(),
        ..page
    }))
}

async fn forget_logo(State(app): State<App>, SignedIn(actor): SignedIn) -> Result<Response> {
    pictures::forget(&app, &actor, Portrait::Organization).await?;
    Ok(form::to("/organization?saved=true"))
}
