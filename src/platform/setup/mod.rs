//! The first start: one organisation, one owner, once. While nobody can sign in, a code stands in
//! the log, so that no stranger on the network claims a fresh server by its page.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use data_encoding::Encoding;
use store::Writer;

use crate::{
    actor::Actor,
    app::App,
    error::{Check, Error, Message, Result},
    i18n::Language,
    id::{Ids, PersonId},
    journal::{self, Changes},
    mail::Email,
    organizations::{self, Fields, NewOrganization},
    passwords,
    people::{self, NewPerson, Profile, Status},
    plans, roles, secret, sessions, settings, sign_in,
    time::Time,
};

/// What the first start asks.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The organisation's name, in either script.
    pub organization: String,
    /// The owner's address.
    pub email: String,
    /// The owner's first name.
    pub first_name: String,
    /// The owner's last name.
    pub last_name: String,
    /// The owner's password.
    pub password: String,
    /// The owner's language.
    pub language: Language,
    /// Whether guests may read what is public.
    pub guest_read: bool,
}

/// Whether the server is set up, and the code until then. Clones share it.
#[derive(Clone, Debug)]
pub struct State {
    done: Arc<AtomicBool>,
    code: Arc<str>,
}

impl State {
    /// With a fresh code; `done` says whether there is somebody already.
    pub fn new(done: bool) -> Result<Self> {
        Ok(Self {
            done: Arc::new(AtomicBool::new(done)),
            code: make_code()?.into(),
        })
    }
}

/// Letters and digits that nobody mistakes for each other.
const LETTERS: &str = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

fn make_code() -> Result<String> {
    let mut specification = data_encoding::Specification::new();
    specification.symbols.push_str(LETTERS);
    let encoding: Encoding = specification.encoding().map_err(Error::internal)?;
    let text = encoding.encode(&secret::random_bytes::<10>()?);
    let mut groups = text.as_bytes().chunks(4).map(String::from_utf8_lossy);
    let first = groups.next().unwrap_or_default().into_owned();
    Ok(groups
        .take(2)
        .fold(first, |all, group| format!("{all}-{group}")))
}

/// Writes what every start needs: plans, system roles; and sweeps out what has ended.
pub fn prepare(tx: &Writer<'_>, ids: &Ids, now: Time) -> Result<()> {
    plans::sync(tx, ids)?;
    roles::sync(tx, ids, now)?;
    sessions::sweep(tx, now)?;
    sign_in::sweep(tx, now)
}

/// Sweeps out what has ended: sessions, links, failures that count no more.
pub async fn sweep(app: &App) -> Result<()> {
    let now = app.clock.now();
    app.write(move |tx| {
        sessions::sweep(tx, now)?;
        sign_in::sweep(tx, now)
    })
    .await
}

/// Whether there is somebody who can sign in. Asked of the database until the answer is yes, which
/// then stays.
pub async fn is_done(app: &App) -> Result<bool> {
    if app.setup.done.load(Ordering::Relaxed) {
        return Ok(true);
    }
    let done = app.read(people::anybody).await?;
    if done {
        app.setup.done.store(true, Ordering::Relaxed);
    }
    Ok(done)
}

/// The code that the page asks for, while it is needed.
pub fn code(app: &App) -> Option<&str> {
    (!app.setup.done.load(Ordering::Relaxed)).then_some(&*app.setup.code)
}

/// Whether it is the code, however it was typed.
pub fn is_code(app: &App, typed: &str) -> bool {
    let plain = |t: &str| {
        let letters = t.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|c| c.to_ascii_uppercase()).collect::<String>()
    };
    secret::hash(&plain(typed)) == secret::hash(&plain(&app.setup.code))
}

