//! The command line, as a process of its own.

mod backup;
mod commands;
mod config;
mod damaged_backup;
mod disk;
mod doctor;
mod https;
mod import;
mod log;
mod manual;
mod promote;
mod rollback;
mod seed;
pub mod server;
mod standby;
mod start;
mod stream;
mod upgrade;

use std::{
    path::Path,
    process::{Command, Output},
};

use crate::support::{OWNER, PASSWORD};

/// The command, with nothing of this process's surroundings that could change what it does.
pub fn guildhall(data: &Path) -> Command {
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

/// Sets a folder up for the owner of these tests.
pub fn set_up(data: &Path) {
    let (code, _, error) = set_up_with(data, &[]);
    assert_eq!(code, 0, "{error}");
}

/// The same with other flags.
pub fn set_up_with(data: &Path, other: &[(&str, &str)]) -> (i32, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, PASSWORD).unwrap();
    let mut flags = vec![
        ("--org", "Harbour Works"),
        ("--email", OWNER),
        ("--first-name", "Olivia"),
        ("--last-name", "Owner"),
        ("--password-file", secret.to_str().unwrap()),
    ];
    flags.retain(|(name, _)| !other.iter().any(|(o, _)| o == name));
    flags.extend(other);
    let mut command = guildhall(data);
    command.arg("setup");
    for (name, value) in flags {
        command.args([name, value]);
    }
    said(&command.output().unwrap())
}
