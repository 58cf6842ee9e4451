//! The command line, as a process of its own.

mod import;
mod seed;

use std::process::{Command, Output};

/// The command, with nothing of this process's surroundings that could change what it does.
pub fn guildhall(data: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guildhall"));
    command
        .env_remove("GUILDHALL_LISTEN")
        .env("GUILDHALL_DATA", data);
    command
}

/// Exit code, standard output and standard error.
pub fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}
