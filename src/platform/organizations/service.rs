//! Founding, reading and changing organisations.

use std::sync::Arc;

use store::{Reader, Writer};

use super::{Card, Fields, NewOrganization, Organization, Row, Stats, Status, UPDATED, queries};
use crate::{
    actor::Actor,
    app::App,
    error::{Error, Result},
    files,
    hooks::Count,
    id::{FileId, Ids, OrganizationId},
    journal::{self, Changes},
    listing::{List, Listing},
    permission::{ORGANIZATION_MANAGE, ORGANIZATION_STATS, SERVER_OPERATE},
    plans,
};

/// Founds an organisation, in the transaction of whoever does so. The caller writes the journal,
/// as only he knows on whose behalf.
pub fn create(tx: &Writer<'_>, ids: &Ids, new: &NewOrganization) -> Result<OrganizationId> {
    let plan = plans::named(tx, new.plan)?;
    let organization = Organization {
        id: ids.next(),
        slug: free_slug(tx, &new.fields)?,
        account_type: new.fields.account_type(),
        fields: new.fields.clone(),
        logo_file_id: None,
        status: new.status,
        trial_ends_at: new.trial_ends_at,
        plan_id: plan.id,
        created_at: new.created_at,
        updated_at: new.created_at,
    };
    queries::insert(tx, &organization)?;
    Ok(organization.id)
}

/// A short name for addresses that nobody has yet: from the English name, numbered when taken.
fn free_slug(db: &Reader<'_>, fields: &Fields) -> Result<String> {
    let stem = slug(&fields.name_en);
    let mut candidate = stem.clone();
    let mut number = 1;
    while queries::slug_is_taken(db, &candidate)? {
        number += 1;
        candidate = format!("{stem}-{number}");
    }
    Ok(candidate)
}

fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().take(60) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c != '\'' && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "organization".into()
    } else {
        slug.into()
    }
}

/// The actor's own organisation.
pub async fn mine(app: &App, actor: &Actor) -> Result<Organization> {
    let id = actor.organization;
    app.read(move |db| queries::load(db, id)?.ok_or_else(Error::not_found))
        .await
}

/// What everybody may know of an organisation.
pub async fn card(app: &App, id: OrganizationId) -> Result<Card> {
    app.read(move |db| queries::card(db, id)?.ok_or_else(Error::not_found))
        .await
}

/// Changes the profile. `change` gets the fields as they stand and answers them changed.
pub async fn update<F>(app: &App, actor: &Arc<Actor>, change: F) -> Result<Organization>
where
    F: FnOnce(Fields) -> Result<Fields> + Send + 'static,
{
    actor.require(ORGANIZATION_MANAGE)?;
    let (actor, now) = (actor.clone(), app.clock.now());
    let changed = app
        .write(move |tx| {
            let mut organization =
                queries::load(tx, actor.organization)?.ok_or_else(Error::not_found)?;
            let before = organization.fields.clone();
            organization.fields = change(before.clone())?.checked()?;
            organization.account_type = organization.fields.account_type();
            organization.updated_at = now;
            let changes = changes(&before, &organization.fields);
            if !changes.is_empty() {
                queries::update(tx, &organization)?;
                journal::record(tx, &actor, now, UPDATED, organization.id, changes)?;
            }
            Ok(organization)
        })
        .await?;
    app.sessions.forget_all();
    Ok(changed)
}

fn changes(a: &Fields, b: &Fields) -> Changes {
    let changes = Changes::none()
        .field("name_en", &a.name_en, &b.name_en)
        .field("name_ar", &a.name_ar, &b.name_ar)
        .field("domain", &a.domain, &b.domain)
        .field("email", &a.email, &b.email)
        .field("phone", &a.phone, &b.phone)
        .field("website", &a.website, &b.website)
        .field("address_line", &a.address_line, &b.address_line)
        .field("city", &a.city, &b.city)
        .field("region", &a.region, &b.region)
        .field("country", &a.country, &b.country);
    changes
        .field("postal_code", &a.postal_code, &b.postal_code)
        .field(
            "registration_number",
            &a.registration_number,
            &b.registration_number,
        )
        .field("tax_id", &a.tax_id, &b.tax_id)
        .field("industry", a.industry, b.industry)
        .field("size", a.size, b.size)
        .field("about_en", &a.about_en, &b.about_en)
        .field("about_ar", &a.about_ar, &b.about_ar)
}

