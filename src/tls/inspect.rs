//! Looking at the certificate of a data folder, beside its server or without one. Makes and gets none.

use std::{path::Path, time::Duration};

use platform::{
    Time,
    certificate::Certificate,
    config::{Server, TlsKind},
};

use crate::{Refused, acme, check, files::Files, own};

/// A certificate that somebody or something should have replaced by now ends within this time.
const SOON: Duration = Duration::from_hours(24 * 14);

/// How it stands with the certificate of a data folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// Where it comes from.
    pub kind: TlsKind,
    /// The one that a start would show; nothing when it would make or order one first.
    pub certificate: Option<Certificate>,
    /// Why the authority gave none lately.
    pub failure: Option<Failure>,
}

/// Why an authority gave no certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// One sentence, the authority's own words if there were any.
    pub why: String,
    /// Since when it has not worked.
    pub since: Time,
    /// When a running server tries it again.
    pub again_at: Option<Time>,
}

impl Inspected {
    /// Whether it ends so soon that what replaces it cannot be at work. One from an authority may
    /// live for days only; there a failure tells.
    pub fn ends_soon(&self, now: Time) -> bool {
        let spare = match self.kind {
            TlsKind::Files | TlsKind::SelfSigned => SOON,
            TlsKind::Acme => Duration::ZERO,
        };
        let certificate = self.certificate.as_ref();
        certificate.is_some_and(|c| c.expires_at < now.plus(spare))
    }
}

/// Looks at it; nothing when the configuration says plain http.
pub fn inspect(data: &Path, server: &Server, now: Time) -> Result<Option<Inspected>, Refused> {
    check(data, server, now)?;
    let Some(kind) = server.tls.kind() else {
        return Ok(None);
    };
    let certificate = match kind {
        TlsKind::Files => Some(Files::named(data, server)?.read(now)?),
        TlsKind::SelfSigned => own::kept(data),
        TlsKind::Acme => acme::kept(data, server, now),
    };
    let failure = match kind {
        TlsKind::Acme => acme::note::read(data),
        TlsKind::Files | TlsKind::SelfSigned => None,
    };
    Ok(Some(Inspected {
        kind,
        certificate: certificate.map(|pair| pair.shown),
        failure,
    }))
}
