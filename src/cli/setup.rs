//! `guildhall setup`

use std::path::PathBuf;

use clap::Args;
use platform::{Language, setup};

use super::{Failed, Place, password, say};

/// What the first start asks.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The organisation's name.
    #[arg(long, value_name = "NAME")]
    org: String,
    /// The owner's e-mail address.
    #[arg(long)]
    email: String,
    /// The owner's first name.
    #[arg(long)]
    first_name: String,
    /// The owner's last name.
    #[arg(long, default_value = "")]
    last_name: String,
    /// A file with the owner's password; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    password_file: PathBuf,
    /// The owner's language: en or ar.
    #[arg(long, default_value = "en", value_parser = language)]
    language: Language,
    /// Load the sample data, and open what is public to guests.
    #[arg(long)]
    sample_data: bool,
}

fn language(text: &str) -> Result<Language, String> {
    Language::parse(text).ok_or_else(|| "choose en or ar".to_owned())
}

pub(super) fn run(place: &Place, flags: &Flags) -> Result<(), Failed> {
    let password = password::read(&flags.password_file)?;
    let app = place.open()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let answers = setup::Setup {
        organization: flags.org.clone(),
        email: flags.email.clone(),
        first_name: flags.first_name.clone(),
        last_name: flags.last_name.clone(),
        password,
        language: flags.language,
        guest_read: flags.sample_data,
    };
    runtime.block_on(setup::run(&app, answers))?;
    if let Some(load) = app.hooks.sample_data.filter(|_| flags.sample_data) {
        load(&app)?;
    }
    say(format_args!(
        "{} is set up. Start it with: guildhall serve --data {}",
        flags.org,
        place.data.display()
    ));
    app.store.close();
    Ok(())
}
