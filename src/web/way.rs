//! Which way a request came: who asks, by which scheme, for which host. A connection says so
//! itself; what headers claim counts only when a trusted proxy wrote them.

use std::net::IpAddr;

use http::{HeaderMap, Uri, header, uri::Authority};
use platform::config::{ProxyHeader, Server};

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// The visitor's address.
    pub client: Option<IpAddr>,
    /// Whether the visitor speaks https, to the server or to a trusted proxy before it.
    pub is_https: bool,
    /// The host that the visitor asked for, with its port if it is not the scheme's own.
    pub host: Option<String>,
    /// Whether a program of the machine that the server runs on asks, for itself.
    pub is_local: bool,
}

/// One step of the way, as the proxy behind it described it.
#[derive(Clone, Debug, Default)]
struct Hop {
    /// Whom the proxy got the request from; nothing when it does not say so in a way that can be
    /// read.
    client: Option<IpAddr>,
    scheme: Option<String>,
    host: Option<String>,
}

impl Way {
    /// The way of a request that came from `peer`.
    pub fn of(server: &Server, peer: Option<IpAddr>, uri: &Uri, headers: &HeaderMap) -> Self {
        let peer = peer.map(|ip| ip.to_canonical());
        let direct = Self {
            client: peer,
            is_https: server.is_https(),
            host: asked_host(uri, headers),
            is_local: is_local(server, peer, headers),
        };
        let is_trusted = |ip: IpAddr| server.trusted_proxies.iter().any(|n| n.contains(ip));
        if !peer.is_some_and(is_trusted) {
            return direct;
        }
        let hops = match server.proxy_header {
            ProxyHeader::XForwarded => x_forwarded(headers),
            ProxyHeader::Forwarded => forwarded(headers),
        };
        let mut way = direct.clone();
        // From the right: the nearest proxy wrote last. What stands left of the first address that
        // is not trusted was written by whoever asks.
        for hop in hops.into_iter().rev() {
            way.is_https = match hop.scheme.as_deref() {
                Some(scheme) => scheme.eq_ignore_ascii_case("https") || direct.is_https,
                None => way.is_https,
            };
            way.host = hop.host.or(way.host);
            let Some(client) = hop.client else {
                break;
            };
            way.client = Some(client);
            if !is_trusted(client) {
                break;
            }
        }
        way
    }
}

/// The host of the request line (HTTP/2 has it there alone) or of the header.
fn asked_host(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let header = || headers.get(header::HOST)?.to_str().ok().map(str::to_owned);
    uri.authority().map(ToString::to_string).or_else(header)
}

/// Whether `peer` is a program of this machine that asks for itself. A proxy on the machine comes
/// from the same address; it says for whom it asks, or asks for a host by its name, and where it
/// may do neither the configuration names the proxy or the address that people type.
fn is_local(server: &Server, peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
    const FORWARDED: [&str; 5] = [
        "forwarded",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-real-ip",
    ];
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let host = host.and_then(|h| h.parse::<Authority>().ok());
    let host_is_local = host.is_some_and(|host| {
        let name = host.host().trim_start_matches('[').trim_end_matches(']');
        name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    });
    let stands_alone = server.trusted_proxies.is_empty() && server.public_url.is_none();
    stands_alone
        && peer.is_some_and(|peer| peer.is_loopback())
        && host_is_local
        && !FORWARDED.iter().any(|name| headers.contains_key(*name))
}

/// The values of a header whose elements are parted by commas, from left to right.
fn elements(headers: &HeaderMap, name: &str) -> Vec<String> {
    let lines = headers.get_all(name).iter();
    lines
        // A line that is no text is one element that says nothing.
        .flat_map(|line| line.to_str().unwrap_or_default().split(','))
        .map(|element| element.trim().to_owned())
        .collect()
}

