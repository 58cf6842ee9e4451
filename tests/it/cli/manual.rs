//! `guildhall manual`: what the packages carry for `man` and the shells.

use std::{fs, process::Command};

#[test]
fn every_command_has_a_page_and_every_shell_its_completions() {
    let folder = tempfile::tempdir().unwrap();
    let written = Command::new(env!("CARGO_BIN_EXE_guildhall"))
        .arg("manual")
        .arg(folder.path())
        .args(["--date", "2026-01-31"])
        .status()
        .unwrap();
    assert!(written.success());
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let main = read("guildhall.1");
    for said in ["2026-01-31", "EXIT STATUS", "GUILDHALL_DATA", "EXAMPLES"] {
        assert!(main.contains(said), "{said}");
    }
    for page in ["serve", "user-create", "config-check", "version"] {
        assert!(
            read(&format!("guildhall-{page}.1")).contains("EXAMPLES"),
            "{page}"
        );
    }
    assert!(!folder.path().join("guildhall-manual.1").exists());
    for shell in ["guildhall.bash", "_guildhall", "guildhall.fish"] {
        assert!(read(shell).contains("doctor"), "{shell}");
    }
}
