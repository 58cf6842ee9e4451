//! Opening an account: one organisation in trial and its administrator, in one transaction. Whether
//! anybody may do so is the operator's setting.

use crate::{
    actor::Origin,
    app::App,
    error::{Check, Error, Result},
    i18n::Language,
    id::PersonId,
    journal::{self, Changes},
    mail::{self, Email, Notice},
    organizations::{self, Fields, Industry, NewOrganization},
    passwords,
    people::{self, NewPerson, Profile, Status},
    roles,
    settings::{Registration as Mode, Settings},
    setup,
    sign_in::{self, Attempt},
};

/// What the form asks.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The organisation's name; empty for one named after the person.
    pub organization: String,
    /// What the organisation makes.
    pub industry: Industry,
    /// The language of the person.
    pub language: Language,
}

/// Whether an address may be registered: 403 `registration_closed`, `registration_invitation` or
/// `registration_domain`.
fn may_register(settings: &Settings, email: &Email) -> Result<()> {
    let domain = email.domain();
    match settings.registration {
        Mode::Open => Ok(()),
        Mode::Domain if settings.registration_domains.contains(&domain) => Ok(()),
        Mode::Domain => Err(Error::forbidden("registration-domain")
            .arg("domains", settings.registration_domains.join(", "))),
        Mode::Invitation => Err(Error::forbidden("registration-invitation")),
        Mode::Closed => Err(Error::forbidden("registration-closed")),
    }
}

/// Whether the page is offered at all.
pub fn is_offered(settings: &Settings) -> bool {
    matches!(settings.registration, Mode::Open | Mode::Domain)
}

/// Opens an account. The password is hashed before the address is looked up, so that a taken one
/// takes the same time. Where addresses are verified, the account waits for that: the caller mails
/// a link, and answers a taken address (409 `email_taken`) as it answers a fresh one. Where they are
/// not, who knocks with taken addresses is slowed down like who guesses passwords. The owner of a
/// taken address is told.
pub async fn register(app: &App, form: Registration, origin: Origin) -> Result<PersonId> {
    if !setup::is_done(app).await? {
        return Err(Error::conflict("setup-needed"));
    }
    let (email, profile, fields) = checked(&form)?;
    let settings = app.settings.get();
    may_register(&settings, &email)?;
    let attempt = sign_in::guard_network(app, &origin).await?;
    let hash = app.passwords.hash(&form.password).await?;
    let address = email.key();
    let founding = Founding {
        email,
        profile,
        fields,
        hash,
        status: if settings.require_verified_email {
            Status::PendingVerification
        } else {
            Status::Active
        },
        attempt,
    };
    let founded = found(app, founding, origin).await;
    if founded.as_ref().is_err_and(|e| e.code() == "email_taken") {
        tell_owner(app, address).await?;
    }
    founded
}

struct Founding {
    email: Email,
    profile: Profile,
    fields: Fields,
    hash: String,
    status: Status,
    attempt: Attempt,
}

async fn found(app: &App, founding: Founding, origin: Origin) -> Result<PersonId> {
    let Founding {
        email,
        profile,
        fields,
        hash,
        status,
        attempt,
    } = founding;
    let (ids, now) = (app.ids.clone(), app.clock.now());
    app.write(move |tx| {
        let new = NewOrganization::on_trial(fields, now);
        let organization = organizations::create(tx, &ids, &new)?;
        let person = NewPerson {
            organization,
            email: Some(email),
            password_hash: Some(hash),
            profile,
            status,
            roles: vec![roles::ADMIN],
            created_at: now,
        };
        let person = people::create(tx, &ids, &person)?;
        let mut actor = people::actor(tx, person, now)?;
        actor.origin = origin;
        let none = Changes::none;
        journal::record(
            tx,
            &actor,
            now,
            organizations::CREATED,
            organization,
            none(),
        )?;
        journal::record(tx, &actor, now, people::CREATED, person, none())?;
        sign_in::forgive(tx, &attempt)?;
        Ok(person)
    })
    .await
}

/// Tells the owner of an address that somebody tried to open an account with it.
async fn tell_owner(app: &App, address: String) -> Result<()> {
    let find = move |db: &store::Reader<'_>| {
        let id = people::by_email(db, &address)?;
        Ok(id.map(|id| people::load(db, id)).transpose()?.flatten())
    };
    let Some(owner) = app.read(find).await? else {
        return Ok(());
    };
    let Some(mail) = app.hooks.notice(app, Notice::AddressTaken, &owner)? else {
        return Ok(());
    };
    let (ids, now) = (app.ids.clone(), app.clock.now());
    app.write(move |tx| mail::notify(tx, &ids, &mail, now))
        .await
}

fn checked(form: &Registration) -> Result<(Email, Profile, Fields)> {
    let mut check = Check::default();
    let email = check.field("email", Email::parse(&form.email));
    let profile = Profile::named(&form.first_name, &form.last_name, form.language);
    let profile = profile.check_into(&mut check);
    let name = crate::text::line(&form.organization, 0, 120);
    let name = check.field("organization_name", name).unwrap_or_default();
    let about = [form.email.as_str(), &form.first_name, &form.last_name];
    check.field("password", passwords::judge(&form.password, &about));
    let email = check.take(email)?;
    let mut fields = if name.is_empty() {
        named_after(&profile)
    } else {
        Fields::named(&name)
    };
    fields.industry = form.industry;
    Ok((email, profile, fields.checked()?))
}

/// "Sara's organisation", in the language of the name's script.
fn named_after(profile: &Profile) -> Fields {
    let is_arabic = !Fields::named(&profile.first_name).name_ar.is_empty();
    let language = if is_arabic {
        Language::Ar
    } else {
        Language::En
    };
    Fields::named(&language.with("organization-of", &[("name", &profile.first_name)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mode_decides_who_may_register() {
        let Ok(email) = Email::parse("sara@Plant.example") else {
            unreachable!("it is an address")
        };
        for (mode, domains, expected) in [
            (Mode::Open, "", Ok(())),
            (Mode::Domain, "plant.example", Ok(())),
            (Mode::Domain, "example", Err("registration_domain")),
            (Mode::Invitation, "", Err("registration_invitation")),
            (Mode::Closed, "plant.example", Err("registration_closed")),
        ] {
            let settings = Settings {
                registration: mode,
                registration_domains: vec![domains.into()],
                ..Settings::default()
            };
            let said = may_register(&settings, &email).map_err(|e| e.code());
            assert_eq!(said, expected.map_err(str::to_owned), "{mode:?}");
        }
    }
}
