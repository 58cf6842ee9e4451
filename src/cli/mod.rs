//! The command line: one file per command. Exit codes: 0 done, 1 failed, 2 used wrongly.

mod backup;
mod config;
mod doctor;
mod import;
mod logging;
mod manual;
mod openapi;
mod password;
mod promote;
mod reindex;
mod restore;
mod rollback;
mod seed;
mod serve;
mod setup;
mod user;

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use platform::config::Loaded;

/// Your organisation's own place to share knowledge and keep records.
#[derive(Debug, Parser)]
#[command(
    name = "guildhall",
    version,
    about,
    after_help = "Examples:\n  guildhall\n  guildhall serve --data /srv/guildhall --listen 0.0.0.0:8080"
)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    serve: serve::Flags,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Which data folder is meant.
#[derive(Clone, Debug, Args)]
pub(crate) struct Place {
    /// The data folder.
    #[arg(
        long,
        env = "GUILDHALL_DATA",
        default_value = "./guildhall-data",
        global = true,
        value_name = "DIR"
    )]
    data: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server (also what happens without a command).
    #[command(
        after_help = "Examples:\n  guildhall serve --data /srv/guildhall --listen 0.0.0.0:8080\n  guildhall serve --listen 0.0.0.0:8443 --tls self-signed"
    )]
    Serve(serve::Flags),
    /// Set the server up without the browser.
    #[command(
        after_help = "Example:\n  guildhall setup --org \"Harbour Works\" --email o@harbour.example --first-name Olivia --last-name Owner --password-file secret.txt"
    )]
    Setup(setup::Flags),
    /// Manage accounts.
    #[command(subcommand)]
    User(user::Command),
    /// Save the data folder as one file, also while the server runs.
    #[command(
        after_help = "Examples:\n  guildhall backup hall.tar.zst --data /srv/guildhall\n  guildhall backup hall.tar.zst --keys --passphrase-file secret.txt\n  guildhall backup - | ssh nas 'cat > hall.tar.zst'"
    )]
    Backup(backup::Flags),
    /// Put a backup into an empty data folder, or in the place of what is there.
    #[command(
        after_help = "Examples:\n  guildhall restore hall.tar.zst --data /srv/guildhall\n  guildhall restore hall.tar.zst --data /srv/guildhall --replace\n  ssh nas 'cat hall.tar.zst' | guildhall restore - --data /srv/guildhall"
    )]
    Restore(restore::Flags),
    /// Go back to the state before an upgrade, for the version before this one.
    #[command(after_help = "Example:\n  guildhall rollback --data /srv/guildhall --yes")]
    Rollback(rollback::Flags),
    /// Make the folder of a standby the main one.
    #[command(
        after_help = "Examples:\n  guildhall promote --data /srv/guildhall\n  guildhall promote --data /srv/guildhall --force"
    )]
    Promote(promote::Flags),
    /// Build the search index anew.
    #[command(after_help = "Example:\n  guildhall reindex --data /srv/guildhall")]
    Reindex,
    /// Fill the folder with sample data, or check it, or take it out again.
    #[command(
        after_help = "Examples:\n  guildhall seed --data ./try\n  guildhall seed --scale 100 --data ./measure\n  guildhall seed --verify"
    )]
    Seed(seed::Flags),
    /// Bring in content from elsewhere.
    #[command(subcommand)]
    Import(import::Command),
    /// Check the data folder and say what is wrong.
    #[command(
        after_help = "Examples:\n  guildhall doctor --data /srv/guildhall --json\n  guildhall doctor --data /srv/guildhall --repair\n  guildhall doctor --drill"
    )]
    Doctor(doctor::Flags),
    /// Show or check the configuration.
    #[command(subcommand)]
    Config(config::Command),
    /// Print the API document (OpenAPI 3.1).
    #[command(after_help = "Example:\n  guildhall openapi > openapi.json")]
    Openapi,
    /// Write man pages and shell completions into a folder; packages are made with it.
    #[command(
        hide = true,
        after_help = "Example:\n  guildhall manual ./papers --date 2026-01-31"
    )]
    Manual(manual::Flags),
    /// Print the version.
    #[command(after_help = "Example:\n  guildhall version")]
    Version,
}

