//! A second start by a click, while a server has the folder. Whoever clicks wants to see Guildhall,
//! not to hear why there is no second one: he is shown the one that runs.

use std::{path::Path, sync::Arc};

use platform::{standby, time::Clock};
use store::{Frozen, OpenError, Reader};

use super::{
    Place, desktop,
    promote::ask::{self, Answer},
    say,
};

/// Shows the running server in the browser, if the start was by a click and the server is found.
pub(super) fn show(place: &Place, held: &OpenError) -> bool {
    let &OpenError::Locked { pid, .. } = held else {
        return false;
    };
    if !desktop::was_clicked() {
        return false;
    }
    let Some(url) = address(&place.data).filter(|url| desktop::show(url)) else {
        return false;
    };
    let process = pid.map_or_else(String::new, |pid| format!(" as process {pid}"));
    say(format_args!(
        "Guildhall runs already at {url}{process}; the browser shows it."
    ));
    true
}

/// Where the server of a folder answers: one of the addresses that it noted, by its own name or that
/// of every machine for itself.
fn address(data: &Path) -> Option<String> {
    let clock = Clock::system();
    let now: store::Clock = Arc::new(move || clock.now().stamp());
    let read = |db: &Reader<'_>| standby::main(db).map_err(crate::StartError::from);
    let (_, main) = Frozen::of_folder(data, &now, read).ok()?;
    let main = main?;
    let noted = main.addresses.iter();
    let mut urls = noted.flat_map(|url| [Some(url.clone()), here(url)].into_iter().flatten());
    urls.find(|url| ask::who(url) == Answer::Main(main.instance.clone()))
}

/// The same port under the name that every machine has for itself.
fn here(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.trim_end_matches('/');
    let (_, port) = authority.rsplit_once(':')?;
    port.parse::<u16>().ok()?;
    Some(format!("{scheme}://localhost:{port}/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_also_looked_for_on_this_machine() {
        for (url, expected) in [
            ("http://hall:8080/", Some("http://localhost:8080/")),
            ("https://[::1]:8443/", Some("https://localhost:8443/")),
            ("https://hall.example/", None),
            ("https://[2001:db8::7]/", None),
            ("nonsense", None),
        ] {
            assert_eq!(here(url).as_deref(), expected, "{url}");
        }
    }
}
