//! Opens the browser for whoever sits before this machine.

use std::io::IsTerminal;

/// What decides whether a browser is opened.
#[derive(Clone, Copy, Debug)]
struct Surroundings {
    /// There is a desktop to show a window on.
    has_desktop: bool,
    /// Somebody reads what the server prints.
    has_terminal: bool,
    /// Somebody works here from another machine: the browser would not open before him.
    is_remote: bool,
    /// Started with no word of what to do, as by a click on the file.
    is_bare: bool,
}

impl Surroundings {
    fn look() -> Self {
        let is_set = |names: &[&str]| {
            let mut values = names.iter().filter_map(std::env::var_os);
            values.any(|value| !value.is_empty())
        };
        Self {
            has_desktop: is_set(&["DISPLAY", "WAYLAND_DISPLAY"]),
            has_terminal: std::io::stdout().is_terminal(),
            is_remote: is_set(&["SSH_CONNECTION", "SSH_TTY"]),
            is_bare: std::env::args_os().len() == 1,
        }
    }

    /// By a click there is no terminal, and the browser is all that shows that the server runs.
    /// Without a terminal and with flags, a script or another program started it.
    const fn wants_browser(self) -> bool {
        self.has_desktop && !self.is_remote && (self.has_terminal || self.is_bare)
    }
}

/// Opens the browser if that is sensible.
pub(super) fn open(url: &str) {
    if Surroundings::look().wants_browser() {
        show(url);
    }
}

/// Whether somebody who sits here clicked: nothing was said of what to do.
pub(super) fn was_clicked() -> bool {
    let surroundings = Surroundings::look();
    surroundings.is_bare && surroundings.wants_browser()
}

/// Opens the browser; whether that worked.
pub(super) fn show(url: &str) -> bool {
    let shown = webbrowser::open(url);
    if let Err(error) = &shown {
        tracing::info!(%error, "No browser could be opened");
    }
    shown.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_opens_for_whoever_sits_here_and_for_nobody_else() {
        // (desktop, terminal, remote, bare), browser
        for ((has_desktop, has_terminal, is_remote, is_bare), expected) in [
            ((true, true, false, false), true),
            ((true, true, false, true), true),
            ((true, false, false, true), true),
            ((true, false, false, false), false),
            ((true, true, true, false), false),
            ((true, false, true, true), false),
            ((false, true, false, true), false),
            ((false, false, false, true), false),
        ] {
            let surroundings = Surroundings {
                has_desktop,
                has_terminal,
                is_remote,
                is_bare,
            };
            assert_eq!(surroundings.wants_browser(), expected, "{surroundings:?}");
        }
    }
}