/// The operator changes how an organisation stands, or its plan. Another plan ends the trial.
pub async fn set_standing(
    app: &App,
    actor: &Arc<Actor>,
    id: OrganizationId,
    status: Option<Status>,
    plan: Option<String>,
) -> Result<Organization> {
    actor.require(SERVER_OPERATE)?;
    let (actor, now) = (actor.clone(), app.clock.now());
    let changed = app
        .write(move |tx| {
            let mut organization = queries::load(tx, id)?.ok_or_else(Error::not_found)?;
            let before = (organization.status, organization.plan_id);
            if let Some(name) = plan {
                let chosen = plans::chosen(tx, &name)?.id;
                if chosen != organization.plan_id && organization.status == Status::Trial {
                    organization.status = Status::Active;
                }
                organization.plan_id = chosen;
            }
            organization.status = status
                .filter(|s| *s != before.0)
                .unwrap_or(organization.status);
            if id == actor.organization && !organization.status.is_open() {
                return Err(Error::conflict("own-account"));
            }
            queries::set_standing(tx, id, organization.status, organization.plan_id, now)?;
            let changes = Changes::none()
                .field("status", before.0, organization.status)
                .field("plan_id", before.1, organization.plan_id);
            journal::record(tx, &actor, now, UPDATED, id, changes)?;
            Ok(organization)
        })
        .await?;
    app.sessions.forget_all();
    Ok(changed)
}

/// Every organisation of the server, with its plan and how many people it has; for the operator.
pub async fn all(app: &App, actor: &Actor, list: List) -> Result<Listing<Row>> {
    actor.require(SERVER_OPERATE)?;
    let seal = app.seal.clone();
    app.read(move |db| queries::all(db, &list, &seal)).await
}

/// Sets or takes away the logo, in the transaction that stores it; the one before is discarded. The
/// caller forgets the cached sessions afterwards.
pub fn set_logo(
    tx: &Writer<'_>,
    actor: &Actor,
    now: crate::Time,
    logo: Option<FileId>,
) -> Result<()> {
    actor.require(ORGANIZATION_MANAGE)?;
    let organization = queries::load(tx, actor.organization)?.ok_or_else(Error::not_found)?;
    let before = organization.logo_file_id;
    queries::set_logo(tx, actor.organization, logo, now)?;
    if let Some(before) = before {
        files::discard(tx, actor, now, before)?;
    }
    let changes = Changes::none().field("logo", before, logo);
    journal::record(tx, actor, now, UPDATED, actor.organization, changes)?;
    Ok(())
}

/// The organisation in figures.
pub async fn stats(app: &App, actor: &Actor) -> Result<Stats> {
    actor.require(ORGANIZATION_STATS)?;
    let (id, hooks) = (actor.organization, app.hooks.clone());
    app.read(move |db| {
        let organization = queries::load(db, id)?.ok_or_else(Error::not_found)?;
        let count = |(name, count): &(&'static str, Count)| Ok((*name, count(db, id)?));
        let people = queries::people_figures(db, id)?;
        let (files_count, storage_bytes) = queries::file_figures(db, id)?;
        Ok(Stats {
            users_total: people.total,
            users_active: people.active,
            users_admin: people.admins,
            users_member: people.total.saturating_sub(people.admins),
            users_pending: people.pending,
            users_inactive: people.inactive,
            counts: hooks.counts.iter().map(count).collect::<Result<_>>()?,
            files_count,
            storage_bytes,
            plan: plans::of(db, id)?,
            status: organization.status,
            trial_ends_at: organization.trial_ends_at,
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn short_names_are_ascii_words() {
        assert_eq!(slug("Tirs Machine Works (KSA)"), "tirs-machine-works-ksa");
        assert_eq!(slug("Sara's organisation"), "saras-organisation");
        assert_eq!(slug("مصنع الخليج"), "organization");
        assert_eq!(slug("--Ä--"), "organization");
    }
}
