//! `guildhall user`

use std::path::PathBuf;

use clap::Subcommand;
use platform::{
    Actor, App, Language, Time,
    error::Error,
    id::PersonId,
    mail::Email,
    organizations, passwords,
    people::{self, NewPerson, Profile, Status},
    permission::SystemRole,
    roles,
};
use std::sync::Arc;
use tokio::runtime::Runtime;

use super::{Failed, Place, password, say};

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List everybody.
    #[command(after_help = "Example:\n  guildhall user list --json")]
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make an account.
    #[command(
        after_help = "Example:\n  guildhall user create --email sami@works.example --first-name Sami --org harbour-works --password-file secret.txt"
    )]
    Create {
        /// The address to sign in with.
        #[arg(long)]
        email: String,
        /// First name.
        #[arg(long)]
        first_name: String,
        /// Last name.
        #[arg(long, default_value = "")]
        last_name: String,
        /// The short name of the organisation; see `guildhall user list`.
        #[arg(long, value_name = "SLUG")]
        org: String,
        /// A system role: member, admin, moderator, viewer…
        #[arg(long, default_value = "member")]
        role: String,
        /// A file with the password; `-` reads standard input.
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
    },
    /// Set somebody's password and end his sessions.
    #[command(
        after_help = "Example:\n  guildhall user reset-password sami@works.example --password-file secret.txt"
    )]
    ResetPassword {
        /// Whose.
        email: String,
        /// A file with the password; `-` reads standard input.
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
    },
    /// Switch an account off and end its sessions.
    #[command(after_help = "Example:\n  guildhall user disable sami@works.example")]
    Disable {
        /// Whose.
        email: String,
    },
    /// Make somebody an operator of the server.
    #[command(after_help = "Example:\n  guildhall user make-owner sami@works.example")]
    MakeOwner {
        /// Whom.
        email: String,
    },
}

pub(super) fn run(place: &Place, command: Command) -> Result<(), Failed> {
    let app = place.open_existing()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match command {
        Command::List { json } => list(&app, json)?,
        Command::ResetPassword {
            email,
            password_file,
        } => {
            find(&app, &email)?;
            passwords::set_by_operator(&app, &email, &password::read(&password_file)?)?;
            say(format_args!("{email} signs in with the new password now."));
        }
        Command::Disable { email } => {
            let (actor, person) = find(&app, &email)?;
            runtime.block_on(people::set_status(&app, &actor, person, Status::Inactive))?;
            say(format_args!("{email} cannot sign in any more."));
        }
        Command::MakeOwner { email } => {
            let (actor, person) = find(&app, &email)?;
            let held = app
                .store
                .read_blocking(move |db| roles::of_person(db, person))?;
            let mut keys: Vec<String> = held.into_iter().map(|r| r.key).collect();
            keys.push(roles::OWNER.to_owned());
            runtime.block_on(people::set_roles(&app, &actor, person, keys))?;
            say(format_args!("{email} operates the server now."));
        }
        Command::Create {
            email,
            first_name,
            last_name,
            org,
            role,
            password_file,
        } => {
            let wanted = Wanted {
                email,
                first_name,
                last_name,
                org,
                role,
            };
            create(&app, &runtime, wanted, &password::read(&password_file)?)?;
        }
    }
    app.store.close();
    Ok(())
}

/// The person of an address, and the server acting for his organisation.
fn find(app: &App, email: &str) -> Result<(Arc<Actor>, PersonId), Failed> {
    let key = Email::parse(email)
        .map_err(|m| Error::invalid("email", m))?
        .key();
    let found = app.store.read_blocking(move |db| {
        let id = people::by_email(db, &key)?.ok_or_else(Error::not_found)?;
        people::load(db, id)?.ok_or_else(Error::not_found)
    });
    let Ok(person) = found else {
        return Err(Failed::Because(format!(
            "nobody has the address {email}; see guildhall user list"
        )));
    };
    Ok((Arc::new(Actor::server(person.organization)), person.id))
}

struct Wanted {
    email: String,
    first_name: String,
    last_name: String,
    org: String,
    role: String,
}

fn create(app: &App, runtime: &Runtime, wanted: Wanted, password: &str) -> Result<(), Failed> {
    let Some(role) = SystemRole::keyed(&wanted.role) else {
        let known: Vec<_> = platform::permission::SYSTEM_ROLES
            .iter()
            .map(|r| r.key)
            .collect();
        return Err(Failed::Misused(format!(
            "there is no role {}; choose {}",
            wanted.role,
            known.join(", ")
        )));
    };
    let slug = wanted.org.clone();
    let organization = app
        .store
        .read_blocking(move |db| organizations::by_slug(db, &slug))?;
    let organization = organization.ok_or_else(|| {
        Failed::Because(format!(
            "there is no organisation {}; see guildhall user list",
            wanted.org
        ))
    })?;
    let about = [wanted.email.as_str(), &wanted.first_name, &wanted.last_name];
    passwords::judge(password, &about).map_err(|m| Error::invalid("password", m))?;
    let email = Email::parse(&wanted.email).map_err(|m| Error::invalid("email", m))?;
    let new = NewPerson {
        organization,
        email: Some(email),
        password_hash: Some(app.passwords.hash_blocking(password)?),
        profile: Profile::named(&wanted.first_name, &wanted.last_name, Language::En).checked()?,
        status: Status::Active,
        roles: vec![role.key],
        created_at: app.clock.now(),
    };
    let actor = Arc::new(Actor::server(organization));
    runtime.block_on(people::add(app, &actor, new))?;
    say(format_args!("{} can sign in now.", wanted.email));
    Ok(())
}

fn list(app: &App, json: bool) -> Result<(), Failed> {
    let rows = app.store.read_blocking(people::accounts)?;
    if json {
        let rows = rows.iter().map(|r| {
            serde_json::json!({"email": r.email, "name": r.name, "organization": r.organization,
                "status": r.status.as_str(), "roles": r.roles, "last_seen_at": r.last_seen_at})
        });
        say(format_args!(
            "{}",
            serde_json::to_string_pretty(&rows.collect::<Vec<_>>())?
        ));
        return Ok(());
    }
    say(format_args!(
        "{:<36} {:<26} {:<24} {:<10} {:<22} last seen",
        "e-mail", "name", "organisation", "status", "roles"
    ));
    for r in rows {
        let seen = r
            .last_seen_at
            .as_ref()
            .map_or_else(|| "never".into(), Time::to_string);
        let status = r.status.as_str();
        say(format_args!(
            "{:<36} {:<26} {:<24} {status:<10} {:<22} {seen}",
            r.email, r.name, r.organization, r.roles
        ));
    }
    Ok(())
}