/// `X-Forwarded-For`, and the scheme and host that belong to each of its addresses. A proxy that
/// gives one scheme for all speaks of the outermost, whose visitor is the one who asks.
fn x_forwarded(headers: &HeaderMap) -> Vec<Hop> {
    let clients = elements(headers, "x-forwarded-for");
    let count = clients.len().max(1);
    let aligned = |name: &str| {
        let values = elements(headers, name);
        let missing = count.saturating_sub(values.len());
        let surplus = values.len().saturating_sub(count);
        let first = values.first().cloned();
        let padding = std::iter::repeat_n(first, missing);
        let rest = values.into_iter().skip(surplus).map(Some);
        padding.chain(rest).collect::<Vec<_>>()
    };
    let (schemes, hosts) = (aligned("x-forwarded-proto"), aligned("x-forwarded-host"));
    let said = |values: &[Option<String>], n: usize| values.get(n).cloned().flatten();
    (0..count)
        .map(|n| Hop {
            client: clients.get(n).and_then(|text| address(text)),
            scheme: said(&schemes, n).filter(|s| !s.is_empty()),
            host: said(&hosts, n).filter(|s| !s.is_empty()),
        })
        .collect()
}

/// `Forwarded` (RFC 7239).
fn forwarded(headers: &HeaderMap) -> Vec<Hop> {
    let hop = |element: &String| {
        let mut hop = Hop::default();
        for pair in element.split(';') {
            let Some((name, value)) = pair.split_once('=') else {
                continue;
            };
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "for" => hop.client = address(value),
                "proto" => hop.scheme = Some(value.to_owned()),
                "host" => hop.host = Some(value.to_owned()),
                _ => {}
            }
        }
        hop
    };
    elements(headers, "forwarded").iter().map(hop).collect()
}

