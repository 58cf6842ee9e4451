//! The certificate that the server shows, for pages that tell of it. Kept in memory by
//! [`App::kept`](crate::App::kept); whoever speaks TLS keeps it up to date.

use std::sync::{PoisonError, RwLock};

use crate::{Time, error::Message};

/// A certificate, as people may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Whether the server made it itself, so that browsers do not know it.
    pub is_self_signed: bool,
    /// The hosts and addresses it is for.
    pub names: Vec<String>,
    /// SHA-256 over the whole of it: `4F:…`, as browsers show it.
    pub fingerprint: String,
    /// When it ends.
    pub expires_at: Time,
}

/// How it stands with the server's certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The one that is shown now; nothing when the server speaks plain http.
    pub certificate: Option<Certificate>,
    /// Why it could not be renewed lately.
    pub trouble: Option<Trouble>,
}

/// Why a certificate could not be renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// One sentence.
    pub message: Message,
    /// Since when it has not worked.
    pub since: Time,
    /// When it is tried again.
    pub again_at: Option<Time>,
}

/// Where the standing is kept.
#[derive(Debug, Default)]
pub struct Cell(RwLock<Standing>);

impl Cell {
    /// How it stands now.
    pub fn get(&self) -> Standing {
        let standing = self.0.read().unwrap_or_else(PoisonError::into_inner);
        standing.clone()
    }

    /// Another certificate is shown from now on, and what was wrong is mended.
    pub fn shows(&self, certificate: Certificate) {
        let mut standing = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *standing = Standing {
            certificate: Some(certificate),
            trouble: None,
        };
    }

    /// The certificate could not be renewed.
    pub fn fails(&self, message: Message, now: Time, again_at: Option<Time>) {
        let mut standing = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let since = standing.trouble.as_ref().map_or(now, |t| t.since);
        standing.trouble = Some(Trouble {
            message,
            since,
            again_at,
        });
    }

    /// All is well with the certificate that is shown.
    pub fn is_well(&self) {
        let mut standing = self.0.write().unwrap_or_else(PoisonError::into_inner);
        standing.trouble = None;
    }
}
