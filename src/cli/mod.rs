//! The command line: one file per command. Exit codes: 0 done, 1 failed, 2 used wrongly.

mod config;
mod openapi;
mod serve;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use platform::config::{Config, Loaded};

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
        after_help = "Example:\n  guildhall serve --data /srv/guildhall --listen 0.0.0.0:8080"
    )]
    Serve(serve::Flags),
    /// Show or check the configuration.
    #[command(subcommand)]
    Config(config::Command),
    /// Print the API document (OpenAPI 3.1).
    #[command(after_help = "Example:\n  guildhall openapi > openapi.json")]
    Openapi,
    /// Print the version.
    Version,
}

/// How a command ends that does not succeed.
pub(crate) enum Failed {
    /// Exit 1, with a sentence.
    Because(String),
    /// Exit 2: used wrongly, or somebody else holds the folder.
    Misused(String),
}

impl<E: std::fmt::Display> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Because(error.to_string())
    }
}

/// A folder that cannot be opened says why in a sentence of its own.
fn not_started(error: &platform::Error) -> Failed {
    let refused = std::error::Error::source(error).and_then(|e| e.downcast_ref());
    match refused {
        Some(why @ store::OpenError::Locked { .. }) => Failed::Misused(why.to_string()),
        Some(why) => Failed::Because(why.to_string()),
        None => Failed::Because(error.to_string()),
    }
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        None => serve::run(&cli.place, &cli.serve),
        Some(Command::Serve(flags)) => serve::run(&cli.place, &flags),
        Some(Command::Config(command)) => config::run(&cli.place, &command),
        Some(Command::Openapi) => openapi::run(),
        Some(Command::Version) => {
            println!("guildhall {}", crate::VERSION);
            Ok(())
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed::Because(why)) => complain(&why, 1),
        Err(Failed::Misused(why)) => complain(&why, 2),
    }
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
    #[expect(dead_code, reason = "the commands that open the folder follow")]
    fn open(&self) -> Result<(platform::App, Config), Failed> {
        let config = self.config(&[])?.config;
        let clock = platform::time::Clock::system();
        let (app, _) = crate::start(
            &self.data,
            config.clone(),
            clock,
            &crate::StartOptions::default(),
        )
        .map_err(|e| not_started(&e))?;
        Ok((app, config))
    }
}
