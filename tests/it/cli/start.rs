//! A start by somebody who sits before the machine: with no address given, at a terminal, on a
//! desktop.

use std::{
    fs,
    io::Write,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rustix::process::Signal;

use super::{
    guildhall, said,
    server::{Server, raw},
    upgrade::of_former,
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

/// A browser that writes down what it is shown.
fn browser(folder: &Path) -> PathBuf {
    let browser = folder.join("browser");
    fs::write(&browser, "#!/bin/sh\necho \"$1\" > \"$0.shown\"\n").unwrap();
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
    browser
}

/// A desktop to show a window on, with that browser.
fn on_desktop<'c>(command: &'c mut Command, folder: &Path) -> &'c mut Command {
    command
        .env_remove("SSH_CONNECTION")
        .env_remove("SSH_TTY")
        .env("DISPLAY", ":7")
        .env("BROWSER", browser(folder))
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
        // A shell that stayed between would end by the signal itself, whatever the server did.
        let line = format!(
            "exec {} serve --listen 127.0.0.1:0 --data {}",
            env!("CARGO_BIN_EXE_guildhall"),
            path.join("data").display()
        );
        let mut command = Command::new("script");
        let command = command.args(["-qfec", &line]).arg(path.join("screen"));
        let script = on_desktop(command, path)
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

/// Waits for what the browser is shown: it is a process of its own.
fn shown(folder: &Path) -> String {
    for _ in 0..600 {
        let shown = fs::read_to_string(folder.join("browser.shown")).unwrap_or_default();
        if shown.ends_with('\n') {
            return shown;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the browser was shown nothing");
}

#[test]
fn at_a_terminal_of_a_desktop_the_browser_opens_and_ctrl_c_ends_it() {
    let mut terminal = AtTerminal::start(&[]);
    let screen = terminal.screen("Setup code");
    let address = screen.split("Guildhall is at ").nth(1).unwrap();
    let address = address.split(' ').next().unwrap().to_owned();
    assert!(screen.contains("(stop it with Ctrl+C)"), "{screen}");
    assert_eq!(shown(terminal.path()), format!("{address}\n"));
    assert_eq!(terminal.interrupt(), 0);
}

#[test]
fn from_another_machine_no_browser_opens_here() {
    let mut terminal = AtTerminal::start(&[("SSH_CONNECTION", "192.0.2.1 5 192.0.2.2 22")]);
    terminal.screen("Setup code");
    assert_eq!(terminal.interrupt(), 0);
    assert!(!terminal.path().join("browser.shown").exists());
}

#[test]
fn who_clicks_again_is_shown_the_server_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (path, data) = (folder.path(), folder.path().join("data"));
    for mode in ["off", "self-signed"] {
        let server = Server::start_with(&data, &["--tls", mode]);
        let second = said(&on_desktop(&mut guildhall(&data), path).output().unwrap());
        let scheme = if mode == "off" { "http" } else { "https" };
        let url = format!("{scheme}://{}/", server.address);
        let pid = server.pid();
        let expected =
            format!("Guildhall runs already at {url} as process {pid}; the browser shows it.\n");
        assert_eq!((second.0, second.1), (0, expected), "{}", second.2);
        assert_eq!(shown(path), format!("{url}\n"));
        fs::remove_file(path.join("browser.shown")).unwrap();

        // Whoever says what to do, sits elsewhere or has no desktop is told that the folder is taken.
        let mut with_flags = guildhall(&data);
        on_desktop(&mut with_flags, path).args(["serve", "--listen", "127.0.0.1:0"]);
        let mut from_afar = guildhall(&data);
        on_desktop(&mut from_afar, path).env("SSH_TTY", "/dev/pts/0");
        let mut by_a_script = guildhall(&data);
        by_a_script
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY");
        for mut command in [with_flags, from_afar, by_a_script] {
            let (code, out, error) = said(&command.output().unwrap());
            assert_eq!((code, out.as_str()), (2, ""), "{error}");
            assert!(error.contains(&format!("process {pid}")), "{error}");
        }
        assert!(!path.join("browser.shown").exists());
        assert_eq!(server.terminate().0, 0);
    }
}

/// A server that is held while it brings the data of a former version up to date.
fn held_at_its_upgrade(root: &Path) -> (Server, PathBuf) {
    for n in 0..50 {
        let data = root.join(n.to_string());
        of_former(&data);
        let server = Server::start(&data);
        server.signal(Signal::STOP);
        assert!(
            server.line.contains("shows how far it is"),
            "{}",
            server.line
        );
        // It may have been quicker than the signal.
        if !data.join("db/g00000002/base.json").exists() {
            return (server, data);
        }
        server.kill();
    }
    panic!("every upgrade was over at once");
}

#[test]
fn who_clicks_again_is_shown_how_far_an_upgrade_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let (server, data) = held_at_its_upgrade(path);
    let second = said(&on_desktop(&mut guildhall(&data), path).output().unwrap());
    let url = format!("http://{}/", server.address);
    assert_eq!(second.0, 0, "{}", second.2);
    assert!(second.1.contains(&url), "{}", second.1);
    assert_eq!(shown(path), format!("{url}\n"));
    server.kill();
}
