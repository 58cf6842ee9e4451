//! Backups without a file: `guildhall backup -` and `guildhall restore -`.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use super::{backup::Scratch, guildhall, said};
use crate::support::OWNER;

/// What `backup -` writes, with its code and what it says.
fn saved(data: &Path) -> (Vec<u8>, i32, String) {
    let output = guildhall(data).args(["backup", "-"]).output().unwrap();
    let (code, _, error) = said(&output);
    (output.stdout, code, error)
}

fn restore(data: &Path, archive: &[u8]) -> Output {
    let mut child = guildhall(data)
        .args(["restore", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have heard enough.
    let _ = child.stdin.take().unwrap().write_all(archive);
    child.wait_with_output().unwrap()
}

#[test]
fn a_backup_goes_through_a_pipe_and_back() {
    let scratch = Scratch::new();
    let (archive, code, error) = saved(&scratch.data);
    assert_eq!(code, 0, "{error}");
    // Nothing but the archive is in the pipe.
    assert_eq!(archive[..4], [0x28, 0xb5, 0x2f, 0xfd]);
    let length = archive.len() as f64 / 1024.0;
    assert!(error.contains("to standard output: 0 files"), "{error}");
    assert!(
        error.contains(&format!("as {length:.1} KiB compressed")),
        "{error}"
    );
    let other = scratch.path("other");
    let (code, _, error) = said(&restore(&other, &archive));
    assert_eq!(code, 0, "{error}");
    let output = guildhall(&other).args(["user", "list"]).output().unwrap();
    assert!(said(&output).1.contains(OWNER));
}

#[test]
fn one_that_was_cut_on_the_way_is_refused() {
    let scratch = Scratch::new();
    let (archive, ..) = saved(&scratch.data);
    let other = scratch.path("other");
    for length in [0, 10, archive.len() / 2, archive.len() - 1] {
        let (code, _, error) = said(&restore(&other, &archive[..length]));
        assert!(code == 1 && error.contains("damaged"), "{length}: {error}");
        assert!(!other.exists());
    }
}

#[test]
fn who_reads_no_further_is_told_of() {
    let scratch = Scratch::new();
    let mut child = guildhall(&scratch.data)
        .args(["backup", "-"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let (code, _, error) = said(&child.wait_with_output().unwrap());
    assert!(
        code == 1 && error.contains("standard output: Broken pipe"),
        "{error}"
    );
}

#[test]
fn a_terminal_is_neither_written_to_nor_read_from() {
    let scratch = Scratch::new();
    for (command, expected) in [
        ("backup -", "nothing to read on a terminal"),
        ("restore -", "no backup on standard input"),
    ] {
        let line = format!("{} {command}", env!("CARGO_BIN_EXE_guildhall"));
        let output = Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .env("GUILDHALL_DATA", &scratch.data)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let (code, out, _) = said(&output);
        assert!(code == 2 && out.contains(expected), "{code} {out}");
    }
    let output = guildhall(&scratch.data)
        .args(["restore", "-", "--passphrase-file", "-"])
        .output()
        .unwrap();
    let (code, _, error) = said(&output);
    assert!(code == 2 && error.contains("cannot be both"), "{error}");
}
