//! A certificate of the server's own making, for a network without an authority. It is made once,
//! kept in the data folder, and made anew before it ends or when it lacks a name that was
//! configured. That another address of the machine comes and goes is no reason: people have
//! compared the fingerprint.

use std::{collections::BTreeSet, net::IpAddr, time::Duration};

use platform::{Time, config::Server, keys};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, date_time_ymd,
};

use crate::{Refused, names, pair::Pair};

/// Certificate and key in one file, so that they always fit.
const FILE: &str = "tls-self-signed.pem";
/// Nearly the longest that browsers take (825 days).
const LIFE: Duration = Duration::from_hours(24 * 823);
/// Made anew so long before it ends.
const SPARE: Duration = Duration::from_hours(24 * 30);

/// The kept certificate, or a new one when there is none that will do.
pub(crate) fn ready(data: &std::path::Path, server: &Server, now: Time) -> Result<Pair, Refused> {
    let wanted = names::configured(server);
    if let Some(kept) = kept(data)
        && is_good(&kept, &wanted, now)
    {
        return Ok(kept);
    }
    let mut names: BTreeSet<String> = wanted.into_iter().collect();
    names.extend(of_this_machine(server));
    let text = make(names.into_iter().collect(), now)?;
    let stored = keys::overwrite(data, FILE, text.as_bytes());
    stored.map_err(|e| Refused::new(format!("keys/{FILE} cannot be written: {e}")))?;
    Ok(Pair::parse(text.as_bytes(), text.as_bytes(), FILE, FILE)?)
}

/// Whether it serves on: it covers what was configured and has not nearly ended.
pub(crate) fn is_good(pair: &Pair, wanted: &[String], now: Time) -> bool {
    let covers = wanted.iter().all(|name| pair.shown.names.contains(name));
    covers && pair.begins_at <= now && now < pair.shown.expires_at.minus(SPARE)
}

/// What was made before. One that is damaged counts as none.
pub(crate) fn kept(data: &std::path::Path) -> Option<Pair> {
    let path = data.join("keys").join(FILE);
    Pair::read(&path, &path).ok()
}

fn make(names: Vec<String>, now: Time) -> Result<String, Refused> {
    let failed = |e: rcgen::Error| Refused::new(format!("no certificate could be made: {e}"));
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)?;
    let mut params = CertificateParams::new(names).map_err(failed)?;
    params.distinguished_name = DistinguishedName::new();
    let title = format!(
        "Guildhall on {}",
        host_name().as_deref().unwrap_or("localhost")
    );
    params.distinguished_name.push(DnType::CommonName, title);
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let begin = now.minus(Duration::from_hours(24 * 7));
    let midnight = |time: Time| {
        let date = time.stamp().to_zoned(jiff::tz::TimeZone::UTC).date();
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        date_time_ymd(i32::from(date.year()), month, day)
    };
    params.not_before = midnight(begin);
    params.not_after = midnight(begin.plus(LIFE));
    let certificate = params.self_signed(&key).map_err(failed)?;
    Ok(format!("{}{}", certificate.pem(), key.serialize_pem()))
}

/// What this machine is called, and its addresses that others can reach.
fn of_this_machine(server: &Server) -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".into(), "::1".into()];
    if let Some(host) = host_name() {
        names.push(format!("{host}.local"));
        names.push(host);
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut addresses: Vec<IpAddr> = interfaces
        .iter()
        .filter(|i| !i.is_link_local() && !i.is_loopback())
        .map(if_addrs::Interface::ip)
        .collect();
    addresses.push(server.listen.ip());
    addresses.retain(|ip| !ip.is_unspecified());
    names.extend(addresses.iter().map(ToString::to_string));
    names
}

/// The machine's name, when it is one that a certificate may hold.
fn host_name() -> Option<String> {
    let name = rustix::system::uname();
    let name = name.nodename().to_str().ok()?.to_ascii_lowercase();
    let first = name.split('.').next()?;
    names::is_host(first).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const NOW: Time = Time::from_millis(1_767_254_400_000);

    fn server(names: &[&str]) -> Server {
        let mut server = Server::default();
        server.tls.names = names.iter().map(|n| (*n).to_owned()).collect();
        server
    }

    #[test]
    fn it_is_made_once_and_anew_before_it_ends_or_for_a_new_name() {
        let folder = tempfile::tempdir().unwrap();
        let ready = |names: &[&str], now| super::ready(folder.path(), &server(names), now).unwrap();
        let first = ready(&[], NOW);
        let path = folder.path().join("keys").join(FILE);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        for name in ["localhost", "127.0.0.1", "::1"] {
            assert!(first.shown.names.iter().any(|n| n == name), "{name}");
        }
        assert!(first.shown.is_self_signed);
        let day = Duration::from_hours(24);
        let kept = first.shown.clone();
        assert_eq!(ready(&[], NOW.plus(day * 700)).shown, kept);
        let renewed = ready(&[], NOW.plus(day * 800)).shown;
        assert_ne!(renewed.fingerprint, kept.fingerprint);
        assert!(renewed.expires_at > NOW.plus(day * 1600));
        let again = NOW.plus(day * 800);
        let named = ready(&["hall.local", "10.1.2.3"], again).shown;
        assert!(named.names.contains(&"hall.local".to_owned()), "{named:?}");
        assert!(named.names.contains(&"10.1.2.3".to_owned()), "{named:?}");
        assert_eq!(ready(&["hall.local"], again).shown, named);
        // One that is damaged counts as none.
        std::fs::write(&path, "nonsense").unwrap();
        assert_ne!(ready(&[], again).shown.fingerprint, named.fingerprint);
        assert_eq!(
            std::fs::read_dir(folder.path().join("keys"))
                .unwrap()
                .count(),
            1
        );
    }
}
