//! How the server speaks https.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// `[server.tls]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// Where the certificate comes from.
    pub mode: TlsMode,
    /// File with the certificate and what leads to its root, in PEM form; relative to the data
    /// folder.
    pub cert: Option<PathBuf>,
    /// File with the certificate's private key, in PEM form; relative to the data folder.
    pub key: Option<PathBuf>,
    /// Names and addresses by which people reach the server, for a certificate that it gets or
    /// makes itself. The host of `public_url` is always among them.
    pub names: Vec<String>,
    /// The directory of the authority that gives certificates by ACME.
    pub acme_directory: String,
    /// Where the authority may write to.
    pub acme_email: Option<String>,
    /// File with the root certificate that the authority's own address is checked by, in PEM
    /// form, when the machine does not know it; relative to the data folder.
    pub acme_root: Option<PathBuf>,
}

impl Default for Tls {
    fn default() -> Self {
        Self {
            mode: TlsMode::default(),
            cert: None,
            key: None,
            names: Vec::new(),
            acme_directory: "https://acme-v02.api.letsencrypt.org/directory".into(),
            acme_email: None,
            acme_root: None,
        }
    }
}

/// Where the certificate comes from, as it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsMode {
    /// From files when `cert` and `key` name them; plain http otherwise.
    #[default]
    Auto,
    /// Plain http.
    Off,
    /// From `cert` and `key`.
    Files,
    /// The server makes one itself.
    SelfSigned,
    /// From an authority, by the protocol ACME.
    Acme,
}

/// Where the certificate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsKind {
    /// From files.
    Files,
    /// The server made it itself.
    SelfSigned,
    /// From an authority, by the protocol ACME.
    Acme,
}

impl Tls {
    /// Where the certificate comes from; nothing when the server speaks plain http.
    pub const fn kind(&self) -> Option<TlsKind> {
        match self.mode {
            TlsMode::Off => None,
            TlsMode::Auto if self.cert.is_none() && self.key.is_none() => None,
            TlsMode::Auto | TlsMode::Files => Some(TlsKind::Files),
            TlsMode::SelfSigned => Some(TlsKind::SelfSigned),
            TlsMode::Acme => Some(TlsKind::Acme),
        }
    }
}
