//! A mail address, parsed once.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Message;

/// A mail address that may stand in a header as it is: ASCII, one `@`, no quotes, no spaces.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// Reads an address as people type it; spaces around it do not matter.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Message::new("required"));
        }
        let valid = text.len() <= 254
            && text
                .rsplit_once('@')
                .is_some_and(|(local, domain)| is_local(local) && is_domain(domain));
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(Message::new("email-invalid"))
        }
    }

    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which addresses are compared.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The part after the `@`, in lower case.
    pub fn domain(&self) -> String {
        self.key().rsplit('@').next().unwrap_or_default().to_owned()
    }
}

fn is_local(local: &str) -> bool {
    let atom = |a: &str| {
        !a.is_empty()
            && a.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b))
    };
    local.len() <= 64 && local.split('.').all(atom)
}

fn is_domain(domain: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    (domain.contains('.') || domain.eq_ignore_ascii_case("localhost"))
        && domain.split('.').all(label)
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Email {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        Self::parse(&text).map_err(|_| "not a mail address")
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_start_another_header_is_no_address() {
        for bad in [
            "",
            "a",
            "a@",
            "@b.example",
            "a@b",
            "a b@c.example",
            "a@b.example\r\nBcc: x@y.example",
            "a@b.example\n",
            "a..b@c.example",
            ".a@c.example",
            "\"a\"@c.example",
            "a@-b.example",
            "a@b..example",
            "a,b@c.example",
            "<a@b.example>",
            "a@b@c.example\0",
        ] {
            let parsed = Email::parse(bad);
            assert!(parsed.is_err() || bad.trim() == "a@b.example", "{bad:?}");
        }
    }

    #[test]
    fn addresses_are_compared_without_case() {
        let email = Email::parse(" Sara.Q+x@Tirs.Example ");
        assert_eq!(
            email.map(|e| (e.key(), e.domain())),
            Ok(("sara.q+x@tirs.example".into(), "tirs.example".into()))
        );
    }
}
