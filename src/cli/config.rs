//! `guildhall config`

use clap::Subcommand;

use super::{Failed, Place, say};

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print every value and where it came from.
    #[command(after_help = "Example:\n  guildhall config show --json")]
    Show {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Check the configuration and say what is wrong with it.
    #[command(after_help = "Example:\n  guildhall config check --data /srv/guildhall")]
    Check,
}

pub(super) fn run(place: &Place, command: &Command) -> Result<(), Failed> {
    let loaded = place.config(&[])?;
    match command {
        Command::Check => {
            super::serve::check_tls(place, &loaded.config, &platform::time::Clock::system())?;
            say(format_args!("The configuration is in order."));
        }
        Command::Show { json: true } => {
            let rows: Vec<_> = platform::config::shown(&loaded)
                .into_iter()
                .map(|(key, value, source)| serde_json::json!({"key": key, "value": value, "source": source}))
                .collect();
            say(format_args!("{}", serde_json::to_string_pretty(&rows)?));
        }
        Command::Show { json: false } => {
            for (key, value, source) in platform::config::shown(&loaded) {
                say(format_args!("{key:<26} {value:<28} {source}"));
            }
        }
    }
    Ok(())
}
