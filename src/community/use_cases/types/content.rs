//! What the author of a use case writes, and its limits.

use jiff::civil::Date;
use platform::{
    Result,
    error::{Check, Message},
    id::FileId,
    visibility::Visibility,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Category, Industry,
    limits::{letters, line, money, number, range, terms, text, too_many},
};

const TITLE: usize = 200;
const SUMMARY: usize = 500;
const STORY: usize = 20_000;
const LINE: usize = 200;
const TECHNOLOGIES: usize = 20;
const TAGS: usize = 8;
const ROWS: usize = 20;

/// Everything that the author writes. Absent text is empty, other absent values are null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Content {
    /// The title in English; one of the two titles is needed for publishing.
    #[schema(max_length = 200)]
    pub title_en: String,
    /// The title in Arabic.
    #[schema(max_length = 200)]
    pub title_ar: String,
    /// What it is about, in one or two sentences.
    #[schema(max_length = 500)]
    pub summary: String,
    /// What kind of problem it was.
    #[schema(value_type = Option<String>)]
    pub category: Option<Category>,
    /// In which industry.
    #[schema(value_type = Option<String>)]
    pub industry: Option<Industry>,
    /// The company it happened at.
    #[schema(max_length = 200)]
    pub company_name: String,
    /// What was used, at most 20.
    pub technologies: Vec<String>,
    /// At most 8.
    pub tags: Vec<String>,
    /// What was wrong; markdown, at least 50 characters for publishing.
    #[schema(max_length = 20000)]
    pub challenge: String,
    /// What was done about it; markdown, at least 50 characters for publishing.
    #[schema(max_length = 20000)]
    pub solution: String,
    /// How it was done, step by step, at most 20.
    pub implementation: Vec<Phase>,
    /// What came of it, at most 20.
    pub results: Vec<Metric>,
    /// What it cost and what it brings.
    pub roi: Roi,
    /// What was hard on the way.
    #[schema(max_length = 20000)]
    pub challenges_met: String,
    /// What the author would tell the next one.
    #[schema(max_length = 20000)]
    pub lessons_learned: String,
    /// Who supplied it.
    #[schema(max_length = 200)]
    pub vendor: String,
    /// How many people worked on it.
    #[schema(minimum = 1, maximum = 100_000)]
    pub team_size: Option<u32>,
    /// The first day.
    #[schema(value_type = Option<String>, format = Date)]
    pub started_on: Option<Date>,
    /// The last day.
    #[schema(value_type = Option<String>, format = Date)]
    pub finished_on: Option<Date>,
    /// Where.
    pub location: Location,
    /// Pictures, at most 20.
    pub media: Vec<Medium>,
    /// Whom to ask; shown to signed-in people only.
    pub contact: Contact,
    /// Who may open it.
    #[schema(value_type = String)]
    pub visibility: Visibility,
}

/// A step of the implementation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Phase {
    /// What it was.
    #[schema(max_length = 200)]
    pub title: String,
    /// How long it took, in words: "6 weeks".
    #[schema(max_length = 200)]
    pub duration: String,
    /// What was done.
    #[schema(max_length = 20000)]
    pub description: String,
}

/// A figure before and after.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Metric {
    /// What was measured.
    #[schema(max_length = 200)]
    pub name: String,
    /// Its value before.
    pub before: Option<f64>,
    /// Its value after.
    pub after: Option<f64>,
    /// Its unit.
    #[schema(max_length = 200)]
    pub unit: String,
    /// How it was measured.
    #[schema(max_length = 500)]
    pub note: String,
}

/// What it cost and what it brings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Roi {
    /// Return on investment, in percent.
    pub percent: Option<f64>,
    /// After how many months it had paid for itself.
    pub payback_months: Option<f64>,
    /// What it cost, in minor units of the currency.
    #[schema(minimum = 0)]
    pub investment: Option<i64>,
    /// What it saves in a year, in minor units of the currency.
    #[schema(minimum = 0)]
    pub annual_saving: Option<i64>,
    /// ISO 4217.
    pub currency: String,
}

impl Default for Roi {
    fn default() -> Self {
        Self {
            percent: None,
            payback_months: None,
            investment: None,
            annual_saving: None,
            currency: "SAR".into(),
        }
    }
}

/// Where it happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Location {
    /// The city.
    #[schema(max_length = 200)]
    pub city: String,
    /// The region.
    #[schema(max_length = 200)]
    pub region: String,
    /// ISO 3166, two letters.
    pub country: String,
    /// Degrees north, −90 to 90.
    #[schema(minimum = -90, maximum = 90)]
    pub latitude: Option<f64>,
    /// Degrees east, −180 to 180.
    #[schema(minimum = -180, maximum = 180)]
    pub longitude: Option<f64>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Medium {
    /// The uploaded file.
    #[schema(value_type = String)]
    pub file: FileId,
    /// What stands under it.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub caption: String,
    /// What it shows, for those who cannot see it.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub alt: String,
}

/// Whom to ask.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// The name.
    #[schema(max_length = 200)]
    pub name: String,
    /// The e-mail address.
    #[schema(max_length = 200)]
    pub email: String,
    /// The telephone number.
    #[schema(max_length = 200)]
    pub phone: String,
}

