//! A second start by a click, while a server has the folder. Whoever clicks wants to see Guildhall,
//! not to hear why there is no second one: he is shown the one that runs, or how far it is with
//! what it does before.

use store::OpenError;

use super::{desktop, promote::ask, say};

/// Shows the server that has the folder in the browser, if the start was by a click and somebody
/// listens where it noted that it answers.
pub(super) fn show(held: &OpenError) -> bool {
    let OpenError::Locked { pid, url, .. } = held else {
        return false;
    };
    let listening = url.as_ref().filter(|url| ask::listens(url));
    let Some(url) = listening.filter(|_| desktop::was_clicked()) else {
        return false;
    };
    if !desktop::show(url) {
        return false;
    }
    let process = pid.map_or_else(String::new, |pid| format!(" as process {pid}"));
    say(format_args!(
        "Guildhall runs already at {url}{process}; the browser shows it."
    ));
    true
}
