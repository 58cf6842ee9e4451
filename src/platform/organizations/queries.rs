//! Every statement on organisations.

use store::{Reader, Row, Writer, named_params, params};

use super::{Card, Fields, Organization, Row as ListRow, Status};
use crate::{
    error::Result,
    id::{FileId, OrganizationId},
    listing::{Filter, Kind, List, ListSpec, Listing, Sort, Statement},
    permission::ORGANIZATION_MANAGE,
    plans::PlanId,
    secret::Seal,
    time::Time,
};

pub(super) fn insert(tx: &Writer<'_>, o: &Organization) -> Result<()> {
    let f = &o.fields;
    tx.execute(
        "INSERT INTO organizations (id, slug, name_en, name_ar, domain, email, phone, website,
            address_line, city, region, country, postal_code, registration_number, tax_id, industry,
            size, account_type, about_en, about_ar, status, trial_ends_at, plan_id, created_at, updated_at)
         VALUES (:id, :slug, :name_en, :name_ar, :domain, :email, :phone, :website, :address, :city,
            :region, :country, :postal_code, :registration, :tax_id, :industry, :size, :type, :about_en,
            :about_ar, :status, :trial_ends_at, :plan, :now, :now)",
        named_params! {
            ":id": o.id, ":slug": o.slug, ":name_en": f.name_en, ":name_ar": f.name_ar,
            ":domain": f.domain, ":email": f.email, ":phone": f.phone, ":website": f.website,
            ":address": f.address_line, ":city": f.city, ":region": f.region, ":country": f.country,
            ":postal_code": f.postal_code, ":registration": f.registration_number, ":tax_id": f.tax_id,
            ":industry": f.industry, ":size": f.size, ":type": o.account_type, ":about_en": f.about_en,
            ":about_ar": f.about_ar, ":status": o.status, ":trial_ends_at": o.trial_ends_at,
            ":plan": o.plan_id, ":now": o.created_at,
        },
    )?;
    Ok(())
}

pub(super) fn update(tx: &Writer<'_>, o: &Organization) -> Result<()> {
    let f = &o.fields;
    tx.execute(
        "UPDATE organizations SET name_en = :name_en, name_ar = :name_ar, domain = :domain,
            email = :email, phone = :phone, website = :website, address_line = :address, city = :city,
            region = :region, country = :country, postal_code = :postal_code,
            registration_number = :registration, tax_id = :tax_id, industry = :industry, size = :size,
            account_type = :type, about_en = :about_en, about_ar = :about_ar, updated_at = :now
         WHERE id = :id",
        named_params! {
            ":id": o.id, ":name_en": f.name_en, ":name_ar": f.name_ar, ":domain": f.domain,
            ":email": f.email, ":phone": f.phone, ":website": f.website, ":address": f.address_line,
            ":city": f.city, ":region": f.region, ":country": f.country, ":postal_code": f.postal_code,
            ":registration": f.registration_number, ":tax_id": f.tax_id, ":industry": f.industry,
            ":size": f.size, ":type": o.account_type, ":about_en": f.about_en, ":about_ar": f.about_ar,
            ":now": o.updated_at,
        },
    )?;
    Ok(())
}

const COLUMNS: &str = "o.id, o.slug, o.name_en, o.name_ar, o.domain, o.email, o.phone, o.website,
    o.address_line, o.city, o.region, o.country, o.postal_code, o.registration_number, o.tax_id,
    o.industry, o.size, o.about_en, o.about_ar, o.account_type, o.logo_file_id, o.status,
    o.trial_ends_at, o.plan_id, o.created_at, o.updated_at";

/// Every organisation.
pub fn ids(db: &Reader<'_>) -> Result<Vec<OrganizationId>> {
    Ok(db.all("SELECT id FROM organizations ORDER BY id", [], |r| r.get(0))?)
}

/// An organisation by its id. No scope: callers ask for their own, or act for the server.
pub fn load(db: &Reader<'_>, id: OrganizationId) -> Result<Option<Organization>> {
    let sql = format!("SELECT {COLUMNS} FROM organizations o WHERE o.id = ?1");
    Ok(db.optional(&sql, params![id], organization)?)
}

/// What the operator's list offers.
pub const LIST: ListSpec = ListSpec {
    filters: &[
        Filter::new(
            "status",
            "o.status",
            Kind::OneOf(&["trial", "active", "inactive", "suspended"]),
        ),
        Filter::new("industry", "o.industry", Kind::Text),
        Filter::new("plan", "p.name", Kind::Text),
    ],
    sorts: &[
        Sort::new("name", "coalesce(nullif(o.name_en, ''), o.name_ar)"),
        Sort::new("created_at", "o.created_at"),
    ],
    default_sort: "name",
    id: "o.id",
};

pub(super) fn all(db: &Reader<'_>, list: &List, seal: &Seal) -> Result<Listing<ListRow>> {
    let people =
        "(SELECT count(*) FROM people x WHERE x.organization_id = o.id AND x.deleted_at IS NULL)";
    let statement = Statement {
        columns: &format!("{COLUMNS}, p.name, {people}"),
        from: "organizations o JOIN plans p ON p.id = o.plan_id",
        condition: "1",
        params: &[],
        first: "",
    };
    list.run(db, seal, &statement, |r| {
        Ok(ListRow {
            organization: organization(r)?,
            plan: r.get(26)?,
            people: r.get::<_, i64>(27)? as u64,
        })
    })
}

