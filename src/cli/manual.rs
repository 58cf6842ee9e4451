//! `guildhall manual`: man pages and shell completions, from the same definitions that the command
//! line is parsed by. Packages are made with it.

use std::{io::Write, path::PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};

use super::{Cli, Failed};

/// Where to.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The folder to write to; it must be there.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The date that the pages carry.
    #[arg(long, default_value = "", value_name = "YYYY-MM-DD")]
    date: String,
}

pub(super) fn run(flags: &Flags) -> Result<(), Failed> {
    let mut command = Cli::command().disable_help_subcommand(true);
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut command, "guildhall", &flags.folder)?;
    }
    command.build();
    pages(&command, flags, true)
}

fn pages(command: &Command, flags: &Flags, top: bool) -> Result<(), Failed> {
    let page = Man::new(command.clone())
        .date(&flags.date)
        .source(format!("guildhall {}", crate::VERSION))
        .manual("Guildhall");
    let mut file = std::fs::File::create(flags.folder.join(page.get_filename()))?;
    page.render_title(&mut file)?;
    page.render_name_section(&mut file)?;
    page.render_synopsis_section(&mut file)?;
    page.render_description_section(&mut file)?;
    page.render_options_section(&mut file)?;
    let below: Vec<_> = command
        .get_subcommands()
        .filter(|c| !c.is_hide_set())
        .collect();
    if !below.is_empty() {
        page.render_subcommands_section(&mut file)?;
    }
    if top {
        surroundings().to_writer(&mut file)?;
    }
    if let Some(text) = command.get_after_help() {
        examples(&text.to_string()).to_writer(&mut file)?;
    }
    file.flush()?;
    below.into_iter().try_for_each(|c| pages(c, flags, false))
}

/// The examples of `--help`, line by line, without their heading.
fn examples(help: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in help.lines().filter(|line| !line.starts_with("Example")) {
        roff.text([roman(line.trim())]);
    }
    roff.control("fi", []);
    roff
}

/// What the definitions of the command line do not say.
fn surroundings() -> Roff {
    let mut roff = Roff::new();
    let mut section = |title: &str, rows: &[(&str, &str)]| {
        roff.control("SH", [title]);
        for (name, text) in rows {
            roff.control("TP", [])
                .text([bold(*name)])
                .text([roman(*text)]);
        }
    };
    section(
        "EXIT STATUS",
        &[
            ("0", "Done."),
            ("1", "Failed; standard error says why and what to do."),
            (
                "2",
                "Used wrongly, or another process holds the data folder.",
            ),
        ],
    );
    section(
        "ENVIRONMENT",
        &[
            ("GUILDHALL_DATA", "The data folder, as --data."),
            ("GUILDHALL_LISTEN", "Address and port, as --listen."),
            (
                "GUILDHALL_SECTION__KEY",
                "Any key of the configuration, e.g. GUILDHALL_LOG__LEVEL for level in [log]. It \
                 wins over config.toml and loses to a flag.",
            ),
        ],
    );
    section(
        "FILES",
        &[
            (
                "./guildhall-data",
                "The data folder where --data names no other. Copying it, also while the server \
                 runs, is the backup.",
            ),
            (
                "config.toml",
                "In the data folder: the configuration. \"guildhall config show\" lists every key.",
            ),
            (
                "logs/",
                "In the data folder: the log, unless the journal has it. The file changed last is \
                 the newest.",
            ),
            (
                "/var/lib/guildhall",
                "The data folder of the Debian package's service.",
            ),
            (
                "/etc/default/guildhall",
                "Environment of the Debian package's service.",
            ),
        ],
    );
    roff
}
