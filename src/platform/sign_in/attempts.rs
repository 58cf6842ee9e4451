//! Slowing down who guesses passwords: by account and by address of the network.

use std::time::Duration;

use store::Writer;

use super::{LOCKED, queries};
use crate::{
    actor::Origin,
    app::App,
    error::{Error, Result},
    id::{OrganizationId, PersonId},
    journal::{self, Changes},
    secret,
    time::Time,
};

/// How long a failure counts.
pub(super) const WINDOW: Duration = Duration::from_mins(15);
/// The first wait; each further failure doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(30);

/// How many failures within the window are let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits;

impl Limits {
    /// For one account.
    pub const ACCOUNT: u32 = 5;
    /// For one address of the network.
    pub const ADDRESS: u32 = 20;
    /// Mailed links for one account.
    pub const LINKS: u32 = 5;
}

/// What failures are counted under. The account's address is not kept in the clear.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    account: Option<String>,
    address: Option<String>,
}

/// An attempt that was counted and let through.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    keys: Keys,
    /// Whether the account is locked from now on, should this one fail too.
    pub(super) locks: bool,
}

impl Keys {
    pub(super) fn new(account: &str, ip: Option<&str>) -> Self {
        Self {
            account: Some(format!("account:{}", hidden(account))),
            address: ip.map(|ip| format!("address:{}", network(ip))),
        }
    }

    /// For attempts at no account in particular.
    pub(super) fn of_network(ip: Option<&str>) -> Self {
        Self {
            account: None,
            address: ip.map(|ip| format!("address:{}", network(ip))),
        }
    }
}

fn hidden(account: &str) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&secret::hash(account)[..16])
}

/// One household or company has one IPv4 address or one IPv6 network of 64 bits.
fn network(ip: &str) -> String {
    match ip.parse::<std::net::Ipv6Addr>() {
        Ok(v6) => {
            let s = v6.segments();
            format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
        }
        Err(_) => ip.to_owned(),
    }
}

/// How long to wait after `failures` of which the last was `since_last` ago: nothing below the
/// limit, then 30 s doubling with each failure, at most the whole window. Rounded up to seconds, so
/// that who waits as told is let through.
pub fn wait(failures: u32, limit: u32, since_last: Duration) -> Option<Duration> {
    let beyond = failures.checked_sub(limit)?;
    let whole = FIRST_WAIT.saturating_mul(1 << beyond.min(5)).min(WINDOW);
    let left = whole.checked_sub(since_last).filter(|l| !l.is_zero())?;
    Some(Duration::from_secs(left.as_millis().div_ceil(1000) as u64))
}

/// Counts an attempt before it is made; 429 when there were too many. What is turned away does not
/// count.
pub(super) async fn count(app: &App, keys: Keys, origin: &Origin) -> Result<Attempt> {
    let (origin, now) = (origin.clone(), app.clock.now());
    app.write(move |tx| {
        let mut locks = false;
        let limits = [
            (keys.account.as_ref(), Limits::ACCOUNT),
            (keys.address.as_ref(), Limits::ADDRESS),
        ];
        for (key, limit) in limits.iter().filter_map(|(k, l)| Some(((*k)?, *l))) {
            let (failures, last) = queries::failures(tx, key, now.minus(WINDOW), now)?;
            if let Some(after) = wait(failures, limit, now.since(last)) {
                return Err(Error::too_many("too-many-attempts", after)
                    .arg("minutes", after.as_secs().div_ceil(60)));
            }
            queries::insert(tx, key, now)?;
            if failures + 1 == limit {
                if Some(key) == keys.account.as_ref() {
                    locks = true;
                } else {
                    note_lock(tx, "address", None, &origin, now)?;
                }
            }
        }
        Ok(Attempt { keys, locks })
    })
    .await
}

/// Notes that a link was asked for an account, known or not; false when there were so many lately
/// that no further one is mailed.
pub(crate) fn may_mail(tx: &Writer<'_>, account: &str, now: Time) -> Result<bool> {
    let key = format!("link:{}", hidden(account));
    let (asked, _) = queries::failures(tx, &key, now.minus(WINDOW), now)?;
    queries::insert(tx, &key, now)?;
    Ok(asked < Limits::LINKS)
}

/// Notes that an account or an address of the network is turned away for a while.
pub(super) fn note_lock(
    tx: &Writer<'_>,
    by: &str,
    whose: Option<(OrganizationId, PersonId)>,
    origin: &Origin,
    now: Time,
) -> Result<()> {
    let (organization, person) = whose.unzip();
    let changes = Changes::none().field("by", "", by);
    journal::record_system(tx, organization, origin, now, LOCKED, person, changes)?;
    Ok(())
}

/// The right password: the account's failures are forgotten, and this attempt is taken back from
/// the address.
pub(crate) fn forgive(tx: &Writer<'_>, attempt: &Attempt) -> Result<()> {
    if let Some(account) = &attempt.keys.account {
        queries::forget(tx, account)?;
    }
    if let Some(address) = &attempt.keys.address {
        queries::forget_newest(tx, address)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_ends() {
        let secs = Duration::from_secs;
        for (failures, since, expected) in [
            (4, 0, None),
            (5, 0, Some(30)),
            (5, 29, Some(1)),
            (5, 30, None),
            (6, 0, Some(60)),
            (9, 0, Some(480)),
            (10, 0, Some(900)),
            (4_000_000, 0, Some(900)),
        ] {
            assert_eq!(
                wait(failures, 5, secs(since)),
                expected.map(secs),
                "{failures} {since}"
            );
        }
        assert_eq!(wait(5, 5, Duration::from_millis(29_500)), Some(secs(1)));
    }

    #[test]
    fn a_network_is_one_address() {
        let key = |ip| Keys::new("a", Some(ip)).address;
        assert_eq!(key("2001:db8:1:2:3:4:5:6"), key("2001:db8:1:2:ffff::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_ne!(key("10.0.0.1"), key("10.0.0.2"));
    }
}