/// Founds the first organisation and its owner, who operates the server. 409 `already_set_up` when
/// there is somebody, also of two at once. Sample data is the caller's next step.
pub async fn run(app: &App, setup: Setup) -> Result<PersonId> {
    if is_done(app).await? {
        return Err(already());
    }
    let checked = checked(&setup)?;
    let hash = app.passwords.hash(&setup.password).await?;
    let (ids, hooks, now) = (app.ids.clone(), app.hooks.clone(), app.clock.now());
    let (owner, settings) = app
        .write(move |tx| {
            if people::anybody(tx)? {
                return Err(already());
            }
            let owner = found(tx, &ids, checked, hash, now)?;
            let actor = people::actor(tx, owner, now)?;
            note(tx, &actor, now)?;
            for write in &hooks.first_content {
                write(tx, &actor, &ids, now)?;
            }
            let mut settings = settings::load(tx)?;
            settings.site_name = setup.organization.trim().chars().take(60).collect();
            settings.guest_read = setup.guest_read;
            settings::save(tx, &settings, now)?;
            Ok((owner, settings))
        })
        .await?;
    app.settings.set(settings);
    app.setup.done.store(true, Ordering::Relaxed);
    Ok(owner)
}

fn already() -> Error {
    Error::conflict("already-set-up")
}

struct Checked {
    fields: Fields,
    email: Email,
    profile: Profile,
}

/// All that needs mending, at once.
fn checked(setup: &Setup) -> Result<Checked> {
    let mut check = Check::default();
    let name = check.field(
        "organization",
        crate::text::line(&setup.organization, 1, 120),
    );
    let email = check.field("email", Email::parse(&setup.email));
    let profile = Profile::named(&setup.first_name, &setup.last_name, setup.language);
    let profile = profile.check_into(&mut check);
    let about = [setup.email.as_str(), &setup.first_name, &setup.last_name];
    check.field("password", passwords::judge(&setup.password, &about));
    let (name, email) = check.take(name.zip(email))?;
    let fields = Fields::named(&name).checked()?;
    Ok(Checked {
        fields,
        email,
        profile,
    })
}

fn found(
    tx: &Writer<'_>,
    ids: &Ids,
    checked: Checked,
    password_hash: String,
    now: Time,
) -> Result<PersonId> {
    let organization = NewOrganization::unlimited(checked.fields, now);
    let organization = organizations::create(tx, ids, &organization)?;
    let owner = NewPerson {
        organization,
        email: Some(checked.email),
        password_hash: Some(password_hash),
        profile: checked.profile,
        status: Status::Active,
        roles: vec![roles::OWNER, roles::ADMIN],
        created_at: now,
    };
    people::create(tx, ids, &owner)
}

fn note(tx: &Writer<'_>, owner: &Actor, now: Time) -> Result<()> {
    let none = Changes::none;
    journal::record(
        tx,
        owner,
        now,
        organizations::CREATED,
        owner.organization,
        none(),
    )?;
    journal::record(tx, owner, now, people::CREATED, owner.person, none())?;
    Ok(())
}

/// The sentence for a code that is wrong.
pub fn wrong_code() -> Message {
    Message::new("setup-code-wrong")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
    use std::{fs, path::Path};

    use store::{Migration, Options, Store};

    use super::*;

    /// A store with the whole schema.
    fn open(folder: &Path) -> Store {
        let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
        let entries = fs::read_dir(migrations).unwrap();
        let mut paths: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
        paths.sort();
        let read = |path: &std::path::PathBuf| Migration {
            name: path.display().to_string(),
            sql: fs::read_to_string(path).unwrap(),
        };
        let options = Options {
            migrations: paths.iter().map(read).collect(),
            ..Options::default()
        };
        Store::open(folder, options).unwrap().0
    }

    #[test]
    fn what_every_start_sweeps_out_is_found_by_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        for sql in sessions::SWEEP.into_iter().chain([sign_in::SWEEP]) {
            let plan = store.read_blocking(|db| db.plan(sql)).unwrap();
            let plan = plan.join("; ");
            assert!(
                plan.contains("SEARCH") && !plan.contains("SCAN"),
                "{sql}: {plan}"
            );
        }
    }
}