/// How a command ends that does not succeed.
#[derive(Debug)]
pub(crate) enum Failed {
    /// Exit 1, with a sentence.
    Because(String),
    /// Exit 2: used wrongly, or somebody else holds the folder.
    Misused(String),
}

impl From<platform::Error> for Failed {
    fn from(error: platform::Error) -> Self {
        let english = platform::Language::En;
        let mut said = vec![english.message(&error.message)];
        said.extend(
            error
                .fields
                .iter()
                .map(|f| format!("{}: {}", f.name, english.message(&f.message))),
        );
        said.extend(std::error::Error::source(&error).map(ToString::to_string));
        Self::Because(said.join("\n  "))
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self::Because(error.to_string())
    }
}

impl From<serde_json::Error> for Failed {
    fn from(error: serde_json::Error) -> Self {
        Self::Because(error.to_string())
    }
}

impl From<crate::StartError> for Failed {
    fn from(error: crate::StartError) -> Self {
        match error {
            crate::StartError::Store(held @ store::OpenError::Locked { .. }) => {
                Self::Misused(held.to_string())
            }
            crate::StartError::Store(refused) => Self::Because(refused.to_string()),
            crate::StartError::Other(error) => error.into(),
        }
    }
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        None => serve::run(&cli.place, &cli.serve),
        Some(Command::Serve(flags)) => serve::run(&cli.place, &flags),
        Some(Command::Setup(flags)) => setup::run(&cli.place, &flags),
        Some(Command::User(command)) => user::run(&cli.place, command),
        Some(Command::Backup(flags)) => backup::run(&cli.place, &flags),
        Some(Command::Restore(flags)) => restore::run(&cli.place, &flags),
        Some(Command::Rollback(flags)) => rollback::run(&cli.place, &flags),
        Some(Command::Promote(flags)) => promote::run(&cli.place, &flags),
        Some(Command::Reindex) => reindex::run(&cli.place),
        Some(Command::Seed(flags)) => seed::run(&cli.place, &flags),
        Some(Command::Import(command)) => import::run(&cli.place, command),
        Some(Command::Doctor(flags)) => doctor::run(&cli.place, &flags),
        Some(Command::Config(command)) => config::run(&cli.place, &command),
        Some(Command::Openapi) => openapi::run(),
        Some(Command::Manual(flags)) => manual::run(&flags),
        Some(Command::Version) => {
            say(format_args!("guildhall {}", crate::VERSION));
            Ok(())
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed::Because(why)) => complain(&why, 1),
        Err(Failed::Misused(why)) => complain(&why, 2),
    }
}

/// Prints a line. Whoever reads it may have heard enough (`guildhall openapi | head`); the work goes
/// on all the same.
pub(crate) fn say(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

fn complain(why: &str, code: u8) -> ExitCode {
    eprintln!("guildhall: {why}");
    ExitCode::from(code)
}

impl Place {
    /// The merged configuration of the folder.
    fn config(&self, flags: &[(&str, &'static str, String)]) -> Result<Loaded, Failed> {
        platform::config::load(&self.data, std::env::vars(), flags)
            .map_err(|e| Failed::Misused(e.to_string()))
    }

    /// Opens the folder for a command that works beside no server.
    fn open(&self) -> Result<platform::App, Failed> {
        let config = self.config(&[])?.config;
        let clock = platform::time::Clock::system();
        let (app, _) = crate::start(&self.data, config, clock, &crate::StartOptions::default())?;
        Ok(app)
    }

    /// The same for a folder that must be there already: a mistyped path makes no new server.
    fn open_existing(&self) -> Result<platform::App, Failed> {
        self.exists()?;
        self.open()
    }

    /// Whether there is a data folder at all.
    fn exists(&self) -> Result<(), Failed> {
        if self.data.join("db").is_dir() {
            return Ok(());
        }
        let path = self.data.display();
        Err(Failed::Misused(format!(
            "{path} is no data folder; give the right one with --data DIR"
        )))
    }
}
