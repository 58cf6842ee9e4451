//! Parses the command line and calls the command.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
