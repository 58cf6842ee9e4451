//! Where everything goes: made once at the beginning, the same for every row.

use std::path::Path;

use platform::{
    App, Language, Result, Time,
    actor::Origin,
    id::{Ids, OrganizationId, PersonId},
    journal::{self, Action, Changes},
    organizations::{self, Fields, NewOrganization},
    people::{self, NewPerson, Profile, Status},
    visibility::Visibility,
};
use store::Writer;

use super::{Options, Refused, authors::Known};
use crate::{
    forum::{CategoryId, categories},
    import::queries::{self, Import},
};

/// The kind of source.
const KIND: &str = "stackexchange";
/// A source was taken in for the first time.
const ORGANIZATION_IMPORTED: Action = Action::new("organization", "imported");
/// The longest name of a source, so that the organisation's fits.
const NAME_CHARS: usize = 80;

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) import: i64,
    pub(super) ids: Ids,
    pub(super) now: Time,
    /// Whether no run before brought in anything, so that none of it need be looked for.
    pub(super) is_first: bool,
    /// Who wrote so far.
    pub(super) known: Known,
    /// Votes up to here are counted.
    pub(super) last_vote: i64,
    /// Whether an earlier run ended before its counters were right.
    pub(super) was_unsettled: bool,
    /// Whose people the authors are.
    pub(super) authors_organization: OrganizationId,
    /// Who stands for deleted users.
    pub(super) former_member: PersonId,
    /// Whose the topics are.
    pub(super) organization: OrganizationId,
    pub(super) category: CategoryId,
    pub(super) visibility: Visibility,
}

impl Context {
    /// Finds everything, and makes what is missing. What was asked for wrongly is told before
    /// anything is made.
    pub(super) fn prepare(app: &App, options: &Options) -> Result<Self, Refused> {
        let name = name(options)?;
        let (ids, now) = (app.ids.clone(), app.clock.now());
        let wanted = options.clone();
        let usual = app.settings.get().default_visibility;
        let made = app.write_blocking(move |tx| {
            categories::default_categories(tx, &ids, now)?;
            let Some(category) = queries::category(tx, wanted.category.as_deref())? else {
                return Ok(Err(Refused::NoCategory {
                    slug: wanted.category.unwrap_or_default(),
                    known: queries::category_slugs(tx)?.join(", "),
                }));
            };
            let organization = match wanted.organization {
                Some(slug) => match queries::organization_by_slug(tx, &slug)? {
                    Some(found) => Some(found),
                    None => return Ok(Err(Refused::NoOrganization { slug })),
                },
                None => queries::operators_organization(tx)?,
            };
            let import = find_or_make(tx, &ids, &name, now)?;
            Ok(Ok(Self {
                import: import.id,
                is_first: !queries::has_any(tx, import.id)?,
                known: Known::default(),
                ids,
                now,
                last_vote: import.last_vote,
                was_unsettled: import.is_unsettled,
                authors_organization: import.authors_organization,
                former_member: import.former_member,
                visibility: visibility(wanted.visibility, usual, organization),
                // Nobody has set the server up: the authors' own organisation keeps the topics.
                organization: organization.unwrap_or(import.authors_organization),
                category,
            }))
        });
        made.map_err(Refused::Failed)?
    }
}

/// As it was asked for, else as new content is; what nobody could open is public instead.
fn visibility(
    asked: Option<Visibility>,
    usual: Visibility,
    readers: Option<OrganizationId>,
) -> Visibility {
    asked.unwrap_or(match (usual, readers) {
        (_, None) | (Visibility::Public, _) => Visibility::Public,
        (Visibility::Organization | Visibility::Private, _) => Visibility::Organization,
    })
}

/// The source's name: as given, else as its folder is called.
fn name(options: &Options) -> Result<String, Refused> {
    let of_folder = |dir: &Path| {
        let whole = dir.canonicalize().ok()?;
        Some(whole.file_name()?.to_string_lossy().into_owned())
    };
    let given = options.name.clone().or_else(|| of_folder(&options.folder));
    let clean: String = given
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(NAME_CHARS)
        .collect();
    match clean.trim() {
        "" => Err(Refused::NoName),
        name => Ok(name.to_owned()),
    }
}

fn find_or_make(tx: &Writer<'_>, ids: &Ids, name: &str, now: Time) -> Result<Import> {
    if let Some(found) = queries::find(tx, KIND, name)? {
        return Ok(found);
    }
    let fields = Fields {
        name_en: format!("Imported from {name}"),
        name_ar: format!("مستورد من {name}"),
        ..Fields::default()
    };
    let new = NewOrganization::unlimited(fields.checked()?, now);
    let organization = organizations::create(tx, ids, &new)?;
    let former = NewPerson {
        organization,
        email: None,
        password_hash: None,
        profile: Profile::named("Former member", "", Language::En).checked()?,
        status: Status::Inactive,
        roles: Vec::new(),
        created_at: now,
    };
    let former = people::adopt_former(tx, ids, &former)?;
    queries::insert(tx, (KIND, name), organization, former, now)?;
    journal::record_system(
        tx,
        Some(organization),
        &Origin::default(),
        now,
        ORGANIZATION_IMPORTED,
        Some(organization),
        Changes::none().field("source", "", name),
    )?;
    queries::find(tx, KIND, name)?.ok_or_else(|| platform::Error::internal("the import is gone"))
}
