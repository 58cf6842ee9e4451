//! A start by somebody who sits before the machine: with no address given, at a terminal, on a
//! desktop.

use std::{
    fs,
    io::Write,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use super::{
    guildhall,
    server::{Server, raw},
};

#[test]
fn without_an_address_it_goes_next_door_when_its_port_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    // Should it be taken already, so much the better.
    let _held = TcpListener::bind("127.0.0.1:8080");
    let server = Server::run(&mut guildhall(&folder.path().join("data")));
    let port = server.address.port();
    assert_ne!(port, 8080);
    let said = format!("Port 8080 is taken; using {port}.\n");
    assert_eq!(server.before, said);
    let expected = format!("Guildhall is at http://127.0.0.1:{port}/ (stop it with Ctrl+C)\n");
    assert_eq!(server.line, expected);
    let request = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(raw(server.address, request).unwrap().0, 200);
    assert_eq!(server.terminate().0, 0);
}

/// A server on a terminal of its own, on a desktop whose browser writes down what it is shown.
struct AtTerminal {
    script: Child,
    folder: tempfile::TempDir,
}

impl AtTerminal {
    fn start(variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let browser = path.join("browser");
        fs::write(&browser, "#!/bin/sh\necho \"$1\" > \"$0.shown\"\n").unwrap();
        fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
        // A shell that stayed between would end by the signal itself, whatever the server did.
        let command = format!(
            "exec {} serve --listen 127.0.0.1:0 --data {}",
            env!("CARGO_BIN_EXE_guildhall"),
            path.join("data").display()
        );
        let script = Command::new("script")
            .args(["-qfec", &command])
            .arg(path.join("screen"))
            .env_remove("SSH_CONNECTION")
            .env_remove("SSH_TTY")
            .env("DISPLAY", ":7")
            .env("BROWSER", browser)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self { script, folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Waits until the screen shows something.
    fn screen(&self, part: &str) -> String {
        for _ in 0..600 {
            let screen = fs::read(self.path().join("screen")).unwrap_or_default();
            let screen = String::from_utf8_lossy(&screen).into_owned();
            if screen.contains(part) {
                return screen;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the screen never showed {part}");
    }

    fn shown(&self) -> Option<String> {
        fs::read_to_string(self.path().join("browser.shown")).ok()
    }

    /// Ends it with Ctrl+C; its exit code.
    fn interrupt(&mut self) -> i32 {
        let mut keyboard = self.script.stdin.take().unwrap();
        keyboard.write_all(b"\x03").unwrap();
        self.script.wait().unwrap().code().unwrap()
    }
}

impl Drop for AtTerminal {
    fn drop(&mut self) {
        let _ = self.script.kill();
        let _ = self.script.wait();
    }
}

#[test]
fn at_a_terminal_of_a_desktop_the_browser_opens_and_ctrl_c_ends_it() {
    let mut terminal = AtTerminal::start(&[]);
    let screen = terminal.screen("Setup code");
    let address = screen.split("Guildhall is at ").nth(1).unwrap();
    let address = address.split(' ').next().unwrap().to_owned();
    assert!(screen.contains("(stop it with Ctrl+C)"), "{screen}");
    // The browser is a process of its own; the server's end comes after it was shown the address.
    for _ in 0..600 {
        if terminal.shown().is_some_and(|s| s.ends_with('\n')) {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(terminal.shown(), Some(format!("{address}\n")));
    assert_eq!(terminal.interrupt(), 0);
}

#[test]
fn from_another_machine_no_browser_opens_here() {
    let mut terminal = AtTerminal::start(&[("SSH_CONNECTION", "192.0.2.1 5 192.0.2.2 22")]);
    terminal.screen("Setup code");
    assert_eq!(terminal.interrupt(), 0);
    assert_eq!(terminal.shown(), None);
}
