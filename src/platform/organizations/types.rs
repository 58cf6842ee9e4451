//! What an organisation is made of.

use crate::{
    error::{Check, Message, Result},
    id::{FileId, OrganizationId},
    mail::Email,
    plans::{Plan, PlanId},
    text,
    time::Time,
    words::words,
};

words! {
    /// What an organisation makes; titled by `industry-WORD`.
    Industry {
        /// `electronics`
        Electronics = "electronics",
        /// `plastics`
        Plastics = "plastics",
        /// `food_processing`
        FoodProcessing = "food_processing",
        /// `steel_metals`
        SteelMetals = "steel_metals",
        /// `pharmaceuticals`
        Pharmaceuticals = "pharmaceuticals",
        /// `chemicals`
        Chemicals = "chemicals",
        /// `petrochemicals`
        Petrochemicals = "petrochemicals",
        /// `textiles`
        Textiles = "textiles",
        /// `automotive`
        Automotive = "automotive",
        /// `construction_materials`
        ConstructionMaterials = "construction_materials",
        /// `packaging`
        Packaging = "packaging",
        /// `paper_printing`
        PaperPrinting = "paper_printing",
        /// `furniture_wood`
        FurnitureWood = "furniture_wood",
        /// `machinery_equipment`
        MachineryEquipment = "machinery_equipment",
        /// `mining_minerals`
        MiningMinerals = "mining_minerals",
        /// `energy_utilities`
        EnergyUtilities = "energy_utilities",
        /// `logistics`
        Logistics = "logistics",
        /// `other`
        Other = "other",
    }
}

words! {
    /// How many people work there; titled by `size-WORD`.
    Size {
        /// 1 to 10
        UpTo10 = "1_10",
        /// 11 to 50
        UpTo50 = "11_50",
        /// 51 to 200
        UpTo200 = "51_200",
        /// 201 to 500
        UpTo500 = "201_500",
        /// More than 500
        Over500 = "500_plus",
    }
}

words! {
    /// Whether it is one person or a business; follows from the other fields.
    AccountType {
        /// One person.
        Personal = "personal",
        /// A business.
        Business = "business",
    }
}

words! {
    /// How an organisation stands with the server.
    Status {
        /// Trying out, until `trial_ends_at`.
        Trial = "trial",
        /// In good standing.
        Active = "active",
        /// Switched off by the operator.
        Inactive = "inactive",
        /// Shut out by the operator.
        Suspended = "suspended",
    }
}

impl Status {
    /// Whether its people may sign in.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Trial | Self::Active)
    }
}

/// An organisation as it stands in the database.
#[derive(Clone, Debug)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its unique short name in addresses.
    pub slug: String,
    /// What its people may change.
    pub fields: Fields,
    /// Follows from the fields.
    pub account_type: AccountType,
    /// Its logo.
    pub logo_file_id: Option<FileId>,
    /// How it stands.
    pub status: Status,
    /// When the trial ends.
    pub trial_ends_at: Option<Time>,
    /// Its plan.
    pub plan_id: PlanId,
    /// When it was founded.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

impl Organization {
    /// Its name in the given language, or in the other one.
    pub fn name(&self, language: crate::Language) -> &str {
        pick(language, &self.fields.name_en, &self.fields.name_ar)
    }
}

/// The text of the language, or the other one when it is empty.
pub(crate) fn pick<'a>(language: crate::Language, en: &'a str, ar: &'a str) -> &'a str {
    match language {
        crate::Language::Ar if !ar.is_empty() => ar,
        _ if en.is_empty() => ar,
        _ => en,
    }
}

/// What an organisation says about itself. Texts are checked by [`Fields::checked`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Fields {
    pub name_en: String,
    pub name_ar: String,
    pub domain: String,
    pub email: String,
    pub phone: String,
    pub website: String,
    pub address_line: String,
    pub city: String,
    pub region: String,
    /// ISO 3166-1, two capital letters.
    pub country: String,
    pub postal_code: String,
    pub registration_number: String,
    pub tax_id: String,
    pub industry: Industry,
    pub size: Size,
    pub about_en: String,
    pub about_ar: String,
}

impl Default for Fields {
    fn default() -> Self {
        let empty = String::new;
        Self {
            name_en: empty(),
            name_ar: empty(),
            domain: empty(),
            email: empty(),
            phone: empty(),
            website: empty(),
            address_line: empty(),
            city: empty(),
            region: empty(),
            country: "SA".into(),
            postal_code: empty(),
            registration_number: empty(),
            tax_id: empty(),
            industry: Industry::Other,
            size: Size::UpTo10,
            about_en: empty(),
            about_ar: empty(),
        }
    }
}

impl Fields {
    /// The name goes into the field of its script: a text with Arabic letters is the Arabic name.
    pub fn named(name: &str) -> Self {
        let is_arabic = name.chars().any(|c| matches!(c, '\u{0600}'..='\u{06FF}'));
        let (name_ar, name_en) = if is_arabic {
            (name.to_owned(), String::new())
        } else {
            (String::new(), name.to_owned())
        };
        Self {
            name_en,
            name_ar,
            ..Self::default()
        }
    }