pub(super) fn set_standing(
    tx: &Writer<'_>,
    id: OrganizationId,
    status: Status,
    plan: PlanId,
    now: Time,
) -> Result<()> {
    let sql = "UPDATE organizations SET status = ?2, plan_id = ?3, updated_at = ?4 WHERE id = ?1";
    tx.execute(sql, params![id, status, plan, now])?;
    Ok(())
}

fn organization(r: &Row<'_>) -> rusqlite::Result<Organization> {
    Ok(Organization {
        id: r.get(0)?,
        slug: r.get(1)?,
        fields: Fields {
            name_en: r.get(2)?,
            name_ar: r.get(3)?,
            domain: r.get(4)?,
            email: r.get(5)?,
            phone: r.get(6)?,
            website: r.get(7)?,
            address_line: r.get(8)?,
            city: r.get(9)?,
            region: r.get(10)?,
            country: r.get(11)?,
            postal_code: r.get(12)?,
            registration_number: r.get(13)?,
            tax_id: r.get(14)?,
            industry: r.get(15)?,
            size: r.get(16)?,
            about_en: r.get(17)?,
            about_ar: r.get(18)?,
        },
        account_type: r.get(19)?,
        logo_file_id: r.get(20)?,
        status: r.get(21)?,
        trial_ends_at: r.get(22)?,
        plan_id: r.get(23)?,
        created_at: r.get(24)?,
        updated_at: r.get(25)?,
    })
}

/// The organisation of a short name.
pub fn by_slug(db: &Reader<'_>, slug: &str) -> Result<Option<OrganizationId>> {
    Ok(db.optional(
        "SELECT id FROM organizations WHERE slug = ?1",
        params![slug],
        |r| r.get(0),
    )?)
}

pub(super) fn slug_is_taken(db: &Reader<'_>, slug: &str) -> Result<bool> {
    Ok(db.exists("SELECT 1 FROM organizations WHERE slug = ?1", params![slug])?)
}

pub(super) fn card(db: &Reader<'_>, id: OrganizationId) -> Result<Option<Card>> {
    let sql = "SELECT id, name_en, name_ar, logo_file_id, industry, city FROM organizations WHERE id = ?1";
    Ok(db.optional(sql, params![id], |r| {
        Ok(Card {
            id: r.get(0)?,
            name_en: r.get(1)?,
            name_ar: r.get(2)?,
            logo_file_id: r.get(3)?,
            industry: r.get(4)?,
            city: r.get(5)?,
        })
    })?)
}

pub(super) fn set_logo(
    tx: &Writer<'_>,
    id: OrganizationId,
    logo: Option<FileId>,
    now: Time,
) -> Result<()> {
    let sql = "UPDATE organizations SET logo_file_id = ?2, updated_at = ?3 WHERE id = ?1";
    tx.execute(sql, params![id, logo, now])?;
    Ok(())
}

/// How many people count against the plan: everybody who was not removed.
pub fn active_people(db: &Reader<'_>, id: OrganizationId) -> Result<u64> {
    let sql = "SELECT count(*) FROM people WHERE organization_id = ?1 AND deleted_at IS NULL";
    Ok(db.one(sql, params![id], |r| r.get::<_, i64>(0))? as u64)
}

pub(super) struct PeopleFigures {
    pub(super) total: u64,
    pub(super) active: u64,
    pub(super) pending: u64,
    pub(super) inactive: u64,
    pub(super) admins: u64,
}

pub(super) fn people_figures(db: &Reader<'_>, id: OrganizationId) -> Result<PeopleFigures> {
    let sql = "SELECT count(*), count(*) FILTER (WHERE status = 'active'),
                   count(*) FILTER (WHERE status = 'pending_verification'),
                   count(*) FILTER (WHERE status IN ('inactive', 'suspended')),
                   count(*) FILTER (WHERE id IN (
                       SELECT pr.person_id FROM person_roles pr
                       JOIN role_permissions rp ON rp.role_id = pr.role_id WHERE rp.permission = ?2))
               FROM people WHERE organization_id = ?1 AND deleted_at IS NULL";
    Ok(db.one(sql, params![id, ORGANIZATION_MANAGE.name()], |r| {
        let count = |i| Ok::<_, rusqlite::Error>(r.get::<_, i64>(i)? as u64);
        Ok(PeopleFigures {
            total: count(0)?,
            active: count(1)?,
            pending: count(2)?,
            inactive: count(3)?,
            admins: count(4)?,
        })
    })?)
}

pub(super) fn file_figures(db: &Reader<'_>, id: OrganizationId) -> Result<(u64, u64)> {
    let sql = "SELECT count(*), coalesce(sum(bytes), 0) FROM files
               WHERE organization_id = ?1 AND deleted_at IS NULL";
    Ok(db.one(sql, params![id], |r| {
        Ok((r.get::<_, i64>(0)? as u64, r.get::<_, i64>(1)? as u64))
    })?)
}