impl Content {
    /// Tidies every text and refuses what is beyond its limit, all fields at once.
    pub fn checked(mut self) -> Result<Self> {
        let mut check = Check::default();
        self.check_texts(&mut check);
        self.technologies = terms(
            &mut check,
            "technologies",
            self.technologies,
            TECHNOLOGIES,
            60,
        );
        self.tags = terms(&mut check, "tags", self.tags, TAGS, 40);
        check_phases(&mut check, &mut self.implementation);
        check_metrics(&mut check, &mut self.results);
        self.roi.check(&mut check);
        self.location.check(&mut check);
        self.contact.check(&mut check);
        check_media(&mut check, &mut self.media);
        if self.team_size.is_some_and(|n| !(1..=100_000).contains(&n)) {
            check.fail("team_size", range(1, 100_000));
        }
        if let (Some(start), Some(end)) = (self.started_on, self.finished_on)
            && end < start
        {
            check.fail("finished_on", Message::new("use-case-ends-before-start"));
        }
        check.take(Some(self))
    }

    fn check_texts(&mut self, check: &mut Check) {
        line(check, "title_en", &mut self.title_en, TITLE);
        line(check, "title_ar", &mut self.title_ar, TITLE);
        text(check, "summary", &mut self.summary, SUMMARY);
        line(check, "company_name", &mut self.company_name, LINE);
        text(check, "challenge", &mut self.challenge, STORY);
        text(check, "solution", &mut self.solution, STORY);
        text(check, "challenges_met", &mut self.challenges_met, STORY);
        text(check, "lessons_learned", &mut self.lessons_learned, STORY);
        line(check, "vendor", &mut self.vendor, LINE);
    }

    /// The year it belongs to: of its end, else of its start.
    pub fn year(&self) -> Option<i16> {
        self.finished_on.or(self.started_on).map(Date::year)
    }

    /// The title that the address is made of.
    pub fn any_title(&self) -> &str {
        if self.title_en.is_empty() {
            &self.title_ar
        } else {
            &self.title_en
        }
    }
}

impl Roi {
    fn check(&mut self, check: &mut Check) {
        number(check, "roi.percent", self.percent, -100.0, 1_000_000.0);
        number(
            check,
            "roi.payback_months",
            self.payback_months,
            0.0,
            1200.0,
        );
        money(check, "roi.investment", self.investment);
        money(check, "roi.annual_saving", self.annual_saving);
        letters(
            check,
            "roi.currency",
            &mut self.currency,
            3,
            "currency-code",
        );
        if self.currency.is_empty() {
            self.currency = Self::default().currency;
        }
    }

    /// Whether anything is known.
    pub fn is_empty(&self) -> bool {
        self.percent.is_none()
            && self.payback_months.is_none()
            && self.investment.is_none()
            && self.annual_saving.is_none()
    }
}

impl Location {
    fn check(&mut self, check: &mut Check) {
        line(check, "location.city", &mut self.city, LINE);
        line(check, "location.region", &mut self.region, LINE);
        letters(
            check,
            "location.country",
            &mut self.country,
            2,
            "country-code",
        );
        number(check, "location.latitude", self.latitude, -90.0, 90.0);
        number(check, "location.longitude", self.longitude, -180.0, 180.0);
        if self.latitude.is_some() != self.longitude.is_some() {
            let missing = if self.latitude.is_some() {
                "location.longitude"
            } else {
                "location.latitude"
            };
            check.fail(missing, Message::new("use-case-half-a-place"));
        }
    }
}

impl Contact {
    fn check(&mut self, check: &mut Check) {
        line(check, "contact.name", &mut self.name, LINE);
        line(check, "contact.email", &mut self.email, LINE);
        line(check, "contact.phone", &mut self.phone, LINE);
        let parts = self.email.split_once('@');
        let plausible = parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        if !self.email.is_empty() && (!plausible || self.email.contains(' ')) {
            check.fail("contact.email", Message::new("use-case-email"));
        }
    }

    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.email.is_empty() && self.phone.is_empty()
    }
}

/// Rows without anything in them are blank rows of a form and fall away.
fn check_phases(check: &mut Check, phases: &mut Vec<Phase>) {
    too_many(check, "implementation", phases.len(), ROWS);
    for (i, phase) in phases.iter_mut().enumerate() {
        let at = |field| format!("implementation[{i}].{field}");
        line(check, at("title"), &mut phase.title, LINE);
        line(check, at("duration"), &mut phase.duration, LINE);
        text(check, at("description"), &mut phase.description, STORY);
        if phase.title.is_empty() && *phase != Phase::default() {
            check.fail(at("title"), Message::new("required"));
        }
    }
    phases.retain(|p| *p != Phase::default());
}

fn check_metrics(check: &mut Check, metrics: &mut Vec<Metric>) {
    too_many(check, "results", metrics.len(), ROWS);
    for (i, metric) in metrics.iter_mut().enumerate() {
        let at = |field| format!("results[{i}].{field}");
        line(check, at("name"), &mut metric.name, LINE);
        line(check, at("unit"), &mut metric.unit, LINE);
        text(check, at("note"), &mut metric.note, SUMMARY);
        number(check, at("before"), metric.before, -1e15, 1e15);
        number(check, at("after"), metric.after, -1e15, 1e15);
        if metric.name.is_empty() && *metric != Metric::default() {
            check.fail(at("name"), Message::new("required"));
        }
    }
    metrics.retain(|m| *m != Metric::default());
}

fn check_media(check: &mut Check, media: &mut Vec<Medium>) {
    too_many(check, "media", media.len(), ROWS);
    for (i, medium) in media.iter_mut().enumerate() {
        line(
            check,
            format!("media[{i}].caption"),
            &mut medium.caption,
            300,
        );
        line(check, format!("media[{i}].alt"), &mut medium.alt, 300);
    }
    let mut seen = Vec::new();
    media.retain(|m| {
        let new = !seen.contains(&m.file);
        seen.push(m.file);
        new
    });
}