    /// Business when any of tax id, registration number or a size above ten is given.
    pub fn account_type(&self) -> AccountType {
        let is_business = !self.tax_id.is_empty()
            || !self.registration_number.is_empty()
            || self.size != Size::UpTo10;
        if is_business {
            AccountType::Business
        } else {
            AccountType::Personal
        }
    }

    /// Every field tidied, or 422 with all that need mending.
    pub fn checked(&self) -> Result<Self> {
        let mut check = Check::default();
        let mut line = |name: &'static str, value: &str, max: usize| {
            check
                .field(name, text::line(value, 0, max))
                .unwrap_or_default()
        };
        let mut clean = Self {
            name_en: line("name_en", &self.name_en, 120),
            name_ar: line("name_ar", &self.name_ar, 120),
            domain: line("domain", &self.domain, 253).to_ascii_lowercase(),
            email: line("email", &self.email, 254),
            phone: line("phone", &self.phone, 40),
            website: line("website", &self.website, 300),
            address_line: line("address_line", &self.address_line, 200),
            city: line("city", &self.city, 80),
            region: line("region", &self.region, 80),
            country: line("country", &self.country, 2).to_ascii_uppercase(),
            postal_code: line("postal_code", &self.postal_code, 20),
            registration_number: line("registration_number", &self.registration_number, 40),
            tax_id: line("tax_id", &self.tax_id, 40),
            ..self.clone()
        };
        clean.about_en = check
            .field("about_en", text::lines(&self.about_en, 0, 2000))
            .unwrap_or_default();
        clean.about_ar = check
            .field("about_ar", text::lines(&self.about_ar, 0, 2000))
            .unwrap_or_default();
        clean.check_meaning(&mut check);
        check.done()?;
        Ok(clean)
    }

    fn check_meaning(&self, check: &mut Check) {
        if self.name_en.is_empty() && self.name_ar.is_empty() {
            check.fail("name_en", Message::new("organization-name"));
        }
        if !self.email.is_empty() {
            check.field("email", Email::parse(&self.email));
        }
        let is_web = |w: &str| w.starts_with("https://") || w.starts_with("http://");
        if !self.website.is_empty() && (!is_web(&self.website) || self.website.contains(' ')) {
            check.fail("website", Message::new("website-invalid"));
        }
        let is_country =
            self.country.len() == 2 && self.country.bytes().all(|b| b.is_ascii_uppercase());
        if !is_country {
            check.fail("country", Message::new("country-invalid"));
        }
        let is_domain = |d: &str| Email::parse(&format!("a@{d}")).is_ok();
        if !self.domain.is_empty() && !is_domain(&self.domain) {
            check.fail("domain", Message::new("domain-invalid"));
        }
    }
}

/// An organisation about to be founded. Its fields are checked already.
#[derive(Clone, Debug)]
pub struct NewOrganization {
    /// What it says about itself.
    pub fields: Fields,
    /// How it starts.
    pub status: Status,
    /// When its trial ends.
    pub trial_ends_at: Option<Time>,
    /// The name of its plan.
    pub plan: &'static str,
    /// When it was founded.
    pub created_at: Time,
}

impl NewOrganization {
    /// In trial for 30 days, on the free plan.
    pub fn on_trial(fields: Fields, now: Time) -> Self {
        Self {
            fields,
            status: Status::Trial,
            trial_ends_at: Some(now.plus(std::time::Duration::from_hours(30 * 24))),
            plan: crate::plans::FREE,
            created_at: now,
        }
    }

    /// In good standing, without limits.
    pub fn unlimited(fields: Fields, now: Time) -> Self {
        Self {
            fields,
            status: Status::Active,
            trial_ends_at: None,
            plan: crate::plans::UNLIMITED,
            created_at: now,
        }
    }
}

/// An organisation of the operator's list.
#[derive(Clone, Debug)]
pub struct Row {
    /// The organisation.
    pub organization: Organization,
    /// The name of its plan.
    pub plan: String,
    /// How many people it has.
    pub people: u64,
}

/// What everybody may know of an organisation.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Card {
    pub id: OrganizationId,
    pub name_en: String,
    pub name_ar: String,
    pub logo_file_id: Option<FileId>,
    pub industry: Industry,
    pub city: String,
}

/// An organisation in figures, for its administrators.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Stats {
    pub users_total: u64,
    pub users_active: u64,
    pub users_admin: u64,
    pub users_member: u64,
    pub users_pending: u64,
    pub users_inactive: u64,
    /// What features count: name and how many.
    pub counts: Vec<(&'static str, u64)>,
    pub files_count: u64,
    pub storage_bytes: u64,
    pub plan: Plan,
    pub status: Status,
    pub trial_ends_at: Option<Time>,
}
