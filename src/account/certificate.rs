//! The server's certificate, for the pages that tell of it.

use platform::{App, certificate::Cell};
use web::Shell;

/// As a page shows it.
pub(crate) struct CertificateView {
    /// The hosts and addresses it is for.
    pub names: Vec<String>,
    /// SHA-256 over it.
    pub fingerprint: String,
    /// Its last day.
    pub ends: String,
    /// Whether the server made it itself.
    pub is_self_signed: bool,
    /// Why it could not be renewed.
    pub trouble: Option<String>,
}

impl CertificateView {
    /// Nothing while the server speaks plain http.
    pub(crate) fn of(app: &App, shell: &Shell) -> Option<Self> {
        let standing = app.kept::<Cell>().get();
        let certificate = standing.certificate?;
        let trouble = standing.trouble;
        Some(Self {
            ends: shell.date(&certificate.expires_at),
            names: certificate.names,
            fingerprint: certificate.fingerprint,
            is_self_signed: certificate.is_self_signed,
            trouble: trouble.map(|t| shell.language.message(&t.message)),
        })
    }
}
