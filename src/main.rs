//! Parses the command line and calls the command.

use std::process::ExitCode;

fn main() -> ExitCode {
    guildhall::cli::run()
}