/// An address, perhaps with a port: `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::7`,
/// `[2001:db8::7]:4711`. Names such as `unknown` are none.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let plain = || text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|a| a.ip());
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let found = plain().or_else(with_port).or_else(in_brackets);
    found.map(|ip: IpAddr| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use http::{HeaderName, HeaderValue};

    use super::*;

    const PROXY: &str = "10.0.0.1";
    const XFF: &str = "x-forwarded-for";
    const XFP: &str = "x-forwarded-proto";
    const XFH: &str = "x-forwarded-host";

    fn way(by: ProxyHeader, peer: &str, pairs: &[(&'static str, &str)]) -> Way {
        let server = Server {
            trusted_proxies: vec!["10.0.0.0/24".parse().unwrap(), "fd00::1".parse().unwrap()],
            proxy_header: by,
            ..Server::default()
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("inner:8080"));
        for (name, value) in pairs {
            let value = HeaderValue::from_str(value).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        let uri = Uri::from_static("/forum");
        Way::of(&server, Some(peer.parse().unwrap()), &uri, &headers)
    }

    fn client(by: ProxyHeader, peer: &str, pairs: &[(&'static str, &str)]) -> String {
        way(by, peer, pairs).client.unwrap().to_string()
    }

    #[test]
    fn the_address_is_the_last_that_no_trusted_proxy_has() {
        for (peer, pairs, expected) in [
            // Nobody but the proxies is believed.
            ("203.0.113.9", &[(XFF, "198.51.100.1")][..], "203.0.113.9"),
            ("10.0.1.1", &[(XFF, "198.51.100.1")], "10.0.1.1"),
            (PROXY, &[(XFF, "198.51.100.1")], "198.51.100.1"),
            ("::ffff:10.0.0.1", &[(XFF, "198.51.100.1")], "198.51.100.1"),
            ("fd00::1", &[(XFF, "2001:db8::9")], "2001:db8::9"),
            // What the visitor wrote himself stands to the left.
            (PROXY, &[(XFF, "1.2.3.4, 198.51.100.1")], "198.51.100.1"),
            (
                PROXY,
                &[(XFF, "1.2.3.4"), (XFF, "198.51.100.1")],
                "198.51.100.1",
            ),
            // A chain of proxies.
            (
                PROXY,
                &[(XFF, "1.2.3.4, 198.51.100.1, 10.0.0.7")],
                "198.51.100.1",
            ),
            (PROXY, &[(XFF, "10.0.0.9, 10.0.0.7")], "10.0.0.9"),
            // Ports, brackets.
            (PROXY, &[(XFF, "198.51.100.1:4711")], "198.51.100.1"),
            (PROXY, &[(XFF, "[2001:db8::9]:4711")], "2001:db8::9"),
            (PROXY, &[(XFF, "[2001:db8::9]")], "2001:db8::9"),
            // What cannot be read ends the chain: nothing left of it is believed.
            (PROXY, &[(XFF, "198.51.100.1, unknown")], PROXY),
            (
                PROXY,
                &[(XFF, "198.51.100.1, unknown, 10.0.0.7")],
                "10.0.0.7",
            ),
            (PROXY, &[(XFF, "198.51.100.1,")], PROXY),
            (PROXY, &[(XFF, "")], PROXY),
            (PROXY, &[], PROXY),
            // The other header does not count beside it.
            (PROXY, &[("forwarded", "for=1.2.3.4")], PROXY),
            (
                PROXY,
                &[("forwarded", "for=1.2.3.4"), (XFF, "198.51.100.1")],
                "198.51.100.1",
            ),
        ] {
            let found = client(ProxyHeader::XForwarded, peer, pairs);
            assert_eq!(found, expected, "{peer} {pairs:?}");
        }
    }

    #[test]
    fn the_header_of_the_standard_counts_when_it_was_chosen() {
        for (peer, value, expected) in [
            ("203.0.113.9", "for=198.51.100.1", "203.0.113.9"),
            (PROXY, "for=198.51.100.1", "198.51.100.1"),
            (
                PROXY,
                "For=\"[2001:db8::9]:4711\";proto=https",
                "2001:db8::9",
            ),
            (
                PROXY,
                "for=1.2.3.4, for=198.51.100.1;by=10.0.0.7, for=10.0.0.7",
                "198.51.100.1",
            ),
            (PROXY, "for=198.51.100.1, for=_hidden", PROXY),
            (PROXY, "for=198.51.100.1, for=unknown", PROXY),
            (PROXY, "for=198.51.100.1, proto=https", PROXY),
            (PROXY, "nonsense", PROXY),
        ] {
            let pairs = [("forwarded", value), (XFF, "192.0.2.66")];
            let found = client(ProxyHeader::Forwarded, peer, &pairs);
            assert_eq!(found, expected, "{peer} {value}");
        }
    }

    #[test]
    fn scheme_and_host_belong_to_the_step_of_the_visitor() {
        let by = ProxyHeader::XForwarded;
        for (peer, pairs, is_https, host) in [
            (
                "203.0.113.9",
                &[(XFP, "https"), (XFH, "hall.example")][..],
                false,
                "inner:8080",
            ),
            (
                PROXY,
                &[(XFF, "198.51.100.1"), (XFP, "https"), (XFH, "hall.example")],
                true,
                "hall.example",
            ),
            (PROXY, &[(XFP, "https")], true, "inner:8080"),
            (
                PROXY,
                &[(XFF, "198.51.100.1"), (XFP, "http")],
                false,
                "inner:8080",
            ),
            (
                PROXY,
                &[(XFF, "198.51.100.1, 10.0.0.7"), (XFP, "https, http")],
                true,
                "inner:8080",
            ),
            (
                PROXY,
                &[(XFF, "198.51.100.1, 10.0.0.7"), (XFP, "https")],
                true,
                "inner:8080",
            ),
            // A visitor who writes a step of his own in front changes nothing.
            (
                PROXY,
                &[(XFF, "1.2.3.4, 198.51.100.1"), (XFP, "https, http")],
                false,
                "inner:8080",
            ),
            (
                PROXY,
                &[(XFF, "198.51.100.1"), (XFP, "https, http")],
                false,
                "inner:8080",
            ),
            (
                PROXY,
                &[(XFF, "198.51.100.1"), (XFH, "evil.example, hall.example")],
                false,
                "hall.example",
            ),
        ] {
            let way = way(by, peer, pairs);
            let found = (way.is_https, way.host.unwrap());
            assert_eq!(found, (is_https, host.to_owned()), "{peer} {pairs:?}");
        }
    }

    #[test]
    fn scheme_and_host_of_the_standard_header_do_too() {
        let value = "for=1.2.3.4;proto=http;host=evil.example, for=198.51.100.1;proto=https;host=\"hall.example:8443\"";
        let way = way(ProxyHeader::Forwarded, PROXY, &[("forwarded", value)]);
        assert_eq!(
            (way.is_https, way.host.as_deref()),
            (true, Some("hall.example:8443"))
        );
    }

    #[test]
    fn http_2_names_the_host_in_the_request_line() {
        let uri = Uri::from_static("https://hall.example/forum");
        let way = Way::of(&Server::default(), None, &uri, &HeaderMap::new());
        assert_eq!(way.host.as_deref(), Some("hall.example"));
    }
}
