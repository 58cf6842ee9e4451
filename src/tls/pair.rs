//! A certificate with its private key.

use std::{fmt::Write as _, path::Path, sync::Arc};

use aws_lc_rs::digest;
use platform::{Time, certificate::Certificate};
use rustls::{
    Error as TlsError,
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};
use x509_parser::{
    certificate::X509Certificate, extensions::GeneralName, prelude::FromDer, time::ASN1Time,
};

/// What TLS needs of it, and what people may know of it.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) certified: Arc<CertifiedKey>,
    pub(crate) shown: Certificate,
    pub(crate) begins_at: Time,
}

/// Why a pair cannot be used; one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PairError {
    /// A file cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, String),
    /// There is no certificate in the file.
    #[error("{0} holds no certificate in PEM form")]
    NoCertificate(String),
    /// There is no key in the file.
    #[error("{0} holds no private key in PEM form that is open without a passphrase")]
    NoKey(String),
    /// They are not made for each other.
    #[error("the key in {1} does not belong to the certificate in {0}")]
    Misfit(String, String),
    /// The certificate or key is of a kind that cannot be used.
    #[error("the certificate in {0} cannot be used: {1}")]
    Unusable(String, String),
    /// It has ended.
    #[error("the certificate in {0} expired on {1}; put a new one there")]
    Expired(String, String),
    /// It has not begun.
    #[error("the certificate in {0} is not valid before {1}; is this machine's clock right?")]
    TooEarly(String, String),
}

impl Pair {
    /// Reads the pair from two files, which may be the same.
    pub(crate) fn read(cert: &Path, key: &Path) -> Result<Self, PairError> {
        let read = |path: &Path| {
            let unreadable = |e: std::io::Error| {
                PairError::Unreadable(path.display().to_string(), e.to_string())
            };
            std::fs::read(path).map_err(unreadable)
        };
        let (chain, secret) = (read(cert)?, read(key)?);
        Self::parse(
            &chain,
            &secret,
            &cert.display().to_string(),
            &key.display().to_string(),
        )
    }

    /// Takes the pair out of texts in PEM form; the names are for errors.
    pub(crate) fn parse(
        chain: &[u8],
        secret: &[u8],
        cert: &str,
        key: &str,
    ) -> Result<Self, PairError> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<_, _>>()
            .map_err(|_| PairError::NoCertificate(cert.into()))?;
        let first = chain.first().cloned();
        let first = first.ok_or_else(|| PairError::NoCertificate(cert.into()))?;
        let secret = PrivateKeyDer::from_pem_slice(secret);
        let secret = secret.map_err(|_| PairError::NoKey(key.into()))?;
        let unusable = |why: String| PairError::Unusable(cert.into(), why);
        let (_, parsed) = X509Certificate::from_der(&first).map_err(|e| unusable(e.to_string()))?;
        let certified = CertifiedKey::from_der(chain, secret, &default_provider());
        let certified = certified.map_err(|e| match e {
            TlsError::InconsistentKeys(_) => PairError::Misfit(cert.into(), key.into()),
            other => unusable(other.to_string()),
        })?;
        Ok(Self {
            certified: Arc::new(certified),
            begins_at: moment(parsed.validity().not_before),
            shown: Certificate {
                is_self_signed: parsed.issuer() == parsed.subject(),
                names: names(&parsed),
                fingerprint: fingerprint(&first),
                expires_at: moment(parsed.validity().not_after),
            },
        })
    }

    /// Whether it may be shown now.
    pub(crate) fn check(&self, cert: &str, now: Time) -> Result<(), PairError> {
        if self.shown.expires_at <= now {
            return Err(PairError::Expired(cert.into(), day(self.shown.expires_at)));
        }
        if now < self.begins_at {
            return Err(PairError::TooEarly(cert.into(), self.begins_at.to_string()));
        }
        Ok(())
    }

    /// When a third of its life is left: time to renew it, with time to fail at it.
    pub(crate) fn due_at(&self) -> Time {
        let life = self.shown.expires_at.since(self.begins_at);
        self.shown.expires_at.minus(life / 3)
    }
}

/// The day of a moment.
pub(crate) fn day(time: Time) -> String {
    time.stamp().strftime("%Y-%m-%d").to_string()
}

fn moment(time: ASN1Time) -> Time {
    Time::from_millis(time.timestamp().saturating_mul(1000))
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let found = certificate.subject_alternative_name().ok().flatten();
    let names = found.map(|extension| extension.value.general_names.iter());
    names
        .into_iter()
        .flatten()
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress(bytes) => address(bytes),
            _ => None,
        })
        .collect()
}

fn address(bytes: &[u8]) -> Option<String> {
    let four = |b: [u8; 4]| std::net::Ipv4Addr::from(b).to_string();
    let sixteen = |b: [u8; 16]| std::net::Ipv6Addr::from(b).to_string();
    let short = bytes.try_into().map(four);
    short.or_else(|_| bytes.try_into().map(sixteen)).ok()
}

fn fingerprint(der: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, der);
    let mut text = String::new();
    for (n, byte) in hash.as_ref().iter().enumerate() {
        let colon = if n == 0 { "" } else { ":" };
        // Writing to a string cannot fail.
        let _ = write!(text, "{colon}{byte:02X}");
    }
    text
}
