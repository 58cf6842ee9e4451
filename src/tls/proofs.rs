//! What an authority finds when it looks whether this server is the one it gives a certificate to.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use rcgen::{CertificateParams, CustomExtension, KeyPair, PKCS_ECDSA_P256_SHA256};
use rustls::{
    crypto::aws_lc_rs::default_provider, pki_types::PrivatePkcs8KeyDer, sign::CertifiedKey,
};

/// The proofs that are laid out now.
#[derive(Debug, Default)]
pub struct Proofs(RwLock<Laid>);

#[derive(Debug, Default)]
struct Laid {
    /// By token (HTTP-01).
    texts: HashMap<String, String>,
    /// By name (TLS-ALPN-01, RFC 8737).
    certificates: HashMap<String, Arc<CertifiedKey>>,
}

impl Proofs {
    /// What stands at `/.well-known/acme-challenge/TOKEN`.
    pub fn text(&self, token: &str) -> Option<String> {
        let laid = self.0.read().unwrap_or_else(PoisonError::into_inner);
        laid.texts.get(token).cloned()
    }

    /// What is shown to whoever looks for a name.
    pub(crate) fn certificate(&self, name: &str) -> Option<Arc<CertifiedKey>> {
        let laid = self.0.read().unwrap_or_else(PoisonError::into_inner);
        laid.certificates.get(&name.to_ascii_lowercase()).cloned()
    }

    pub(crate) fn lay_text(&self, token: &str, text: &str) {
        let mut laid = self.0.write().unwrap_or_else(PoisonError::into_inner);
        laid.texts.insert(token.to_owned(), text.to_owned());
    }

    pub(crate) fn lay_certificate(&self, name: &str, digest: &[u8]) -> Result<(), String> {
        if digest.len() != 32 {
            return Err("the proof has a strange length".into());
        }
        let failed = |e: String| format!("the proof could not be made: {e}");
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256);
        let key = key.map_err(|e| failed(e.to_string()))?;
        let params = CertificateParams::new(vec![name.to_owned()]);
        let mut params = params.map_err(|e| failed(e.to_string()))?;
        params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
        let certificate = params
            .self_signed(&key)
            .map_err(|e| failed(e.to_string()))?;
        let secret = PrivatePkcs8KeyDer::from(key.serialize_der());
        let chain = vec![certificate.der().clone()];
        let secret = default_provider()
            .key_provider
            .load_private_key(secret.into());
        // Not compared with each other: the proof is in an extension that only authorities read,
        // and whoever does not know it must not take the certificate.
        let certified = CertifiedKey::new(chain, secret.map_err(|e| failed(e.to_string()))?);
        let mut laid = self.0.write().unwrap_or_else(PoisonError::into_inner);
        laid.certificates
            .insert(name.to_ascii_lowercase(), Arc::new(certified));
        Ok(())
    }

    /// Takes all of them away.
    pub(crate) fn clear(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Laid::default();
    }
}
