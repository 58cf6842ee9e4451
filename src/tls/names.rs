//! The names that a certificate is for.

use std::net::IpAddr;

use platform::config::Server;

use crate::Refused;

/// What the operator named: `names` and the host of `public_url`, in small letters, each once.
pub(crate) fn configured(server: &Server) -> Vec<String> {
    let public = server.public_url.as_deref().and_then(host_of);
    let named = server.tls.names.iter().map(String::as_str);
    let mut names: Vec<String> = Vec::new();
    for text in named.chain(public) {
        let name = match text.parse::<IpAddr>() {
            Ok(address) => address.to_string(),
            Err(_) => text.to_ascii_lowercase(),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Refuses names that no certificate can hold.
pub(crate) fn check(server: &Server) -> Result<(), Refused> {
    let names = configured(server);
    let wrong = names
        .iter()
        .find(|name| name.parse::<IpAddr>().is_err() && !is_host(name));
    match wrong {
        Some(name) => Err(Refused::new(format!(
            "server.tls.names: {name:?} is no host name and no address"
        ))),
        None => Ok(()),
    }
}

/// Whether it is a host name: labels of letters, digits and hyphens between dots.
pub(crate) fn is_host(name: &str) -> bool {
    let is_label = |label: &str| {
        let letters = label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        letters
            && (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

/// The host of an address: `hall.example` of `https://hall.example:8443/x`.
fn host_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = match authority.strip_prefix('[') {
        Some(six) => six.split(']').next()?,
        None => authority.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(public_url: &str, names: &[&str]) -> Server {
        let mut server = Server {
            public_url: (!public_url.is_empty()).then(|| public_url.to_owned()),
            ..Server::default()
        };
        server.tls.names = names.iter().map(|n| (*n).to_owned()).collect();
        server
    }

    #[test]
    fn the_public_address_is_among_the_names_and_each_stands_once() {
        for (public_url, names, expected) in [
            ("", &[][..], &[][..]),
            ("https://hall.example/", &[], &["hall.example"]),
            (
                "https://Hall.Example:8443",
                &["hall.example", "HALL.local"],
                &["hall.example", "hall.local"],
            ),
            (
                "https://[2001:db8::7]:8443/x",
                &["10.0.0.7"],
                &["10.0.0.7", "2001:db8::7"],
            ),
        ] {
            let found = configured(&server(public_url, names));
            assert_eq!(found, expected, "{public_url} {names:?}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for (name, is_good) in [
            ("hall.example", true),
            ("hall", true),
            ("10.0.0.7", true),
            ("2001:db8::7", true),
            ("xn--mgbh0fb.example", true),
            ("*.example", false),
            ("hall example", false),
            ("-hall.example", false),
            ("hall..example", false),
            ("https://hall.example", false),
            ("قاعة.example", false),
            ("", false),
        ] {
            let checked = check(&server("", &[name]));
            assert_eq!(checked.is_ok(), is_good, "{name}");
        }
    }
}
